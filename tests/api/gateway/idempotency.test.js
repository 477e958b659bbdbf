// Safe retries: one key, one order, however often it is asked for.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { count, rows, value } from '../support/database.js';
import { Client } from '../support/http.js';
import { PASSWORD, signIn, someEmail, someone, unique } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct, stockOf } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const keyed = (key) => ({ 'Idempotency-Key': key });
const body = (product, quantity = 1) => ({ items: [{ product_id: product.id, quantity }] });
const ordersOf = (product) => count('order_lines WHERE product_id = $1', product.id);

test('the same key and body answer the same order, and say so', async () => {
  const product = await someProduct(manager);
  const key = keyed(unique());
  const first = assertStatus(await customer.post('/orders', body(product), key), 201);
  assert.equal(first.headers['idempotent-replayed'], undefined);
  for (let i = 0; i < 3; i++) {
    const again = assertStatus(await customer.post('/orders', body(product), key), 201);
    assert.equal(again.headers['idempotent-replayed'], 'true');
    assert.deepEqual(again.body, first.body);
    assert.equal(again.headers.etag, first.headers.etag);
  }
  assert.equal(await ordersOf(product), 1);
  assert.equal((await stockOf(product)).reserved, 1);
});

test('a replay shows the order as it is now', async () => {
  const product = await someProduct(manager);
  const key = keyed(unique());
  const { id } = assertStatus(await customer.post('/orders', body(product), key), 201).body;
  assertStatus(await customer.post(`/orders/${id}/cancel`, {}), 200);
  const again = assertStatus(await customer.post('/orders', body(product), key), 201);
  assert.deepEqual([again.body.id, again.body.status, again.body.version], [id, 'cancelled', 2]);
});

test('what is not there any more is a 404, and no replay', async () => {
  const product = await someProduct(manager);
  const key = keyed(unique());
  const { id } = assertStatus(await customer.post('/orders', body(product), key), 201).body;
  assertStatus(await (await someone('admin')).delete(`/orders/${id}`), 204);
  const reply = await customer.post('/orders', body(product), key);
  assertProblem(reply, 404, 'not_found');
  assert.equal(reply.headers['idempotent-replayed'], undefined);
  assert.equal(await ordersOf(product), 1);
});

test('the same key with another body is a 422, and writes nothing', async () => {
  const product = await someProduct(manager);
  const key = keyed(unique());
  assertStatus(await customer.post('/orders', body(product), key), 201);
  assertProblem(
    await customer.post('/orders', body(product, 2), key),
    422,
    'idempotency_key_reused',
  );
  assert.equal((await stockOf(product)).reserved, 1);
});

test('another user, another route, another method: another key', async () => {
  const product = await someProduct(manager);
  const other = await someone();
  const key = keyed(unique());
  const mine = assertStatus(await customer.post('/orders', body(product), key), 201).body;
  const theirs = assertStatus(await other.post('/orders', body(product), key), 201);
  assert.notEqual(theirs.body.id, mine.id);
  assert.equal(theirs.headers['idempotent-replayed'], undefined);
  const asManager = assertStatus(await manager.post('/orders', body(product), key), 201).body;
  const made = await manager.post('/products', { sku: unique(), name: 'Pen', price: 1 }, key);
  assertStatus(made, 201);
  assert.equal(made.headers['idempotent-replayed'], undefined);
  assert.equal(new Set([mine.id, theirs.body.id, asManager.id]).size, 3);
});

test('a key holds for the user, not for the session', async () => {
  const product = await someProduct(manager);
  const key = keyed(unique());
  const first = assertStatus(await customer.post('/orders', body(product), key), 201).body;
  const again = await (await signIn(customer.email)).post('/orders', body(product), key);
  assert.equal(assertStatus(again, 201).body.id, first.id);
});

test('quoted and bare are the same key', async () => {
  const product = await someProduct(manager);
  const key = unique();
  const first = assertStatus(await customer.post('/orders', body(product), keyed(key)), 201).body;
  const again = assertStatus(
    await customer.post('/orders', body(product), keyed(`"${key}"`)),
    201,
  ).body;
  assert.equal(again.id, first.id);
});

