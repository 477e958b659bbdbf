// When more is asked than can be done: what waits too long is refused at once and not begun, so
// that what is done is done soon. How the service bears it: ./dev siege overload.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { count, meeting } from '../api/support/database.js';
import { anyone } from '../api/support/http.js';
import { someone, unique } from '../api/support/people.js';
import { ADDRESS, someProduct } from '../api/support/shop.js';
import { startOrderd } from './support/orderd.js';

const QUEUE_MS = 200;

let orderd;
before(async () => {
  orderd = await startOrderd({ settings: { workers_api: 1, queue_ms: QUEUE_MS } });
});
after(() => orderd.stop());

/** The reply to an order, asked of this orderd. */
function order(person, product, key) {
  const body = { items: [{ product_id: product.id, quantity: 1 }], shipping_address: ADDRESS };
  return person.send('POST', '/orders', { body, headers: { 'Idempotency-Key': key }, at: orderd.url });
}

test('what waited too long for a worker is refused, and was not begun', async () => {
  const manager = await someone('manager');
  const [held, free] = [await someProduct(manager), await someProduct(manager)];
  const [first, ...others] = await Promise.all(Array.from({ length: 6 }, () => someone()));
  const keys = others.map(unique);

  let replies;
  await meeting(
    (sql) => sql('SELECT FROM products WHERE id = $1 FOR UPDATE', held.id),
    () => order(first, held, unique()),
    async (other) => {
      const asked = [
        ...others.map((person, n) => order(person, free, keys[n])),
        anyone.send('GET', '/health/ready', { at: orderd.url }),
      ];
      await sleep(3 * QUEUE_MS);
      await other.query('COMMIT');
      replies = await Promise.all(asked);
    },
  );

  const ready = replies.pop();
  for (const reply of replies) {
    assertProblem(reply, 503, 'overloaded');
    assert.ok(Number(reply.headers['retry-after']) > 0);
  }
  assert.equal(await count('idempotency_keys WHERE key = ANY ($1)', keys), 0);
  assertStatus(ready, 200);
  assertStatus(await order(others[0], free, keys[0]), 201);
});
