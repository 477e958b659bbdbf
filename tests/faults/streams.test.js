// Live events while their parts come, go and stand still: every event once on each stream.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { rows } from '../api/support/database.js';
import { folder, url } from '../api/support/instance.js';
import { installedNginx } from '../api/support/nginx.js';
import { someone } from '../api/support/people.js';
import { deskPid } from '../api/support/relay.js';
import { placed, someProduct } from '../api/support/shop.js';
import { listen, listening } from '../api/support/stream.js';
import { childrenOf, spawnAsOwner, until } from './support/processes.js';

let manager, customer, product, other;
before(async () => {
  [manager, customer] = [await someone('manager'), await someone()];
  product = await someProduct(manager, { stock: 1_000_000 });
  other = await secondHost();
});
after(() => other.stop());

/** Another relay on the same database, and an nginx before it; its workers are the instance's. */
async function secondHost(settings = {}) {
  const sockets = mkdtempSync(join(tmpdir(), 'orderd-host-'));
  chmodSync(sockets, 0o777);
  const relay = spawnAsOwner(join(folder, 'root/usr/sbin/orderd-relay'), ['-c', join(folder, 'orderd.conf')], {
    stdio: 'ignore',
    env: { ...process.env, ORDERD_SOCKET_DIR: sockets, ...settings },
  });
  await until('a second relay', () => readdirSync(sockets).includes('relay.sock'));
  const nginx = await installedNginx({
    sockets: join(folder, 'run'),
    backend: (text) => text.replace('unix:/run/orderd/relay.sock', `unix:${sockets}/relay.sock`),
  });
  const stop = async () => {
    relay.kill('SIGTERM');
    await nginx.stop();
    rmSync(sockets, { recursive: true });
  };
  return { url: nginx.url, nginx, stop };
}

/** Comes back behind its last event whenever the stream ends, as a browser does. */
async function follow(person, options) {
  const follower = { events: [], times: 0, closed: false, stream: null };
  const begin = async () => {
    const stream = await listen(person, { ...options, after: follower.place }).catch(() => null);
    if (!stream || stream.status !== 200) return setTimeout(begin, 20);
    follower.times += 1;
    follower.stream = stream;
    stream.end().catch(() => {}).then(again);
    let taken = 0;
    await stream.until(() => {
      while (taken < stream.messages.length) {
        const message = stream.messages[taken++];
        if (message.id) follower.place = message.id;
        if (message.id && message.data) follower.events.push(message.data);
      }
      return stream.ended;
    }, 'its end').catch(() => {});
  };
  const again = () => {
    if (!follower.closed) begin();
  };
  begin();
  await until('a first place', () => follower.place);
  follower.close = () => {
    follower.closed = true;
    follower.stream.close();
  };
  return follower;
}

const numbersOf = (orders) => orders.map((o) => o.id).sort((a, b) => a - b);
const heardOf = (events, orders) => {
  const wanted = new Set(orders.map((o) => o.id));
  return events.filter((e) => e.type === 'order.created' && wanted.has(e.order_id));
};

/** Each of the orders once, in the order of their numbers. */
function assertHeardOnce(events, orders) {
  const heard = heardOf(events, orders);
  assert.deepEqual(heard.map((e) => e.order_id).sort((a, b) => a - b), numbersOf(orders));
  const numbers = heard.map((e) => e.number);
  assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b));
}

const place = (count) => Promise.all(Array.from({ length: count }, () => placed(customer, [[product, 1]])));

test('two relays and a listener each: every event once on each stream, also when one that numbers is killed', async () => {
  const streams = [await listening(manager), await listening(manager, { at: other.url })];
  const orders = await place(20);
  process.kill(await deskPid('numbers'), 'SIGKILL');
  orders.push(...(await place(20)));
  for (const stream of streams) {
    await stream.until(() => heardOf(stream.events, orders).length >= orders.length, 'all orders');
    await stream.beat();
    assertHeardOnce(stream.events, orders);
    stream.close();
  }
});

