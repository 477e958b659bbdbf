// Cancelling: who may, until when, and what becomes of the stock.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { someDepartment, someone } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const move = (id, status) => manager.patch(`/orders/${id}/status`, { status });

for (const [spelling, cancel] of Object.entries({
  'POST with an empty body': (who, id) => who.post(`/orders/${id}/cancel`, {}),
  'POST without a body': (who, id) => who.post(`/orders/${id}/cancel`),
  DELETE: (who, id) => who.delete(`/orders/${id}/cancel`),
})) {
  test(`${spelling} cancels an own order and releases its stock`, async () => {
    const product = await someProduct(manager, { stock: 10 });
    const { id } = await placed(customer, [[product, 4]]);
    const order = assertStatus(await cancel(customer, id), 200).body;
    assert.deepEqual([order.id, order.status, order.version], [id, 'cancelled', 2]);
    assert.ok(order.cancelled_at);
    assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 0 });
    assertProblem(await cancel(customer, id), 409, 'invalid_transition');
    assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 0 });
  });
}

test('what was released can be ordered again', async () => {
  const product = await someProduct(manager, { stock: 3 });
  const { id } = await placed(customer, [[product, 3]]);
  assertStatus(await customer.post(`/orders/${id}/cancel`, {}), 200);
  await placed(customer, [[product, 3]]);
});

test('until it is shipped an order may be cancelled by its owner', async () => {
  const product = await someProduct(manager, { stock: 10 });
  for (const way of [[], ['confirmed'], ['confirmed', 'processing']]) {
    const { id } = await placed(customer, [[product, 1]]);
    for (const step of way) assertStatus(await move(id, step), 200);
    assertStatus(await customer.post(`/orders/${id}/cancel`, {}), 200);
  }
});

test('once shipped, by nobody', async () => {
  const product = await someProduct(manager, { stock: 10 });
  const { id } = await placed(customer, [[product, 1]]);
  for (const step of ['confirmed', 'shipped', 'delivered']) {
    assertStatus(await move(id, step), 200);
    if (step === 'confirmed') continue;
    for (const who of [customer, manager])
      assertProblem(await who.post(`/orders/${id}/cancel`, {}), 409, 'invalid_transition');
  }
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 9, reserved: 0 });
});

test('staff cancel the orders of their department, managers any', async () => {
  const department = await someDepartment();
  const [staff, colleague] = [
    await someone('staff', { department }),
    await someone('staff', { department }),
  ];
  const product = await someProduct(manager, { stock: 10 });
  const [one, other] = [await placed(staff, [[product, 1]]), await placed(staff, [[product, 1]])];
  assertStatus(await colleague.post(`/orders/${one.id}/cancel`, {}), 200);
  assertStatus(await manager.post(`/orders/${other.id}/cancel`, {}), 200);
});

test('what waits for approval may be cancelled', async () => {
  const department = await someDepartment({ threshold: '1.00' });
  const staff = await someone('staff', { department });
  const product = await someProduct(manager, { stock: 10 });
  const order = await placed(staff, [[product, 2]]);
  assert.equal(order.status, 'pending_approval');
  assert.equal(
    assertStatus(await staff.post(`/orders/${order.id}/cancel`, {}), 200).body.status,
    'cancelled',
  );
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 0 });
});

test('the reason is kept', async () => {
  const product = await someProduct(manager);
  for (const name of ['note', 'reason']) {
    const { id } = await placed(customer, [[product, 1]]);
    assertStatus(await customer.post(`/orders/${id}/cancel`, { [name]: 'Changed my mind' }), 200);
    const last = (await customer.get(`/orders/${id}/history`)).body.data.at(-1);
    assert.deepEqual(
      [last.note, last.actor_id, last.to_status],
      ['Changed my mind', customer.id, 'cancelled'],
    );
  }
  const { id } = await placed(customer, [[product, 1]]);
  assertInvalid(await customer.post(`/orders/${id}/cancel`, { refund: true }), '/refund');
});

test('the outbox tells of it', async () => {
  const { id } = await placed(customer, [[await someProduct(manager), 1]]);
  assertStatus(await customer.post(`/orders/${id}/cancel`, {}), 200);
  const told = await rows(
    "SELECT event FROM outbox WHERE subject_id = $1 AND event LIKE 'order.%' ORDER BY id",
    id,
  );
  assert.deepEqual(
    told.map((t) => t.event),
    ['order.created', 'order.cancelled'],
  );
});

test('cancelled twice at the same time, it releases once', async () => {
  const product = await someProduct(manager, { stock: 10 });
  const { id } = await placed(customer, [[product, 4]]);
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => customer.post(`/orders/${id}/cancel`, {})),
  );
  assert.equal(replies.filter((reply) => reply.status === 200).length, 1);
  assert.equal(replies.filter((reply) => reply.status === 409).length, 9);
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 0 });
});
