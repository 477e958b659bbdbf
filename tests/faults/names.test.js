// Names of webhooks: those that nobody answers for, and those that mean something else the next time.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { rows } from '../api/support/database.js';
import { folder } from '../api/support/instance.js';
import { installedNginx } from '../api/support/nginx.js';
import { someone } from '../api/support/people.js';
import { deliveries, eventually, hook, receiver, tried, unhook } from '../api/support/receiver.js';
import { placed, someProduct } from '../api/support/shop.js';
import { listening } from '../api/support/stream.js';
import { NamedRelay, nameServer } from './support/names.js';
import { until } from './support/processes.js';
import { withoutRelay } from './support/relay.js';

const settings = { webhook_allow: '127.0.0.2', webhook_plain_http: 'yes', webhook_seconds: 3, stream_beat_seconds: 1 };

let admin, manager, customer, product;
before(async () => {
  [admin, manager, customer] = await Promise.all([someone('admin'), someone('manager'), someone()]);
  product = await someProduct(manager, { stock: 10000 });
});

const place = () => placed(customer, [[product, 1]]);
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

/** How long orders take to a receiver, and the time between a stream's beats, both in the middle, in ms. */
async function pace(to, stream) {
  const took = [];
  const from = stream.messages.length;
  for (const end = performance.now() + 8000; performance.now() < end; ) {
    const order = await place();
    const placedAt = performance.now();
    await to.until((calls) => calls.some((c) => JSON.parse(c.body).data.order_id === order.id));
    took.push(performance.now() - placedAt);
  }
  const beats = stream.messages.slice(from).filter((m) => m.id && m.data === undefined).map((m) => m.at);
  return { took: median(took), beat: median(beats.slice(1).map((at, i) => at - beats[i])), longest: Math.max(...beats.slice(1).map((at, i) => at - beats[i])) };
}

test('a name server that never answers, behind ten webhooks, holds up nobody else, and not the end', (t) =>
  withoutRelay(async () => {
    const server = await nameServer(() => null);
    const relay = await new NamedRelay().open({ settings });
    await until('its streams', () => relay.running.log().includes('"who":"relay streams"') && relay.running.log().includes('database connected'));
    const nginx = await installedNginx({
      sockets: `${folder}/run`,
      backend: (text) => text.replace('unix:/run/orderd/relay.sock', `unix:${relay.here}/relay.sock`),
    });
    const to = await receiver();
    const hooks = [await hook(admin, to, { events: ['order.created'] })];
    t.after(async () => {
      await unhook(...hooks);
      await Promise.all([to.close(), nginx.stop(), server.close(), relay.close()]);
    });
    const stream = await eventually(() => listening(manager, { at: nginx.url }).catch(() => null), Boolean);
    const alone = await pace(to, stream);
    for (let i = 0; i < 10; i++) hooks.push(await hook(admin, `https://hangs-${i}.example/`, { events: ['order.created'] }));
    await place();
    await until('all ten are asked for', () => new Set(server.asked.filter((name) => name.startsWith('hangs-'))).size === 10);
    const beside = await pace(to, stream);
    stream.close();
    t.diagnostic(`ms alone ${JSON.stringify(alone)}, beside ${JSON.stringify(beside)}`);
    assert.ok(beside.beat <= 1.1 * alone.beat, 'heartbeats come as before');
    assert.ok(beside.took <= 1.1 * alone.took + 25, 'deliveries come as before');
    assert.ok(beside.longest < 2000 && beside.took < 1000, 'nothing waited for a name');
    const failed = () => rows('SELECT DISTINCT reason FROM webhook_deliveries WHERE webhook_id = $1 AND attempts > 0', hooks[1].id);
    assert.deepEqual(await eventually(failed, (all) => all.length), [{ reason: 'timeout' }]);

    await rows('UPDATE webhooks SET rest_until = NULL WHERE id = ANY ($1)', hooks.map(({ id }) => id));
    const asked = server.asked.length;
    await place();
    await until('names are asked for', () => server.asked.length > asked);
    const told = performance.now();
    relay.running.process.kill('SIGTERM');
    await relay.running.ended;
    assert.ok(performance.now() - told < 2000, `it ended after ${performance.now() - told} ms`);
  }));

test('a name that means a private address the next time is refused then', (t) =>
  withoutRelay(async () => {
    let address = '127.0.0.2';
    const server = await nameServer((name) => (name === 'moves.example' ? address : '192.0.2.1'));
    const relay = await new NamedRelay().open({ settings });
    const to = await receiver((call, response) => response.writeHead(204, { connection: 'close' }).end());
    const one = await hook(admin, to.url.replace('127.0.0.2', 'moves.example'), { events: ['webhook.test'] });
    t.after(async () => {
      await unhook(one);
      await Promise.all([to.close(), server.close(), relay.close()]);
    });
    const send = () => admin.post(`/webhooks/${one.id}/test`);
    await send();
    await eventually(() => deliveries(admin, one), ([d]) => d.state === 'done');
    address = '10.0.0.7';
    for (let i = 0; i < 15 && !(await tried(admin, one)).reason; i++) {
      await sleep(1000); // as long as a name's address is remembered
      await send();
    }
    assert.equal((await tried(admin, one)).reason, 'refused_address_private');
    assert.equal(to.calls.length, (await deliveries(admin, one)).filter((d) => d.state === 'done').length);
  }));
