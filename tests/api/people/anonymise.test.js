// What is held about a person, and being forgotten.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { paid } from '../support/payments.js';
import { registered, someone } from '../support/people.js';
import { ADDRESS, placed, someProduct } from '../support/shop.js';

let admin, manager;
before(async () => {
  [admin, manager] = await Promise.all([someone('admin'), someone('manager')]);
});

test('nobody stands in the way of being forgotten by an address taken before', async () => {
  const person = await someone();
  await registered({ email: `anonymised-${person.id}@orderd.invalid` });
  assertStatus(await admin.post(`/customers/${person.customerId}/anonymise`), 200);
});

test('a person gets all that is held about them, and can be forgotten while the books stay', async () => {
  const person = await someone();
  const product = await someProduct(manager);
  const order = await placed(person, [[product, 2]], { shipping_address: ADDRESS, notes: 'ring twice' });
  await person.post('/api-keys', { name: 'till of mine' });
  await paid(person, order.id);
  await manager.post(`/orders/${order.id}/confirm`);
  assertStatus(await manager.post(`/orders/${order.id}/shipments`, { tracking_number: 'T-1' }), 201);
  assertStatus(await manager.patch(`/orders/${order.id}/status`, { status: 'delivered' }), 200);
  const items = [{ product_id: product.id, quantity: 1 }];
  assertStatus(await person.post(`/orders/${order.id}/returns`, { items, reason: 'too small for my son' }), 201);
  const held = assertStatus(await admin.get(`/customers/${person.customerId}/export`), 200).body;
  assert.equal(held.customer.email, person.email);
  assert.equal(held.user.email, person.email);
  assert.equal(held.sessions.length, 1);
  assert.deepEqual(held.api_keys.map((k) => k.name), ['till of mine']);
  const [{ shipments, returns, payments, ...one }] = held.orders;
  assert.deepEqual([one.id, one.customer_notes, one.items[0].quantity], [order.id, 'ring twice', 2]);
  assert.deepEqual([shipments[0].tracking_number, returns[0].reason], ['T-1', 'too small for my son']);
  assert.deepEqual([payments[0].method, payments[0].captured], ['tok_ok', order.total]);

  assertStatus(await admin.post(`/customers/${person.customerId}/anonymise`), 200);
  const left = (await admin.get(`/customers/${person.customerId}/export`)).text;
  for (const word of [person.email, 'ring twice', ADDRESS.street, 'my son'])
    assert.ok(!left.includes(word), `${word} is still in ${left}`);
  assertProblem(await person.get('/auth/me'), 401);
  const kept = (await manager.get(`/orders/${order.id}`)).body;
  assert.deepEqual([kept.total, kept.items[0].subtotal, kept.order_number], [order.total, order.items[0].subtotal, order.order_number]);
});
