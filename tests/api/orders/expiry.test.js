// Unpaid orders past the shop's setting are cancelled by orderctl. Orders are made old by the
// owner's hand, and the setting is ten years, so that no other test's order is old enough.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { rows, value } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { someDepartment, someone } from '../support/people.js';
import { paid } from '../support/payments.js';
import { assertStockAddsUp, placed, someProduct } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const setting = (text) =>
  rows("UPDATE settings SET value = $1 WHERE key = 'unpaid_order_seconds'", text);
after(() => setting(null));

async function old(product, fields = {}) {
  const order = await placed(customer, [[product, 2]], fields);
  await rows("UPDATE orders SET created_at = '2001-01-01' WHERE id = $1", order.id);
  return order;
}
const statusOf = async (order) => (await manager.get(`/orders/${order.id}`)).body.status;

test('off by default: nothing expires', async () => {
  const product = await someProduct(manager);
  const order = await old(product);
  assert.equal((await orderctl('orders', 'expire')).stdout, '');
  assert.equal(await statusOf(order), 'pending');
});

test('what is old, pending and unpaid is cancelled; everything else stays', async () => {
  const product = await someProduct(manager, { stock: 100 });
  const due = await old(product);
  const [fresh, confirmed, begun, draft] = [
    await placed(customer, [[product, 2]]),
    await old(product),
    await old(product),
    await old(product, { status: 'draft' }),
  ];
  assertStatus(await manager.post(`/orders/${confirmed.id}/confirm`), 200);
  await paid(customer, begun.id, { amount: '1.00' }); // a part: payment_status stays pending
  await setting('315360000');
  assert.match((await orderctl('orders', 'expire')).stdout, /^[1-9]\d* orders cancelled\n$/);
  assert.deepEqual(
    await Promise.all([due, fresh, confirmed, begun, draft].map(statusOf)),
    ['cancelled', 'pending', 'confirmed', 'pending', 'draft'],
  );
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 100, reserved: 6 });
  const last = (await customer.get(`/orders/${due.id}/history`)).body.data.at(-1);
  assert.deepEqual([last.action, last.to_status, last.actor_id], ['expire', 'cancelled', null]);
  const told = await rows("SELECT event FROM outbox WHERE subject_id = $1 AND event LIKE 'order.%' ORDER BY id", due.id);
  assert.deepEqual(told.map((t) => t.event), ['order.created', 'order.cancelled']);
  assert.equal((await orderctl('orders', 'expire')).stdout, '', 'once');
});

test('more than a batch, with the budget they held, by two at once', async () => {
  const department = await someDepartment({ budget: '100000.00' });
  const staff = await someone('staff', { department });
  const products = [await someProduct(manager, { stock: 1000 }), await someProduct(manager, { stock: 1000 })];
  const orders = [];
  for (let i = 0; i < 110; i++)
    orders.push(await placed(staff, [[products[i % 2], 1], [products[(i + 1) % 2], 2]]));
  await rows("UPDATE orders SET created_at = '2001-01-01' WHERE id = ANY($1)", orders.map((o) => o.id));
  await setting('315360000');
  await Promise.all([orderctl('orders', 'expire'), orderctl('orders', 'expire')]);
  await orderctl('orders', 'expire');
  for (const product of products)
    assert.deepEqual(await assertStockAddsUp(product), { on_hand: 1000, reserved: 0 });
  assert.equal(await value('SELECT spent FROM department_months WHERE department_id = $1', department.id), '0.00');
});
