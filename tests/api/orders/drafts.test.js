// Drafts: noted down, nothing reserved, placed later at that day's price, stock and policy.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { rows, value } from '../support/database.js';
import { someDepartment, someone } from '../support/people.js';
import { assertStockAddsUp, place, placed, someProduct } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const draft = (who, lines) => placed(who, lines, { status: 'draft' });
const submit = (who, order) => who.post(`/orders/${order.id}/place`);
const lines = (...pairs) => ({
  items: pairs.map(([product, quantity]) => ({ product_id: product.id, quantity })),
});

test('an order begins as a draft or pending, and as nothing else', async () => {
  const product = await someProduct(manager);
  for (const status of ['confirmed', 'shipped', 'drafted', ''])
    assertInvalid(await customer.post('/orders', { ...lines([product, 1]), status }), '/status');
  assertInvalid(await customer.post('/orders', { ...lines([{ id: 999999999 }, 1]), status: 'draft' }), '/items/0/product_id');
});

test('a draft reserves nothing and may ask for more than there is', async () => {
  const product = await someProduct(manager, { stock: 2, price: '10.00' });
  const order = await draft(customer, [[product, 5]]);
  assert.deepEqual([order.status, order.subtotal, order.total], ['draft', 50, 64]);
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 2, reserved: 0 });
  const { errors } = assertProblem(await submit(customer, order), 409, 'insufficient_stock');
  assert.deepEqual([errors[0].requested, errors[0].available], [5, 2]);
  assert.equal((await customer.get(`/orders/${order.id}`)).body.status, 'draft');
});

test('it is edited without touching the stock', async () => {
  const [one, other] = [await someProduct(manager, { stock: 2 }), await someProduct(manager, { stock: 2 })];
  const order = await draft(customer, [[one, 1]]);
  const { body } = assertStatus(
    await customer.patch(`/orders/${order.id}`, { ...lines([other, 9]), customer_notes: 'Soon' }),
    200,
  );
  assert.deepEqual(
    [body.status, body.items.map((i) => [i.product_id, i.quantity]), body.customer_notes],
    ['draft', [[other.id, 9]], 'Soon'],
  );
  for (const product of [one, other])
    assert.deepEqual(await assertStockAddsUp(product), { on_hand: 2, reserved: 0 });
});

test('placed, it is an order like any other, at the price of that day', async () => {
  const product = await someProduct(manager, { stock: 10, price: '10.00' });
  const order = await draft(customer, [[product, 3]]);
  assertStatus(await manager.patch(`/products/${product.id}`, { price: '20.00' }), 200);
  const { body } = assertStatus(await submit(customer, order), 200);
  assert.deepEqual(
    [body.status, body.order_number, body.items[0].unit_price, body.subtotal, body.tax, body.total],
    ['pending', order.order_number, 20, 60, 4.8, 74.8],
  );
  assert.ok(Date.parse(body.created_at) >= Date.parse(order.created_at));
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 3 });
  assertProblem(await submit(customer, order), 409, 'invalid_transition');

  const history = (await customer.get(`/orders/${order.id}/history`)).body.data;
  assert.deepEqual(
    history.map((h) => [h.from_status, h.to_status, h.action]),
    [
      [null, 'draft', 'draft'],
      ['draft', 'pending', 'place'],
    ],
  );
  const told = await rows("SELECT event FROM outbox WHERE subject_id = $1 AND event LIKE 'order.%' ORDER BY id", order.id);
  assert.deepEqual(told.map((t) => t.event), ['order.drafted', 'order.created']);
});

test('what went out of sale meanwhile is refused when it is placed', async () => {
  const product = await someProduct(manager);
  const order = await draft(customer, [[product, 1]]);
  assertStatus(await manager.delete(`/products/${product.id}`), 200);
  assertInvalid(await submit(customer, order), '/items/0/product_id');
});

