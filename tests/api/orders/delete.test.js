// Deleting: an admin while an order is pending, the owner a draft; afterwards it is nowhere.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { someDepartment, someone } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct } from '../support/shop.js';

let admin, manager, customer;
before(async () => {
  [admin, manager, customer] = await Promise.all([someone('admin'), someone('manager'), someone()]);
});

test('only an admin deletes what was placed, and only while it is pending', async () => {
  const product = await someProduct(manager);
  const order = await placed(customer, [[product, 1]]);
  for (const who of [customer, manager])
    assertProblem(await who.delete(`/orders/${order.id}`), 403, 'forbidden');
  assertProblem(await (await someone()).delete(`/orders/${order.id}`), 404, 'not_found');
  assertStatus(await manager.post(`/orders/${order.id}/confirm`), 200);
  assertProblem(await admin.delete(`/orders/${order.id}`), 409, 'invalid_transition');
  assertStatus(await customer.post(`/orders/${order.id}/cancel`), 200);
  assertProblem(await admin.delete(`/orders/${order.id}`), 409, 'invalid_transition');
});

test('a deleted order answers 404 everywhere, to everyone, and no list or count has it', async () => {
  const owner = await someone();
  const product = await someProduct(manager, { stock: 10 });
  const order = await placed(owner, [[product, 4]]);
  const stays = await placed(owner, [[product, 1]]);
  const before = (await admin.get('/admin/stats')).body;
  const reply = assertStatus(await admin.delete(`/orders/${order.id}`), 204);
  assert.equal(reply.text, '');
  const { id } = order;
  for (const who of [owner, manager, admin]) {
    const replies = await Promise.all([
      who.get(`/orders/${id}`),
      who.get(`/orders/number/${order.order_number}`),
      who.get(`/orders/${id}/history`),
      who.patch(`/orders/${id}`, { customer_notes: 'x' }),
      who.delete(`/orders/${id}`),
      who.post(`/orders/${id}/cancel`),
    ]);
    for (const answer of replies) assertProblem(answer, 404, 'not_found');
  }
  for (const list of ['/orders', '/orders/me', '/orders?status=pending', `/orders?search=${order.order_number.slice(0, 16)}`]) {
    const { body } = assertStatus(await owner.get(list), 200);
    assert.ok(!body.data.some((o) => o.id === id), list);
  }
  const mine = (await owner.get('/orders')).body;
  assert.deepEqual([mine.total, mine.data.map((o) => o.id)], [1, [stays.id]]);
  const found = (await manager.get(`/orders/all?search=${order.order_number}`)).body;
  assert.deepEqual([found.total, found.data], [0, []]);
  const after = (await admin.get('/admin/stats')).body;
  assert.ok(after.orders <= before.orders, 'the figures leave it out');

  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 1 });
  const last = await row('SELECT action, actor_id FROM order_history WHERE order_id = $1 ORDER BY id DESC LIMIT 1', id);
  assert.deepEqual([last.action, Number(last.actor_id)], ['delete', admin.id]);
  const told = await rows("SELECT event FROM outbox WHERE subject_id = $1 AND event LIKE 'order.%' ORDER BY id", id);
  assert.deepEqual(told.map((t) => t.event), ['order.created', 'order.deleted']);
});

test('the department has its budget back', async () => {
  const department = await someDepartment({ budget: '1000.00' });
  const staff = await someone('staff', { department });
  const order = await placed(staff, [[await someProduct(manager, { price: '100.00' }), 2]]);
  const spent = () => value('SELECT spent FROM department_months WHERE department_id = $1', department.id);
  assert.equal(await spent(), '216.00');
  assertStatus(await admin.delete(`/orders/${order.id}`), 204);
  assert.equal(await spent(), '0.00');
});

test('If-Match: a stale delete is a 412 with the order as it is', async () => {
  const order = await placed(customer, [[await someProduct(manager), 1]]);
  const stale = await admin.delete(`/orders/${order.id}`, { 'If-Match': '"9"' });
  assert.equal(assertProblem(stale, 412, 'precondition_failed').current.id, order.id);
  assertStatus(await admin.delete(`/orders/${order.id}`, { 'If-Match': '"1"' }), 204);
});

test('deleted by many at once, it releases once', async () => {
  const product = await someProduct(manager, { stock: 10 });
  const order = await placed(customer, [[product, 4]]);
  const replies = await Promise.all(Array.from({ length: 6 }, () => admin.delete(`/orders/${order.id}`)));
  assert.deepEqual(replies.map((r) => r.status).sort(), [204, 404, 404, 404, 404, 404]);
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 0 });
});
