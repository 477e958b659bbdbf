// Seed 000, "B2B Ordering Management System": departments, staff and administrators, behind one
// gateway at root paths.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem } from '../api/support/check.js';
import { send } from '../api/support/http.js';
import { someDepartment, someone, unique } from '../api/support/people.js';
import { stockOf } from '../api/support/shop.js';
import { client } from './support.js';

let admin, staff, colleague, stranger, nobody, product;
before(async () => {
  const [operations, research] = await Promise.all([
    someDepartment({ threshold: '500.00' }),
    someDepartment(),
  ]);
  const people = await Promise.all([
    someone('admin'),
    someone('staff', { department: operations }),
    someone('staff', { department: operations }),
    someone('staff', { department: research }),
  ]);
  [admin, staff, colleague, stranger] = people.map((person) => client(person.access_token));
  nobody = client();
  product = (
    await admin('POST /products', 201, { sku: unique(), name: 'Desk', price: 100, stock: 50 })
  ).body;
});

const ordered = async (who, quantity = 1) =>
  (await who('POST /orders', 201, { items: [{ product_id: product.id, quantity }] })).body;

test('the flow of authentication: sign in at /auth/login, then a bearer token everywhere', async () => {
  const body = { email: `${unique()}@example.com`, password: 'SecurePass123' };
  await nobody('POST /auth/register', 201, body);
  const { access_token, refresh_token, token_type } = (await nobody('POST /auth/login', 200, body)).body;
  assert.equal(token_type, 'Bearer');
  await client(access_token)('GET /orders', 200);
  await nobody('GET /orders', 401);
  // Signature, expiry and type of a token are checked.
  const [head, claims, signature] = access_token.split('.');
  await client(`${head}.${claims}.${signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))}`)('GET /orders', 401);
  await client(refresh_token)('GET /orders', 401);
});

test('who asks is in the token alone: headers that a gateway would add say nothing', async () => {
  const headers = { 'X-User-Id': '1', 'X-User-Role': 'admin', 'X-User-Email': 'admin@example.com' };
  assertProblem(await send('GET', '/orders', { headers }), 401);
  assertProblem(await send('POST', '/products', { headers, body: {} }), 401);
});

test('staff create orders for their department, and the department sees them', async () => {
  const order = await ordered(staff);
  assert.ok(order.department_id);
  assert.equal((await colleague(`GET /orders/${order.id}`, 200)).body.id, order.id);
  await stranger(`GET /orders/${order.id}`, 404);
  await admin(`GET /orders/${order.id}`, 200);
});

test('an administrator views, approves or cancels any order', async () => {
  const waiting = await ordered(staff, 6); // over the department's 500.00
  assert.equal(waiting.status, 'pending_approval');
  await staff(`POST /orders/${waiting.id}/approve`, 403);
  assert.equal((await admin(`POST /orders/${waiting.id}/approve`, 200)).body.status, 'confirmed');
  const other = await ordered(staff, 6);
  const { body } = await admin(`PATCH /orders/${other.id}/status`, 200, { status: 'Approved' });
  assert.equal(body.status, 'confirmed', "the seed's word for it");
  for (const { id } of [waiting, other, await ordered(stranger)])
    assert.equal((await admin(`POST /orders/${id}/cancel`, 200)).body.status, 'cancelled');
});

test('users see the history and status of their orders', async () => {
  const { id } = await ordered(staff);
  await admin(`POST /orders/${id}/confirm`, 200);
  const { data } = (await staff(`GET /orders/${id}/history`, 200)).body;
  assert.deepEqual(data.map((entry) => entry.to_status), ['pending', 'confirmed']);
  assert.equal((await staff(`GET /orders/${id}`, 200)).body.status, 'confirmed');
  await stranger(`GET /orders/${id}/history`, 404);
});

test('orders are tracked by department and user', async () => {
  const mine = await ordered(staff);
  const theirs = await ordered(colleague);
  const ids = async (path) => (await staff(`GET ${path}?limit=100`, 200)).body.data.map((order) => order.id);
  assert.ok((await ids('/orders')).includes(mine.id) && (await ids('/orders')).includes(theirs.id));
  assert.ok((await ids('/orders/me')).includes(mine.id) && !(await ids('/orders/me')).includes(theirs.id));
});

test('only administrators manage products; stock levels are tracked', async () => {
  const body = { sku: unique(), name: 'Chair', price: '49.90', stock: 5 };
  await staff('POST /products', 403, body);
  const { id } = (await admin('POST /products', 201, body)).body;
  await staff(`PUT /products/${id}`, 403, { price: 1 });
  assert.equal((await admin(`PUT /products/${id}`, 200, { price: '59.90' })).body.price, 59.9);
  const { on_hand } = (await admin(`PATCH /products/${id}/stock`, 200, { adjustment: -2 })).body;
  assert.equal(on_hand, 3);
  await staff('POST /orders', 409, { items: [{ product_id: id, quantity: 4 }] });
  await staff('POST /orders', 201, { items: [{ product_id: id, quantity: 3 }] });
  assert.deepEqual(await stockOf({ id }), { on_hand: 3, reserved: 3 });
  await staff(`DELETE /products/${id}`, 403);
});

test('an administrator manages users and departments', async () => {
  const { id: department_id } = (await admin('POST /api/departments', 201, { name: `D ${unique()}` })).body;
  const body = { email: `${unique()}@example.com`, password: 'SecurePass123', role: 'staff', department_id };
  await staff('POST /auth/register', 403, body);
  const { user } = (await admin('POST /auth/register', 201, body)).body;
  assert.deepEqual([user.role, user.department_id], ['staff', department_id]);
});

test('the interactive documentation is at /docs', async () => {
  assert.match((await nobody('GET /docs', 200)).headers['content-type'], /^text\/html/);
});