test('the department\'s policy is asked when it is placed', async () => {
  const department = await someDepartment({ threshold: '500.00', budget: '600.00' });
  const staff = await someone('staff', { department });
  const product = await someProduct(manager, { price: '100.00' });
  const spent = () => value('SELECT sum(spent) FROM department_months WHERE department_id = $1', department.id);
  const [over, within, beyond] = [
    await draft(staff, [[product, 9]]),
    await draft(staff, [[product, 4]]),
    await draft(staff, [[product, 2]]),
  ];
  assert.equal(await spent(), null);
  assert.equal((await submit(staff, over)).body.status, 'pending_approval');
  assert.equal((await submit(staff, within)).body.status, 'pending');
  assert.equal(await spent(), '432.00');
  assert.equal((await submit(staff, beyond)).body.status, 'pending_approval', '168.00 are left of 600.00');
  assert.equal(await spent(), '432.00');
});

test('nothing but placing, editing, cancelling and deleting is done to a draft', async () => {
  const product = await someProduct(manager);
  const order = await draft(customer, [[product, 1]]);
  for (const path of ['confirm', 'approve', 'reject', 'shipments'])
    assertProblem(await manager.post(`/orders/${order.id}/${path}`), 409, 'invalid_transition');
  for (const status of ['pending', 'confirmed', 'shipped'])
    assertProblem(await manager.patch(`/orders/${order.id}/status`, { status }), 409, 'invalid_transition');
});

test('its owner cancels it or deletes it; a stranger does not see it', async () => {
  const product = await someProduct(manager);
  const [one, other] = [await draft(customer, [[product, 1]]), await draft(customer, [[product, 1]])];
  const stranger = await someone();
  assertProblem(await submit(stranger, one), 404, 'not_found');
  assertProblem(await stranger.delete(`/orders/${one.id}`), 404, 'not_found');
  assert.equal(assertStatus(await customer.post(`/orders/${one.id}/cancel`), 200).body.status, 'cancelled');
  assertStatus(await customer.delete(`/orders/${other.id}`), 204);
  assertProblem(await customer.get(`/orders/${other.id}`), 404, 'not_found');
  await assertStockAddsUp(product);
});

test('nobody has more than a hundred drafts, however many are asked for at once', async () => {
  const product = await someProduct(manager);
  const person = await someone();
  const first = await draft(person, [[product, 1]]);
  await rows(
    `WITH made AS (INSERT INTO orders (order_number, status, user_id, customer_id, customer, subtotal, tax, shipping_cost, total, currency, deleted_at)
     SELECT 'ORD-20200101-' || upper(lpad(to_hex(id * 1000 + n), 8, '0')), CASE WHEN n > 102 THEN 'cancelled' ELSE status END, user_id, customer_id, customer,
            subtotal, tax, shipping_cost, total, currency, CASE WHEN n > 97 AND n <= 102 THEN now() END
     FROM orders, generate_series(1, 105) AS n WHERE id = $1 RETURNING id)
     INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
     SELECT made.id, product_id, product_sku, product_name, unit_price, quantity
     FROM made, order_lines WHERE order_id = $1`,
    first.id,
  );
  const ask = () => place(person, [[product, 1]], { status: 'draft' });
  const replies = await Promise.all(Array.from({ length: 5 }, ask));
  const refused = replies.filter(({ status }) => status !== 201);
  assert.equal(refused.length, 3); // 98 of 100 were there
  for (const reply of refused) assertProblem(reply, 409, 'too_many_drafts');
  await placed(person, [[product, 1]]);
  assertStatus(await person.delete(`/orders/${first.id}`), 204);
  assertStatus(await ask(), 201);
});

test('placed by many at once, it is placed once', async () => {
  const product = await someProduct(manager, { stock: 10 });
  const order = await draft(customer, [[product, 2]]);
  const replies = await Promise.all(Array.from({ length: 6 }, () => submit(customer, order)));
  assert.equal(replies.filter((reply) => reply.status === 200).length, 1);
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 2 });
});
