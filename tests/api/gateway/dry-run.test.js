// ?dry_run=true on everything that changes an order: the real answer, and nothing done.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { row, value } from '../support/database.js';
import { someone, unique } from '../support/people.js';
import { ADDRESS, place, placed, someProduct } from '../support/shop.js';

let admin, manager, customer, product;
before(async () => {
  [admin, manager, customer] = await Promise.all([someone('admin'), someone('manager'), someone()]);
});

/** All that any of the requests below would write. */
async function world(order) {
  return row(
    `SELECT (SELECT to_jsonb(o) FROM orders o WHERE id = $1) AS "order",
            (SELECT jsonb_agg(l ORDER BY id) FROM order_lines l WHERE order_id = $1) AS lines,
            (SELECT to_jsonb(p) FROM products p WHERE id = $2) AS product,
            (SELECT count(*) FROM order_history WHERE order_id = $1) AS history,
            (SELECT count(*) FROM outbox WHERE subject_id = $1) AS outbox,
            (SELECT count(*) FROM stock_movements WHERE product_id = $2) AS movements,
            (SELECT count(*) FROM shipments WHERE order_id = $1) AS shipments,
            (SELECT count(*) FROM returns WHERE order_id = $1) AS returns,
            (SELECT count(*) FROM orders WHERE user_id = $3) AS orders`,
    order.id,
    product.id,
    customer.id,
  );
}

async function orderAt(way, fields) {
  product = await someProduct(manager, { stock: 10 });
  const order = await placed(customer, [[product, 2]], fields);
  for (const status of way)
    assertStatus(await manager.patch(`/orders/${order.id}/status`, { status }), 200);
  return order;
}

const items = (quantity) => ({ items: [{ product_id: product.id, quantity }] });

/** Each: who, what comes before, the request, its status, and what its answer says. */
const REQUESTS = {
  place: [() => customer, [], (who, id, q) => who.post(`/orders${q}`, { ...items(3), shipping_address: ADDRESS }), 201, 'pending'],
  draft: [() => customer, [], (who, id, q) => who.post(`/orders${q}`, { ...items(3), status: 'draft' }), 201, 'draft'],
  edit: [() => customer, [], (who, id, q) => who.patch(`/orders/${id}${q}`, items(5)), 200, 'pending'],
  put: [() => customer, [], (who, id, q) => who.put(`/orders/${id}${q}`, items(1)), 200, 'pending'],
  confirm: [() => manager, [], (who, id, q) => who.post(`/orders/${id}/confirm${q}`), 200, 'confirmed'],
  status: [() => manager, ['confirmed'], (who, id, q) => who.patch(`/orders/${id}/status${q}`, { status: 'processing' }), 200, 'processing'],
  ship: [() => manager, ['confirmed'], (who, id, q) => who.post(`/orders/${id}/shipments${q}`, items(1)), 201, 'partially_shipped'],
  return: [() => manager, ['confirmed', 'shipped'], (who, id, q) => who.post(`/orders/${id}/returns${q}`, items(2)), 201, 'returned'],
  cancel: [() => customer, [], (who, id, q) => who.post(`/orders/${id}/cancel${q}`), 200, 'cancelled'],
  'cancel by DELETE': [() => customer, [], (who, id, q) => who.delete(`/orders/${id}/cancel${q}`), 200, 'cancelled'],
  delete: [() => admin, [], (who, id, q) => who.delete(`/orders/${id}${q}`), 204, undefined],
};

for (const [name, [who, way, request, status, becomes]] of Object.entries(REQUESTS)) {
  test(`${name}: a dry run answers as the real one and leaves no trace`, async () => {
    const order = await orderAt(way);
    const before = await world(order);
    const dry = assertStatus(await request(who(), order.id, '?dry_run=true'), status);
    assert.equal(dry.headers['dry-run'], 'true');
    assert.equal(dry.headers.location, undefined);
    assert.equal(dry.body?.status, becomes);
    assert.deepEqual(await world(order), before);

    const real = assertStatus(await request(who(), order.id, '?dry_run=false'), status);
    assert.equal(real.headers['dry-run'], undefined);
    assert.equal(real.body?.status, becomes);
    assert.notDeepEqual(await world(order), before);
  });
}

test('a draft that is placed dry stays a draft', async () => {
  const order = await orderAt([], { status: 'draft' });
  const before = await world(order);
  const dry = assertStatus(await customer.post(`/orders/${order.id}/place?dry_run=true`), 200);
  assert.equal(dry.body.status, 'pending');
  assert.deepEqual(await world(order), before);
});

test('what is refused for real is refused dry, in the same words', async () => {
  const order = await orderAt([]);
  assertProblem(await customer.post(`/orders/${order.id}/confirm?dry_run=true`), 403, 'forbidden');
  assertProblem(await manager.post(`/orders/${order.id}/shipments?dry_run=true`), 409, 'invalid_transition');
  assertProblem(await place(customer, [[product, 11]]), 409, 'insufficient_stock');
  const short = await customer.post('/orders?dry_run=true', items(11));
  assertProblem(short, 409, 'insufficient_stock');
  assertInvalid(await customer.post('/orders?dry_run=true', { items: [] }), '/items');
  assertProblem(await customer.post('/orders?dry_run=maybe', items(1)), 400, 'bad_query');
  assertProblem(
    await customer.patch(`/orders/${order.id}?dry_run=true`, items(1), { 'If-Match': '"9"' }),
    412,
    'precondition_failed',
  );
});

test('a dry run neither stores nor finds an idempotency key', async () => {
  await orderAt([]);
  const headers = { 'Idempotency-Key': unique() };
  const send = (query) => customer.post(`/orders${query}`, items(1), headers);
  assertStatus(await send('?dry_run=true'), 201);
  assert.equal(
    await value('SELECT count(*) FROM idempotency_keys WHERE key = $1', headers['Idempotency-Key']),
    '0',
  );
  const real = assertStatus(await send(''), 201);
  assert.equal(real.headers['idempotent-replayed'], undefined);
  const dry = assertStatus(await send('?dry_run=true'), 201);
  assert.equal(dry.headers['idempotent-replayed'], undefined);
  assert.notEqual(dry.body.id, real.body.id);
});

test('other routes take no dry_run', async () => {
  await orderAt([]);
  assertProblem(await manager.patch(`/products/${product.id}?dry_run=true`, { name: 'x' }), 400, 'bad_query');
});
