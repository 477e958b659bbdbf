// POST /orders/bulk: many orders and actions, each by itself or all or none, a result per entry.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, rows } from '../support/database.js';
import { someone, unique } from '../support/people.js';
import { assertBooksBalance, paid } from '../support/payments.js';
import { assertStockAddsUp, place, placed, someProduct } from '../support/shop.js';

let admin, manager, customer, product;
before(async () => {
  [admin, manager, customer] = await Promise.all([someone('admin'), someone('manager'), someone()]);
  product = await someProduct(manager, { stock: 100000, price: '10.00' });
});

const bulk = (who, entries, fields = {}, { query = '', headers } = {}) =>
  who.post(`/orders/bulk${query}`, { entries, ...fields }, headers);
const results = async (...args) => assertStatus(await bulk(...args), 200).body;
const item = (of, quantity) => ({ items: [{ product_id: of.id, quantity }] });
const order = (of, quantity) => ({ order: item(of, quantity) });
const statuses = ({ results: list }) => list.map((result) => result.status);

for (const [what, body, ...pointers] of [
  ['no entries', { entries: [] }, '/entries'],
  ['too many', { entries: Array(101).fill({ id: 1, action: 'cancel' }) }, '/entries'],
  ['an entry of nothing', { entries: [{}] }, '/entries/0'],
  ['an order and an action', { entries: [{ order: {}, id: 1, action: 'cancel' }] }, '/entries/0'],
  ['an action on nothing', { entries: [{ action: 'cancel' }] }, '/entries/0/id'],
  ['an order with a note beside it', { entries: [{ order: {}, note: 'x' }] }, '/entries/0'],
  ['a delete with a note', { entries: [{ id: 1, action: 'delete', note: 'x' }] }, '/entries/0'],
  ['an action that is none', { entries: [{ id: 1, action: 'refund' }] }, '/entries/0/action'],
  ['an id that is none', { entries: [{ id: 'x', action: 'ship' }] }, '/entries/0/id'],
  ['a whim', { entries: [{ id: 1, action: 'ship' }], atomic: 'perhaps' }, '/atomic'],
])
  test(`${what} is refused as a whole`, async () => {
    assertInvalid(await manager.post('/orders/bulk', body), ...pointers);
  });

test('best effort: each entry has the answer of its own request', async () => {
  const scarce = await someProduct(manager, { stock: 3 });
  const [one, other] = [await placed(customer, [[product, 1]]), await placed(customer, [[product, 1]])];
  const body = await results(manager, [
    order(scarce, 2),
    order(scarce, 2),
    { id: one.id, action: 'Confirm', note: 'Fine', customer_note: 'Soon' },
    { id: one.id, action: 'ship', carrier: 'DHL', items: [{ product_id: product.id, quantity: 1 }] },
    { id: one.id, action: 'deliver', customer_note: 'There' },
    { id: String(other.id), action: 'cancel' },
    { id: other.id, action: 'confirm' },
    { id: 999999999, action: 'confirm' },
    { order: { items: [] } },
    { order: 'two, please' },
    { id: one.id, action: 'delete' },
  ]);
  assert.deepEqual(statuses(body), [201, 409, 200, 201, 200, 200, 409, 404, 422, 400, 403]);
  assert.equal(body.failed, 6);
  for (const [i, result] of body.results.entries()) {
    assertMembers(result, ['index', 'status', 'id', 'order', 'problem']);
    assert.equal(result.index, i);
    assert.equal(result.order === null, result.status >= 400);
    assert.equal(result.problem === null, result.status < 400);
    if (result.problem) assert.equal(result.problem.status, result.status);
  }
  const [made, short, confirmed, shipped, delivered, cancelled, , , empty] = body.results;
  assert.equal(made.id, made.order.id);
  assert.deepEqual([short.id, empty.id, delivered.id], [null, null, one.id], 'what was not placed has no id');
  assert.deepEqual(
    [short.problem.code, short.problem.errors[0].available],
    ['insufficient_stock', 1],
  );
  assert.deepEqual(
    [confirmed, shipped, delivered, cancelled].map((r) => r.order.status),
    ['confirmed', 'shipped', 'delivered', 'cancelled'],
  );
  assert.equal(empty.problem.errors[0].pointer, '/items');
  const history = (await manager.get(`/orders/${one.id}/history`)).body.data;
  assert.deepEqual(history.map((h) => [h.note, h.customer_note]), [[null, null], ['Fine', 'Soon'], [null, null], [null, 'There']]);
  assert.deepEqual(await assertStockAddsUp(scarce), { on_hand: 3, reserved: 2 });
  await assertStockAddsUp(product);
});

