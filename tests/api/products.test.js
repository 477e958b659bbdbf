// One product: reading, creating, changing and taking it out of sale.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from './support/check.js';
import { count, row } from './support/database.js';
import { anyone } from './support/http.js';
import { everyone, unique } from './support/people.js';
import { placed, someProduct } from './support/shop.js';

let roles, manager, customer;
before(async () => {
  roles = await everyone();
  ({ manager, customer } = roles);
});

const MEMBERS = [
  'id', 'sku', 'name', 'description', 'price', 'currency', 'category', 'on_hand', 'reserved', 'available',
  'low_stock_threshold', 'is_low_stock', 'weight_kg', 'is_active', 'version', 'created_at', 'updated_at',
];

test('a new product is answered whole, with its place', async () => {
  const fields = { sku: `LAP-${unique()}`, name: 'Laptop', description: 'Fast.\nLight.' };
  const reply = await manager.post('/products', {
    ...fields, price: 999.99, category: `Computers ${unique()}`, stock: 50, low_stock_threshold: 5, weight_kg: 1.25,
  });
  const { body } = assertStatus(reply, 201);
  assertMembers(body, MEMBERS);
  assert.equal(reply.headers.location, `/api/v1/products/${body.id}`);
  assert.match(reply.text, /"price":999\.99[,}]/);
  const { id, category, created_at, updated_at, ...rest } = body;
  assert.deepEqual(rest, {
    ...fields, price: 999.99, currency: 'USD', on_hand: 50, reserved: 0, available: 50, low_stock_threshold: 5,
    is_low_stock: false, weight_kg: 1.25, is_active: true, version: 1,
  });
  assert.deepEqual((await anyone.get(`/products/${id}`)).body, body);
});

test('what is not sent has its defaults', async () => {
  const sku = unique();
  const { body } = assertStatus(await manager.post('/products', { sku, name: 'Pen', price: '0.5' }), 201);
  const { description, category, on_hand, low_stock_threshold, weight_kg, is_active, is_low_stock } = body;
  assert.deepEqual(
    { description, category, on_hand, low_stock_threshold, weight_kg, is_active, is_low_stock },
    { description: '', category: null, on_hand: 0, low_stock_threshold: 10, weight_kg: null, is_active: true, is_low_stock: true },
  );
});

