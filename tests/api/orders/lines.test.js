// The lines of an order: summed, limited, and refused when a product is short or unknown.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { count } from '../support/database.js';
import { someone, unique } from '../support/people.js';
import { ADDRESS, assertStockAddsUp, place, someProduct, stockOf } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

test('lines of one product are summed, by id and by SKU alike', async () => {
  const [one, other] = [await someProduct(manager, { price: '1.00' }), await someProduct(manager)];
  const items = [
    { product_id: one.id, quantity: 1 },
    { product_id: other.id, quantity: 1 },
    { product_id: one.id, quantity: 2 },
    { sku: one.sku, quantity: 4 },
  ];
  const { body } = assertStatus(await customer.post('/orders', { items }), 201);
  assert.deepEqual(body.items.map((item) => [item.product_id, item.quantity]), [[one.id, 7], [other.id, 1]]);
  assert.equal((await stockOf(one)).reserved, 7);
});

test('lines stay in the order of the request, new ones behind', async () => {
  const products = [];
  for (let i = 0; i < 4; i++) products.push(await someProduct(manager));
  const [a, b, c, d] = products;
  const items = (...wanted) => ({ items: wanted.map(({ id }) => ({ product_id: id, quantity: 1 })) });
  const ids = ({ body }) => body.items.map((item) => item.product_id);
  for (const wanted of [[c, a, b], [b, c, a]]) {
    const expected = wanted.map(({ id }) => id);
    assert.deepEqual(ids(assertStatus(await customer.post('/orders/quote', items(...wanted)), 200)), expected);
    assert.deepEqual(ids(assertStatus(await customer.post('/orders', items(...wanted)), 201)), expected);
    const draft = { ...items(...wanted), status: 'draft' };
    assert.deepEqual(ids(assertStatus(await customer.post('/orders', draft), 201)), expected);
  }
  const { id } = assertStatus(await customer.post('/orders', items(b)), 201).body;
  const grown = assertStatus(await customer.patch(`/orders/${id}`, items(d, a, b, c)), 200);
  assert.deepEqual(ids(grown), [b, d, a, c].map((product) => product.id));
});

test('a shortage lists every short line with what there is, and changes nothing', async () => {
  const [enough, short, none] = await Promise.all(
    [10, 2, 0].map((stock) => someProduct(manager, { stock })),
  );
  const reply = await place(customer, [
    [enough, 1],
    [short, 3],
    [none, 1],
  ]);
  const { errors } = assertProblem(reply, 409, 'insufficient_stock');
  const told = errors.map(({ pointer, product_id, sku, requested, available }) => ({
    pointer,
    product_id,
    sku,
    requested,
    available,
  }));
  const byPointer = (a, b) => a.pointer.localeCompare(b.pointer);
  assert.deepEqual(told.sort(byPointer), [
    {
      pointer: '/items/1/quantity',
      product_id: short.id,
      sku: short.sku,
      requested: 3,
      available: 2,
    },
    {
      pointer: '/items/2/quantity',
      product_id: none.id,
      sku: none.sku,
      requested: 1,
      available: 0,
    },
  ]);
  for (const product of [enough, short, none])
    assert.equal((await assertStockAddsUp(product)).reserved, 0);
  assert.equal(
    await count(
      'orders o JOIN order_lines l ON l.order_id = o.id WHERE l.product_id = $1',
      enough.id,
    ),
    0,
  );
});

test('every short line of the longest order is listed, each as its own', async () => {
  const products = await Promise.all(
    Array.from({ length: 100 }, (_, i) => someProduct(manager, { stock: i })),
  );
  const reply = await place(
    customer,
    products.map((product, i) => [product, i + 1]),
  );
  const { errors } = assertProblem(reply, 409, 'insufficient_stock');
  assert.deepEqual(
    errors.map((e) => [e.pointer, e.product_id, e.sku, e.requested, e.available]),
    products.map(({ id, sku }, i) => [`/items/${i}/quantity`, id, sku, i + 1, i]),
  );
});

test('every fault of every line of the longest order is listed', async () => {
  const items = Array.from({ length: 100 }, () => ({ product_id: 0, quantity: 0, colour: 1 }));
  const expected = items.flatMap((_, i) =>
    Object.keys(items[i]).map((name) => `/items/${i}/${name}`),
  );
  assertInvalid(await customer.post('/orders', { items, shipping_address: ADDRESS }), ...expected);
});

test('lines of one product are short together', async () => {
  const product = await someProduct(manager, { stock: 5 });
  const reply = await place(customer, [
    [product, 3],
    [product, 3],
  ]);
  const { errors } = assertProblem(reply, 409, 'insufficient_stock');
  assert.deepEqual(
    errors.map((e) => [e.requested, e.available]),
    [[6, 5]],
  );
});

test('a product that is unknown or out of sale is a 422 on its line', async () => {
  const [good, gone] = [
    await someProduct(manager),
    await someProduct(manager, { is_active: false }),
  ];
  const items = [
    { product_id: 999999999, quantity: 1 },
    { product_id: good.id, quantity: 1 },
    { sku: gone.sku, quantity: 1 },
    { sku: unique(), quantity: 1 },
  ];
  assertInvalid(
    await customer.post('/orders', { items }),
    '/items/0/product_id',
    '/items/2/sku',
    '/items/3/sku',
  );
  assert.deepEqual(await stockOf(good), { on_hand: 100, reserved: 0 });
});

test('a line names its product once', async () => {
  const product = await someProduct(manager);
  const both = { product_id: product.id, sku: product.sku, quantity: 1 };
  assertInvalid(
    await customer.post('/orders', { items: [both, { quantity: 1 }] }),
    '/items/0',
    '/items/1',
  );
});
