// Who waits for whom: an order's events for each other, nobody for another receiver.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { someone } from '../support/people.js';
import { deliveries, eventually, hook, receiver, tried, unhook } from '../support/receiver.js';
import { placed, someProduct } from '../support/shop.js';

let admin, customer, manager, product;
const made = [];
before(async () => {
  [admin, manager, customer] = await Promise.all([someone('admin'), someone('manager'), someone()]);
  product = await someProduct(manager, { stock: 10000 });
});
after(() => unhook(...made));

const webhook = async (to, fields) => {
  const one = await hook(admin, to, fields);
  made.push(one);
  return one;
};
const place = () => placed(customer, [[product, 1]]);
const said = (call) => JSON.parse(call.body);
const of = (order) => (call) => said(call).data.order_id === order.id;
const move = async (order, ...statuses) => {
  for (const status of statuses) assertStatus(await manager.patch(`/orders/${order.id}/status`, { status }), 200);
};

test('one that waits holds the later ones of its order, and no others', async (t) => {
  let refuses = true;
  const held = await place();
  const to = await receiver((call, response) => response.writeHead(refuses && of(held)(call) ? 422 : 204).end());
  t.after(to.close);
  const one = await webhook(to, { events: ['order.*'] });
  await move(held, 'confirmed', 'processing', 'shipped', 'delivered');
  const free = await place();
  await move(free, 'confirmed', 'processing');
  await to.until((calls) => calls.filter(of(free)).length === 3);
  const first = (await eventually(() => deliveries(admin, one, `?order_id=${held.id}`), (all) => all.length === 4 && all.at(-1).attempts > 0)).at(-1);
  assert.deepEqual([first.state, first.status, first.event], ['waiting', 422, 'order.confirmed']);
  assert.deepEqual(new Set(to.calls.filter(of(held)).map((c) => said(c).type)), new Set(['order.confirmed']));
  refuses = false;
  assertStatus(await admin.post(`/webhooks/deliveries/${first.id}/retry`), 200);
  await to.until((calls) => calls.some((c) => of(held)(c) && said(c).type === 'order.delivered'));
  const versions = to.calls.filter(of(held)).map((c) => said(c).data.order_version);
  assert.deepEqual(versions, versions.toSorted((a, b) => a - b));
  assert.deepEqual(to.calls.filter(of(free)).map((c) => said(c).type), ['order.created', 'order.confirmed', 'order.processing']);
});

test('one that is dead lets the later ones go', async (t) => {
  const to = await receiver((call, response) => response.writeHead(said(call).type === 'order.created' ? 400 : 204).end());
  t.after(to.close);
  const one = await webhook(to, { events: ['order.*'] });
  const order = await place();
  const { id } = await tried(admin, one, 1);
  await move(order, 'confirmed');
  await rows('UPDATE webhook_deliveries SET attempts = 9, due_at = now() WHERE id = $1', id);
  await to.until((calls) => calls.some((c) => said(c).type === 'order.confirmed'));
  const [, dead] = await deliveries(admin, one, `?order_id=${order.id}`);
  assert.deepEqual([dead.id, dead.state, dead.attempts], [id, 'dead', 10]);
});

test('a receiver that does not answer, and one that is not there, hold up nobody else', async (t) => {
  const deaf = await receiver(() => {});
  const gone = await receiver();
  await gone.close();
  const to = await receiver();
  t.after(() => Promise.all([deaf.close(), to.close()]));
  await webhook(deaf, { events: ['order.created'] });
  const none = await webhook(gone, { events: ['order.created'] });
  await webhook(to, { events: ['order.created'] });
  const orders = [];
  for (let i = 0; i < 20; i++) orders.push(await place());
  await to.until((calls) => orders.every((order) => calls.some(of(order))));
  const [delivery] = await eventually(() => deliveries(admin, none), (all) => all.some((d) => d.attempts > 0));
  assert.equal(delivery.state, 'waiting');
  const failed = (await deliveries(admin, none)).filter((d) => d.attempts > 0);
  assert.deepEqual(new Set(failed.map((d) => d.reason)), new Set(['connection_refused']));
});

test('one that fails is tried by one at a time, and by more once it answers', async (t) => {
  let broken = true, underWay = 0, most = 0;
  const to = await receiver(async (call, response) => {
    most = Math.max(most, ++underWay);
    await new Promise((done) => setTimeout(done, 20));
    underWay--;
    response.writeHead(broken ? 500 : 204).end();
  });
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  await place();
  await tried(admin, one, 1);
  most = 0;
  const orders = [];
  for (let i = 0; i < 60; i++) orders.push(await place());
  await to.until((calls) => calls.length >= 3);
  assert.equal(most, 1, 'while it fails');
  broken = false;
  await rows('UPDATE webhooks SET rest_until = NULL WHERE id = $1', one.id);
  await to.until((calls) => orders.every((order) => calls.some(of(order))));
  assert.ok(most > 1 && most <= 16, `${most} at once`);
});
