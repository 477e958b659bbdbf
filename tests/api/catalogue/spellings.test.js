// A name is one name in all of its spellings.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows, value } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { someone, unique } from '../support/people.js';
import { ADDRESS, someProduct } from '../support/shop.js';

let admin, manager, customer;
before(async () => {
  [admin, manager, customer] = [await someone('admin'), await someone('manager'), await someone()];
});

/** Of `Straße é σας ` and something nobody else has. */
const spellings = (id) => [
  `Straße é ΣΑΣ ${id}`, ` STRASSE  \u00c9\u00a0σας ${id} `, `STRAẞE\u3000e\u0301 σας ${id}\u200b`, `strasse é ΣΑσ ${id.toUpperCase()}`,
];

test('a SKU is one, however it is spelled', async () => {
  const [first, ...others] = spellings(unique());
  const product = await someProduct(manager, { sku: first });
  for (const sku of others) {
    assertProblem(await manager.post('/products', { sku, name: 'Twin', price: 1 }), 409, 'sku_taken');
    const found = assertStatus(await manager.get(`/products/sku/${encodeURIComponent(sku)}`), 200).body;
    assert.equal(found.id, product.id);
    const order = assertStatus(await customer.post('/orders', { items: [{ sku, quantity: 1 }], shipping_address: ADDRESS }), 201).body;
    assert.equal(order.items[0].product_sku, product.sku);
  }
  const other = await someProduct(manager);
  assertProblem(await manager.patch(`/products/${other.id}`, { sku: others[0] }), 409, 'sku_taken');
  assertStatus(await manager.patch(`/products/${product.id}`, { sku: others[0] }), 200);
});

test('so is a category, and a department', async () => {
  for (const [who, path, code] of [[manager, '/inventory/categories', 'category_taken'], [admin, '/departments', 'department_taken']]) {
    const [first, ...others] = spellings(unique());
    assertStatus(await who.post(path, { name: first }), 201);
    for (const name of others) assertProblem(await who.post(path, { name }), 409, code);
  }
});

test('a product finds its category in any spelling, and so does who looks for it', async () => {
  const names = spellings(unique());
  const products = [];
  for (const category of names) products.push(await someProduct(manager, { category }));
  for (const product of products) assert.equal(product.category, names[0]);
  for (const category of names) {
    const { body } = assertStatus(await manager.get(`/products?category=${encodeURIComponent(category.trim())}`), 200);
    assert.equal(body.total, products.length);
  }
});

test('a file means the product that is there, and names it once', async () => {
  const [first, second, third] = spellings(unique());
  const product = await someProduct(manager, { sku: first });
  const importing = (text) => manager.send('POST', '/products/import', { body: text, headers: { 'Content-Type': 'text/csv' } });
  const { body } = assertStatus(await importing(`sku,price\n${second},7.50\n`), 200);
  assert.deepEqual([body.created, body.updated], [0, 1]);
  assert.equal((await manager.get(`/products/${product.id}`)).body.price, 7.5);
  const fresh = spellings(unique());
  const { errors } = assertProblem(
    await importing(`sku,name,price\n${second},A,1\n${third},B,1\n${fresh[1]},C,1\n${fresh[2]},D,1\n`), 422, 'import_refused');
  assert.deepEqual(errors.map((e) => `${e.line} ${e.column} ${e.code}`), ['3 sku duplicate', '5 sku duplicate']);
});

test('twins from before stay what they are, and the doctor names them', async () => {
  const id = unique();
  const [one, two] = [await someProduct(manager, { sku: `t${id}` }), await someProduct(manager, { sku: `other ${id}` })];
  await rows('ALTER TABLE products DISABLE TRIGGER sku_key_keep');
  await rows('UPDATE products SET sku = $2, sku_key = NULL WHERE id = $1', two.id, `T${id}`);
  await rows('ALTER TABLE products ENABLE TRIGGER sku_key_keep');
  try {
    for (const product of [one, two]) {
      const sku = product === one ? `t${id}` : `T${id}`;
      assert.equal((await manager.get(`/products/sku/${sku}`)).body.id, product.id);
      assertStatus(await manager.patch(`/products/${product.id}`, { price: 3, sku }), 200);
    }
    const { stdout } = await orderctl('doctor').catch((error) => error);
    assert.match(stdout, new RegExp(`^WRONG +names +product ${two.id} "T${id}" is spelled as ${one.id}, "t${id}": rename one$`, 'm'));
  } finally {
    assertStatus(await manager.patch(`/products/${two.id}`, { sku: `renamed ${id}` }), 200);
  }
  assert.equal(await value('SELECT sku_key FROM products WHERE id = $1', two.id), `renamed ${id}`);
  const { stdout } = await orderctl('doctor').catch((error) => error);
  assert.match(stdout, /^ok +names /m);
});