test('money in replies has two decimals, whatever was sent', async () => {
  for (const [sent, shown] of [[5, '5.00'], ['5.5', '5.50'], ['0', '0.00'], ['9999999999.99', '9999999999.99'], ['7.10', '7.10']]) {
    const reply = assertStatus(await manager.post('/products', { sku: unique(), name: 'Pen', price: sent }), 201);
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
  assert.deepEqual((await anyone.get(`/products/sku/${encodeURIComponent(product.sku)}`)).status, 404, 'a slash parts a path');
  const plain = await someProduct(manager, { sku: `ä b+${unique()}` });
  assert.deepEqual((await anyone.get(`/products/sku/${encodeURIComponent(plain.sku)}`)).body, plain);
  for (const id of ['999999999999', '0', '-1', '1e3', 'x', '9223372036854775808', `${product.id}.0`, `0${product.id}`])
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

test('PUT and PATCH change what is sent and leave the rest', async () => {
  for (const method of ['put', 'patch']) {
    const before = await someProduct(manager, { category: 'Office', weight_kg: '2.5', description: 'Old' });
    const after = assertStatus(await manager[method](`/products/${before.id}`, { price: '12.34', name: 'New name' }), 200).body;
    assert.deepEqual(after, { ...before, price: 12.34, name: 'New name', version: 2, updated_at: after.updated_at });
    const cleared = assertStatus(await manager[method](`/products/${before.id}`, { category: null, weight_kg: null }), 200).body;
    assert.deepEqual([cleared.category, cleared.weight_kg, cleared.description], [null, null, 'Old']);
  }
});

test('a change of stock by PUT is a movement like any other', async () => {
  const product = await someProduct(manager, { stock: 10 });
  assert.equal(assertStatus(await manager.put(`/products/${product.id}`, { stock: 4 }), 200).body.on_hand, 4);
  const { kind, quantity } = (await manager.get(`/products/${product.id}/movements`)).body.data[0];
  assert.deepEqual([kind, quantity], ['adjustment', -6]);
});

test('null is not absence: what may not be null is refused', async () => {
  const product = await someProduct(manager);
  assertInvalid(await manager.patch(`/products/${product.id}`, { name: null, price: null }), '/name', '/price');
});

test('an SKU is used once', async () => {
  const [one, other] = [await someProduct(manager), await someProduct(manager)];
  assertProblem(await manager.post('/products', { sku: one.sku, name: 'Twin', price: 1 }), 409, 'sku_taken');
  assertProblem(await manager.patch(`/products/${other.id}`, { sku: one.sku }), 409, 'sku_taken');
  assert.equal((await anyone.get(`/products/${other.id}`)).body.sku, other.sku);
});

test('every invalid field is reported at once, and nothing is made', async () => {
  const sku = unique();
  const reply = await manager.post('/products', {
    sku, name: '', price: -1, stock: 1.5, low_stock_threshold: -1, weight_kg: '1.2345', is_active: 'yes', colour: 'red',
  });
  assertInvalid(reply, '/name', '/price', '/stock', '/low_stock_threshold', '/weight_kg', '/is_active', '/colour');
  assert.equal(await count('products WHERE sku = $1', sku), 0);
});

test('prices are plain decimals of at most two places', async () => {
  const product = await someProduct(manager);
  for (const price of ['1.001', '1e3', 1e21, '', ' 1', '+1', '01', '1.', '.5', 'NaN', '0x10', true, [], '10000000000'])
    assertInvalid(await manager.patch(`/products/${product.id}`, { price }), '/price');
  assert.equal((await anyone.get(`/products/${product.id}`)).body.version, 1);
});

test('the version is the ETag and counts edits, not reservations', async () => {
  const product = await someProduct(manager);
  const etag = async () => (await anyone.get(`/products/${product.id}`)).headers.etag;
  assert.equal(await etag(), '"1"');
  await placed(customer, [[product, 3]]);
  assert.equal(await etag(), '"1"');
  const edited = assertStatus(await manager.patch(`/products/${product.id}`, { price: 11 }), 200);
  assert.deepEqual([edited.body.version, edited.headers.etag, await etag()], [2, '"2"', '"2"']);
});

test('a reservation is not "not modified"', async () => {
  const product = await someProduct(manager, { stock: 10 });
  const { headers } = await anyone.get(`/products/${product.id}`);
  await placed(customer, [[product, 4]]);
  const reply = assertStatus(await anyone.get(`/products/${product.id}`, { 'If-None-Match': headers.etag }), 200);
  assert.equal(reply.body.available, 6);
});

test('If-Match: a stale one is a 412 with the product as it is now', async () => {
  const product = await someProduct(manager);
  const path = `/products/${product.id}`;
  const current = assertStatus(await manager.patch(path, { price: 11 }, { 'If-Match': '"1"' }), 200).body;
  const requests = [
    ['PUT', path, { price: 12 }], ['PATCH', path, { price: 12 }], ['DELETE', path], ['PATCH', `${path}/stock`, { adjustment: 1 }],
  ];
  for (const [method, at, body] of requests) {
    const reply = await manager.send(method, at, { body, headers: { 'If-Match': '"1"' } });
    assert.deepEqual(assertProblem(reply, 412, 'precondition_failed').current, current, `${method} ${at}`);
  }
  assert.deepEqual((await anyone.get(path)).body, current);
});

test('If-Match: the version, a weak one, one of a list and * go through', async () => {
  const product = await someProduct(manager);
  const tags = ['"1"', 'W/"2"', '"9", "3"', '*'];
  for (const tag of tags)
    assertStatus(await manager.patch(`/products/${product.id}`, { price: 11 }, { 'If-Match': tag }), 200);
  for (const tag of ['"1"', '"50"', '5', '"5', ''])
    assert.notEqual((await manager.patch(`/products/${product.id}`, { price: 12 }, { 'If-Match': tag })).status, 500);
});

test('of two who change the same version, one is told', async () => {
  const product = await someProduct(manager);
  const change = (price) => manager.patch(`/products/${product.id}`, { price }, { 'If-Match': '"1"' });
  const replies = await Promise.all([21, 22, 23, 24, 25].map(change));
  assert.deepEqual(replies.map((r) => r.status).sort(), [200, 412, 412, 412, 412]);
  const { price } = replies.find((r) => r.status === 200).body;
  assert.equal((await anyone.get(`/products/${product.id}`)).body.price, price);
});

test('taken out of sale, a product is gone for customers and still there for staff', async () => {
  const product = await someProduct(manager);
  const reply = await manager.delete(`/products/${product.id}`);
  assert.ok([200, 204].includes(reply.status), reply.text);
  for (const who of ['anyone', 'customer']) {
    assertProblem(await roles[who].get(`/products/${product.id}`), 404, 'not_found');
    assertProblem(await roles[who].get(`/products/sku/${product.sku}`), 404, 'not_found');
    assert.equal((await roles[who].get(`/products?search=${product.sku}`)).body.total, 0);
  }
  for (const who of ['staff', 'manager', 'admin']) {
    assert.equal((await roles[who].get(`/products/${product.id}`)).body.is_active, false);
    assert.equal((await roles[who].get(`/products?search=${product.sku}`)).body.total, 1);
  }
  assert.equal((await row('SELECT is_active FROM products WHERE id = $1', product.id)).is_active, false);
  assertStatus(await manager.patch(`/products/${product.id}`, { is_active: true }), 200);
  assertStatus(await anyone.get(`/products/${product.id}`), 200);
});

test('a product that open orders hold stays for sale', async () => {
  const product = await someProduct(manager);
  const order = await placed(customer, [[product, 1]]);
  assertProblem(await manager.delete(`/products/${product.id}`), 409, 'product_reserved');
  assertProblem(await manager.patch(`/products/${product.id}`, { is_active: false }), 409, 'product_reserved');
  assert.equal((await anyone.get(`/products/${product.id}`)).body.is_active, true);
  assertStatus(await customer.post(`/orders/${order.id}/cancel`, {}), 200);
  assert.ok((await manager.delete(`/products/${product.id}`)).status < 300);
});
