// Sessions: listed, ended one by one, and dead at once everywhere.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { rows, value } from '../support/database.js';
import { anyone, bearer, Client } from '../support/http.js';
import { PASSWORD, registered, signIn, someDepartment, signedUp, unique } from '../support/people.js';

/** Often enough that every worker, and its memory of good tokens, has been asked. */
async function assertDeadEverywhere(person) {
  const replies = await Promise.all(Array.from({ length: 40 }, () => person.get('/auth/me')));
  for (const reply of replies) assertProblem(reply, 401, 'invalid_token');
}

test('me tells who asks', async () => {
  const department = await someDepartment();
  const username = unique();
  const person = await signedUp('staff', { department, username, name: 'Sam Staff' });
  const { body } = assertStatus(await person.get('/auth/me'), 200);
  assertMembers(body, ['user']);
  const { created_at, ...user } = body.user;
  assert.ok(Date.parse(created_at));
  assert.deepEqual(user, {
    id: person.id,
    email: person.email,
    username,
    first_name: 'Sam',
    last_name: 'Staff',
    role: 'staff',
    department_id: department.id,
    is_active: true,
    language: null,
  });
});

test('me without a token is a 401 that says how to sign in', async () => {
  const reply = await anyone.get('/auth/me');
  assertProblem(reply, 401, 'authentication_required');
  assert.match(reply.headers['www-authenticate'], /^Bearer\b/);
});

test('people change their names, but not their role or address', async () => {
  const person = await signedUp('customer', { first_name: 'Ann' });
  const { user } = assertStatus(
    await person.patch('/auth/me', { first_name: 'Anna', last_name: 'Lee' }),
    200,
  ).body;
  assert.deepEqual([user.first_name, user.last_name], ['Anna', 'Lee']);
  const cleared = assertStatus(await person.patch('/auth/me', { last_name: null }), 200).body.user;
  assert.deepEqual([cleared.first_name, cleared.last_name], ['Anna', null]);
  for (const field of [{ role: 'admin' }, { email: 'x@example.com' }, { department_id: 1 }])
    assertProblem(await person.patch('/auth/me', field), 422, 'invalid_fields');
  assert.equal((await person.get('/auth/me')).body.user.role, 'customer');
});

test('logout kills the access token at once, in every worker', async () => {
  const person = await signedUp();
  await Promise.all(Array.from({ length: 40 }, () => person.get('/auth/me')));
  assertStatus(await person.post('/auth/logout', {}), 200);
  await assertDeadEverywhere(person);
  assertProblem(await anyone.post('/auth/refresh', { refresh_token: person.refresh_token }), 401);
});

test('logout needs no body', async () => {
  const person = await signedUp();
  assertStatus(await person.post('/auth/logout'), 200);
  assertProblem(await person.get('/auth/me'), 401, 'invalid_token');
});

test('logging out twice, or without a token, is a 401', async () => {
  const person = await signedUp();
  assertStatus(await person.post('/auth/logout', {}), 200);
  assertProblem(await person.post('/auth/logout', {}), 401, 'invalid_token');
  assertProblem(await anyone.post('/auth/logout', {}), 401, 'authentication_required');
});

test('the list shows the sessions that stand and marks the one that asks', async () => {
  const { email } = await registered();
  const phone = await signIn(email, PASSWORD, { 'User-Agent': 'phone' });
  const laptop = await signIn(email, PASSWORD, { 'User-Agent': 'laptop' });
  const gone = await signIn(email, PASSWORD);
  await gone.post('/auth/logout', {});
  const { data } = assertStatus(await laptop.get('/auth/sessions'), 200).body;
  assert.deepEqual(data.map((s) => s.user_agent).sort(), ['laptop', 'phone']);
  assert.deepEqual(
    data.filter((s) => s.current).map((s) => s.user_agent),
    ['laptop'],
  );
  assert.equal(data.length, (await phone.get('/auth/sessions')).body.data.length);
});

test('however many sessions stand, the list has them all', async () => {
  const person = await signedUp();
  await rows(
    `INSERT INTO sessions (id, user_id, expires_at)
     SELECT gen_random_uuid(), $1, now() + interval '1 day' FROM generate_series(1, 1000)`,
    person.id,
  );
  const { data, total } = assertStatus(await person.get('/auth/sessions'), 200).body;
  assert.deepEqual([new Set(data.map(({ id }) => id)).size, total], [1001, 1001]);
  assert.equal(data.filter(({ current }) => current).length, 1);
});

test('a client whose name is not UTF-8 signs in without one', async () => {
  const { id, email } = await registered();
  const body = Buffer.from(JSON.stringify({ email, password: PASSWORD })); // with bytes headers go as Latin-1
  assertStatus(await new Client({ 'User-Agent': 'caf\u00e9' }).post('/auth/login', body), 200);
  assert.equal(await value('SELECT user_agent FROM sessions WHERE user_id = $1', id), null);
});

test('a session that is ended from another is dead at once', async () => {
  const { email } = await registered();
  const lost = await signIn(email);
  const here = await signIn(email);
  const { data } = (await here.get('/auth/sessions')).body;
  const { id } = data.find((session) => !session.current);
  const reply = await here.delete(`/auth/sessions/${id}`);
  assert.ok([200, 204].includes(reply.status), reply.text);
  await assertDeadEverywhere(lost);
  assertStatus(await here.get('/auth/me'), 200);
});

test("another's session is a 404 and goes on", async () => {
  const [victim, attacker] = [await signedUp(), await signedUp('admin')];
  const { id } = (await victim.get('/auth/sessions')).body.data[0];
  assertProblem(await attacker.delete(`/auth/sessions/${id}`), 404);
  assertStatus(await victim.get('/auth/me'), 200);
});

test('a session that never was is a 404', async () => {
  const person = await signedUp();
  assertProblem(await person.delete(`/auth/sessions/${randomUUID()}`), 404);
  assertProblem(await person.delete('/auth/sessions/not-a-uuid'), 404);
});

test('validate tells whose token it is, or 401', async () => {
  const person = await signedUp('manager');
  const { body } = assertStatus(await person.post('/auth/validate', {}), 200);
  assert.equal(body.valid, true);
  assert.equal(body.user_id, person.id);
  assert.equal(body.role, 'manager');
  assertProblem(await anyone.post('/auth/validate', {}), 401, 'authentication_required');
  assertProblem(await new Client(bearer('x')).post('/auth/validate', {}), 401, 'invalid_token');
});

test('the role that counts is the one in the database, not the one in the token', async () => {
  const person = await signedUp('manager');
  await Promise.all(Array.from({ length: 20 }, () => person.get('/orders/all')));
  await rows("UPDATE users SET role = 'customer' WHERE id = $1", person.id);
  const replies = await Promise.all(Array.from({ length: 20 }, () => person.get('/orders/all')));
  for (const reply of replies) assertProblem(reply, 403, 'forbidden');
});

test('an account that is closed loses its sessions', async () => {
  const person = await signedUp();
  await rows('UPDATE users SET is_active = false WHERE id = $1', person.id);
  assertProblem(await person.get('/auth/me'), 401, 'invalid_token');
});
