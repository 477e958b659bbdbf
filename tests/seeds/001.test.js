// Seed 001, "Online Order Management System": its authentication service, at the root.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { client, release, shellJson } from './support.js';

const nobody = client();
const john = { username: 'johndoe', email: 'john@example.com', password: 'SecurePass123' };
before(() => release(john));

test('health check', async () => {
  const { body } = await nobody('GET /health', 200);
  assert.equal(body.status, 'healthy');
  assert.equal(typeof body.service, 'string');
  assert.ok(Math.abs(new Date(body.timestamp) - Date.now()) < 60000);
  assert.equal((await shellJson('curl http://localhost:5001/health')).status, 'healthy');
});

test('register, sign in and see the own profile, as documented', async () => {
  const registered = (await nobody('POST /register', 201, john)).body;
  assert.equal(registered.message, 'User registered successfully');
  assert.ok(Number.isInteger(registered.user.id));
  assert.equal(registered.user.username, 'johndoe');
  assert.equal(registered.user.email, 'john@example.com');

  const { email, password } = john;
  const signedIn = (await nobody('POST /login', 200, { email, password })).body;
  assert.equal(signedIn.message, 'Login successful');
  assert.match(signedIn.token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.equal(signedIn.user.id, registered.user.id);

  const { user } = (await client(signedIn.token)('GET /me', 200)).body;
  assert.deepEqual([user.id, user.username, user.email], [registered.user.id, 'johndoe', 'john@example.com']);
  assert.ok(Math.abs(new Date(user.created_at) - Date.now()) < 60000);
  assert.equal((await client(signedIn.token)('POST /validate', 200)).body.valid, true);
});

test('what must not work does not', async () => {
  await nobody('POST /register', 409, john);
  await nobody('POST /register', 422, { ...john, email: 'no address' });
  await nobody('POST /register', 422, { ...john, password: 'short' });
  await nobody('POST /login', 401, { email: john.email, password: 'SecurePass124' });
  await nobody('GET /me', 401);
  await client('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x')('GET /me', 401);
});

test('the web UI is at the root', async () => {
  assert.match((await nobody('GET /', 200)).headers['content-type'], /^text\/html/);
});