test('a place of one host is good at the other, however new it is', async () => {
  const events = [];
  const orders = [];
  let after;
  for (let i = 0; i < 10; i++) {
    const stream = await listening(manager, { after, at: i % 2 ? other.url : url });
    orders.push(...(await place(1)));
    await stream.event((e) => e.order_id === orders.at(-1).id);
    events.push(...stream.events);
    after = stream.place;
    assert.equal(stream.messages.some((m) => m.name === 'resync'), false);
    stream.close();
  }
  assertHeardOnce(events, orders);
});

/** How many wires from nginx the instance's relay holds (proc(5): connected sockets have state 03). */
const wires = () =>
  readFileSync('/proc/net/unix', 'utf8').split('\n').filter((line) => / 03 \d+ /.test(line) && line.endsWith(`${folder}/run/relay.sock`)).length;

test('who hangs up is gone, and so is who takes nothing', async () => {
  await until('nobody listens', () => wires() === 0);
  const [well, slow, hung] = [await listening(customer), await listening(customer), await listening(customer)];
  assert.equal(wires(), 3);
  hung.close();
  await until('one less', () => wires() === 2);

  slow.reply.pause();
  const [order] = await place(1);
  await rows(
    `INSERT INTO outbox (event, subject_id, payload)
     SELECT 'order.updated', $1, jsonb_build_object('n', n, 'text', repeat('x', 4000)) FROM generate_series(1, 2500) n`,
    order.id,
  );
  await well.event((e) => e.data.n === 2500, 'the last of 2500');
  assert.equal(new Set(well.events.filter((e) => e.data.n).map((e) => e.number)).size, 2500);
  await until('the slow one is cut off', () => wires() === 1);
  slow.reply.resume();
  assert.equal(await slow.end(), 'broken');
  const back = await listening(customer, { after: slow.place });
  await back.event((e) => e.data.n === 2500, 'the last of 2500');
  const all = [...slow.events, ...back.events].map((e) => e.number);
  assert.deepEqual(all, well.events.map((e) => e.number));
  for (const stream of [well, back]) stream.close();
});

test('one user has so many streams, and all together so many; who goes makes room', async () => {
  const host = await secondHost({ ORDERD_STREAMS_MOST: '4', ORDERD_STREAMS_A_USER: '2' });
  try {
    const open = [await listening(customer, { at: host.url }), await listening(customer, { at: host.url })];
    assert.equal((await listen(customer, { at: host.url })).status, 429);
    for (const person of [manager, manager]) open.push(await listening(person, { at: host.url }));
    assert.equal((await listen(await someone(), { at: host.url })).status, 503);
    open[0].close();
    await until('there is room', async () => {
      const stream = await listen(customer, { at: host.url });
      stream.close();
      return stream.status === 200;
    });
    const order = await placed(customer, [[product, 1]]);
    await open[1].event((e) => e.order_id === order.id); // who had come was not harmed
    for (const stream of open) stream.close();
  } finally {
    await host.stop();
  }
});

test('nginx reloads under many streams, and nobody misses anything or hears it twice', async () => {
  const followers = await Promise.all(Array.from({ length: 60 }, () => follow(manager, { at: other.url })));
  const orders = [];
  const master = other.nginx.process().pid;
  for (let i = 0; i < 4; i++) {
    const old = childrenOf(master);
    other.nginx.process().kill('SIGHUP');
    orders.push(...(await place(5)));
    await until('the old workers go', () => childrenOf(master).every((pid) => !old.includes(pid)));
    orders.push(...(await place(5)));
  }
  await until('all have all', () => followers.every((f) => heardOf(f.events, orders).length >= orders.length));
  for (const follower of followers) {
    assertHeardOnce(follower.events, orders);
    assert.ok(follower.times > 1, 'it was cut off');
    follower.close();
  }
});

test('a relay that ends says so, and who listened goes on with the next', async () => {
  const follower = await follow(customer);
  const orders = await place(3);
  process.kill(await deskPid('streams'), 'SIGTERM');
  await until('a second stream', () => follower.times > 1);
  orders.push(...(await place(3)));
  process.kill(await deskPid('streams'), 'SIGKILL');
  orders.push(...(await place(3)));
  await until('all', () => heardOf(follower.events, orders).length >= orders.length);
  assertHeardOnce(follower.events, orders);
  follower.close();
});
