// Seed 004, "Secure Order Management System": the whole table of endpoints under /api/v1.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { send } from '../api/support/http.js';
import { installedNginx } from '../api/support/nginx.js';
import { registered, signIn, someone, unique } from '../api/support/people.js';
import { stockOf } from '../api/support/shop.js';
import { client, release, shellJson } from './support.js';

let admin, manager, customer, product;
before(async () => {
  const people = await Promise.all(['admin', 'manager', 'customer'].map((role) => someone(role)));
  [admin, manager, customer] = people.map((person) => client(person.access_token));
  product = await someProduct();
});

const someProduct = async (fields = {}) =>
  (
    await manager('POST /api/v1/inventory/products', 201, {
      sku: unique(), name: 'Widget', price: 10, stock_quantity: 100, min_stock: 5, category: 'Seed 004', ...fields,
    })
  ).body;

const ordered = async (quantity = 1) =>
  (await customer('POST /api/v1/orders', 201, { items: [{ product_id: product.id, quantity }] })).body;

test('the example: register, sign in, create an order', async () => {
  await release({ email: 'user@example.com' });
  const { user } = await shellJson(`
# Register
curl -X POST http://localhost:5000/api/v1/auth/register \\
  -H "Content-Type: application/json" \\
  -d '{"email":"user@example.com","password":"secure123","first_name":"John"}'`);
  assert.deepEqual([user.email, user.first_name, user.role], ['user@example.com', 'John', 'customer']);

  const signedIn = await shellJson(`
# Login
curl -X POST http://localhost:5000/api/v1/auth/login \\
  -H "Content-Type: application/json" \\
  -d '{"email":"user@example.com","password":"secure123"}'`);
  assert.equal(signedIn.expires_in, 3600);
  assert.ok(signedIn.access_token && signedIn.refresh_token);

  const second = await someProduct({ price: '2.50' });
  const order = await shellJson(
    `curl -X POST http://localhost:5000/api/v1/orders \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer $TOKEN" \\
  -d '{
    "items": [
      {"product_id": '$ONE', "quantity": 2},
      {"product_id": '$TWO', "quantity": 1}
    ],
    "shipping_cost": 10.00
  }'`,
    { TOKEN: signedIn.access_token, ONE: product.id, TWO: second.id },
  );
  assert.deepEqual([order.subtotal, order.tax, order.shipping_cost, order.total], [22.5, 1.8, 10, 34.3]);
  assert.equal(order.user_id, user.id);
});

test('authentication: register, login, refresh, logout, me', async () => {
  const { email, password } = await registered();
  const nobody = client();
  const first = (await nobody('POST /api/v1/auth/login', 200, { email, password })).body;
  const { refresh_token } = first;
  const fresh = (await nobody('POST /api/v1/auth/refresh', 200, { refresh_token })).body;
  assert.notEqual(fresh.refresh_token, refresh_token);
  const person = client(fresh.access_token);
  assert.equal((await person('GET /api/v1/auth/me', 200)).body.user.email, email);
  await person('POST /api/v1/auth/logout', 200);
  await person('GET /api/v1/auth/me', 401);
  await nobody('POST /api/v1/auth/refresh', 401, { refresh_token: fresh.refresh_token });
});

test('inventory: list with filters, create, get, update, adjust, categories', async () => {
  const body = { sku: unique(), name: 'Gadget', price: '7.50', stock_quantity: 3 };
  await customer('POST /api/v1/inventory/products', 403, body);
  const { id, sku } = (await manager('POST /api/v1/inventory/products', 201, body)).body;
  const { data } = (await customer(`GET /api/v1/inventory/products?search=${sku}&min_price=7&max_price=8&in_stock=true`, 200)).body;
  assert.deepEqual(data.map((found) => found.id), [id]);
  assert.equal((await customer(`GET /api/v1/inventory/products/${id}`, 200)).body.on_hand, 3);
  await customer(`PUT /api/v1/inventory/products/${id}`, 403, { price: 1 });
  assert.equal((await manager(`PUT /api/v1/inventory/products/${id}`, 200, { price: '8.00' })).body.price, 8);
  await customer(`PATCH /api/v1/inventory/products/${id}/stock`, 403, { adjustment: 1 });
  const stock = { adjustment: 5, reason: 'Delivery' };
  assert.equal((await manager(`PATCH /api/v1/inventory/products/${id}/stock`, 200, stock)).body.on_hand, 8);
  const names = (await client()('GET /api/v1/inventory/categories', 200)).body.data.map(({ name }) => name);
  assert.ok(names.includes('Seed 004'));
});

