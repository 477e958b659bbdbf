// Relays that come and go while they deliver: nothing is lost, nothing told twice while all is well.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { rows } from '../api/support/database.js';
import { folder } from '../api/support/instance.js';
import { someone } from '../api/support/people.js';
import { deliveries, eventually, hook, receiver, unhook } from '../api/support/receiver.js';
import { placed, someProduct } from '../api/support/shop.js';
import { launch, newSettings } from './support/orderd.js';
import { Relay, withoutRelay } from './support/relay.js';

const settings = { webhook_allow: '127.0.0.2', webhook_plain_http: 'yes', webhook_seconds: 10, webhook_ca_file: `${folder}/cert.pem` };

let admin, customer, product;
const made = [];
before(async () => {
  const manager = await someone('manager');
  [admin, customer] = await Promise.all([someone('admin'), someone()]);
  product = await someProduct(manager, { stock: 10000 });
});
after(() => unhook(...made));

const webhook = async (to, fields = { events: ['order.created'] }) => {
  const one = await hook(admin, to, fields);
  made.push(one);
  return one;
};
const place = () => placed(customer, [[product, 1]]);
const said = (call) => JSON.parse(call.body);
const ids = (calls) => calls.map((call) => call.headers['webhook-id']);

test('two relays deliver each event once', async (t) => {
  const other = await new Relay().open({ settings });
  t.after(() => other.close());
  const to = await receiver();
  t.after(to.close);
  const one = await webhook(to);
  const orders = await Promise.all(Array.from({ length: 150 }, place));
  await to.until((calls) => new Set(calls.map((c) => said(c).data.order_id)).size >= orders.length);
  await eventually(() => deliveries(admin, one, '?limit=100&state=waiting'), (all) => !all.length);
  assert.equal(new Set(ids(to.calls)).size, to.calls.length, 'no id came twice');
});

test('what a killed relay had in hand another delivers, under the same id', (t) =>
  withoutRelay(async () => {
    const first = await new Relay().open({ settings });
    let deaf = true;
    const to = await receiver((call, response) => deaf || response.writeHead(204).end());
    t.after(to.close);
    const one = await webhook(to);
    await place();
    await to.until((calls) => calls.length === 1);
    await first.kill();
    deaf = false;
    await rows("UPDATE webhook_claims SET until = now() - interval '1 second' WHERE webhook_id = $1", one.id); // as time would
    first.start();
    t.after(() => first.close());
    await to.until((calls) => calls.length === 2);
    assert.equal(new Set(ids(to.calls)).size, 1);
    assert.equal(to.calls[0].body, to.calls[1].body);
    await eventually(() => deliveries(admin, one), ([d]) => d.state === 'done');
  }));

test('a result that comes after its lease is not recorded', (t) =>
  withoutRelay(async () => {
    const slow = await new Relay().open({ settings });
    t.after(() => slow.close());
    let answerFirst;
    const to = await receiver((call, response) => {
      if (!answerFirst) answerFirst = () => response.writeHead(500).end();
      else response.writeHead(204).end();
    });
    t.after(to.close);
    const one = await webhook(to);
    await place();
    await to.until((calls) => calls.length === 1);
    const goOn = slow.halt();
    await rows("UPDATE webhook_claims SET until = now() - interval '1 second' WHERE webhook_id = $1", one.id);
    const other = await new Relay().open({ settings });
    t.after(() => other.close());
    await eventually(() => deliveries(admin, one), ([d]) => d.state === 'done');
    answerFirst();
    goOn();
    const next = await place(); // which the slow one may record, too
    await to.until((calls) => calls.some((c) => said(c).data.order_id === next.id));
    const all = await eventually(() => deliveries(admin, one), (rows) => rows.length === 2 && rows.every((d) => d.state === 'done'));
    assert.deepEqual(all.map((d) => [d.state, d.status, d.attempts]), [['done', 204, 1], ['done', 204, 1]]);
  }));

test('proxies of the environment are not asked', (t) =>
  withoutRelay(async () => {
    let asked = 0;
    const proxy = createServer((socket) => {
      asked++;
      socket.destroy();
    });
    await new Promise((resolve) => proxy.listen(0, '127.0.0.2', resolve));
    t.after(() => new Promise((resolve) => proxy.close(resolve)));
    const { conf } = await newSettings(settings);
    const address = `http://127.0.0.2:${proxy.address().port}`;
    const variables = ['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].map((name) => `${name}=${address}`);
    const relay = launch('env', [...variables, `${folder}/root/usr/sbin/orderd-relay`, '-c', conf]);
    const to = await receiver(undefined, { secure: true });
    const plain = await receiver();
    t.after(async () => {
      relay.process.kill('SIGTERM');
      await relay.ended;
      await to.close();
      await plain.close();
    });
    await webhook(to);
    await webhook(plain);
    await place();
    await Promise.all([to, plain].map((one) => one.until((calls) => calls.length === 1)));
    assert.equal(asked, 0);
  }));

test('one that is told to end gives back what it had not begun', (t) =>
  withoutRelay(async () => {
    const relay = await new Relay().open({ settings: { ...settings, webhook_parallel: 1, webhook_seconds: 20 } });
    const to = await receiver(() => {});
    t.after(to.close);
    const one = await webhook(to);
    for (let i = 0; i < 3; i++) await place();
    await to.until((calls) => calls.length === 1);
    await eventually(() => deliveries(admin, one, '?state=sending'), (all) => all.length >= 2);
    await relay.close();
    const [third, second, first] = await deliveries(admin, one);
    assert.deepEqual([first.state, second.state, third.state], ['sending', 'waiting', 'waiting']);
    assert.deepEqual([second.attempts, third.attempts], [0, 0]);
  }));
