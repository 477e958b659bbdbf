// Shipping in parts: what leaves, what remains, and what becomes of the rest.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { count, rows } from '../support/database.js';
import { someone, unique } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct } from '../support/shop.js';

let manager, customer, one, other;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

/** A confirmed order of 4 of `one` (10.00) and 2 of `other` (5.00). */
async function confirmed() {
  one = await someProduct(manager, { stock: 10, price: '10.00' });
  other = await someProduct(manager, { stock: 10, price: '5.00' });
  const { id } = await placed(customer, [
    [one, 4],
    [other, 2],
  ]);
  return assertStatus(await manager.post(`/orders/${id}/confirm`), 200).body;
}

const ship = (order, body, headers) => manager.post(`/orders/${order.id}/shipments`, body, headers);
const shipped = async (order, body) => assertStatus(await ship(order, body), 201).body;
const items = (...pairs) => ({
  items: pairs.map(([product, quantity]) => ({ product_id: product.id, quantity })),
});
const left = (order) => order.items.map((item) => item.shipped_quantity);

for (const [what, broken, pointer] of [
  ['no items', { items: [] }, '/items'],
  ['a quantity of none', { items: [{ product_id: 1, quantity: 0 }] }, '/items/0/quantity'],
  ['no quantity', { items: [{ product_id: 1 }] }, '/items/0/quantity'],
  ['two names of a line', { items: [{ product_id: 1, sku: 'A', quantity: 1 }] }, '/items/0'],
  ['no name of a line', { items: [{ quantity: 1 }] }, '/items/0'],
  ['an empty carrier', { carrier: '' }, '/carrier'],
  ['a status', { status: 'shipped' }, '/status'],
])
  test(`a shipment of ${what} is refused`, async () => {
    assertInvalid(await ship(await confirmed(), broken), pointer);
  });

test('lines that the order has not are named, all of them', async () => {
  const order = await confirmed();
  const stranger = await someProduct(manager);
  const body = {
    items: [
      { product_id: stranger.id, quantity: 1 },
      { order_line_id: order.items[0].id, quantity: 1 },
      { sku: 'NO-SUCH', quantity: 1 },
      { order_line_id: 999999999, quantity: 1 },
    ],
  };
  assertInvalid(await ship(order, body), '/items/0/product_id', '/items/2/sku', '/items/3/order_line_id');
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 10, reserved: 4 });
});

test('more than remains is refused with every such line, and nothing leaves', async () => {
  const order = await confirmed();
  await shipped(order, items([one, 3]));
  const { errors } = assertProblem(
    await ship(order, items([one, 1], [other, 3], [one, 1])),
    409,
    'quantity_exceeded',
  );
  assert.deepEqual(
    errors.map((e) => [e.pointer, e.sku, e.requested, e.remaining]),
    [
      ['/items/0/quantity', one.sku, 2, 1],
      ['/items/1/quantity', other.sku, 3, 2],
    ],
  );
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 7, reserved: 1 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 10, reserved: 2 });
});

test('only what is confirmed and has not left ships; others than managers ship nothing', async () => {
  const product = await someProduct(manager);
  const order = await placed(customer, [[product, 1]]);
  assertProblem(await ship(order), 409, 'invalid_transition');
  assertProblem(await customer.post(`/orders/${order.id}/shipments`, {}), 403, 'forbidden');
  assertProblem(await manager.post('/orders/999999999/shipments', {}), 404, 'not_found');
  assertStatus(await manager.post(`/orders/${order.id}/confirm`), 200);
  await shipped(order);
  assertProblem(await ship(order), 409, 'invalid_transition');
});

