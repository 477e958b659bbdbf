// Signing in, and how little a refusal tells.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, row, rows } from '../support/database.js';
import { bearer, Client } from '../support/http.js';
import { orderctl } from '../support/instance.js';
import { PASSWORD, registered, signIn, someEmail, signedUp } from '../support/people.js';

const login = (email, password, from = new Client()) => from.post('/auth/login', { email, password });

/** That many wrong passwords, `each` from one address. */
async function fail(email, times, each = times) {
  let from;
  for (let i = 0; i < times; i++) {
    if (i % each === 0) from = new Client();
    assertProblem(await login(email, 'wrong password', from), 401, 'invalid_credentials');
  }
  return from;
}

/** As if twenty had failed from as many addresses. */
const lock = (email) =>
  rows(
    `INSERT INTO login_failures (user_id, origin, locked_until)
     SELECT id, 'all', now() + interval '15 minutes' FROM users WHERE email = $1
     ON CONFLICT (user_id, origin) DO UPDATE SET locked_until = excluded.locked_until`,
    email,
  );

async function lockedAccount() {
  const { email } = await registered();
  await lock(email);
  return email;
}

/** A browser with cookies, at a new address with each request. */
class Browser {
  cookies = new Map();

  async login(email, password = PASSWORD) {
    const headers = { 'X-Session': 'cookie', Cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') };
    const reply = await new Client(headers).post('/auth/login', { email, password });
    for (const set of reply.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      this.cookies.set(name, value);
    }
    return reply;
  }
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
    'events_last',
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
  const known = await medianTime(async () => assertProblem(await login(email, 'wrong password'), 401));
  // Hashing is nearly all of it; a refusal without hashing would be some fifty times faster.
  assert.ok((await medianTime(() => login(someEmail(), 'wrong password'))) > known / 5);
  assert.ok((await medianTime(() => login(locked, PASSWORD))) > known / 5);
});

const told = (id) => count("outbox WHERE event = 'user.locked' AND subject_id = $1", id);

test('five failures lock the address, the outbox tells the owner, sessions go on', async () => {
  const person = await signedUp();
  assertStatus(await login(person.email, PASSWORD, await fail(person.email, 4)), 200);
  const from = await fail(person.email, 5);
  assertProblem(await login(person.email, PASSWORD, from), 401, 'invalid_credentials');
  assert.equal(await told(person.id), 1);
  assertStatus(await person.get('/auth/me'), 200);
  assertStatus(await login(person.email, PASSWORD), 200); // from elsewhere
});

test('twenty failures lock all addresses, and the owner is told once', async () => {
  const { id, email } = await registered();
  await fail(email, 19, 4);
  assert.equal(await told(id), 0);
  const from = new Client();
  assertStatus(await login(email, PASSWORD, from), 200); // forgives none of the others'
  await fail(email, 1);
  assertProblem(await login(email, PASSWORD, from), 401, 'invalid_credentials');
  assertProblem(await login(email, PASSWORD), 401, 'invalid_credentials');
  assert.equal(await told(id), 1);
});

test('an IPv6 network of 64 bits is one address', async () => {
  const { email } = await registered();
  const at = (address) => login(email, 'wrong password', new Client({ 'X-Forwarded-For': address }));
  const net = `2001:db8:${randomInt(65536).toString(16)}:${randomInt(65536).toString(16)}`;
  for (let i = 1; i <= 5; i++) assertProblem(await at(`${net}::${i}:${i}`), 401);
  const right = (address) => login(email, PASSWORD, new Client({ 'X-Forwarded-For': address }));
  assertProblem(await right(`${net}::6`), 401, 'invalid_credentials');
  assertStatus(await right(`${net.replace('db8', 'db9')}::6`), 200);
});

test('a device that signed in before is let in while the account is locked', async () => {
  const { email } = await registered();
  const [browser, stranger, other] = [new Browser(), new Browser(), new Browser()];
  assertStatus(await browser.login(email), 200);
  assertStatus(await other.login((await registered()).email), 200);
  await lock(email);
  for (const who of [stranger, other]) assertProblem(await who.login(email), 401, 'invalid_credentials');
  assertStatus(await browser.login(email), 200);
  assertStatus(await browser.login(email), 200);
  assertProblem(await stranger.login(email), 401, 'invalid_credentials'); // the lock stands

  await orderctl('user', 'unlock', email);
  assertStatus(await stranger.login(email), 200);
});

