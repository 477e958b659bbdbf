// Passwords: changed, forgotten, set anew; and what else ends with the old one.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, row, rows, value } from '../support/database.js';
import { anyone, bearer, Client, someAddress } from '../support/http.js';
import { orderctl, url } from '../support/instance.js';
import { PASSWORD, registered, signIn, someEmail, signedUp, unique } from '../support/people.js';

const NEW = 'another good one';

const change = (person, current_password = PASSWORD, new_password = NEW) =>
  person.post('/auth/password', { current_password, new_password });
const login = (email, password) => new Client().post('/auth/login', { email, password });

/** A link's token, as the operator prints it. */
async function resetToken(email) {
  const { stdout } = await orderctl('user', 'reset-link', email);
  const [, token] = /^(?:.*)token=([A-Za-z0-9_-]{43})\n$/.exec(stdout);
  return token;
}
const reset = (token, password = NEW) => new Client().post('/auth/password/reset', { token, password });

test('a changed password signs in, and the old one does not', async () => {
  const person = await signedUp();
  const { body } = assertStatus(await change(person), 200);
  assertMembers(body, ['message']);
  assertProblem(await login(person.email, PASSWORD), 401, 'invalid_credentials');
  assertStatus(await login(person.email, NEW), 200);
});

test('a change ends every other session and API key, and keeps the one that asks', async () => {
  const person = await signedUp();
  const other = await signIn(person.email);
  const { key } = assertStatus(await other.post('/api-keys', { name: 'robot' }), 201).body;
  const robot = new Client(bearer(key));
  assertStatus(await robot.get('/auth/me'), 200);

  assertStatus(await change(person), 200);
  assertStatus(await person.get('/auth/me'), 200);
  assertProblem(await other.get('/auth/me'), 401, 'invalid_token');
  assertProblem(await anyone.post('/auth/refresh', { refresh_token: other.refresh_token }), 401);
  assertProblem(await robot.get('/auth/me'), 401, 'invalid_token');
});

test('a change needs the current password, a new one that fits, and a session', async () => {
  const person = await signedUp();
  const [error] = assertInvalid(await change(person, 'wrong password'), '/current_password');
  assert.equal(error.code, 'wrong_password');
  assertInvalid(await change(person, PASSWORD, 'short'), '/new_password');
  assertInvalid(await change(person, PASSWORD, 'password1'), '/new_password');
  assertInvalid(await person.post('/auth/password', {}), '/current_password', '/new_password');
  assertProblem(await change(new Client()), 401, 'authentication_required');
  assertStatus(await login(person.email, PASSWORD), 200);
});

test('no new password holds a name of its owner, by neither way', async () => {
  // Letters make a name: one of figures alone, as a few in a hundred are by chance, is none.
  const person = await signedUp('customer', { name: 'Dolly Parton', username: `bigboss ${unique()}`, email: `anna${unique()}@example.com` });
  const token = await resetToken(person.email);
  for (const name of ['dolly', 'PARTON', 'bigboss', person.email.split('@')[0], url.hostname]) {
    const password = `7-${name}-7-x`;
    assert.equal(assertInvalid(await change(person, PASSWORD, password), '/new_password')[0].code, 'holds_name');
    assertInvalid(await reset(token, password), '/password');
  }
  const byAlias = { token, new_password: '7-dolly-7-x' };
  assertInvalid(await new Client().post('/auth/password/reset', byAlias), '/new_password');
  assertStatus(await reset(token), 200); // which no refusal used up
});

test('guessing with a stolen session locks the guesses of that session, and tells the owner', async () => {
  const person = await signedUp();
  const other = await signIn(person.email);
  for (let i = 0; i < 4; i++) assertInvalid(await change(person, `guess ${i}`), '/current_password');
  assert.equal(await count(`outbox WHERE event = 'user.locked' AND subject_id = $1`, person.id), 0);
  for (let i = 0; i < 2; i++) assertInvalid(await change(person, `guess ${i}`), '/current_password');
  assertInvalid(await change(person), '/current_password');
  assert.equal(await count(`outbox WHERE event = 'user.locked' AND subject_id = $1`, person.id), 1);
  assertStatus(await person.get('/auth/me'), 200); // sessions that stand go on
  assertStatus(await change(other), 200);
  assertStatus(await login(person.email, NEW), 200);
});

test('strangers who lock the account do not keep its owner from changing the password', async () => {
  const person = await signedUp();
  for (let i = 0; i < 20; i++) assertProblem(await login(person.email, 'wrong password'), 401);
  assertProblem(await login(person.email, PASSWORD), 401, 'invalid_credentials');
  assertStatus(await change(person), 200);
  assertStatus(await login(person.email, NEW), 200); // which opens it
});

test('a guess that is locked costs no hash', async () => {
  const person = await signedUp();
  const timed = async () => {
    const start = performance.now();
    const body = { current_password: 'wrong password', new_password: NEW };
    assertInvalid(await person.post('/auth/password', body, { 'X-Forwarded-For': someAddress() }), '/current_password');
    return performance.now() - start;
  };
  const [hashed, locked] = [[], []];
  for (let i = 0; i < 5; i++) hashed.push(await timed());
  for (let i = 0; i < 4; i++) locked.push(await timed());
  assert.ok(Math.min(...locked) < Math.min(...hashed) / 2, `${locked} and ${hashed} ms`);
});

