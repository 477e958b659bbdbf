// A department's threshold and monthly budget: what waits for a manager, and what is counted.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { bearer, Client } from '../support/http.js';
import { someDepartment, someone } from '../support/people.js';
import { place, placed, someProduct, stockOf } from '../support/shop.js';

let manager, product;
before(async () => {
  manager = await someone('manager');
  // 100.00 a piece ships free and costs 108.00 with tax.
  product = await someProduct(manager, { price: '100.00', stock: 100000 });
});

async function staffOf(limits) {
  const department = await someDepartment(limits);
  const staff = await someone('staff', { department });
  staff.department = department;
  return staff;
}

/** What the months of the department have in the books, this month's alone since it is new. */
const spent = async (staff) =>
  (
    await rows('SELECT spent FROM department_months WHERE department_id = $1', staff.department.id)
  ).map((m) => m.spent);
const isSpent = async (staff, amount) =>
  assert.deepEqual(
    (await spent(staff)).filter((s) => s !== '0.00'),
    amount ? [amount] : [],
  );

test('over the threshold an order waits for approval; at the threshold it does not', async () => {
  const staff = await staffOf({ threshold: '216.00' });
  assert.equal((await placed(staff, [[product, 2]])).status, 'pending');
  const waiting = await placed(staff, [[product, 3]]);
  assert.equal(waiting.status, 'pending_approval');
  const { data } = (await staff.get(`/orders/${waiting.id}/history`)).body;
  assert.deepEqual(
    data.map((h) => [h.from_status, h.to_status]),
    [[null, 'pending_approval']],
  );
});

test('what waits for approval holds its stock', async () => {
  const staff = await staffOf({ threshold: '1.00' });
  const scarce = await someProduct(manager, { stock: 2 });
  await placed(staff, [[scarce, 2]]);
  assert.deepEqual(await stockOf(scarce), { on_hand: 2, reserved: 2 });
});

test('the threshold binds staff alone', async () => {
  const department = await someDepartment({ threshold: '1.00', budget: '1.00' });
  for (const role of ['customer', 'manager', 'admin'])
    assert.equal(
      (await placed(await someone(role, { department }), [[product, 1]])).status,
      'pending',
      role,
    );
});

test('a key of a lower role spares staff no approval', async () => {
  const staff = await staffOf({ threshold: '216.00' });
  const { key } = assertStatus(await staff.post('/api-keys', { name: 'robot', role: 'customer' }), 201).body;
  const robot = new Client(bearer(key));
  assert.equal((await placed(robot, [[product, 3]])).status, 'pending_approval');

  const small = await placed(robot, [[product, 1]]);
  assert.equal(small.status, 'pending');
  const items = [{ product_id: product.id, quantity: 3 }];
  const grown = assertStatus(await robot.patch(`/orders/${small.id}`, { items }), 200).body;
  assert.equal(grown.status, 'pending_approval');

  const draft = await placed(robot, [[product, 3]], { status: 'draft' });
  assert.equal(assertStatus(await robot.post(`/orders/${draft.id}/place`), 200).body.status, 'pending_approval');
});

test('what staff order for a customer is bound by their policy, whichever of the two goes on with it', async () => {
  const staff = await staffOf({ threshold: '216.00', budget: '540.00' });
  const customer = await someone();
  const forCustomer = { customer_id: customer.customerId };
  const items = (quantity) => ({ items: [{ product_id: product.id, quantity }] });
  const noted = (quantity) => placed(staff, [[product, quantity]], { ...forCustomer, status: 'draft' });
  const submitted = async (order) => assertStatus(await customer.post(`/orders/${order.id}/place`), 200).body.status;
  assert.equal(await submitted(await noted(3)), 'pending_approval', 'over the threshold');
  await isSpent(staff, null);
  assert.equal(await submitted(await noted(2)), 'pending');
  await isSpent(staff, '216.00');

  const order = await placed(staff, [[product, 1]], forCustomer);
  const edited = async (quantity) => assertStatus(await customer.patch(`/orders/${order.id}`, items(quantity)), 200).body;
  assert.equal((await edited(2)).status, 'pending', 'at the threshold');
  await isSpent(staff, '432.00');
  assert.equal((await edited(3)).status, 'pending_approval');
  await isSpent(staff, '216.00');

  assert.equal(await submitted(await noted(2)), 'pending');
  assert.equal(await submitted(await noted(2)), 'pending_approval', '108.00 are left of 540.00');
  await isSpent(staff, '432.00');
});

test('a draft of staff that a manager places is not bound', async () => {
  const staff = await staffOf({ threshold: '216.00' });
  const order = await placed(staff, [[product, 3]], { status: 'draft' });
  assert.equal(assertStatus(await manager.post(`/orders/${order.id}/place`), 200).body.status, 'pending');
});

test('staff without a department, and departments without limits, wait for nobody', async () => {
  assert.equal((await placed(await someone('staff'), [[product, 50]])).status, 'pending');
  assert.equal((await placed(await staffOf({}), [[product, 50]])).status, 'pending');
});

