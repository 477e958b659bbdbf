// Signing in, and how little a refusal tells.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from './support/check.js';
import { count, rows } from './support/database.js';
import { bearer, Client } from './support/http.js';
import { orderctl } from './support/instance.js';
import { PASSWORD, registered, signIn, someEmail, someone } from './support/people.js';

const login = (email, password) => new Client().post('/auth/login', { email, password });

async function lockedAccount() {
  const { email } = await registered();
  for (let i = 0; i < 5; i++)
    assertProblem(await login(email, 'wrong password'), 401, 'invalid_credentials');
  return email;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function medianTime(work) {
  const times = [];
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

test('answers the tokens and the user', async () => {
  const { password, ...user } = await registered({ first_name: 'John' });
  const { body } = assertStatus(await login(user.email, password), 200);
  assertMembers(body, [
    'message',
    'token',
    'access_token',
    'refresh_token',
    'token_type',
    'expires_in',
    'user',
  ]);
  assert.equal(body.token, body.access_token);
  assert.equal(body.token_type, 'Bearer');
  assert.equal(body.expires_in, 3600);
  assert.deepEqual(body.user, user);
  assertStatus(await new Client(bearer(body.access_token)).get('/auth/me'), 200);
});

test('does not mind the case of an e-mail', async () => {
  const { email } = await registered();
  assertStatus(await login(email.toUpperCase(), PASSWORD), 200);
});

test('minds the case of a password', async () => {
  const { email } = await registered();
  assertProblem(await login(email, PASSWORD.toLowerCase()), 401, 'invalid_credentials');
});

test('unknown e-mail, wrong password, locked and closed account answer the same', async () => {
  const { email } = await registered();
  const { email: closed, id } = await registered();
  await rows('UPDATE users SET is_active = false WHERE id = $1', id);
  const locked = await lockedAccount();
  const answers = [
    await login(someEmail(), PASSWORD),
    await login(email, 'wrong password'),
    await login(locked, PASSWORD),
    await login(closed, PASSWORD),
  ].map((reply) => {
    const { request_id, ...told } = assertProblem(reply, 401, 'invalid_credentials');
    const headers = { ...reply.headers, 'x-request-id': '', date: '' };
    return { told, headers };
  });
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
});

test('an unknown e-mail and a locked account are not answered sooner', async () => {
  const locked = await lockedAccount();
  const { email } = await registered();
  const known = await medianTime(async () => {
    assertProblem(await login(email, 'wrong password'), 401);
    await rows('UPDATE users SET failed_logins = 0 WHERE email = $1', email);
  });
  // Hashing is nearly all of it; a refusal without hashing would be some fifty times faster.
  assert.ok((await medianTime(() => login(someEmail(), 'wrong password'))) > known / 5);
  assert.ok((await medianTime(() => login(locked, PASSWORD))) > known / 5);
});

test('five failures lock the account, the outbox tells its owner, sessions go on', async () => {
  const person = await someone();
  for (let i = 0; i < 4; i++) assertProblem(await login(person.email, 'wrong password'), 401);
  assertStatus(await login(person.email, PASSWORD), 200);
  for (let i = 0; i < 5; i++) assertProblem(await login(person.email, 'wrong password'), 401);
  assertProblem(await login(person.email, PASSWORD), 401, 'invalid_credentials');
  assert.equal(await count("outbox WHERE event = 'user.locked' AND subject_id = $1", person.id), 1);
  assertStatus(await person.get('/auth/me'), 200);
});

test('a lock cannot be outrun by asking all at once', async () => {
  const { email } = await registered();
  await Promise.all(Array.from({ length: 12 }, () => login(email, 'wrong password')));
  assertProblem(await login(email, PASSWORD), 401, 'invalid_credentials');
});

test('the lock ends after fifteen minutes', async () => {
  const email = await lockedAccount();
  const wait = (minutes) =>
    rows(
      'UPDATE users SET locked_until = locked_until - make_interval(mins => $2) WHERE email = $1',
      email,
      minutes,
    );
  await wait(14);
  assertProblem(await login(email, PASSWORD), 401);
  await wait(1);
  assertStatus(await login(email, PASSWORD), 200);
});

test('orderctl user unlock opens it at once', async () => {
  const email = await lockedAccount();
  await orderctl('user', 'unlock', email);
  assertStatus(await login(email, PASSWORD), 200);
});

test('orderctl says when there is nobody to unlock', async () => {
  await assert.rejects(orderctl('user', 'unlock', someEmail()));
});

test('what is missing or misshapen is a 422, before any password is tried', async () => {
  assertInvalid(await new Client().post('/auth/login', {}), '/email', '/password');
  assertInvalid(await login('no address', PASSWORD), '/email');
  assertInvalid(
    await new Client().post('/auth/login', { email: someEmail(), password: 7 }),
    '/password',
  );
});

test('a stale token beside the credentials does no harm', async () => {
  const { email } = await registered();
  const reply = await new Client(bearer('not.a.token')).post('/auth/login', {
    email,
    password: PASSWORD,
  });
  assertStatus(reply, 200);
});

test('every sign-in is a session of its own', async () => {
  const { email } = await registered();
  const [one, other] = [await signIn(email), await signIn(email)];
  assertStatus(await one.post('/auth/logout', {}), 200);
  assertStatus(await other.get('/auth/me'), 200);
});