test('others than managers send none', async () => {
  assertProblem(await bulk(customer, [order(product, 1)]), 403, 'forbidden');
});

test('an admin deletes in bulk', async () => {
  const { id } = await placed(customer, [[product, 1]]);
  const body = await results(admin, [{ id, action: 'delete' }]);
  assert.deepEqual([statuses(body), body.results[0].order, body.failed], [[204], null, 0]);
  assertProblem(await admin.get(`/orders/${id}`), 404);
});

test('atomic: all of them, or none and the reason', async () => {
  const own = await someProduct(manager, { stock: 10 });
  const { id } = await placed(customer, [[own, 1]]);
  const entries = [order(own, 2), { id, action: 'confirm' }, order(own, 3)];
  const failed = await results(manager, [...entries, order(own, 5), order(own, 1)], { atomic: true });
  assert.deepEqual([statuses(failed), failed.failed], [[424, 424, 424, 409, 424], 5]);
  assert.equal(failed.results[3].problem.code, 'insufficient_stock');
  assert.equal(failed.results[3].problem.errors[0].available, 4, 'as the entries before it left it');
  assert.equal((await manager.get(`/orders/${id}`)).body.status, 'pending');
  assert.deepEqual(await assertStockAddsUp(own), { on_hand: 10, reserved: 1 });
  assert.equal(await count('order_lines WHERE product_id = $1', own.id), 1);

  const done = await results(manager, entries, { atomic: true });
  assert.deepEqual([statuses(done), done.failed], [[201, 200, 201], 0]);
  assert.deepEqual(await assertStockAddsUp(own), { on_hand: 10, reserved: 6 });
  for (const result of done.results)
    assert.deepEqual((await manager.get(`/orders/${result.id}`)).body, result.order);
});

test('atomic: one order through its whole life', async () => {
  const { id } = await placed(customer, [[product, 2]]);
  const done = await results(
    manager,
    ['confirm', 'process', 'ship', 'deliver'].map((action) => ({ id, action })),
    { atomic: true },
  );
  assert.deepEqual(
    done.results.map((r) => r.order.status),
    ['confirmed', 'processing', 'shipped', 'delivered'],
  );
});

test('what fails in the database undoes the rest too', async () => {
  const own = await someProduct(manager, { stock: 10 });
  const failed = await results(
    manager,
    [order(own, 2), { order: { ...item(own, 1), customer_notes: 'x'.repeat(2001) } }],
    { atomic: true },
  );
  assert.deepEqual(statuses(failed), [424, 422]);
  assert.deepEqual(await assertStockAddsUp(own), { on_hand: 10, reserved: 0 });
});

test('atomic: a provider is asked once all is committed, and not at all when it is not', async () => {
  const { id } = await placed(customer, [[product, 1]]);
  await paid(customer, id);
  const cancel = { id, action: 'cancel' };
  await results(manager, [cancel, { id: 999999999, action: 'confirm' }], { atomic: true });
  assert.equal(await count('refunds WHERE order_id = $1', id), 0);
  await results(manager, [cancel], { atomic: true }, { query: '?dry_run=true' });
  assert.equal(await count('refunds WHERE order_id = $1', id), 0);
  const done = await results(manager, [cancel], { atomic: true });
  const { status, payment_status } = done.results[0].order;
  assert.deepEqual([done.failed, status, payment_status], [0, 'cancelled', 'refunded']);
  await assertBooksBalance(id);
});

for (const atomic of [false, true])
  test(`a dry run ${atomic ? 'of all or none' : 'of each'} does nothing`, async () => {
    const own = await someProduct(manager, { stock: 10 });
    const { id } = await placed(customer, [[own, 1]]);
    const reply = await bulk(
      manager,
      [order(own, 2), { id, action: 'confirm' }],
      { atomic },
      { query: '?dry_run=true' },
    );
    assert.deepEqual(statuses(assertStatus(reply, 200).body), [201, 200]);
    assert.equal(reply.headers['dry-run'], 'true');
    assert.equal((await manager.get(`/orders/${id}`)).body.status, 'pending');
    assert.deepEqual(await assertStockAddsUp(own), { on_hand: 10, reserved: 1 });
  });