test('five wrong passwords, and a device is a stranger again', async () => {
  const { id, email } = await registered();
  const browser = new Browser();
  assertStatus(await browser.login(email), 200);
  const first = browser.cookies.get('__Host-device');
  for (let i = 0; i < 4; i++) assertProblem(await browser.login(email, 'wrong password'), 401);
  assertStatus(await browser.login(email), 200); // which forgets them
  for (let i = 0; i < 5; i++) assertProblem(await browser.login(email, 'wrong password'), 401);
  assert.equal(await count('login_failures WHERE user_id = $1', id), 1, 'no address and not all of them');

  await lock(email);
  assertProblem(await browser.login(email), 401, 'invalid_credentials');
  await orderctl('user', 'unlock', email);
  assertStatus(await browser.login(email), 200); // known again, as another device
  await lock(email);
  assertStatus(await browser.login(email), 200);
  browser.cookies.set('__Host-device', first);
  assertProblem(await browser.login(email), 401, 'invalid_credentials');
});

test('a device knows the last four accounts, and takes nothing that was not signed', async () => {
  const browser = new Browser();
  const emails = [];
  for (let i = 0; i < 5; i++) emails.push((await registered()).email);
  for (const email of emails) assertStatus(await browser.login(email), 200);
  const cookie = browser.cookies.get('__Host-device');
  assert.match(cookie, /^(\d+\.[\w-]{22}\.\d+\.[\w-]{43}(~|$)){4}$/);
  for (const email of emails) await lock(email);
  assertStatus(await browser.login(emails[1]), 200);
  assertProblem(await browser.login(emails[0]), 401, 'invalid_credentials');

  const mine = cookie.split('~')[0];
  const [user, device, seconds, code] = mine.split('.');
  const old = Number(seconds) - 401 * 24 * 3600;
  for (const forged of [
    '', '~', '...', `${user}.${device}.${seconds}`, `${user}.${device}.${seconds}.`, `${mine}x`, mine.slice(0, -1),
    `${user}.${device}.${Number(seconds) + 1}.${code}`, `${user}.${device}.${old}.${code}`,
    `${user}.${device.replace(/./, (c) => (c === 'A' ? 'B' : 'A'))}.${seconds}.${code}`,
  ]) {
    const forger = new Browser();
    forger.cookies.set('__Host-device', forged);
    assertProblem(await forger.login(emails[4]), 401, 'invalid_credentials');
  }
});

test('a device is remembered by a cookie that no script reads, and only where cookies are asked for', async () => {
  const { email } = await registered();
  const reply = assertStatus(await new Browser().login(email), 200);
  const set = reply.headers['set-cookie'].find((cookie) => cookie.startsWith('__Host-device='));
  assert.deepEqual(set.split('; ').slice(1), ['Max-Age=34560000', 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']);
  assert.equal((await login(email, PASSWORD)).headers['set-cookie'], undefined);
  assert.equal((await new Browser().login(email, 'wrong password')).headers['set-cookie'], undefined);
});

test('a lock cannot be outrun by asking all at once', async () => {
  const { id, email } = await registered();
  await fail(email, 12, 4);
  await Promise.all(Array.from({ length: 12 }, () => login(email, 'wrong password')));
  assertProblem(await login(email, PASSWORD), 401, 'invalid_credentials');
  const { failures } = await row(`SELECT failures FROM login_failures WHERE user_id = $1 AND origin = 'all'`, id);
  assert.equal(failures, 20, 'none is counted after the lock');
});

test('the lock ends after fifteen minutes', async () => {
  const email = await lockedAccount();
  const wait = (minutes) =>
    rows(
      `UPDATE login_failures f SET locked_until = f.locked_until - make_interval(mins => $2), since = f.since - make_interval(mins => $2)
       FROM users u WHERE u.id = f.user_id AND u.email = $1`,
      email,
      minutes,
    );
  await wait(14);
  assertProblem(await login(email, PASSWORD), 401);
  await wait(1);
  await fail(email, 1);
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
