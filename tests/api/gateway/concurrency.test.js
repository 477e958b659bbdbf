// Many at once: no piece sold twice, nobody waits for ever, nothing is lost.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { count, value } from '../support/database.js';
import { logTail } from '../support/instance.js';
import { someone } from '../support/people.js';
import { assertStockAddsUp, place, someProduct } from '../support/shop.js';

let manager, customers;
before(async () => {
  manager = await someone('manager');
  customers = await Promise.all(Array.from({ length: 8 }, () => someone()));
});

/** Runs `work`; PostgreSQL must not have seen a deadlock, neither counted nor logged. */
async function withoutDeadlock(work) {
  const counted = async () =>
    Number(
      await value('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'),
    );
  const since = await logTail('postgresql.log');
  const before = await counted();
  await work();
  assert.doesNotMatch(await since(), /deadlock/i);
  assert.equal(await counted(), before);
}

/** Runs the jobs, at most `width` at a time. */
async function atOnce(width, jobs) {
  const queue = [...jobs.entries()];
  const results = [];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let next; (next = queue.shift());) results[next[0]] = await next[1]();
    }),
  );
  return results;
}

test('200 orders of one piece on a stock of 50: 50 placed, 150 told the shortage', async () => {
  const product = await someProduct(manager, { stock: 50 });
  const replies = await Promise.all(
    Array.from({ length: 200 }, (_, i) => place(customers[i % 8], [[product, 1]])),
  );
  const made = replies.filter((reply) => reply.status === 201);
  const short = replies.filter((reply) => reply.status !== 201);
  assert.equal(made.length, 50);
  assert.equal(short.length, 150);
  for (const reply of short) {
    const { errors } = assertProblem(reply, 409, 'insufficient_stock');
    assert.deepEqual(
      errors.map((e) => [e.product_id, e.requested]),
      [[product.id, 1]],
    );
    assert.ok(errors[0].available < 1);
  }
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 50, reserved: 50 });
  assert.equal(await count('order_lines WHERE product_id = $1', product.id), 50);
  assert.equal(new Set(made.map((reply) => reply.body.order_number)).size, 50);
});

test('300 pairs of orders over the same products in opposite order: no deadlock', async () => {
  const products = await Promise.all(
    Array.from({ length: 6 }, () => someProduct(manager, { stock: 100000 })),
  );
  await withoutDeadlock(async () => {
    const jobs = [];
    for (let i = 0; i < 300; i++) {
      const lines = shuffled(products)
        .slice(0, 2 + (i % 4))
        .map((product) => [product, 1 + (i % 3)]);
      const [one, other] = [customers[i % 8], customers[(i + 1) % 8]];
      jobs.push(() => Promise.all([place(one, lines), place(other, lines.toReversed())]));
    }
    for (const pair of await atOnce(16, jobs)) for (const reply of pair) assertStatus(reply, 201);
  });
  for (const product of products) await assertStockAddsUp(product);
});

test('orders, cancels, shipments and edits together: no deadlock, and all adds up', async () => {
  const products = await Promise.all(
    Array.from({ length: 4 }, () => someProduct(manager, { stock: 100000 })),
  );
  const jobs = Array.from({ length: 60 }, (_, i) => async () => {
    const { id } = assertStatus(
      await place(
        customers[i % 8],
        shuffled(products).map((p) => [p, 2]),
      ),
      201,
    ).body;
    if (i % 3 === 0) return customers[i % 8].post(`/orders/${id}/cancel`, {});
    if (i % 3 === 1)
      return manager.patch(`/products/${products[i % 4].id}/stock`, { adjustment: 1 });
    assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
    return manager.patch(`/orders/${id}/status`, { status: 'shipped' });
  });
  await withoutDeadlock(async () => {
    for (const reply of await atOnce(16, jobs)) assertStatus(reply, 200);
  });
  for (const product of products) {
    const { on_hand, reserved } = await assertStockAddsUp(product);
    assert.equal(reserved, 2 * 20, 'the orders that were neither cancelled nor shipped');
    assert.equal(on_hand, 100000 - 2 * 20 + 5);
  }
});

test('a price that changes among orders is the old or the new, never a mixture', async () => {
  const product = await someProduct(manager, { stock: 1000, price: '10.00' });
  const orders = Promise.all(
    Array.from({ length: 60 }, (_, i) => place(customers[i % 8], [[product, 2]])),
  );
  for (const price of ['20.00', '30.00'])
    assertStatus(await manager.patch(`/products/${product.id}`, { price }), 200);
  for (const reply of await orders) {
    const { items, subtotal, tax } = assertStatus(reply, 201).body;
    assert.ok([10, 20, 30].includes(items[0].unit_price));
    assert.equal(subtotal, 2 * items[0].unit_price);
    assert.equal(Math.round(tax * 100), Math.round(subtotal * 8));
  }
});

test('taken out of sale among orders, a product is either sold or gone', async () => {
  const product = await someProduct(manager, { stock: 1000 });
  const orders = Promise.all(
    Array.from({ length: 40 }, (_, i) => place(customers[i % 8], [[product, 1]])),
  );
  const removed = await manager.delete(`/products/${product.id}`);
  assert.ok([200, 204, 409].includes(removed.status), removed.text);
  for (const reply of await orders) {
    if (reply.status !== 201) assertProblem(reply, 422, 'invalid_fields');
  }
  const { reserved } = await assertStockAddsUp(product);
  if (removed.status !== 409) assert.equal(reserved, 0, 'no order got in after it was taken out');
});

function shuffled(list) {
  return list
    .map((item) => [Math.random(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
