// Seed 002, "Order Management Service": customers, products and orders under /api.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem } from '../api/support/check.js';
import { orderctl } from '../api/support/instance.js';
import { someone, unique } from '../api/support/people.js';
import { client } from './support.js';

const nobody = client();
let admin, product;
before(async () => {
  admin = client((await someone('admin')).access_token);
  product = await someProduct();
});

const someProduct = async (fields = {}) =>
  (
    await admin('POST /api/products', 201, {
      sku: unique(),
      name: 'Laptop',
      description: 'High-performance laptop',
      price: 999.99,
      stock_quantity: 50,
      ...fields,
    })
  ).body;

const someCustomer = async () =>
  (
    await admin('POST /api/customers', 201, {
      first_name: 'John',
      last_name: 'Doe',
      email: `${unique()}@example.com`,
      phone: '555-0101',
      address: '123 Main St',
    })
  ).body;

const someOrder = async (fields = {}) =>
  (await admin('POST /api/orders', 201, { items: [{ product_id: product.id, quantity: 1 }], ...fields })).body;

test('service URLs: health and documents without a token', async () => {
  await nobody('GET /health', 200);
  assert.match((await nobody('GET /docs', 200)).headers['content-type'], /^text\/html/);
  assert.match((await nobody('GET /openapi.json', 200)).body.openapi, /^3\./);
});

test('customers: all, one, create, update, delete', async () => {
  const { id } = await someCustomer();
  assert.equal((await admin(`GET /api/customers/${id}`, 200)).body.last_name, 'Doe');
  const { data } = (await admin('GET /api/customers?limit=100', 200)).body;
  assert.ok(data.length > 0);
  const { body } = await admin(`PUT /api/customers/${id}`, 200, { phone: '555-0199' });
  assert.deepEqual([body.phone, body.first_name], ['555-0199', 'John'], 'what is not sent stays');
  await admin(`DELETE /api/customers/${id}`, 204);
  await admin(`GET /api/customers/${id}`, 404);
});

test('products: all, one, create, update, delete', async () => {
  const { id, on_hand } = await someProduct();
  assert.equal(on_hand, 50);
  assert.ok((await admin('GET /api/products', 200)).body.data.length > 0);
  assert.equal((await admin(`GET /api/products/${id}`, 200)).body.price, 999.99);
  const { body } = await admin(`PUT /api/products/${id}`, 200, { price: 899.99, stock_quantity: 40 });
  assert.deepEqual([body.price, body.on_hand, body.name], [899.99, 40, 'Laptop']);
  await admin(`DELETE /api/products/${id}`, 200);
  await nobody(`GET /api/products/${id}`, 404);
});

test('orders: all, one, create, update, status, delete', async () => {
  const customer = await someCustomer();
  const order = await someOrder({ customer_id: customer.id, notes: 'Ring twice' });
  assert.deepEqual([order.customer_id, order.customer_notes], [customer.id, 'Ring twice']);
  assert.equal(order.subtotal, 999.99);
  assert.ok((await admin('GET /api/orders', 200)).body.data.some(({ id }) => id === order.id));
  assert.equal((await admin(`GET /api/orders/${order.id}`, 200)).body.id, order.id);
  const { body } = await admin(`PUT /api/orders/${order.id}`, 200, { notes: 'Leave it at the door' });
  assert.equal(body.customer_notes, 'Leave it at the door');
  await admin(`DELETE /api/customers/${customer.id}`, 409);
  const moved = await admin(`PUT /api/orders/${order.id}/status`, 200, { status: 'Confirmed' });
  assert.equal(moved.body.status, 'confirmed');
  const other = await someOrder();
  await admin(`DELETE /api/orders/${other.id}`, 204);
  await admin(`GET /api/orders/${other.id}`, 404);
});

test('errors: 400, 401 and 404 as documented; a field that is invalid is a 422', async () => {
  await admin('POST /api/orders', 400, '{"items": [');
  await admin('POST /api/orders', 422, { items: [] });
  for (const path of ['/api/customers', '/api/customers/1', '/api/orders', '/api/orders/1'])
    assertProblem(await nobody(`GET ${path}`, 401), 401);
  for (const path of ['/api/customers', '/api/products', '/api/orders'])
    assertProblem(await admin(`GET ${path}/999999999`, 404), 404, 'not_found');
});

test('the initial data: two customers and three products', async () => {
  await orderctl('demo');
  for (const name of ['Laptop', 'Mouse', 'Office Chair']) {
    const { data } = (await nobody(`GET /api/products?search=${encodeURIComponent(name)}&limit=100&sort=created_at`, 200)).body;
    assert.ok(data.some((p) => p.name === name), name);
  }
  for (const email of ['john.doe@example.com', 'jane.smith@example.com']) {
    const { data } = (await admin(`GET /api/customers?search=${email}`, 200)).body;
    assert.ok(data.length > 0, email);
  }
});
