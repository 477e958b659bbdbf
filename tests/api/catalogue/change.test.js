// Changing a product: edits, lost updates refused, and taking it out of sale.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { row } from '../support/database.js';
import { anyone } from '../support/http.js';
import { everyone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let roles, manager, customer;
before(async () => {
  roles = await everyone();
  ({ manager, customer } = roles);
});

test('PUT and PATCH change what is sent and leave the rest', async () => {
  for (const method of ['put', 'patch']) {
    const before = await someProduct(manager, {
      category: 'Office',
      weight_kg: '2.5',
      description: 'Old',
    });
    const after = assertStatus(
      await manager[method](`/products/${before.id}`, { price: '12.34', name: 'New name' }),
      200,
    ).body;
    assert.deepEqual(after, {
      ...before,
      price: 12.34,
      name: 'New name',
      version: 2,
      updated_at: after.updated_at,
    });
    const cleared = assertStatus(
      await manager[method](`/products/${before.id}`, { category: null, weight_kg: null }),
      200,
    ).body;
    assert.deepEqual(
      [cleared.category, cleared.weight_kg, cleared.description],
      [null, null, 'Old'],
    );
  }
});

test('a change of stock by PUT is a movement like any other', async () => {
  const product = await someProduct(manager, { stock: 10 });
  assert.equal(
    assertStatus(await manager.put(`/products/${product.id}`, { stock: 4 }), 200).body.on_hand,
    4,
  );
  const { kind, quantity } = (await manager.get(`/products/${product.id}/movements`)).body.data[0];
  assert.deepEqual([kind, quantity], ['adjustment', -6]);
});

test('null is not absence: what may not be null is refused', async () => {
  const product = await someProduct(manager);
  assertInvalid(
    await manager.patch(`/products/${product.id}`, { name: null, price: null }),
    '/name',
    '/price',
  );
});

test('the version is the ETag and counts edits, not reservations', async () => {
  const product = await someProduct(manager);
  const etag = async () => (await anyone.get(`/products/${product.id}`)).headers.etag;
  assert.match(await etag(), /^"1-/);
  await placed(customer, [[product, 3]]);
  assert.match(await etag(), /^"1-/);
  const edited = assertStatus(await manager.patch(`/products/${product.id}`, { price: 11 }), 200);
  assert.deepEqual([edited.body.version, edited.headers.etag], [2, '"2"']);
  assert.match(await etag(), /^"2-/);
});

test('a reservation is not "not modified"', async () => {
  const product = await someProduct(manager, { stock: 10 });
  const { headers } = await anyone.get(`/products/${product.id}`);
  await placed(customer, [[product, 4]]);
  const reply = assertStatus(
    await anyone.get(`/products/${product.id}`, { 'If-None-Match': headers.etag }),
    200,
  );
  assert.equal(reply.body.available, 6);
});

test('If-Match: a stale one is a 412 with the product as it is now', async () => {
  const product = await someProduct(manager);
  const path = `/products/${product.id}`;
  const current = assertStatus(
    await manager.patch(path, { price: 11 }, { 'If-Match': '"1"' }),
    200,
  ).body;
  const requests = [
    ['PUT', path, { price: 12 }],
    ['PATCH', path, { price: 12 }],
    ['DELETE', path],
    ['PATCH', `${path}/stock`, { adjustment: 1 }],
  ];
  for (const [method, at, body] of requests) {
    const reply = await manager.send(method, at, { body, headers: { 'If-Match': '"1"' } });
    assert.deepEqual(
      assertProblem(reply, 412, 'precondition_failed').current,
      current,
      `${method} ${at}`,
    );
  }
  assert.deepEqual((await anyone.get(path)).body, current);
});

test('If-Match: the version, a weak one, one of a list and * go through', async () => {
  const product = await someProduct(manager);
  const tags = ['"1"', 'W/"2"', '"9", "3"', '*'];
  for (const tag of tags)
    assertStatus(
      await manager.patch(`/products/${product.id}`, { price: 11 }, { 'If-Match': tag }),
      200,
    );
  for (const tag of ['"1"', '"50"', '5', '"5', ''])
    assert.notEqual(
      (await manager.patch(`/products/${product.id}`, { price: 12 }, { 'If-Match': tag })).status,
      500,
    );
});

test('of two who change the same version, one is told', async () => {
  const product = await someProduct(manager);
  const change = (price) =>
    manager.patch(`/products/${product.id}`, { price }, { 'If-Match': '"1"' });
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
  assert.equal(
    (await row('SELECT is_active FROM products WHERE id = $1', product.id)).is_active,
    false,
  );
  assertStatus(await manager.patch(`/products/${product.id}`, { is_active: true }), 200);
  assertStatus(await anyone.get(`/products/${product.id}`), 200);
});

test('a product that open orders hold stays for sale', async () => {
  const product = await someProduct(manager);
  const order = await placed(customer, [[product, 1]]);
  assertProblem(await manager.delete(`/products/${product.id}`), 409, 'product_reserved');
  assertProblem(
    await manager.patch(`/products/${product.id}`, { is_active: false }),
    409,
    'product_reserved',
  );
  assert.equal((await anyone.get(`/products/${product.id}`)).body.is_active, true);
  assertStatus(await customer.post(`/orders/${order.id}/cancel`, {}), 200);
  assert.ok((await manager.delete(`/products/${product.id}`)).status < 300);
});