test('in parts: the order is partially shipped until the last piece has left', async () => {
  let order = await confirmed();
  order = await shipped(order, { ...items([one, 1], [one, 2]), carrier: 'DHL', tracking_number: 'A1' });
  assert.deepEqual([order.status, left(order), order.shipped_at], ['partially_shipped', [3, 0], null]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 7, reserved: 1 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 10, reserved: 2 });

  order = await shipped(order, { items: [{ order_line_id: order.items[1].id, quantity: 1 }] });
  assert.deepEqual([order.status, left(order)], ['partially_shipped', [3, 1]]);
  assert.deepEqual([order.carrier, order.tracking_number], [null, null], 'of the latest');

  order = await shipped(order, {
    items: [{ sku: one.sku, quantity: 1 }, { sku: other.sku, quantity: 1 }],
    carrier: 'UPS',
    note: 'The rest',
  });
  assert.deepEqual([order.status, left(order), order.carrier], ['shipped', [4, 2], 'UPS']);
  assert.ok(order.shipped_at);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 6, reserved: 0 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 8, reserved: 0 });
  assert.deepEqual(
    order.shipments.map((s) => [s.carrier, s.tracking_number, s.items.map((i) => i.quantity)]),
    [
      ['DHL', 'A1', [3]],
      [null, null, [1]],
      ['UPS', null, [1, 1]],
    ],
  );
  const history = (await manager.get(`/orders/${order.id}/history`)).body.data.slice(-3);
  assert.deepEqual(
    history.map((h) => [h.from_status, h.to_status, h.action, h.note]),
    [
      ['confirmed', 'partially_shipped', 'ship', null],
      ['partially_shipped', 'partially_shipped', 'ship', null],
      ['partially_shipped', 'shipped', 'ship', 'The rest'],
    ],
  );
});

test('without items all that remains leaves, as it does by status', async () => {
  const [first, second] = [await confirmed(), await confirmed()];
  assert.deepEqual((await shipped(first)).status, 'shipped');
  await shipped(second, items([other, 1]));
  const { body } = assertStatus(await manager.put(`/orders/${second.id}/status`, { status: 'shipped' }), 200);
  assert.deepEqual([body.status, left(body), body.shipments.length], ['shipped', [4, 2], 2]);
  assertStatus(await manager.put(`/orders/${second.id}/status`, { status: 'delivered' }), 200);
});

test('a status alone never ships a part', async () => {
  const order = await confirmed();
  const reply = await manager.put(`/orders/${order.id}/status`, { status: 'partially_shipped' });
  assertProblem(reply, 409, 'invalid_transition');
});

test('the outbox tells of each shipment, in its transaction', async () => {
  const order = await confirmed();
  const headers = { 'X-Request-Id': `req-${unique()}` };
  assertStatus(await ship(order, items([one, 1]), headers), 201);
  const told = await rows(
    'SELECT event, payload FROM outbox WHERE request_id = $1',
    headers['X-Request-Id'],
  );
  assert.deepEqual(
    told.map((t) => [t.event, t.payload.status]),
    [['order.partially_shipped', 'partially_shipped']],
  );
});

test('a retry with the same key ships once', async () => {
  const order = await confirmed();
  const key = { 'Idempotency-Key': unique() };
  assertStatus(await ship(order, items([one, 1]), key), 201);
  const again = assertStatus(await ship(order, items([one, 1]), key), 201);
  assert.equal(again.headers['idempotent-replayed'], 'true');
  assert.deepEqual(left(again.body), [1, 0]);
  assertProblem(await ship(order, items([one, 2]), key), 422, 'idempotency_key_reused');
});

test('a manager cancels the rest: it is released, what left has left, the money stays', async () => {
  const order = await confirmed();
  await shipped(order, items([one, 3]));
  assertProblem(await customer.post(`/orders/${order.id}/cancel`), 403, 'forbidden');
  const { body } = assertStatus(await manager.post(`/orders/${order.id}/cancel`, { note: 'Lost' }), 200);
  assert.deepEqual(
    [body.status, body.items.map((i) => [i.quantity, i.shipped_quantity, i.cancelled_quantity])],
    ['shipped', [[4, 3, 1], [2, 0, 2]]],
  );
  assert.deepEqual([body.subtotal, body.total], [order.subtotal, order.total]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 7, reserved: 0 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 10, reserved: 0 });
  assertProblem(await ship(order), 409, 'invalid_transition');
  assertProblem(await manager.post(`/orders/${order.id}/cancel`), 409, 'invalid_transition');
  assertStatus(await manager.put(`/orders/${order.id}/status`, { status: 'delivered' }), 200);
});

test('many ship the same rest at once: one does', async () => {
  const order = await confirmed();
  await shipped(order, items([one, 2]));
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => ship(order, items([one, 2], [other, 2]))),
  );
  assert.equal(replies.filter((reply) => reply.status === 201).length, 1);
  for (const reply of replies) if (reply.status !== 201) assertProblem(reply, 409);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 6, reserved: 0 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 8, reserved: 0 });
  assert.equal(await count('shipments WHERE order_id = $1', order.id), 2);
});

test('one piece at a time, all at once: none leaves twice', async () => {
  const order = await confirmed();
  const replies = await Promise.all(Array.from({ length: 7 }, () => ship(order, items([one, 1]))));
  assert.equal(replies.filter((reply) => reply.status === 201).length, 4);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 6, reserved: 0 });
});

