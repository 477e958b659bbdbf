// Stock by delta or to a number, and the ledger of its movements.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { meeting, row, rows } from '../support/database.js';
import { someone } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct, stockOf } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const change = (product, body, headers) =>
  manager.patch(`/products/${product.id}/stock`, body, headers);
const movements = async (product) =>
  (await manager.get(`/products/${product.id}/movements`)).body.data;

test('a delta adds or takes, a quantity sets, and the reply is the product', async () => {
  const product = await someProduct(manager, { stock: 10 });
  const after = async (body) => {
    const { on_hand, reserved, available } = assertStatus(await change(product, body), 200).body;
    assert.deepEqual(await stockOf(product), { on_hand, reserved });
    return [on_hand, available];
  };
  assert.deepEqual(await after({ adjustment: 5 }), [15, 15]);
  assert.deepEqual(await after({ adjustment: -4 }), [11, 11]);
  assert.deepEqual(await after({ quantity: 30 }), [30, 30]);
  assert.deepEqual(await after({ quantity: 0 }), [0, 0]);
  await assertStockAddsUp(product);
});

test('exactly one of adjustment and quantity', async () => {
  const product = await someProduct(manager);
  for (const body of [
    {},
    { reason: 'none' },
    { adjustment: 1, quantity: 1 },
    { adjustment: null, quantity: null },
  ])
    assertProblem(await change(product, body), 422, 'invalid_fields');
  assert.equal((await movements(product)).length, 1);
});

test('whole numbers alone, within reason', async () => {
  const product = await someProduct(manager);
  for (const quantity of [-1, 1.5, '1e2', 'ten', true, 1e12, [1]])
    assertInvalid(await change(product, { quantity }), '/quantity');
  for (const adjustment of [0.5, '--1', 1e12, -1e12])
    assertInvalid(await change(product, { adjustment }), '/adjustment');
  assertProblem(await change(product, { adjustment: -101 }), 409);
  assert.deepEqual(await stockOf(product), { on_hand: 100, reserved: 0 });
});

test('what does not fit the column is refused, not wrapped', async () => {
  const product = await someProduct(manager, { stock: 1000000000 });
  assertStatus(await change(product, { adjustment: 1000000000 }), 200);
  const beyond = 2 ** 31 - 2000000000;
  for (const adjustment of [1000000000, beyond]) {
    const [error] = assertInvalid(await change(product, { adjustment }), '/adjustment');
    assert.equal(error.code, 'too_large');
  }
  assert.equal((await stockOf(product)).on_hand, 2000000000);
  assertStatus(await change(product, { adjustment: beyond - 1 }), 200);
  assert.equal((await stockOf(product)).on_hand, 2 ** 31 - 1);
});

test('what no longer fits the column once others have added is refused alike', async () => {
  const product = await someProduct(manager, { stock: 1000000000 });
  const reply = await meeting(
    (query) => query('UPDATE products SET on_hand = 2000000000 WHERE id = $1', product.id),
    () => change(product, { adjustment: 1000000000 }),
  );
  assertInvalid(reply, '/adjustment');
  assert.equal((await stockOf(product)).on_hand, 2000000000);
  await rows('UPDATE products SET on_hand = 1000000000 WHERE id = $1', product.id); // as the ledger has it
});

test('never below what open orders hold', async () => {
  const product = await someProduct(manager, { stock: 10 });
  await placed(customer, [[product, 6]]);
  assertProblem(await change(product, { quantity: 5 }), 409, 'stock_below_reserved');
  assertProblem(await change(product, { adjustment: -5 }), 409, 'stock_below_reserved');
  assertProblem(
    await manager.put(`/products/${product.id}`, { stock: 5 }),
    409,
    'stock_below_reserved',
  );
  assert.deepEqual(await stockOf(product), { on_hand: 10, reserved: 6 });
  const body = assertStatus(await change(product, { quantity: 6 }), 200).body;
  assert.deepEqual([body.on_hand, body.reserved, body.available], [6, 6, 0]);
  await assertStockAddsUp(product);
});

test('every change of stock is a movement with its reason, actor and order', async () => {
  const product = await someProduct(manager, { stock: 10 });
  assertStatus(await change(product, { adjustment: 5, reason: 'Delivery' }), 200);
  assertStatus(await change(product, { quantity: 12, reason: 'Counted' }), 200);
  const order = await placed(customer, [[product, 2]]);
  assertStatus(await customer.post(`/orders/${order.id}/cancel`, {}), 200);
  const found = await movements(product);
  for (const movement of found)
    assertMembers(movement, [
      'id',
      'kind',
      'quantity',
      'reason',
      'order_id',
      'actor_id',
      'created_at',
    ]);
  assert.deepEqual(
    found.toReversed().map((m) => [m.kind, m.quantity, m.order_id, m.actor_id]),
    [
      ['initial', 10, null, manager.id],
      ['restock', 5, null, manager.id],
      ['adjustment', -3, null, manager.id],
      ['reserve', 2, order.id, customer.id],
      ['release', 2, order.id, customer.id],
    ],
  );
  assert.deepEqual(
    found
      .toReversed()
      .map((m) => m.reason)
      .slice(1, 3),
    ['Delivery', 'Counted'],
  );
});

test('a quantity that is there already moves nothing', async () => {
  const product = await someProduct(manager, { stock: 10 });
  assertStatus(await change(product, { quantity: 10 }), 200);
  assert.equal((await movements(product)).length, 1);
});

test('low stock goes by what is available', async () => {
  const product = await someProduct(manager, { stock: 12, low_stock_threshold: 10 });
  const isLow = async () => (await customer.get(`/products/${product.id}`)).body.is_low_stock;
  assert.equal(await isLow(), false);
  await placed(customer, [[product, 2]]);
  assert.equal(await isLow(), true);
});

test('no movement can be changed or removed by the application', async () => {
  const granted = await row(
    `SELECT has_any_column_privilege('orderd_app', 'stock_movements', 'UPDATE') AS change,
            has_table_privilege('orderd_app', 'stock_movements', 'DELETE, TRUNCATE') AS remove`,
  );
  assert.deepEqual(granted, { change: false, remove: false });
});

test('deltas at the same time all count', async () => {
  const product = await someProduct(manager, { stock: 100 });
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, i) => change(product, { adjustment: i % 2 ? 3 : -2 })),
  );
  const done = replies.map((reply, i) => (reply.status === 200 ? (i % 2 ? 3 : -2) : 0));
  for (const reply of replies) assert.ok(reply.status < 500, reply.text);
  const { on_hand } = await assertStockAddsUp(product);
  assert.equal(on_hand, 100 + done.reduce((sum, delta) => sum + delta, 0));
  assert.equal(
    replies.filter((reply) => reply.status === 200).length,
    30,
    'without If-Match none is turned away',
  );
});

test('a movement list of a product that is not there is a 404', async () => {
  assertProblem(await manager.get('/products/999999999/movements'), 404, 'not_found');
  assertProblem(await change({ id: 999999999 }, { adjustment: 1 }), 404, 'not_found');
});
