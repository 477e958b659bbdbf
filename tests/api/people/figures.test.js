// How much a customer has ordered.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { someDepartment, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, product;
before(async () => {
  manager = await someone('manager');
  product = await someProduct(manager, { price: '10.00', stock: 100 });
});

const figures = async (id, who = manager) => assertStatus(await who.get(`/customers/${id}/figures`), 200).body;

test('number, sums by currency, and the newest', async () => {
  const customer = await someone();
  const id = customer.customerId;
  assert.deepEqual(await figures(id), { orders: 0, open_orders: 0, totals: [], last_order: null });
  const orders = [];
  for (let i = 0; i < 3; i++) orders.push(await placed(customer, [[product, 1]]));
  await placed(customer, [[product, 1]], { status: 'draft' });
  assertStatus(await customer.post(`/orders/${orders[0].id}/cancel`, {}), 200);
  await rows("UPDATE orders SET currency = 'EUR' WHERE id = $1", orders[1].id);
  const { last_order, ...rest } = await figures(id);
  assert.deepEqual(rest, { orders: 3, open_orders: 2, totals: [{ currency: 'EUR', orders: 1, total: 20.8 }, { currency: 'USD', orders: 1, total: 20.8 }] });
  assert.deepEqual([last_order.id, last_order.order_number, last_order.status, last_order.total], [orders[2].id, orders[2].order_number, 'pending', 20.8]);
});

test('staff count the orders that they see', async () => {
  const department = await someDepartment();
  const [staff, stranger] = [await someone('staff', { department }), await someone('staff')];
  const customer = await someone();
  await placed(customer, [[product, 1]]);
  await placed(staff, [[product, 1]], { customer_id: customer.customerId });
  const seen = async (who) => (await figures(customer.customerId, who)).orders;
  assert.deepEqual([await seen(manager), await seen(staff), await seen(stranger)], [2, 1, 0]);
  assertProblem(await manager.get('/customers/999999999/figures'), 404);
});
