// One product: making and reading it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count } from '../support/database.js';
import { anyone } from '../support/http.js';
import { everyone, unique } from '../support/people.js';
import { someProduct } from '../support/shop.js';

let roles, manager;
before(async () => {
  roles = await everyone();
  ({ manager } = roles);
});

const MEMBERS = [
  'id',
  'sku',
  'name',
  'description',
  'price',
  'currency',
  'category',
  'on_hand',
  'reserved',
  'available',
  'low_stock_threshold',
  'is_low_stock',
  'weight_kg',
  'tax_class',
  'is_active',
  'version',
  'created_at',
  'updated_at',
];

test('a new product is answered whole, with its place', async () => {
  const fields = { sku: `LAP-${unique()}`, name: 'Laptop', description: 'Fast.\nLight.' };
  const reply = await manager.post('/products', {
    ...fields,
    price: 999.99,
    category: `Computers ${unique()}`,
    stock: 50,
    low_stock_threshold: 5,
    weight_kg: 1.25,
  });
  const { body } = assertStatus(reply, 201);
  assertMembers(body, MEMBERS);
  assert.equal(reply.headers.location, `/api/v1/products/${body.id}`);
  assert.match(reply.text, /"price":999\.99[,}]/);
  const { id, category, created_at, updated_at, ...rest } = body;
  assert.deepEqual(rest, {
    ...fields,
    price: 999.99,
    currency: 'USD',
    on_hand: 50,
    reserved: 0,
    available: 50,
    low_stock_threshold: 5,
    is_low_stock: false,
    weight_kg: 1.25,
    tax_class: 'standard',
    is_active: true,
    version: 1,
  });
  assert.deepEqual((await anyone.get(`/products/${id}`)).body, body);
});

test('what is not sent has its defaults', async () => {
  const sku = unique();
  const { body } = assertStatus(
    await manager.post('/products', { sku, name: 'Pen', price: '0.5' }),
    201,
  );
  const {
    description,
    category,
    on_hand,
    low_stock_threshold,
    weight_kg,
    is_active,
    is_low_stock,
  } = body;
  assert.deepEqual(
    { description, category, on_hand, low_stock_threshold, weight_kg, is_active, is_low_stock },
    {
      description: '',
      category: null,
      on_hand: 0,
      low_stock_threshold: 10,
      weight_kg: null,
      is_active: true,
      is_low_stock: true,
    },
  );
});

test('money in replies has two decimals, whatever was sent', async () => {
  for (const [sent, shown] of [
    [5, '5.00'],
    ['5.5', '5.50'],
    ['0', '0.00'],
    ['9999999999.99', '9999999999.99'],
    ['7.10', '7.10'],
  ]) {
    const reply = assertStatus(
      await manager.post('/products', { sku: unique(), name: 'Pen', price: sent }),
      201,
    );
    assert.ok(reply.text.includes(`"price":${shown},`), `${sent} is ${shown} in ${reply.text}`);
  }
});

test('the names of other clients are taken: stock_quantity, min_stock', async () => {
  const body = { sku: unique(), name: 'Mouse', price: 29.99, stock_quantity: 7, min_stock: 3 };
  const product = assertStatus(await manager.post('/products', body), 201).body;
  assert.deepEqual([product.on_hand, product.low_stock_threshold], [7, 3]);
  const twice = { ...body, sku: unique(), stock: 7 };
  assertProblem(await manager.post('/products', twice), 422, 'invalid_fields');
});

test('a product comes by id and by SKU, and nothing else comes', async () => {
  const product = await someProduct(manager, { sku: `a/b ${unique()}` });
  assert.deepEqual((await anyone.get(`/products/${product.id}`)).body, product);
  assert.deepEqual(
    (await anyone.get(`/products/sku/${encodeURIComponent(product.sku)}`)).status,
    404,
    'a slash parts a path',
  );
  const plain = await someProduct(manager, { sku: `ä b+${unique()}` });
  assert.deepEqual(
    (await anyone.get(`/products/sku/${encodeURIComponent(plain.sku)}`)).body,
    plain,
  );
  for (const id of [
    '999999999999',
    '0',
    '-1',
    '1e3',
    'x',
    '9223372036854775808',
    `${product.id}.0`,
    `0${product.id}`,
  ])
    assertProblem(await anyone.get(`/products/${id}`), 404, 'not_found');
  assertProblem(await anyone.get(`/products/sku/${unique()}`), 404, 'not_found');
});

test('both spellings, /products and /inventory/products, are one catalogue', async () => {
  const body = { sku: unique(), name: 'Chair', price: 1 };
  const made = assertStatus(await manager.post('/inventory/products', body), 201).body;
  const path = `/inventory/products/${made.id}`;
  assert.deepEqual((await anyone.get(`/products/${made.id}`)).body, made);
  assert.deepEqual((await anyone.get(path)).body, made);
  assert.deepEqual((await anyone.get(`/inventory/products/sku/${body.sku}`)).body, made);
  assertStatus(await manager.put(path, { price: 2 }), 200);
  assertStatus(await manager.patch(`${path}/stock`, { adjustment: 3 }), 200);
  assertStatus(await manager.get(`${path}/movements`), 200);
  const { price, on_hand } = (await anyone.get(`/products/${made.id}`)).body;
  assert.deepEqual([price, on_hand], [2, 3]);
  assert.equal((await anyone.get(`/inventory/products?search=${body.sku}`)).body.total, 1);
});

test('an SKU is used once', async () => {
  const [one, other] = [await someProduct(manager), await someProduct(manager)];
  assertProblem(
    await manager.post('/products', { sku: one.sku, name: 'Twin', price: 1 }),
    409,
    'sku_taken',
  );
  assertProblem(await manager.patch(`/products/${other.id}`, { sku: one.sku }), 409, 'sku_taken');
  assert.equal((await anyone.get(`/products/${other.id}`)).body.sku, other.sku);
});

test('every invalid field is reported at once, and nothing is made', async () => {
  const sku = unique();
  const reply = await manager.post('/products', {
    sku,
    name: '',
    price: -1,
    stock: 1.5,
    low_stock_threshold: -1,
    weight_kg: '1.2345',
    is_active: 'yes',
    colour: 'red',
  });
  assertInvalid(
    reply,
    '/name',
    '/price',
    '/stock',
    '/low_stock_threshold',
    '/weight_kg',
    '/is_active',
    '/colour',
  );
  assert.equal(await count('products WHERE sku = $1', sku), 0);
});

test('prices are plain decimals of at most two places', async () => {
  const product = await someProduct(manager);
  for (const price of [
    '1.001',
    '1e3',
    1e21,
    '',
    ' 1',
    '+1',
    '01',
    '1.',
    '.5',
    'NaN',
    '0x10',
    true,
    [],
    '10000000000',
  ])
    assertInvalid(await manager.patch(`/products/${product.id}`, { price }), '/price');
  assert.equal((await anyone.get(`/products/${product.id}`)).body.version, 1);
});