test('of two changes at once one wins, and its password is the one that holds', async () => {
  const person = await signedUp();
  const other = await signIn(person.email);
  const replies = await Promise.all([change(person, PASSWORD, 'first of two'), change(other, PASSWORD, 'second of two')]);
  const statuses = replies.map((r) => r.status);
  assert.equal(statuses.filter((s) => s === 200).length, 1, statuses.join());
  const held = statuses[0] === 200 ? 'first of two' : 'second of two';
  assertStatus(await login(person.email, held), 200);
});

test('forgot answers the same for every address, and only an account gets a mail', async () => {
  const person = await registered();
  const gone = await signedUp();
  await rows('UPDATE users SET is_active = false WHERE id = $1', gone.id);
  const ask = (email) => new Client().post('/auth/password/forgot', { email });
  const known = assertStatus(await ask(person.email.toUpperCase()), 202);
  assertMembers(known.body, ['message']);
  for (const email of [someEmail(), gone.email]) assert.deepEqual(assertStatus(await ask(email), 202).body, known.body);

  const told = ({ id }) => count(`outbox WHERE event = 'user.password_forgotten' AND subject_id = $1`, id);
  assert.equal(await told(person), 1);
  assert.equal(await told(gone), 0);
  assertInvalid(await ask('nobody'), '/email');
});

test('both ways of forgetting do the same work: one commit that writes the audit log', async () => {
  const person = await registered();
  for (const email of [person.email, someEmail()]) {
    const { headers } = await new Client().post('/auth/password/forgot', { email });
    const { event } = await row('SELECT event FROM audit_log WHERE request_id = $1', headers['x-request-id']);
    assert.equal(event, 'password.forgotten');
  }
});

test('what asks for the mail holds no secret, and no address', async () => {
  const person = await registered();
  await new Client().post('/auth/password/forgot', { email: person.email });
  const payload = await value(
    `SELECT payload FROM outbox WHERE event = 'user.password_forgotten' AND subject_id = $1`, person.id);
  assert.deepEqual(payload, { user_id: person.id });
});

test('a link sets a new password once, and ends every session and key', async () => {
  const person = await signedUp();
  const { key } = (await person.post('/api-keys', { name: 'robot' })).body;
  const { stdout } = await orderctl('user', 'reset-link', person.email);
  assert.ok(stdout.startsWith(`${url.origin}/#/password/reset?token=`), stdout);
  const token = stdout.trim().split('token=')[1];

  assertStatus(await reset(token), 200);
  assertStatus(await login(person.email, NEW), 200);
  assertProblem(await login(person.email, PASSWORD), 401);
  assertProblem(await person.get('/auth/me'), 401, 'invalid_token');
  assertProblem(await new Client(bearer(key)).get('/auth/me'), 401, 'invalid_token');
  assertProblem(await reset(token, 'a third password'), 401, 'invalid_reset_token');
});

test('of two who use a link at once one succeeds', async () => {
  const person = await registered();
  const token = await resetToken(person.email);
  const replies = await Promise.all([1, 2, 3].map((n) => reset(token, `password number ${n}`)));
  assert.deepEqual(replies.map((r) => r.status).sort(), [200, 401, 401]);
});

test('a link opens a locked account', async () => {
  const person = await registered();
  await rows(`INSERT INTO login_failures (user_id, origin, locked_until) VALUES ($1, 'all', now() + interval '1 hour')`, person.id);
  assertStatus(await reset(await resetToken(person.email)), 200);
  assertStatus(await login(person.email, NEW), 200);
});

test('a link that is old, foreign or spent by another change is refused', async () => {
  const person = await signedUp();
  const old = await resetToken(person.email);
  const { expires_at, created_at } = await row('SELECT * FROM password_resets WHERE user_id = $1', person.id);
  assert.equal(expires_at - created_at, 30 * 60 * 1000);
  await rows(`UPDATE password_resets SET expires_at = now() WHERE user_id = $1`, person.id);
  assertProblem(await reset(old), 401, 'invalid_reset_token');

  assertProblem(await reset('A'.repeat(43)), 401, 'invalid_reset_token');
  assertInvalid(await reset(old, 'short'), '/password');

  const unused = await resetToken(person.email);
  assertStatus(await change(person), 200);
  assertProblem(await reset(unused), 401, 'invalid_reset_token');
});

test('a closed account gets no link and uses none', async () => {
  const person = await signedUp();
  const token = await resetToken(person.email);
  await rows('UPDATE users SET is_active = false WHERE id = $1', person.id);
  assertProblem(await reset(token), 401, 'invalid_reset_token');
  await assert.rejects(orderctl('user', 'reset-link', person.email), /there is no user/);
  await assert.rejects(orderctl('user', 'reset-link', `${unique()}@example.com`), /there is no user/);
});

test('tokens and passwords are stored as hashes alone', async () => {
  const person = await registered();
  const token = await resetToken(person.email);
  const stored = await row('SELECT * FROM password_resets WHERE user_id = $1', person.id);
  assert.equal(stored.token_hash.length, 32);
  assert.ok(!JSON.stringify(stored).includes(token));
});

test('what happens to a password is in the audit log', async () => {
  const person = await signedUp();
  await change(person, 'wrong');
  await change(person);
  await reset(await resetToken(person.email), 'a third password');
  const events = (await rows(
    `SELECT event FROM audit_log WHERE subject_id = $1 AND event ~ '^(password|login)' ORDER BY id`, person.id,
  )).map((r) => r.event);
  assert.deepEqual(events, ['login.failed', 'password.changed', 'password.reset_link_made', 'password.reset']);
  assert.equal(await count(`outbox WHERE event = 'user.password_changed' AND subject_id = $1`, person.id), 2);
});
