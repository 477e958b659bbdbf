// Refresh tokens: rotated at every use, forgiving for ten seconds, then a sign of theft.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertMembers, assertProblem, assertStatus } from './support/check.js';
import { rows } from './support/database.js';
import { anyone, bearer, Client } from './support/http.js';
import { PASSWORD, registered, signIn, someone } from './support/people.js';

const refresh = (token) => anyone.post('/auth/refresh', { refresh_token: token });
const isSignedIn = async (token) =>
  (await new Client(bearer(token)).get('/auth/me')).status === 200;

/** As if the tokens of this user had been used that long ago. */
const age = (person, seconds) =>
  rows(
    `UPDATE refresh_tokens SET used_at = used_at - make_interval(secs => $2)
     WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
    person.id,
    seconds,
  );

test('gives new tokens in the shape of a sign-in', async () => {
  const person = await someone();
  const { body } = assertStatus(await refresh(person.refresh_token), 200);
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
  assert.equal(body.user.id, person.id);
  assert.notEqual(body.refresh_token, person.refresh_token);
  assert.notEqual(body.access_token, person.access_token);
  assert.ok(await isSignedIn(body.access_token));
});

test('the session stays the same', async () => {
  const person = await someone();
  const { body } = await refresh(person.refresh_token);
  const { data } = (await new Client(bearer(body.access_token)).get('/auth/sessions')).body;
  assert.equal(data.length, 1);
});

test('within ten seconds a used token gives a sibling, and both go on', async () => {
  const person = await someone();
  const one = assertStatus(await refresh(person.refresh_token), 200).body;
  await age(person, 8);
  const other = assertStatus(await refresh(person.refresh_token), 200).body;
  assert.notEqual(one.refresh_token, other.refresh_token);
  assertStatus(await refresh(one.refresh_token), 200);
  assertStatus(await refresh(other.refresh_token), 200);
});

test('two tabs at the same moment both stay signed in', async () => {
  const person = await someone();
  const tabs = await Promise.all([refresh(person.refresh_token), refresh(person.refresh_token)]);
  for (const tab of tabs) assert.ok(await isSignedIn(assertStatus(tab, 200).body.access_token));
});

test('the ten seconds do not start anew with each use', async () => {
  const person = await someone();
  assertStatus(await refresh(person.refresh_token), 200);
  await age(person, 8);
  assertStatus(await refresh(person.refresh_token), 200);
  await age(person, 3);
  assertProblem(await refresh(person.refresh_token), 401, 'invalid_refresh_token');
});

test('a token used again after ten seconds ends the whole family', async () => {
  const person = await someone();
  const elsewhere = await signIn(person.email, PASSWORD);
  const next = (await refresh(person.refresh_token)).body;
  await age(person, 11);
  assertProblem(await refresh(person.refresh_token), 401, 'invalid_refresh_token');
  assertProblem(await refresh(next.refresh_token), 401, 'invalid_refresh_token');
  assert.ok(!(await isSignedIn(next.access_token)), 'the access token has died with it');
  assert.ok(!(await isSignedIn(person.access_token)));
  assert.ok(await isSignedIn(elsewhere.access_token), 'another session of the user goes on');
});

test('a token does not outlive its seven days', async () => {
  const person = await someone();
  const lives = await rows(
    `SELECT extract(epoch FROM t.expires_at - t.created_at)::int AS seconds
     FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.user_id = $1`,
    person.id,
  );
  assert.deepEqual(lives, [{ seconds: 7 * 24 * 3600 }]);
  await rows(
    `UPDATE refresh_tokens SET expires_at = now()
     WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
    person.id,
  );
  assertProblem(await refresh(person.refresh_token), 401, 'invalid_refresh_token');
});

test('a token of a closed account is refused', async () => {
  const person = await someone();
  await rows('UPDATE users SET is_active = false WHERE id = $1', person.id);
  assertProblem(await refresh(person.refresh_token), 401, 'invalid_refresh_token');
});

test('what is no token is refused', async () => {
  const { access_token } = await someone();
  for (const token of ['x', 'A'.repeat(43), access_token.slice(0, 200)])
    assertProblem(await refresh(token), 401, 'invalid_refresh_token');
});

test('an access token is not taken for a refresh token, nor the other way round', async () => {
  const person = await someone();
  assert.notEqual((await refresh(person.access_token)).status, 200);
  assertProblem(
    await new Client(bearer(person.refresh_token)).get('/auth/me'),
    401,
    'invalid_token',
  );
});

test('refresh tokens are stored as hashes alone', async () => {
  const person = await someone();
  const found = await rows(
    'SELECT FROM refresh_tokens WHERE token_hash = convert_to($1, $2)',
    person.refresh_token,
    'UTF8',
  );
  assert.equal(found.length, 0);
});

test('the new access token has the role of now', async () => {
  const { email, id } = await registered();
  const person = await signIn(email);
  await rows("UPDATE users SET role = 'manager' WHERE id = $1", id);
  assert.equal((await refresh(person.refresh_token)).body.user.role, 'manager');
});
