// API keys: shown once, never above their owner, and dead when they should be.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { meeting, row, rows } from '../support/database.js';
import { bearer, Client } from '../support/http.js';
import { someDepartment, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let admin;
before(async () => {
  admin = await someone('admin');
});

const made = async (person, fields = {}) =>
  assertStatus(await person.post('/api-keys', { name: 'robot', ...fields }), 201).body;
/** A client that shows the key, as a bearer token unless told otherwise. */
const robotOf = ({ key }, header = bearer(key)) => new Client(header);
const robot = async (person, fields) => robotOf(await made(person, fields));

test('a key is shown once, and acts for its owner', async () => {
  const person = await someone();
  const key = await made(person, { name: 'scanner' });
  assertMembers(key, ['id', 'user_id', 'name', 'prefix', 'role', 'created_at', 'expires_at', 'last_used_at', 'key']);
  assert.match(key.key, /^orderd_[A-Za-z0-9_-]{43}$/);
  assert.ok(key.key.startsWith(key.prefix) && key.prefix.length < 16);
  assert.deepEqual([key.user_id, key.name, key.role, key.expires_at, key.last_used_at],
    [person.id, 'scanner', 'customer', null, null]);

  const { data } = assertStatus(await person.get('/api-keys'), 200).body;
  const { key: secret, ...shown } = key;
  assert.deepEqual(data, [shown]);
  assert.equal((await robotOf(key).get('/auth/me')).body.user.id, person.id);
});

test('the key is taken as a bearer token and as X-API-Key, but not as both', async () => {
  const key = await made(await someone());
  assertStatus(await robotOf(key, { 'X-API-Key': key.key }).get('/auth/me'), 200);
  const both = { 'X-API-Key': key.key, ...bearer(key.key) };
  assertProblem(await robotOf(key, both).get('/auth/me'), 400, 'ambiguous_credentials');
});

test('a key that is none is a 401, everywhere', async () => {
  const { key } = await made(await someone());
  const flipped = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
  for (const text of [flipped, 'orderd_', `orderd_${'A'.repeat(43)}`, `${key}x`, `orderd_${'A'.repeat(5000)}`]) {
    assertProblem(await new Client(bearer(text)).get('/auth/me'), 401, 'invalid_token');
    assertProblem(await new Client({ 'X-API-Key': text }).get('/products'), 401, 'invalid_token');
  }
  assertProblem(await new Client({ 'X-API-Key': 'x' }).get('/auth/me'), 401, 'invalid_token');
});

test('only its hash is stored', async () => {
  const { id, key } = await made(await someone());
  const stored = await row('SELECT * FROM api_keys WHERE id = $1', id);
  assert.equal(stored.key_hash.length, 32);
  assert.ok(!JSON.stringify(stored).includes(key.slice(stored.prefix.length)));
});

test('it can place an order, and its retry is the same order', async () => {
  const product = await someProduct(await someone('manager'));
  const person = await someone();
  const client = await robot(person);
  const order = await placed(client, [[product, 1]]);
  assert.equal((await person.get(`/orders/${order.id}`)).body.user_id, person.id);
  const key = { 'Idempotency-Key': randomUUID() };
  const body = { items: [{ product_id: product.id, quantity: 1 }] };
  const first = assertStatus(await client.post('/orders', body, key), 201);
  assert.equal(assertStatus(await client.post('/orders', body, key), 201).body.id, first.body.id);
  const again = await (await robot(await someone())).post('/orders', body, key);
  assert.notEqual(assertStatus(again, 201).body.id, first.body.id);
});

test('a key may do less than its owner, and not more', async () => {
  const manager = await someone('manager');
  const client = await robot(manager, { role: 'customer' });
  assertProblem(await client.get('/orders/all'), 403, 'forbidden');
  assertStatus(await (await robot(manager)).get('/orders/all'), 200);
  assertProblem(await manager.post('/api-keys', { name: 'x', role: 'admin' }), 403, 'forbidden');
});

test('what only a person does refuses a key, clearly', async () => {
  const client = await robot(admin);
  for (const [method, path, body] of [
    ['POST', '/auth/logout', {}], ['POST', '/auth/password', { current_password: 'x', new_password: 'yyyyyyyyyyy' }],
    ['POST', '/api-keys', { name: 'child' }], ['GET', '/api-keys'], ['DELETE', '/api-keys/1'], ['GET', '/auth/sessions'], ['DELETE', `/auth/sessions/${randomUUID()}`],
  ]) assertProblem(await client.send(method, path, { body }), 403, 'session_required');
  assertStatus(await client.get('/auth/me'), 200);
  const { body } = assertStatus(await client.post('/auth/validate'), 200);
  assert.deepEqual([body.valid, body.user_id, body.role, body.session_id], [true, admin.id, 'admin', null]);
});

test('logging out leaves the keys', async () => {
  const person = await someone();
  const client = await robot(person);
  assertStatus(await person.post('/auth/logout'), 200);
  assertStatus(await client.get('/auth/me'), 200);
});

test('a key ends when it expires', async () => {
  const person = await someone();
  const key = await made(person, { expires_at: new Date(Date.now() + 3600_000).toISOString() });
  assertStatus(await robotOf(key).get('/auth/me'), 200);
  await rows(`UPDATE api_keys SET created_at = now() - interval '1 day', expires_at = now() WHERE id = $1`, key.id);
  assertProblem(await robotOf(key).get('/auth/me'), 401, 'invalid_token');
  assertInvalid(await person.post('/api-keys', { name: 'x', expires_at: '2020-01-01T00:00:00Z' }), '/expires_at');
});

test('a revoked key is dead at once in every worker', async () => {
  const person = await someone();
  const key = await made(person);
  const client = robotOf(key);
  await Promise.all(Array.from({ length: 40 }, () => client.get('/auth/me')));
  assertStatus(await person.delete(`/api-keys/${key.id}`), 204);
  const replies = await Promise.all(Array.from({ length: 40 }, () => client.get('/auth/me')));
  for (const reply of replies) assertProblem(reply, 401, 'invalid_token');
  assertProblem(await person.delete(`/api-keys/${key.id}`), 404);
  assert.deepEqual((await person.get('/api-keys')).body.data, []);
});

test("others' keys are not there, but for admins", async () => {
  const [owner, other] = [await someone('manager'), await someone('manager')];
  const key = await made(owner);
  assertProblem(await other.delete(`/api-keys/${key.id}`), 404, 'not_found');
  assert.deepEqual((await other.get(`/api-keys?user_id=${owner.id}`)).body.data, []);
  assert.deepEqual((await admin.get(`/api-keys?user_id=${owner.id}`)).body.data.map((k) => k.id), [key.id]);
  assertStatus(await robotOf(key).get('/auth/me'), 200);
  assertStatus(await admin.delete(`/api-keys/${key.id}`), 204);
  assertProblem(await robotOf(key).get('/auth/me'), 401);
});

test('a lower role caps the keys for good, a higher one lifts none', async () => {
  const person = await someone('manager');
  const client = await robot(person);
  assertStatus(await admin.patch(`/admin/users/${person.id}/role`, { role: 'staff' }), 200);
  assertProblem(await client.get('/orders/all'), 403, 'forbidden');
  assertStatus(await client.get('/customers'), 200);
  assertStatus(await admin.patch(`/admin/users/${person.id}/role`, { role: 'admin' }), 200);
  assertProblem(await client.get('/orders/all'), 403, 'forbidden');
});

for (const [what, change] of [
  ['department', async () => ({ department_id: (await someDepartment()).id })],
  ['activity', () => ({ is_active: false })],
]) {
  test(`a change of ${what} revokes the keys, also when it is taken back`, async () => {
    const person = await someone('staff');
    const client = await robot(person);
    assertStatus(await admin.patch(`/admin/users/${person.id}`, await change()), 200);
    assertProblem(await client.get('/auth/me'), 401, 'invalid_token');
    assertStatus(await admin.patch(`/admin/users/${person.id}`, { department_id: null, is_active: true }), 200);
    assertProblem(await client.get('/auth/me'), 401, 'invalid_token');
  });
}

test("the owner's role that counts is the one in the database", async () => {
  const person = await someone('manager');
  const client = await robot(person);
  await Promise.all(Array.from({ length: 20 }, () => client.get('/orders/all')));
  await rows("UPDATE users SET role = 'customer' WHERE id = $1", person.id);
  const replies = await Promise.all(Array.from({ length: 20 }, () => client.get('/orders/all')));
  for (const reply of replies) assertProblem(reply, 403, 'forbidden');
});

test('making a key again by its idempotency key shows it without the secret', async () => {
  const person = await someone();
  const again = { 'Idempotency-Key': randomUUID() };
  const first = assertStatus(await person.post('/api-keys', { name: 'x' }, again), 201);
  const second = assertStatus(await person.post('/api-keys', { name: 'x' }, again), 201);
  assert.equal(second.headers['idempotent-replayed'], 'true');
  assert.deepEqual(second.body, { ...first.body, key: null });
});

test('the last use is known', async () => {
  const person = await someone();
  const client = await robot(person);
  await client.get('/auth/me');
  const [{ last_used_at }] = (await person.get('/api-keys')).body.data;
  assert.ok(Math.abs(Date.parse(last_used_at) - Date.now()) < 60_000);
});

test('bad input is told', async () => {
  const person = await someone();
  const bad = { name: '', role: 'king', expires_at: 'soon', colour: 'red' };
  assertInvalid(await person.post('/api-keys', bad), '/name', '/role', '/expires_at', '/colour');
  assertInvalid(await person.post('/api-keys', {}), '/name');
  assertProblem(await new Client().post('/api-keys', { name: 'x' }), 401, 'authentication_required');
  assertProblem(await person.delete('/api-keys/999999999'), 404);
  assertProblem(await person.delete('/api-keys/x'), 404);
});

test('making and revoking a key is in the audit log', async () => {
  const person = await someone();
  const { id } = await made(person);
  await admin.delete(`/api-keys/${id}`);
  const found = await rows(
    `SELECT event, actor_id::int, details ->> 'id' AS id FROM audit_log
     WHERE subject_id = $1 AND event ~ '^api_key' ORDER BY audit_log.id`, person.id);
  assert.deepEqual(found, [
    { event: 'api_key.created', actor_id: person.id, id: String(id) },
    { event: 'api_key.revoked', actor_id: admin.id, id: String(id) },
  ]);
});

test('nobody has more than fifty live keys, however many are asked for at once', async () => {
  const person = await someone();
  await rows(
    `INSERT INTO api_keys (user_id, name, prefix, key_hash, role, created_at, expires_at, revoked_at)
     SELECT $1::bigint, 'old', 'orderd_xxxxx', sha256(convert_to($1::bigint || ' ' || n, 'UTF8')), 'customer',
            now() - interval '2 days', CASE WHEN n > 55 THEN now() - interval '1 day' END, CASE WHEN n BETWEEN 51 AND 55 THEN now() END
     FROM generate_series(4, 60) AS n`,
    person.id,
  );
  const replies = await Promise.all(Array.from({ length: 6 }, () => person.post('/api-keys', { name: 'robot' })));
  const refused = replies.filter(({ status }) => status !== 201);
  assert.equal(refused.length, 3); // three of 50 were left
  for (const reply of refused) assertProblem(reply, 409, 'too_many_api_keys');
  const { id } = replies.find(({ status }) => status === 201).body;
  assertStatus(await person.delete(`/api-keys/${id}`), 204);
  await made(person);
});

test('no key is made in a session that is ended meanwhile', async () => {
  const person = await someone();
  const end = async (query) => {
    await query('UPDATE users SET updated_at = now() WHERE id = $1', person.id);
    await query('UPDATE sessions SET revoked_at = now() WHERE user_id = $1', person.id);
  };
  assertProblem(await meeting(end, () => person.post('/api-keys', { name: 'robot' })), 401, 'invalid_token');
  assert.deepEqual(await rows('SELECT FROM api_keys WHERE user_id = $1', person.id), []);
});