test('a key has 1 to 255 printable ASCII characters', async () => {
  const product = await someProduct(manager);
  for (const key of ['""', 'x'.repeat(256), 'caf\u00e9', 'a\tb', `"${'x'.repeat(256)}"`])
    assertProblem(await customer.post('/orders', body(product), keyed(key)), 400);
  assert.equal(await ordersOf(product), 0);
  for (const key of [
    'x'.repeat(227) + unique().padEnd(28, '~'),
    `~ !#$%&'()*+,-./:;<=>?@[\\]^_\`{|} ${unique()}`,
  ])
    assertStatus(await customer.post('/orders', body(product), keyed(key)), 201);
});

test('what was refused is not remembered: the key works once the reason is gone', async () => {
  const product = await someProduct(manager, { stock: 0 });
  const key = keyed(unique());
  assertProblem(await customer.post('/orders', body(product), key), 409, 'insufficient_stock');
  assertProblem(await customer.post('/orders', { items: [] }, key), 422);
  assertStatus(await manager.patch(`/products/${product.id}/stock`, { quantity: 5 }), 200);
  const order = assertStatus(await customer.post('/orders', body(product), key), 201);
  assert.equal(order.headers['idempotent-replayed'], undefined);
});

test('the key is written with the order, in one transaction', async () => {
  const product = await someProduct(manager);
  const key = unique();
  const { id } = assertStatus(await customer.post('/orders', body(product), keyed(key)), 201).body;
  const found = await rows(
    `SELECT k.status, k.resource_id, k.xmin = o.xmin AS together
     FROM idempotency_keys k JOIN orders o ON o.id = k.resource_id WHERE k.key = $1`,
    key,
  );
  assert.deepEqual(found, [{ status: 201, resource_id: String(id), together: true }]);
});

test('without a key every request is an order', async () => {
  const product = await someProduct(manager);
  const [one, other] = [
    await placed(customer, [[product, 1]]),
    await placed(customer, [[product, 1]]),
  ];
  assert.notEqual(one.id, other.id);
});

test('fifty at once with one key make one order', async () => {
  const product = await someProduct(manager);
  const key = keyed(unique());
  const ask = () => customer.post('/orders', body(product), key);
  const replies = await Promise.all(Array.from({ length: 50 }, ask));
  const made = replies.filter((reply) => reply.status === 201);
  for (const reply of replies) if (reply.status !== 201) assertProblem(reply, 409, 'in_progress');
  assert.ok(made.length >= 1);
  assert.equal(new Set(made.map((reply) => reply.body.id)).size, 1);
  assert.equal(
    made.filter((reply) => !reply.headers['idempotent-replayed']).length,
    1,
    'one is the original',
  );
  assert.equal(await ordersOf(product), 1);
  assert.equal((await assertStockAddsUp(product)).reserved, 1);
  assert.equal(assertStatus(await ask(), 201).body.id, made[0].body.id);
});

test('fifty at once with one key and two bodies make one order', async () => {
  const product = await someProduct(manager);
  const key = keyed(unique());
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_, i) => customer.post('/orders', body(product, 1 + (i % 2)), key)),
  );
  const made = replies.filter((reply) => reply.status === 201);
  assert.equal(new Set(made.map((reply) => reply.body.id)).size, 1);
  for (const reply of replies) assert.ok([201, 409, 422].includes(reply.status), reply.text);
  assert.equal(await ordersOf(product), 1);
});

test('whoever reads the database can not try passwords on what it keeps of a request', async () => {
  const key = unique();
  const sent = JSON.stringify({ email: someEmail(), password: PASSWORD });
  assertStatus(await new Client().post('/auth/register', sent, keyed(key)), 201);
  const kept = await value("SELECT encode(request_hash, 'hex') FROM idempotency_keys WHERE key = $1", key);
  for (const text of [`/auth/register\n\n${sent}`, `request\n/auth/register\n\n${sent}`]) {
    const quick = execFileSync('b2sum', ['--length=256'], { input: text, encoding: 'utf8' }).slice(0, 64);
    assert.notEqual(kept, quick, 'a hash without a key');
  }
});