test('a budget is taken order by order; what is over the rest of it waits', async () => {
  const staff = await staffOf({ budget: '324.00' });
  assert.equal((await placed(staff, [[product, 2]])).status, 'pending');
  await isSpent(staff, '216.00');
  assert.equal((await placed(staff, [[product, 2]])).status, 'pending_approval');
  await isSpent(staff, '216.00');
  assert.equal((await placed(staff, [[product, 1]])).status, 'pending', 'the rest, to the cent');
  await isSpent(staff, '324.00');
  assert.equal((await placed(staff, [[product, 1]])).status, 'pending_approval');
});

test('an order over the threshold takes nothing while it waits', async () => {
  const staff = await staffOf({ threshold: '200.00', budget: '1000.00' });
  assert.equal((await placed(staff, [[product, 2]])).status, 'pending_approval');
  await isSpent(staff, null);
});

test('cancelling gives the budget back, once', async () => {
  const staff = await staffOf({ budget: '1000.00' });
  const [one, other] = [await placed(staff, [[product, 1]]), await placed(staff, [[product, 2]])];
  await isSpent(staff, '324.00');
  assertStatus(await staff.post(`/orders/${other.id}/cancel`, {}), 200);
  assertProblem(await staff.post(`/orders/${other.id}/cancel`, {}), 409);
  await isSpent(staff, '108.00');
  assertStatus(await manager.post(`/orders/${one.id}/confirm`, {}), 200);
  assertStatus(await manager.post(`/orders/${one.id}/cancel`, {}), 200);
  await isSpent(staff, null);
});

test('what is cancelled of an order that shipped in part gives its share back; shipping stays', async () => {
  const staff = await staffOf({ budget: '100.00' });
  const cheap = await someProduct(manager, { price: '10.00' });
  const order = await placed(staff, [[cheap, 3]]);
  await isSpent(staff, '42.40');
  assertStatus(await manager.post(`/orders/${order.id}/confirm`, {}), 200);
  const items = [{ product_id: cheap.id, quantity: 1 }];
  assertStatus(await manager.post(`/orders/${order.id}/shipments`, { items }), 201);
  await isSpent(staff, '42.40');
  assertStatus(await manager.post(`/orders/${order.id}/cancel`, {}), 200);
  await isSpent(staff, '20.80');
});

test('approving confirms, and the order counts in the budget of its month', async () => {
  const staff = await staffOf({ threshold: '200.00', budget: '500.00' });
  const order = await placed(staff, [[product, 4]]);
  const approved = assertStatus(
    await manager.post(`/orders/${order.id}/approve`, { note: 'Fine' }),
    200,
  ).body;
  assert.equal(approved.status, 'confirmed');
  assert.ok(approved.confirmed_at);
  await isSpent(staff, '432.00');
  assert.equal((await placed(staff, [[product, 1]])).status, 'pending_approval', '68.00 are left');
});

test('an approved order may go over the budget; cancelled, it gives all of it back', async () => {
  const staff = await staffOf({ budget: '100.00' });
  const order = await placed(staff, [[product, 1]]);
  assert.equal(order.status, 'pending_approval');
  assertStatus(await manager.post(`/orders/${order.id}/approve`, {}), 200);
  await isSpent(staff, '108.00');
  assertStatus(await manager.post(`/orders/${order.id}/cancel`, {}), 200);
  await isSpent(staff, null);
});

test('rejecting releases the stock and leaves the budget alone', async () => {
  const staff = await staffOf({ threshold: '1.00', budget: '1000.00' });
  const scarce = await someProduct(manager, { stock: 5, price: '100.00' });
  const order = await placed(staff, [[scarce, 3]]);
  const rejected = assertStatus(
    await manager.post(`/orders/${order.id}/reject`, { note: 'Too dear' }),
    200,
  ).body;
  assert.equal(rejected.status, 'rejected');
  assert.deepEqual(await stockOf(scarce), { on_hand: 5, reserved: 0 });
  await isSpent(staff, null);
  const last = (await staff.get(`/orders/${order.id}/history`)).body.data.at(-1);
  assert.deepEqual(
    [last.from_status, last.to_status, last.note, last.actor_id],
    ['pending_approval', 'rejected', 'Too dear', manager.id],
  );
});

test('only what waits can be approved or rejected, and only by managers', async () => {
  const staff = await staffOf({ threshold: '200.00' });
  const pending = await placed(staff, [[product, 1]]);
  for (const action of ['approve', 'reject'])
    assertProblem(
      await manager.post(`/orders/${pending.id}/${action}`, {}),
      409,
      'invalid_transition',
    );
  const waiting = await placed(staff, [[product, 2]]);
  assertProblem(await staff.post(`/orders/${waiting.id}/approve`, {}), 403, 'forbidden');
  assertProblem(await manager.post(`/orders/${waiting.id}/confirm`, {}), 409, 'invalid_transition');
});

test('many orders at once never take more than the budget', async () => {
  const staff = await staffOf({ budget: '540.00' });
  const replies = await Promise.all(Array.from({ length: 20 }, () => place(staff, [[product, 1]])));
  const statuses = replies.map((reply) => assertStatus(reply, 201).body.status);
  assert.equal(statuses.filter((status) => status === 'pending').length, 5);
  assert.equal(statuses.filter((status) => status === 'pending_approval').length, 15);
  await isSpent(staff, '540.00');
});
