// PostgreSQL is killed in the middle of a load of orders, and comes back: so does the service.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { anyone } from '../api/support/http.js';
import { PASSWORD, someone } from '../api/support/people.js';
import { place, placed, someProduct } from '../api/support/shop.js';
import { assertNothingLost, startLoad } from './support/load.js';
import { killPostgres } from './support/postgres.js';
import {
  isRunning,
  master,
  postmaster,
  startPostgres,
  until,
  workers,
} from './support/processes.js';

let customer, manager, product, crew;
before(async () => {
  [customer, manager] = await Promise.all([someone(), someone('manager')]);
  product = await someProduct(manager);
  crew = { master: master(), count: workers('api').length };
});
// Whatever happened: the instance is whole for what comes next.
after(async () => {
  if (!isRunning(postmaster())) await startPostgres();
});

const health = (of) => anyone.get(`/health/${of}`);
const isReady = async () => (await health('ready')).status === 200;

for (const round of ['once', 'twice']) {
  test(`kill -9 of PostgreSQL in a load loses no acknowledged order (${round})`, async () => {
    const load = await startLoad();
    await until('a load worth the name', () => load.acknowledged.length > 10);
    await killPostgres();
    await sleep(700);
    await startPostgres();
    await until('the service is ready again, without help', isReady);
    const back = load.acknowledged.length;
    await until('orders go through again', () => load.acknowledged.length > back + 20);
    await load.stop();
    await assertNothingLost(load);
    const strange = Object.keys(load.answers).filter(
      (status) => !['201', '503', '409'].includes(status),
    );
    assert.deepEqual(strange, [], JSON.stringify(load.answers));
  });
}

test('while PostgreSQL is away: alive, not ready, 503; then back by itself', async () => {
  await killPostgres();
  try {
    const unready = await until(
      'not ready',
      async () => {
        const reply = await health('ready');
        return reply.status === 503 && reply;
      },
      5,
    );
    assert.equal(unready.body.status, 'unhealthy');
    assert.ok(Number(unready.headers['retry-after']) > 0);
    assert.equal((await anyone.get('/health')).status, 503);
    assertStatus(await health('live'), 200);
    assertStatus(await anyone.get('/.well-known/jwks.json'), 200);

    await sleep(1000); // what a cache could still hold is gone
    const asks = [
      () => anyone.get('/products'),
      () => customer.get('/auth/me'),
      () => customer.get('/orders'),
      () => place(customer, [[product, 1]]),
      () => anyone.post('/auth/login', { email: customer.email, password: PASSWORD }),
    ];
    for (const ask of asks) {
      const replies = await Promise.all(Array.from({ length: 10 }, ask));
      for (const reply of replies) {
        assertProblem(reply, 503, 'unavailable');
        assert.ok(Number(reply.headers['retry-after']) > 0);
      }
    }
  } finally {
    await startPostgres();
  }
  await until('ready', isReady);
  const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => anyone.get(`/products?limit=${i + 1}`)));
  for (const reply of replies) assertStatus(reply, 200); // ready is what all workers are
  for (let i = 0; i < 4; i++) assertStatus(await manager.get('/reports/sales'), 200); // of every pool
  await placed(customer, [[product, 1]]);
});

test('the same master is still there, with as many workers', async () => {
  assert.equal(master(), crew.master);
  await until('as many workers as before', () => workers('api').length === crew.count);
});