test('orders: list, create, get, cancel, confirm; stock is reserved and released', async () => {
  const before = await stockOf(product);
  const one = await ordered(3);
  const two = await ordered(2);
  assert.equal((await stockOf(product)).reserved, before.reserved + 5);
  assert.ok((await customer('GET /api/v1/orders', 200)).body.data.length >= 2);
  await customer(`GET /api/v1/orders/${one.id}`, 200);
  await customer(`POST /api/v1/orders/${two.id}/confirm`, 403);
  assert.equal((await manager(`POST /api/v1/orders/${two.id}/confirm`, 200)).body.status, 'confirmed');
  assert.equal((await customer(`POST /api/v1/orders/${one.id}/cancel`, 200)).body.status, 'cancelled');
  assert.equal((await stockOf(product)).reserved, before.reserved + 2);
});

test('administration: users, roles, figures', async () => {
  const { id, email, password } = await registered();
  for (const path of ['/users', '/stats']) await manager(`GET /api/v1/admin${path}`, 403);
  const { data } = (await admin(`GET /api/v1/admin/users?search=${email}`, 200)).body;
  assert.deepEqual(data.map((user) => user.id), [id]);
  await manager(`PATCH /api/v1/admin/users/${id}/role`, 403, { role: 'manager' });
  assert.equal((await admin(`PATCH /api/v1/admin/users/${id}/role`, 200, { role: 'manager' })).body.role, 'manager');
  assert.equal((await signIn(email, password)).user.role, 'manager');
  const stats = (await admin('GET /api/v1/admin/stats', 200)).body;
  assert.ok(stats.users > 0 && stats.orders > 0 && stats.products > 0);
});

test('reports: sales, inventory, CSV export', async () => {
  await ordered();
  for (const path of ['/sales', '/inventory', '/export/orders']) await customer(`GET /api/v1/reports${path}`, 403);
  assert.equal(typeof (await manager('GET /api/v1/reports/sales', 200)).body, 'object');
  assert.equal(typeof (await manager('GET /api/v1/reports/sales?days=30', 200)).body, 'object');
  assert.equal(typeof (await manager('GET /api/v1/reports/inventory', 200)).body, 'object');
  const csv = await manager('GET /api/v1/reports/export/orders', 200);
  assert.match(csv.headers['content-type'], /^text\/csv/);
  assert.match(csv.headers['content-disposition'], /^attachment; filename=/);
  assert.ok(csv.text.split('\n')[0].includes('order_number'));
});

test('security: five failures lock the account', async () => {
  const { email, password } = await registered();
  const stranger = client();
  const attempt = (word) => stranger('POST /api/v1/auth/login', 401, { email, password: word });
  for (let i = 0; i < 5; i++) await attempt('not-the-password');
  await attempt(password);
  const { data } = (await admin(`GET /api/v1/admin/users?search=${email}`, 200)).body;
  assert.equal(data[0].is_locked, true);
  await admin(`POST /api/v1/admin/users/${data[0].id}/unlock`, 200);
  await client()('POST /api/v1/auth/login', 200, { email, password });
});

test('security: an address signs in five times a minute, with a burst of five', async (t) => {
  const { url, stop } = await installedNginx(); // its limits, with nobody behind it
  t.after(stop);
  const path = '/api/v1/auth/login';
  const statuses = [];
  for (let i = 0; i < 7; i++) statuses.push((await send('POST', path, { at: url, body: {} })).status);
  assert.deepEqual(statuses, [...Array(6).fill(502), 429]);
});
