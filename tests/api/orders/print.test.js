// Slips that were printed: noted once, shown and found.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertStatus } from '../support/check.js';
import { someone, unique } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, customer, product;
before(async () => {
  [manager, customer] = [await someone('manager'), await someone()];
  product = await someProduct(manager, { stock: 1000 });
});

const order = () => placed(customer, [[product, 2]]);
const printed = (body, headers) => manager.post('/orders/printed', body, headers);
const prints = async ({ id }) => (await manager.get(`/orders/${id}/history`)).body.data.filter(({ action }) => action === 'print');
const found = async (is) =>
  (await manager.get(`/orders?customer_id=${customer.customerId}&printed=${is}`)).body.data.map(({ id }) => id);

test('it is noted in the history of each, once for one key, and no change of the order', async () => {
  const orders = [await order(), await order(), await order()];
  const body = { order_ids: [orders[0].id, String(orders[1].id), orders[0].id] };
  const key = { 'Idempotency-Key': unique() };
  const reply = assertStatus(await printed(body, key), 201).body;
  assertMembers(reply, ['id', 'orders', 'created_at']);
  assert.equal(reply.orders, 2);
  assert.deepEqual((await printed(body, key)).body, reply);
  for (const one of orders.slice(0, 2)) {
    const [noted, ...more] = await prints(one);
    assert.deepEqual([noted.from_status, noted.to_status, noted.actor_id, more], ['pending', 'pending', manager.id, []]);
    const now = (await manager.get(`/orders/${one.id}`)).body;
    assert.deepEqual([now.printed_at, now.version], [reply.created_at, one.version]);
    assert.equal((await customer.get(`/orders/${one.id}`)).body.printed_at, null, 'the shop alone is told');
  }
  assert.deepEqual(await prints(orders[2]), []);
  assert.deepEqual(await found(true), [orders[1].id, orders[0].id]);
  assert.ok((await found(false)).includes(orders[2].id) && !(await found(false)).includes(orders[0].id));
});

test('shipments stand for their orders', async () => {
  const { id } = await order();
  assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  const { shipments } = assertStatus(await manager.post(`/orders/${id}/shipments`, {}), 201).body;
  assert.equal(assertStatus(await printed({ shipment_ids: [shipments[0].id] }), 201).body.orders, 1);
  assert.equal((await prints({ id })).length, 1);
});

test('all or none, and what is not there is named', async () => {
  const { id } = await order();
  const [wrong] = assertInvalid(await printed({ order_ids: [id, 999999999] }), '/order_ids/1');
  assert.equal(wrong.code, 'unknown');
  assertInvalid(await printed({ shipment_ids: [999999999] }), '/shipment_ids/0');
  assertInvalid(await printed({}), '');
  assertInvalid(await printed({ order_ids: [id], shipment_ids: [1] }), '');
  assertInvalid(await printed({ order_ids: [] }), '/order_ids');
  assertInvalid(await printed({ order_ids: 1 }), '/order_ids');
  assertInvalid(await printed({ order_ids: [id, 0, 'x', null, {}, 1.5] }), ...[1, 2, 3, 4, 5].map((n) => `/order_ids/${n}`));
  assertInvalid(await printed({ order_ids: Array(501).fill(id) }), '/order_ids');
  assert.deepEqual(await prints({ id }), []);
});

test('slips say what is packed and where it goes, and no price; those that are not there are left out', async () => {
  const [one, other] = [await order(), await order()];
  assertStatus(await manager.post(`/orders/${other.id}/confirm`, {}), 200);
  const part = { items: [{ product_id: product.id, quantity: 1 }], carrier: 'Pony Express' };
  const left = assertStatus(await manager.post(`/orders/${other.id}/shipments`, part), 201).body;
  const slips = async (body) => assertStatus(await manager.post('/orders/slips', body), 200).body.data;
  const found = await slips({ order_ids: [other.id, 999999999, one.id, one.id] });
  for (const [slip, order] of [[found[0], one], [found[1], left]]) {
    assertMembers(slip, ['id', 'order_number', 'status', 'customer', 'items', 'shipments', 'shipping_address', 'customer_notes', 'printed_at', 'created_at']);
    const { items, ...same } = slip;
    for (const [name, value] of Object.entries(same)) assert.deepEqual(value, order[name], name);
    const [{ id, product_sku, product_name, quantity, shipped_quantity, cancelled_quantity }] = order.items;
    assert.deepEqual(items, [{ id, product_sku, product_name, quantity, shipped_quantity, cancelled_quantity }]);
  }
  assert.deepEqual(await slips({ shipment_ids: [left.shipments[0].id] }), [found[1]]);
  assertInvalid(await manager.post('/orders/slips', {}), '');
  assertInvalid(await manager.post('/orders/slips', { order_ids: Array(501).fill(one.id) }), '/order_ids');
});

test('two who print the same at once both have done', async () => {
  const ids = [(await order()).id, (await order()).id];
  const replies = await Promise.all([ids, ids.toReversed(), ids].map((order_ids) => printed({ order_ids })));
  for (const reply of replies) assertStatus(reply, 201);
  assert.equal((await prints({ id: ids[0] })).length, 3);
});
