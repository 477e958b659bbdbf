// What was counted survives whoever counted it, and is told while other things are away.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { anyone } from '../api/support/http.js';
import { ask, growth, total } from '../api/support/metrics.js';
import { someone } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { killPostgres, pausePostgres } from './support/postgres.js';
import { master, startPostgres, until, workers } from './support/processes.js';

const PLACED = [['orderd_orders_placed_total', {}]];

/** Replaced, and fit to be asked. */
const all = (pool, count, gone) =>
  until(`${count} fresh workers`, () => {
    const now = workers(pool);
    return now.length === count && !now.some((pid) => gone.includes(pid));
  });

test('workers that are killed, and those a reload replaces, leave what they counted', async () => {
  const [manager, customer] = await Promise.all([someone('manager'), someone()]);
  const product = await someProduct(manager);
  const [orders] = await growth(PLACED, async () => {
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 4; n++) await placed(customer, [[product, 1]]);
      const old = [...workers('api'), ...workers('live')];
      for (const pid of old) process.kill(pid, 'SIGKILL');
      await all('api', old.length - 1, old);
      await all('live', 1, old);
      await until('it answers', async () => (await anyone.get('/health')).status === 200);
    }
    const old = workers('api');
    process.kill(master(), 'SIGHUP');
    await until('a reload', () => !workers('api').some((pid) => old.includes(pid)), 60);
    await placed(customer, [[product, 1]]);
  });
  assert.equal(orders, 13);
  await until('all are there', async () => {
    const { text } = await ask();
    return total(text, 'orderd_pool_workers', { pool: 'api' }) === total(text, 'orderd_pool_workers_wanted', { pool: 'api' });
  });
});

test('while PostgreSQL is away the metrics say so', async () => {
  const { text: before } = await ask();
  await killPostgres();
  try {
    await anyone.get('/products');
    const { status, text } = await ask();
    assert.equal(status, 200);
    const away = { code: 'unavailable' };
    assert.ok(total(text, 'orderd_http_problems_total', away) > total(before, 'orderd_http_problems_total', away));
  } finally {
    await startPostgres();
  }
  await until('it works again', async () => (await anyone.get('/health')).status === 200);
  const { text: after } = await ask();
  assert.ok(total(after, 'orderd_database_connects_total') > total(before, 'orderd_database_connects_total'));
});

test('while PostgreSQL stands still, the oldest request in hand is seen to grow old', async () => {
  const go = pausePostgres();
  const waiting = anyone.get('/products');
  try {
    const { text } = await until('a second', async () => {
      const reply = await ask();
      return total(reply.text, 'orderd_pool_oldest_request_seconds', { pool: 'api' }) > 1 && reply;
    });
    assert.ok(total(text, 'orderd_pool_workers_busy', { pool: 'api' }) >= 1);
  } finally {
    go();
  }
  assertStatus(await waiting, 200);
  assert.equal(total((await ask()).text, 'orderd_pool_oldest_request_seconds', { pool: 'api' }), 0);
});
