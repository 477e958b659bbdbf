// An order's life: every move of the table, and none besides.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { someDepartment, someone, unique } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct, stockOf } from '../support/shop.js';

const STATUSES = [
  'draft',
  'pending_approval',
  'pending',
  'confirmed',
  'processing',
  'partially_shipped',
  'shipped',
  'delivered',
  'returned',
  'rejected',
  'cancelled',
];

/** What PATCH /orders/{id}/status may do, from the design's "An order's life". */
const MOVES = {
  pending_approval: ['confirmed', 'rejected', 'cancelled'],
  pending: ['confirmed', 'cancelled'],
  confirmed: ['processing', 'shipped', 'cancelled'],
  processing: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  rejected: [],
  cancelled: [],
};

/** How an order gets to where the test begins. */
const WAY = {
  pending_approval: [],
  pending: [],
  confirmed: ['confirmed'],
  processing: ['confirmed', 'processing'],
  shipped: ['confirmed', 'shipped'],
  delivered: ['confirmed', 'shipped', 'delivered'],
  rejected: ['rejected'],
  cancelled: ['cancelled'],
};

let manager, customer, staff, product;
before(async () => {
  const department = await someDepartment({ threshold: '0.00' });
  [manager, customer, staff] = await Promise.all([
    someone('manager'),
    someone(),
    someone('staff', { department }),
  ]);
  product = await someProduct(manager, { stock: 1000 });
});

const move = (id, status, fields = {}, headers = {}) =>
  manager.patch(`/orders/${id}/status`, { status, ...fields }, headers);

async function orderAt(status) {
  const waits = ['pending_approval', 'rejected'].includes(status);
  let order = await placed(waits ? staff : customer, [[product, 2]]);
  for (const step of WAY[status]) order = assertStatus(await move(order.id, step), 200).body;
  assert.equal(order.status, status);
  return order;
}

for (const [from, allowed] of Object.entries(MOVES)) {
  for (const to of allowed) {
    test(`${from} may become ${to}: version, history and outbox tell`, async () => {
      const order = await orderAt(from);
      const requestId = `req-${unique()}`;
      const reply = assertStatus(
        await move(order.id, to, { note: 'So be it' }, { 'X-Request-Id': requestId }),
        200,
      );
      assert.deepEqual(
        [reply.body.status, reply.body.version, reply.headers.etag],
        [to, order.version + 1, `"${order.version + 1}"`],
      );
      assert.deepEqual((await manager.get(`/orders/${order.id}`)).body, reply.body);

      const history = (await manager.get(`/orders/${order.id}/history`)).body.data;
      const { from_status, to_status, note, actor_id } = history.at(-1);
      assert.deepEqual(
        { from_status, to_status, note, actor_id },
        { from_status: from, to_status: to, note: 'So be it', actor_id: manager.id },
      );
      assert.equal(history.length, WAY[from].length + 2);

      const told = await rows(
        `SELECT payload FROM outbox
         WHERE subject_id = $1 AND event LIKE 'order.%' AND request_id = $2`,
        order.id,
        requestId,
      );
      assert.deepEqual(
        told.map((t) => t.payload.status),
        [to],
      );
      await assertStockAddsUp(product);
    });
  }

  test(`${from} may become nothing else`, async () => {
    const order = await orderAt(from);
    for (const to of STATUSES.filter((status) => !allowed.includes(status)))
      assertProblem(await move(order.id, to), 409, 'invalid_transition');
    assert.deepEqual((await manager.get(`/orders/${order.id}`)).body, order);
  });
}

test('approved is confirmed and completed is delivered, in any case', async () => {
  const { id } = await orderAt('pending');
  assert.equal(assertStatus(await move(id, 'Approved'), 200).body.status, 'confirmed');
  assert.equal(assertStatus(await move(id, 'SHIPPED'), 200).body.status, 'shipped');
  assert.equal(assertStatus(await move(id, 'completed'), 200).body.status, 'delivered');
});

test('a word that is no status is a 422', async () => {
  const { id } = await orderAt('pending');
  for (const status of ['done', '', 'pending ', null, 5, ['confirmed']])
    assertProblem(await move(id, status), 422, 'invalid_fields');
  assertProblem(await manager.patch(`/orders/${id}/status`, {}), 422, 'invalid_fields');
});

test('PUT does what PATCH does', async () => {
  const { id } = await orderAt('pending');
  assert.equal(
    assertStatus(await manager.put(`/orders/${id}/status`, { status: 'confirmed' }), 200).body
      .status,
    'confirmed',
  );
});

