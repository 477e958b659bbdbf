// Categories: made by hand or by naming them, once each.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { count } from '../support/database.js';
import { anyone } from '../support/http.js';
import { someone, unique } from '../support/people.js';
import { assertListsAll, someProduct } from '../support/shop.js';

let manager;
before(async () => {
  manager = await someone('manager');
});

const make = (body, headers) => manager.post('/inventory/categories', body, headers);
/** As somebody signed in: what anyone sees may be a moment old. */
const named = async (name) =>
  (await manager.get('/inventory/categories')).body.data.filter((c) => c.name === name);

test('a new category is answered and listed', async () => {
  const name = `Furniture ${unique()}`;
  const { body } = assertStatus(await make({ name, description: 'To sit on' }), 201);
  assert.deepEqual([body.name, body.description], [name, 'To sit on']);
  assert.deepEqual(
    (await named(name)).map((c) => c.id),
    [body.id],
  );
});

test('anyone may list them', async () => {
  const { body } = assertStatus(await anyone.get('/inventory/categories'), 200);
  assert.ok(Array.isArray(body.data));
});

test('a name is used once, in any case', async () => {
  const name = `Books ${unique()}`;
  assertStatus(await make({ name }), 201);
  assertProblem(await make({ name }), 409, 'category_taken');
  assertProblem(await make({ name: name.toUpperCase() }), 409, 'category_taken');
});

test('however many there are, the list has them all', () => assertListsAll(manager, '/inventory/categories', 'categories'));

test('a name is needed, and has 1 to 100 characters', async () => {
  assertInvalid(await make({}), '/name');
  assertInvalid(await make({ name: '' }), '/name');
  assertInvalid(await make({ name: 'x'.repeat(101) }), '/name');
  assertInvalid(await make({ name: 'A\nB' }), '/name');
});

test('a product makes its category when it is new, and shares it when it is not', async () => {
  const category = `Lamps ${unique()}`;
  const one = await someProduct(manager, { category });
  const other = await someProduct(manager, { category: category.toLowerCase() });
  assert.deepEqual([one.category, other.category], [category, category]);
  const found = await named(category);
  assert.equal(found.length, 1);
  assert.equal(found[0].product_count, 2);
});

test('a product that is refused makes no category', async () => {
  const category = `Ghosts ${unique()}`;
  const { sku } = await someProduct(manager);
  assertProblem(
    await manager.post('/products', { sku, name: 'Twin', price: 1, category }),
    409,
    'sku_taken',
  );
  assert.equal(await count('categories WHERE name = $1', category), 0);
});

test('many who name one new category at the same time share it', async () => {
  const category = `Rush ${unique()}`;
  await Promise.all(Array.from({ length: 10 }, () => someProduct(manager, { category })));
  assert.equal(await count('categories WHERE name = $1', category), 1);
});

test('a key makes it safe to retry', async () => {
  const body = { name: `Retry ${unique()}` };
  const key = { 'Idempotency-Key': unique() };
  const first = assertStatus(await make(body, key), 201);
  const again = assertStatus(await make(body, key), 201);
  assert.equal(again.body.id, first.body.id);
  assert.ok(again.headers['idempotent-replayed']);
});
