// Whom an order is for, and who says what shipping costs.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem } from '../support/check.js';
import { count, row } from '../support/database.js';
import { someDepartment, someone } from '../support/people.js';
import { place, placed, someProduct, stockOf } from '../support/shop.js';

let manager, staff, customer, other, department;
before(async () => {
  department = await someDepartment();
  [manager, staff, customer, other] = await Promise.all([
    someone('manager'),
    someone('staff', { department }),
    someone('customer', { name: 'John Doe' }),
    someone(),
  ]);
});

test('a customer orders for themselves, named or not', async () => {
  const product = await someProduct(manager);
  for (const fields of [
    {},
    { customer_id: customer.customerId },
    { customer_id: String(customer.customerId) },
  ]) {
    const order = await placed(customer, [[product, 1]], fields);
    assert.deepEqual(
      [order.user_id, order.customer_id, order.customer.last_name],
      [customer.id, customer.customerId, 'Doe'],
    );
  }
});

test('a customer may not order for another, there or not', async () => {
  const product = await someProduct(manager);
  for (const customer_id of [other.customerId, 999999999])
    assertProblem(await place(customer, [[product, 1]], { customer_id }), 403, 'forbidden');
  assert.deepEqual(await stockOf(product), { on_hand: 100, reserved: 0 });
});

test('staff order for their department, and for any customer', async () => {
  const product = await someProduct(manager);
  const own = await placed(staff, [[product, 1]]);
  assert.deepEqual([own.customer_id, own.customer, own.department_id], [null, null, department.id]);
  const theirs = await placed(staff, [[product, 1]], { customer_id: customer.customerId });
  assert.deepEqual([theirs.customer_id, theirs.user_id], [customer.customerId, staff.id]);
  assert.equal(theirs.customer.first_name, 'John');
});

test('a customer that is not there is a 422 for those who may choose', async () => {
  const product = await someProduct(manager);
  for (const who of [staff, manager])
    assertInvalid(await place(who, [[product, 1]], { customer_id: 999999999 }), '/customer_id');
});

test('managers order for any customer, or for none', async () => {
  const product = await someProduct(manager);
  assert.equal((await placed(manager, [[product, 1]])).customer_id, null);
  assert.equal(
    (await placed(manager, [[product, 1]], { customer_id: other.customerId })).customer_id,
    other.customerId,
  );
});

test('whom the order is for sees it, although another placed it', async () => {
  const product = await someProduct(manager);
  const order = await placed(staff, [[product, 1]], { customer_id: customer.customerId });
  assert.equal((await customer.get(`/orders/${order.id}`)).body.id, order.id);
  assert.equal(
    (await customer.get('/orders')).body.data.some((o) => o.id === order.id),
    true,
  );
});

test('the most someone agreed to pay: a lower cost is charged, a higher refused', async () => {
  const [cheap, dear] = [
    await someProduct(manager, { price: '10.00' }),
    await someProduct(manager, { price: '100.00' }),
  ];
  for (const who of [customer, staff]) {
    assert.equal((await placed(who, [[cheap, 1]], { shipping_cost: '10.00' })).shipping_cost, 10);
    assert.equal((await placed(who, [[cheap, 1]], { shipping_cost: 25 })).shipping_cost, 10);
    assert.equal((await placed(who, [[dear, 1]], { shipping_cost: 10.0 })).shipping_cost, 0);
    const before = await stockOf(cheap);
    const { errors } = assertProblem(
      await place(who, [[cheap, 1]], { shipping_cost: '9.99' }),
      409,
      'shipping_cost_changed',
    );
    assert.deepEqual(
      errors.map((e) => [e.pointer, e.shipping_cost]),
      [['/shipping_cost', 10]],
    );
    assertProblem(
      await place(who, [[cheap, 1]], { shipping_cost: 0 }),
      409,
      'shipping_cost_changed',
    );
    assert.deepEqual(await stockOf(cheap), before);
  }
});

test('a manager sets what shipping costs', async () => {
  const product = await someProduct(manager, { price: '10.00' });
  for (const shipping_cost of [0, 3.5, 99]) {
    const order = await placed(manager, [[product, 1]], { shipping_cost });
    assert.deepEqual([order.shipping_cost, order.total], [shipping_cost, 10.8 + shipping_cost]);
  }
  assertInvalid(await place(manager, [[product, 1]], { shipping_cost: -1 }), '/shipping_cost');
  assertInvalid(await place(manager, [[product, 1]], { shipping_cost: '1.001' }), '/shipping_cost');
});

test('what nobody may set is refused, not dropped', async () => {
  const product = await someProduct(manager);
  const forbidden = {
    status: 'confirmed',
    total: 0,
    discount: 5,
    tax: 0,
    user_id: other.id,
    department_id: department.id,
    payment_status: 'paid',
    order_number: 'ORD-20260101-00000000',
    internal_notes: 'x',
  };
  for (const [name, value] of Object.entries(forbidden))
    assertInvalid(await place(manager, [[product, 1]], { [name]: value }), `/${name}`);
  const items = [{ product_id: product.id, quantity: 1, unit_price: 0.01 }];
  assertProblem(await customer.post('/orders', { items }), 403, 'forbidden');
  assert.equal(await count('order_lines WHERE product_id = $1', product.id), 0);
});

test('an order counts for the department of its user, whoever it is for', async () => {
  const product = await someProduct(manager);
  const order = await placed(staff, [[product, 1]], { customer_id: other.customerId });
  assert.equal(
    Number((await row('SELECT department_id FROM orders WHERE id = $1', order.id)).department_id),
    department.id,
  );
});
