// Two database servers, of which one leads, and two application hosts: whoever leads, and however the
// other went, what was acknowledged is there once.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { send } from '../api/support/http.js';
import { orderctlIn } from '../api/support/instance.js';
import { someone } from '../api/support/people.js';
import { ADDRESS, someProduct } from '../api/support/shop.js';
import { startOrderd } from './support/orderd.js';
import { Pair } from './support/pair.js';
import { until } from './support/processes.js';

const CLIENTS = 8;
const READY = 3; // s that an answer to it may take, in which a busy machine may not get to connect
const BUSY = 20; // s that a busy machine may add to a gap

let people, product, pair;
const hosts = [];
before(async () => {
  product = await someProduct(await someone('manager'), { stock: 1_000_000 });
  people = await Promise.all(Array.from({ length: CLIENTS }, () => someone()));
  pair = await new Pair().open();
  for (let n = 0; n < 2; n++)
    hosts.push(await startOrderd({ settings: { database: pair.conninfo, request_seconds: 5 } }));
});
after(async () => {
  for (const host of hosts) await host.stop();
  await pair?.close();
});

const body = () => ({ items: [{ product_id: product.id, quantity: 1 }], shipping_address: ADDRESS });

/** Clients who ask both hosts, in turns, until each order is acknowledged. */
class Load {
  orders = new Map();
  answers = {};
  at = [];

  constructor() {
    this.running = people.map((person, n) => this.live(person, n));
  }

  async live(person, n) {
    while (!this.stopped) {
      const key = randomUUID();
      for (let reply; reply?.status !== 201; n++) {
        reply = await person
          .send('POST', '/orders', { at: hosts[n % 2].url, body: body(), headers: { 'Idempotency-Key': key } })
          .catch((error) => ({ status: error.message }));
        this.answers[reply.status] = (this.answers[reply.status] ?? 0) + 1;
        if (reply.status === 201) this.orders.set(key, reply.body.id);
        else await sleep(50);
      }
      this.at.push(Date.now());
    }
  }

  /** Until `count` more are acknowledged. */
  more(count) {
    const before = this.orders.size;
    return until('orders go through', () => this.orders.size >= before + count, 60);
  }

  async stop() {
    this.stopped = true;
    await Promise.all(this.running);
  }

  /** In seconds, the longest in which nothing was acknowledged. */
  get gap() {
    return Math.max(...this.at.slice(1).map((at, i) => at - this.at[i])) / 1000;
  }
}

async function assertThereOnce({ orders }) {
  const ids = [...orders.values()];
  assert.equal(new Set(ids).size, ids.length, 'no order was acknowledged to two keys');
  const keyed = await pair.leader.value(
    `SELECT count(*)::int FROM idempotency_keys k JOIN orders o ON o.id = k.resource_id
     WHERE (k.key, o.id) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))`, [...orders.keys()], ids);
  assert.equal(keyed, ids.length, 'every acknowledged order is there, under its key');
  const made = await pair.leader.value('SELECT count(*)::int FROM orders WHERE user_id = ANY ($1) AND id = ANY ($2)',
    people.map(({ id }) => id), ids);
  const all = await pair.leader.value(
    `SELECT count(*)::int FROM idempotency_keys WHERE resource_id = ANY ($1) AND route = 'POST /orders'`, ids);
  assert.deepEqual({ made, all }, { made: ids.length, all: ids.length }, 'and once');
}

const faults = {
  'a switchover': { seconds: 3, strike: () => pair.leader.end('SIGINT') },
  'kill -9 of the one that leads': { seconds: 10, strike: () => pair.leader.end('SIGKILL') },
  'the one that leads stands still': { seconds: 15, strike: () => pair.leader.pause() },
};

/* What was killed or paused may have what the other has not: it begins anew from a copy. */
async function comeBack(fault) {
  const { leader, other } = pair;
  if (fault !== 'a switchover') {
    await other.remove();
    await other.copy('127.0.0.1', leader.port);
  }
  await pair.rejoin();
}

for (const [fault, { seconds, strike }] of Object.entries(faults)) {
  test(`${fault}: every acknowledged order is there once, no 500 and no 504`, async (t) => {
    const load = new Load();
    try {
      await load.more(40);
      await strike();
      await pair.promote();
      await load.more(40);
      await comeBack(fault);
      await load.more(40);
    } finally {
      await load.stop();
    }
    t.diagnostic(`${load.orders.size} orders, longest gap ${load.gap} s, answers ${JSON.stringify(load.answers)}`);
    await assertThereOnce(load);
    const strange = Object.keys(load.answers).filter((status) => !['201', '409', '503'].includes(status));
    assert.deepEqual(strange, []);
    assert.ok(load.gap < seconds + BUSY, `${load.gap} s`);
  });
}

test('a host that is led to a standby alone serves what is read, and is not ready', async () => {
  const database = `"host=127.0.0.1 port=${pair.other.port} dbname=orderd user=orderd_app"`;
  const lonely = await startOrderd({ settings: { database }, health: '/health/live' });
  try {
    const ready = await send('GET', '/health/ready', { at: lonely.url });
    assertStatus(ready, 503);
    assert.equal(ready.body.checks.database, 'down');
    assertStatus(await send('GET', `/api/v1/products/${product.id}`, { at: lonely.url }), 200);
    for (let n = 0; n < 5; n++)
      assertProblem(await people[0].send('POST', '/orders', { at: lonely.url, body: body() }), 503, 'unavailable');
  } finally {
    await lonely.stop();
  }
});

test('the doctor says whether a standby has what is acknowledged', async () => {
  const ask = async ({ port }) => {
    const database = `host=127.0.0.1 port=${port} dbname=orderd user=orderd_app`;
    const { stdout } = await orderctlIn({ ORDERD_DATABASE: database }, 'doctor', '--cluster').catch((error) => error);
    return stdout;
  };
  const untold = await ask(pair.leader);
  assert.match(untold, /ok +leader +takes writes/);
  assert.match(untold, /pg_read_all_stats/);
  await pair.leader.run('GRANT pg_read_all_stats TO orderd_app');
  assert.match(await ask(pair.leader), /ok +standbys +1 connected, 1 in sync\n/);
  assert.match(await ask(pair.leader), /ok +room +\d+ of 100 connections/);
  pair.leader.set({ synchronous_standby_names: '' });
  await until('it knows', async () => /WRONG +standbys +no commit waits/.test(await ask(pair.leader)));
  pair.leader.set({ synchronous_standby_names: 'db3' });
  await until('it knows', async () => /WRONG +standbys +1 connected, none in sync/.test(await ask(pair.leader)));
  pair.leader.set({ synchronous_standby_names: pair.other.name });
  assert.match(await ask(pair.other), /WRONG +leader/);
});

test('connections that went stale are no reason to say that a host is not ready', async () => {
  const answers = [];
  for (let round = 0; round < 3; round++) {
    await pair.leader.value(
      `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'orderd_app'`);
    for (const { url } of hosts) {
      const began = Date.now();
      const { status } = await send('GET', '/health/ready', { at: url });
      answers.push({ status, seconds: (Date.now() - began) / 1000 });
    }
  }
  const hasty = answers.filter(({ status, seconds }) => status !== 200 && seconds < READY);
  assert.deepEqual(hasty, [], 'who says no has tried as long as there was time');
  assert.ok(answers.some(({ status }) => status === 200));
});
