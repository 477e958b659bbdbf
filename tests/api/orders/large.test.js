// Orders of a thousand lines: all that is done with orders is done with them.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { count, rows } from '../support/database.js';
import { someone, unique } from '../support/people.js';
import { ADDRESS } from '../support/shop.js';

const LINES = 1000;
let manager, customer, products;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
  products = await stocked(LINES + 1);
});

/** So many new products with a hundred pieces each. */
async function stocked(many) {
  const tag = unique();
  return rows(
    `INSERT INTO products (sku, name, price, on_hand) SELECT $1 || '-' || n, 'Large ' || n, 1.00, 100 FROM generate_series(1, $2::int) n
     RETURNING id::int, sku`, tag, many);
}
const items = (list, quantity) => list.map(({ id }) => ({ product_id: id, quantity }));
const large = (list = products.slice(0, LINES), quantity = 3) => ({ items: items(list, quantity), shipping_address: ADDRESS });
const post = async (path, body, status = 201, who = manager) => assertStatus(await who.post(path, body), status).body;
const reserved = (list) => count('products WHERE id = ANY ($1) AND reserved > 0', list.map(({ id }) => id));

test('one line more than a thousand is refused', async () => {
  const { errors } = assertProblem(await customer.post('/orders', large(products)), 422, 'invalid_fields');
  assert.deepEqual(errors.map((e) => e.pointer), ['/items']);
});

test('it is quoted, tried, placed, confirmed, shipped and returned in parts, in the order that was sent', async () => {
  const backwards = products.slice(0, LINES).reverse();
  const body = large(backwards);
  assert.equal((await post('/orders/quote', body, 200, customer)).items.length, LINES);
  assert.equal((await post('/orders?dry_run=true', body, 201, customer)).items.length, LINES);
  assert.equal(await reserved(products), 0);
  const order = await post('/orders', body, 201, customer);
  assert.deepEqual(order.items.map((l) => l.product_id), backwards.map(({ id }) => id));
  assert.equal(order.subtotal, 3 * LINES);
  assert.equal(await reserved(products), LINES);
  await post(`/orders/${order.id}/confirm`, {}, 200);

  const first = backwards.slice(0, 600);
  const parcel = await post(`/orders/${order.id}/shipments`, { items: first.map(({ sku }) => ({ sku, quantity: 2 })) });
  assert.deepEqual([parcel.status, parcel.items.filter((l) => l.shipped_quantity === 2).length], ['partially_shipped', 600]);
  const lineIds = parcel.items.map((l) => ({ order_line_id: l.id, quantity: 1 }));
  assertProblem(await manager.post(`/orders/${order.id}/shipments`, { items: [...lineIds, ...lineIds].slice(0, LINES + 1) }), 422, 'invalid_fields');
  await post(`/orders/${order.id}/shipments`, { items: lineIds });
  const whole = await post(`/orders/${order.id}/shipments`, {});
  assert.deepEqual([whole.status, whole.shipments.length], ['shipped', 3]);

  const back = await post(`/orders/${order.id}/returns`, { items: items(backwards, 1).map((i) => ({ ...i, restock: true })) });
  assert.equal(back.items.filter((l) => l.returned_quantity === 1).length, LINES);
  const asked = await post(`/orders/${order.id}/returns`, { items: items(backwards, 2) }, 201, customer);
  const { id } = asked.returns.find((r) => r.status === 'requested');
  const some = backwards.slice(500).map((p) => ({ sku: p.sku, quantity: 1 }));
  await post(`/orders/${order.id}/returns/${id}/receive`, { items: some }, 200);
  const done = (await manager.get(`/orders/${order.id}`)).body;
  assert.deepEqual([1, 2].map((n) => done.items.filter((l) => l.returned_quantity === n).length), [500, 500]);
  assert.equal(await reserved(products), 0);
});

test('it is changed, cancelled, listed, exported and printed', async () => {
  const order = await post('/orders', large(), 201, customer);
  const changed = assertStatus(await customer.patch(`/orders/${order.id}`, { items: items(products.slice(1), 2) }), 200).body;
  assert.deepEqual([changed.items.length, changed.subtotal], [LINES, 2 * LINES]);
  assert.equal((await customer.get(`/orders?limit=1&sku=${products[LINES].sku}`)).body.data[0].items.length, LINES);
  const csv = await manager.get(`/reports/export/orders?search=${order.order_number}&columns=pieces`);
  assert.equal(csv.text.trim().split('\r\n')[1], `"${2 * LINES}"`);
  assert.equal((await post('/orders/slips', { order_ids: [order.id] }, 200)).data[0].items.length, LINES);
  assert.equal((await post(`/orders/${order.id}/cancel`, {}, 200)).status, 'cancelled');
  assert.equal(await reserved(products), 0);
});