for (const atomic of [false, true])
  test(`a retry with the same key places ${atomic ? 'all' : 'each'} once`, async () => {
    const own = await someProduct(manager, { stock: 10 });
    const headers = { 'Idempotency-Key': unique() };
    const send = () => results(manager, [order(own, 2), order(own, 3)], { atomic }, { headers });
    const [first, again] = [await send(), await send()];
    assert.deepEqual(again.results.map((r) => r.id), first.results.map((r) => r.id));
    assert.deepEqual(await assertStockAddsUp(own), { on_hand: 10, reserved: 5 });
  });

for (const atomic of [false, true])
  test(`a retry with the same key finds ${atomic ? 'all' : 'each'} done, whatever it was`, async () => {
    const own = await someProduct(manager, { stock: 10 });
    const orders = await Promise.all(Array.from({ length: 4 }, () => placed(customer, [[own, 1]])));
    const [one, other, third, fourth] = orders.map(({ id }) => id);
    await paid(customer, other);
    const entries = [
      order(own, 2),
      ...['confirm', 'process', 'ship', 'deliver', 'return'].map((action) => ({
        id: one,
        action,
        ...(action === 'return' && { items: [{ product_id: own.id, quantity: 1 }] }),
      })),
      { id: other, action: 'cancel' },
      { id: third, action: 'delete' },
    ];
    const send = (key, list = entries) =>
      results(admin, list, { atomic }, { headers: { 'Idempotency-Key': key } });
    const key = unique().padEnd(255, 'k');
    const [first, again] = [await send(key), await send(`"${key}"`)];
    assert.deepEqual(statuses(first), [201, 200, 200, 201, 200, 201, 200, 204]);
    assert.deepEqual([again.failed, statuses(again)], [0, statuses(first)]);
    assert.deepEqual(again.results.map((r) => r.id), first.results.map((r) => r.id));
    assert.equal(again.results[1].order.status, 'returned', 'as it is now');
    assert.equal(await count('order_history WHERE order_id = $1', one), 6);
    await assertBooksBalance(other);
    await assertStockAddsUp(own);

    const reused = await send(key, [order(own, 2), { id: fourth, action: 'cancel' }]);
    assert.deepEqual(statuses(reused), atomic ? [424, 422] : [201, 422]);
    assert.equal(reused.results[1].problem.code, 'idempotency_key_reused');
    assert.equal((await manager.get(`/orders/${fourth}`)).body.status, 'pending');
  });

for (const key of ['', '""', 'k'.repeat(256)])
  test(`a key that is none (${key.length} characters) is refused as a whole`, async () => {
    const headers = { 'Idempotency-Key': key };
    assertProblem(await bulk(manager, [order(product, 1)], {}, { headers }), 400, 'bad_header');
  });

test('a hundred orders at once, and a hundred confirmed', async () => {
  const own = await someProduct(manager, { stock: 1000 });
  const made = await results(manager, Array(100).fill(order(own, 1)));
  assert.equal(made.failed, 0);
  const moved = await results(
    manager,
    made.results.map(({ id }) => ({ id, action: 'confirm' })),
    { atomic: true },
  );
  assert.equal(moved.failed, 0);
  assert.deepEqual(await assertStockAddsUp(own), { on_hand: 1000, reserved: 100 });
});

// On a busy machine somebody may wait for a lock too long: nothing was done, and it is asked again.
async function served(ask) {
  for (let turn = 1; ; turn++) {
    const reply = await ask();
    if (reply.status !== 503 || turn === 10) return reply;
    assertProblem(reply, 503, 'locked');
    await sleep(1000 * Number(reply.headers['retry-after']));
  }
}

test('atomic ones among single orders over the same products: all adds up', async () => {
  const products = await Promise.all(
    Array.from({ length: 3 }, () => someProduct(manager, { stock: 40 })),
  );
  const replies = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      served(() =>
        i % 3 === 0
          ? bulk(manager, products.map((_, j) => order(products[(i + j) % 3], 2)), { atomic: true })
          : place(customer, products.map((p) => [p, 1]).toReversed()),
      ),
    ),
  );
  for (const reply of replies) assert.ok([200, 201].includes(reply.status), reply.text);
  for (const own of products) {
    const reserved = 8 + 2 * replies.filter((r) => r.status === 200 && r.body.failed === 0).length;
    assert.deepEqual(await assertStockAddsUp(own), { on_hand: 40, reserved });
  }
  const told = await rows(
    `SELECT 1 FROM outbox o JOIN order_lines l ON l.order_id = o.subject_id
     WHERE o.event = 'order.created' AND l.product_id = $1`,
    products[0].id,
  );
  assert.equal(told.length, await count('order_lines WHERE product_id = $1', products[0].id));
});
