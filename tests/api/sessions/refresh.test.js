// Refresh tokens: rotated at every use, forgiving for ten seconds, then a sign of theft.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { row, rows } from '../support/database.js';
import { anyone, bearer, Client } from '../support/http.js';
import { PASSWORD, registered, signIn, signedUp } from '../support/people.js';

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
  const person = await signedUp();
  const { body } = assertStatus(await refresh(person.refresh_token), 200);
  assertMembers(body, [
    'message',
    'token',
    'access_token',
    'refresh_token',
    'token_type',
    'expires_in',
    'events_last',
    'user',
  ]);
  assert.equal(body.token, body.access_token);
  assert.equal(body.user.id, person.id);
  assert.notEqual(body.refresh_token, person.refresh_token);
  assert.notEqual(body.access_token, person.access_token);
  assert.ok(await isSignedIn(body.access_token));
});

test('the session stays the same', async () => {
  const person = await signedUp();
  const { body } = await refresh(person.refresh_token);
  const { data } = (await new Client(bearer(body.access_token)).get('/auth/sessions')).body;
  assert.equal(data.length, 1);
});

test('within ten seconds a used token gives the same successor again', async () => {
  const person = await signedUp();
  const one = assertStatus(await refresh(person.refresh_token), 200).body;
  await age(person, 8);
  const other = assertStatus(await refresh(person.refresh_token), 200).body;
  assert.equal(one.refresh_token, other.refresh_token);
  assert.ok(await isSignedIn(other.access_token));
  assertStatus(await refresh(one.refresh_token), 200);
  await age(person, 11);
  assertProblem(await refresh(one.refresh_token), 401, 'invalid_refresh_token');
  assert.ok(!(await isSignedIn(other.access_token)), 'a successor that is used again alarms, too');
});

test('a token whose successor was used meanwhile gives the newest one', async () => {
  const person = await signedUp();
  let { refresh_token: newest } = person;
  for (let i = 0; i < 8; i++) newest = assertStatus(await refresh(newest), 200).body.refresh_token;
  assert.equal(assertStatus(await refresh(person.refresh_token), 200).body.refresh_token, newest);
  newest = assertStatus(await refresh(newest), 200).body.refresh_token;
  assertProblem(await refresh(person.refresh_token), 401, 'invalid_refresh_token'); // eight are enough
  assertStatus(await refresh(newest), 200);
});

/** How many of this user's refresh tokens there are, and how many were not used yet. */
const tokensOf = (person) =>
  row(
    `SELECT count(*)::int AS all, count(*) FILTER (WHERE t.used_at IS NULL)::int AS live
     FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.user_id = $1`,
    person.id,
  );

test('five hundred who use one token at once get one successor', async () => {
  const person = await signedUp();
  const ask = () => new Client().post('/auth/refresh', { refresh_token: person.refresh_token });
  const replies = await Promise.all(Array.from({ length: 500 }, ask));
  const successors = new Set(replies.map((reply) => assertStatus(reply, 200).body.refresh_token));
  assert.equal(successors.size, 1);
  assert.deepEqual(await tokensOf(person), { all: 2, live: 1 });

  await age(person, 11);
  assertProblem(await refresh(person.refresh_token), 401, 'invalid_refresh_token');
  assertProblem(await refresh([...successors][0]), 401, 'invalid_refresh_token');
  for (const { body } of replies.slice(0, 20)) assert.ok(!(await isSignedIn(body.access_token)));
});

/** As if this user had signed in that long ago. */
const sinceSignIn = (person, seconds) =>
  rows('UPDATE sessions SET created_at = now() - make_interval(secs => $2) WHERE user_id = $1', person.id, seconds);

test('a session ends thirty days after the sign-in, however often it is refreshed', async () => {
  const person = await signedUp();
  await sinceSignIn(person, 30 * 24 * 3600 - 600);
  const { body } = assertStatus(await refresh(person.refresh_token), 200);
  assert.ok(body.expires_in > 500 && body.expires_in <= 600, `${body.expires_in}`);
  const { left } = await row(
    `SELECT extract(epoch FROM max(t.expires_at) - now())::int AS left FROM sessions s
     JOIN refresh_tokens t ON t.session_id = s.id AND t.expires_at = s.expires_at WHERE s.user_id = $1`,
    person.id,
  );
  assert.ok(left > 500 && left <= 600, `${left}`);

  await sinceSignIn(person, 30 * 24 * 3600 + 1);
  assertProblem(await refresh(body.refresh_token), 401, 'invalid_refresh_token');
});

test('two tabs at the same moment both stay signed in', async () => {
  const person = await signedUp();
  const tabs = await Promise.all([refresh(person.refresh_token), refresh(person.refresh_token)]);
  for (const tab of tabs) assert.ok(await isSignedIn(assertStatus(tab, 200).body.access_token));
});

test('the ten seconds do not start anew with each use', async () => {
  const person = await signedUp();
  assertStatus(await refresh(person.refresh_token), 200);
  await age(person, 8);
  assertStatus(await refresh(person.refresh_token), 200);
  await age(person, 3);
  assertProblem(await refresh(person.refresh_token), 401, 'invalid_refresh_token');
});

test('a token used again after ten seconds ends the whole family', async () => {
  const person = await signedUp();
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
  const person = await signedUp();
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
  const person = await signedUp();
  await rows('UPDATE users SET is_active = false WHERE id = $1', person.id);
  assertProblem(await refresh(person.refresh_token), 401, 'invalid_refresh_token');
});

test('what is no token is refused', async () => {
  const { access_token } = await signedUp();
  for (const token of ['x', 'A'.repeat(43), access_token.slice(0, 200)])
    assertProblem(await refresh(token), 401, 'invalid_refresh_token');
});

test('an access token is not taken for a refresh token, nor the other way round', async () => {
  const person = await signedUp();
  assert.notEqual((await refresh(person.access_token)).status, 200);
  assertProblem(
    await new Client(bearer(person.refresh_token)).get('/auth/me'),
    401,
    'invalid_token',
  );
});

test('refresh tokens are stored as hashes alone', async () => {
  const person = await signedUp();
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
