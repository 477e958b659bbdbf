// The payments of all orders.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { paid, pay, till } from '../support/payments.js';

let shop, orders, made;
before(async () => {
  shop = await till();
  orders = [await shop.order(), await shop.order()];
  const { customer } = shop;
  assertStatus(await pay(customer, orders[0].id, { method: 'tok_declined' }), 402);
  const declined = (await shop.paymentsOf(orders[0].id))[0];
  made = [declined, await paid(customer, orders[0].id, { capture: false, amount: '5.00' }), await paid(customer, orders[1].id)];
  await rows("UPDATE payments SET created_at = created_at - interval '10 seconds' WHERE id = $1", declined.id);
});

/** Which of the three a query finds, by their place in the order of making. */
async function found(query) {
  const { data } = assertStatus(await shop.manager.get(`/payments?limit=100&${new URLSearchParams(query)}`), 200).body;
  return data.map(({ id }) => made.findIndex((payment) => payment.id === id)).filter((index) => index >= 0);
}

test('the newest first, each as its order shows it', async () => {
  assert.deepEqual(await found({}), [2, 1, 0]);
  const { data } = (await shop.manager.get(`/payments?order_id=${orders[1].id}`)).body;
  assert.deepEqual(data, await shop.paymentsOf(orders[1].id));
  assert.equal(data[0].order_number, orders[1].order_number);
});

test('by order, state, provider and time', async () => {
  assert.deepEqual(await found({ order_id: orders[0].id }), [1, 0]);
  assert.deepEqual(await found({ status: 'authorized' }), [1]);
  assert.deepEqual(await found({ status: 'failed', order_id: orders[0].id }), [0]);
  assert.deepEqual(await found({ provider: 'simulated', status: 'captured' }), [2]);
  assert.deepEqual(await found({ provider: 'stripe' }), []);
  const since = new Date(Date.parse(made[1].created_at) - 1000).toISOString();
  assert.deepEqual(await found({ from: since }), [2, 1]);
  assert.deepEqual(await found({ to: since, order_id: orders[0].id }), [0]);
});

test('failed are those that somebody has to look at', async () => {
  assert.deepEqual(await found({ failed: true }), [], 'another payment holds money for the order');
  assert.deepEqual(await found({ failed: false }), [2, 1, 0]);
  await rows("UPDATE payment_operations SET state = 'unknown', settled_at = NULL WHERE payment_id = $1", made[2].id);
  assert.deepEqual(await found({ failed: true }), [2]);
  assert.deepEqual(await found({ failed: false }), [1, 0]);
  await rows("UPDATE payment_operations SET state = 'succeeded', settled_at = now() WHERE payment_id = $1", made[2].id);
});

test('cursors lead through all of them', async () => {
  const seen = [];
  let cursor = '';
  do {
    const { data, next_cursor } = assertStatus(await shop.manager.get(`/payments?limit=1&order_id=${orders[0].id}${cursor}`), 200).body;
    seen.push(...data.map(({ id }) => id));
    cursor = next_cursor && `&cursor=${next_cursor}`;
  } while (cursor);
  assert.deepEqual(seen, [made[1].id, made[0].id]);
  assertProblem(await shop.manager.get('/payments?status=lost'), 400, 'bad_query');
});
