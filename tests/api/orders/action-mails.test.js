// Which mail an action sends, and where to, said before it is done.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { paid } from '../support/payments.js';
import { someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, customer, product;
before(async () => {
  [manager, customer] = [await someone('manager'), await someone()];
  product = await someProduct(manager, { stock: 100 });
  await rows('UPDATE feed SET started_at = coalesce(started_at, now())');
});

const mails = async ({ id }, who = manager) => {
  const { data } = assertStatus(await who.get(`/orders/${id}/actions`), 200).body;
  return Object.fromEntries(data.map((row) => [row.action, row.mails]));
};

test('each action says its mails, by what the order is now', async () => {
  const order = await placed(customer, [[product, 2]]);
  const to = customer.email;
  const before = await mails(order);
  assert.deepEqual(before.confirm, [{ kind: 'order_approved', to }]);
  assert.deepEqual(before.cancel, [{ kind: 'order_cancelled', to }]);
  assert.deepEqual([before.ship, before.edit, before.pay], [[], [], []]);
  await paid(customer, order.id);
  assert.deepEqual((await mails(order)).cancel, [{ kind: 'order_cancelled', to }, { kind: 'order_refunded', to }]);
  assertStatus(await manager.post(`/orders/${order.id}/confirm`, {}), 200);
  assert.deepEqual((await mails(order)).ship, [{ kind: 'order_shipped', to }], 'in parts or whole, one mail');
  assertStatus(await manager.post(`/orders/${order.id}/shipments`, {}), 201);
  const after = await mails(order);
  assert.deepEqual(after.deliver, [{ kind: 'order_delivered', to }]);
  assert.deepEqual(after.return, [{ kind: 'order_refunded', to }, { kind: 'return_received', to }]);
  assert.deepEqual((await mails(order, customer)).request_return, [{ kind: 'return_requested', to }]);
});

test('it goes to the customer that an order is for, and says when nobody can be reached', async () => {
  const { id, email } = assertStatus(await manager.post('/customers', { first_name: 'Ann', last_name: 'Lee', email: `a.${Date.now()}@example.com` }), 201).body;
  const order = await placed(manager, [[product, 1]], { customer_id: id });
  assert.deepEqual((await mails(order)).confirm, [{ kind: 'order_approved', to: email }]);
  await rows("INSERT INTO mail_refusals (address, reason) VALUES ($1, '550')", email);
  assert.deepEqual((await mails(order)).confirm, [{ kind: 'order_approved', to: null }]);
  await rows('UPDATE customers SET email = NULL WHERE id = $1', id);
  assert.deepEqual((await mails(order)).confirm, [{ kind: 'order_approved', to: null }]);
});

test('while nobody is told anything, no mail is promised', async () => {
  const order = await placed(customer, [[product, 1]]);
  try {
    await rows("UPDATE feed SET silent = 'copied'");
    assert.deepEqual((await mails(order)).confirm, []);
  } finally {
    await rows('UPDATE feed SET silent = NULL');
  }
});