const at = (order, index = -1) => `/orders/${order.id}/shipments/${order.shipments.at(index).id}`;
const tracking = (order) => [order.carrier, order.tracking_number];

test('a shipment is mended until it is delivered, and the order mirrors the latest', async () => {
  const order = await confirmed();
  await shipped(order, { ...items([one, 1]), carrier: 'DHL', tracking_number: 'A' });
  const two = await shipped(order, { ...items([one, 1]), carrier: 'UPS' });
  assert.deepEqual(tracking(two), ['UPS', null]);
  assertProblem(await customer.patch(at(two), { carrier: 'X' }), 403, 'forbidden');
  assertProblem(await manager.patch(`/orders/${order.id}/shipments/999999999`, { carrier: 'X' }), 404, 'not_found');
  let now = assertStatus(await manager.patch(at(two, 0), { tracking_number: 'A2' }), 200).body;
  assert.deepEqual([tracking(now), tracking(now.shipments[0])], [['UPS', null], ['DHL', 'A2']]);
  now = assertStatus(await manager.patch(at(two), { carrier: null, tracking_number: 'B' }), 200).body;
  assert.deepEqual([tracking(now), tracking(now.shipments[1])], [[null, 'B'], [null, 'B']]);
  now = assertStatus(await manager.patch(`/orders/${order.id}`, { tracking_number: 'C' }), 200).body;
  assert.deepEqual([tracking(now), tracking(now.shipments[1])], [[null, 'C'], [null, 'C']]);
  await shipped(order, { tracking_number: 'D' });
  now = assertStatus(await manager.patch(`/orders/${order.id}/status`, { status: 'delivered', carrier: 'GLS' }), 200).body;
  assert.deepEqual([tracking(now), tracking(now.shipments[2])], [['GLS', 'D'], ['GLS', 'D']]);
  for (const reply of [await manager.patch(at(now), { carrier: 'X' }), await manager.delete(at(now))])
    assertProblem(reply, 409, 'invalid_transition');
});

test('a shipment that did not leave is undone: its pieces are reserved again, and the ledger says so', async () => {
  const order = await confirmed();
  assertStatus(await manager.patch(`/orders/${order.id}/status`, { status: 'processing' }), 200);
  await shipped(order, { ...items([one, 1]), carrier: 'DHL', tracking_number: 'A' });
  const all = await shipped(order, { carrier: 'UPS', tracking_number: 'B' });
  assert.equal(all.status, 'shipped');
  const dry = assertStatus(await manager.delete(`${at(all)}?dry_run=true`), 200).body;
  const part = assertStatus(await manager.delete(at(all)), 200).body;
  for (const now of [dry, part])
    assert.deepEqual([now.status, left(now), now.shipped_at, tracking(now)], ['partially_shipped', [1, 0], null, ['DHL', 'A']]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 9, reserved: 3 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 10, reserved: 2 });
  assertProblem(await customer.delete(at(part)), 403, 'forbidden');
  const none = assertStatus(await manager.delete(at(part)), 200).body;
  assert.deepEqual([none.status, left(none), none.shipments, tracking(none)], ['processing', [0, 0], [], [null, null]]);
  assert.equal(none.confirmed_at, order.confirmed_at);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 10, reserved: 4 });
  const moves = (await manager.get(`/orders/${order.id}/history`)).body.data.slice(-2);
  assert.deepEqual(moves.map((h) => [h.action, h.from_status, h.to_status]),
    [['undo_shipment', 'shipped', 'partially_shipped'], ['undo_shipment', 'partially_shipped', 'processing']]);
  assert.equal((await shipped(order, {})).status, 'shipped');
});

test('what came back of a shipment, or is asked to, did leave', async () => {
  for (const who of [manager, customer]) {
    const all = await shipped(await confirmed(), {});
    assertStatus(await who.post(`/orders/${all.id}/returns`, items([one, 1])), 201);
    assertProblem(await manager.delete(at(all)), 409, 'quantity_exceeded');
  }
});

test('many undo the same shipment at once: one does', async () => {
  const all = await shipped(await confirmed(), {});
  const replies = await Promise.all(Array.from({ length: 5 }, () => manager.delete(at(all))));
  assert.deepEqual(replies.map((r) => r.status).sort(), [200, 404, 404, 404, 404]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 10, reserved: 4 });
});