test('confirm confirms, once', async () => {
  const { id } = await orderAt('pending');
  const { status, confirmed_at } = assertStatus(
    await manager.post(`/orders/${id}/confirm`),
    200,
  ).body;
  assert.equal(status, 'confirmed');
  assert.ok(Math.abs(Date.parse(confirmed_at) - Date.now()) < 60_000);
  assertProblem(await manager.post(`/orders/${id}/confirm`, {}), 409, 'invalid_transition');
});

test('the times of an order are set by its moves, each once', async () => {
  const at = ({ confirmed_at, shipped_at, delivered_at, cancelled_at }) =>
    [confirmed_at, shipped_at, delivered_at, cancelled_at].map((time) => time !== null);
  assert.deepEqual(at(await orderAt('confirmed')), [true, false, false, false]);
  assert.deepEqual(at(await orderAt('shipped')), [true, true, false, false]);
  assert.deepEqual(at(await orderAt('delivered')), [true, true, true, false]);
  assert.deepEqual(at(await orderAt('cancelled')), [false, false, false, true]);
});

test('shipping sells all that is reserved, with carrier and tracking number', async () => {
  const [one, other] = [
    await someProduct(manager, { stock: 10 }),
    await someProduct(manager, { stock: 20 }),
  ];
  const { id } = await placed(customer, [
    [one, 4],
    [other, 5],
  ]);
  await move(id, 'confirmed');
  assert.deepEqual(
    [await stockOf(one), await stockOf(other)],
    [
      { on_hand: 10, reserved: 4 },
      { on_hand: 20, reserved: 5 },
    ],
  );
  const order = assertStatus(
    await move(id, 'shipped', { carrier: 'DHL', tracking_number: 'JD014' }),
    200,
  ).body;
  assert.deepEqual(
    [await assertStockAddsUp(one), await assertStockAddsUp(other)],
    [
      { on_hand: 6, reserved: 0 },
      { on_hand: 15, reserved: 0 },
    ],
  );
  assert.deepEqual([order.carrier, order.tracking_number], ['DHL', 'JD014']);
  assert.equal(order.shipments.length, 1);
  assert.deepEqual(
    [order.shipments[0].carrier, order.shipments[0].tracking_number],
    ['DHL', 'JD014'],
  );
  assert.deepEqual(
    order.items.map((item) => [item.quantity, item.shipped_quantity]),
    [
      [4, 4],
      [5, 5],
    ],
  );
});

test('If-Match: a stale move is a 412 with the order as it is now', async () => {
  const { id } = await orderAt('pending');
  const current = assertStatus(await move(id, 'confirmed', {}, { 'If-Match': '"1"' }), 200).body;
  const stale = { 'If-Match': '"1"' };
  const replies = [
    await move(id, 'processing', {}, stale),
    await manager.put(`/orders/${id}/status`, { status: 'processing' }, stale),
    await manager.post(`/orders/${id}/confirm`, {}, stale),
    await customer.post(`/orders/${id}/cancel`, {}, stale),
    await customer.delete(`/orders/${id}/cancel`, stale),
  ];
  for (const reply of replies) {
    const { internal_notes, ...seen } = assertProblem(reply, 412, 'precondition_failed').current;
    const { internal_notes: _, ...expected } = current;
    assert.deepEqual(seen, expected);
  }
  assertStatus(await move(id, 'processing', {}, { 'If-Match': 'W/"2"' }), 200);
});

test('of many who move one order, one is first', async () => {
  const { id } = await orderAt('pending');
  const replies = await Promise.all([
    ...Array.from({ length: 5 }, () => manager.post(`/orders/${id}/confirm`, {})),
    ...Array.from({ length: 5 }, () => customer.post(`/orders/${id}/cancel`, {})),
  ]);
  for (const reply of replies) assert.ok([200, 409].includes(reply.status), reply.text);
  const history = (await manager.get(`/orders/${id}/history`)).body.data;
  assert.equal(history.length, 1 + replies.filter((reply) => reply.status === 200).length);
  for (const [i, { from_status }] of history.entries())
    assert.equal(from_status, i ? history[i - 1].to_status : null);
  await assertStockAddsUp(product);
});

test('a note is kept with its lines, and has its limit', async () => {
  const { id } = await orderAt('pending');
  assertProblem(await move(id, 'confirmed', { note: 'x'.repeat(2001) }), 422, 'invalid_fields');
  assertStatus(await move(id, 'confirmed', { note: 'One\nTwo' }), 200);
  assert.equal((await manager.get(`/orders/${id}/history`)).body.data.at(-1).note, 'One\nTwo');
});

test('the database itself refuses a move that is not in the table', async () => {
  const { id } = await orderAt('pending');
  await assert.rejects(rows("UPDATE orders SET status = 'delivered' WHERE id = $1", id), {
    code: '23514',
  });
});
