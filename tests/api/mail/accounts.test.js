// What people are told of their accounts, and the links that let in.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { count, row, rows, value } from '../support/database.js';
import { anyone } from '../support/http.js';
import { mailOf, numbered, queued } from '../support/mails.js';
import { PASSWORD, registered, signIn, someEmail, someone, unique } from '../support/people.js';
import { relayDoes } from '../support/relay.js';
import { withSettings } from '../support/settings.js';
import { someProduct } from '../support/shop.js';

const GERMAN = { 'Accept-Language': 'de' };

const linkIn = (mail, path) => {
  const [, token] = mail.text.match(new RegExp(`https://localhost:\\d+/#${path}\\?token=([\\w-]{43})\n`));
  assert.ok(mail.html.includes(`#${path}?token=${token}"`), 'the HTML part has the same link');
  return token;
};

test('a forgotten password: the link in the mail sets a new one, once', async () => {
  const person = await registered({ email: someEmail(), first_name: 'Ann' });
  await anyone.post('/auth/password/forgot', { email: person.email });
  const mail = await mailOf('password_reset', { user_id: person.id });
  assert.equal(mail.to.text, person.email);
  assert.match(mail.text, /^Hello Ann,/);
  assert.match(mail.text, /good once, until \d+\u00a0\w+ \d{4},\s\d\d:\d\d\s\(UTC\)/);
  const token = linkIn(mail, '/password/reset');
  const reset = () => anyone.post('/auth/password/reset', { token, password: 'another horse battery' });
  assertStatus(await reset(), 200);
  assertProblem(await reset(), 401, 'invalid_reset_token');
  await signIn(person.email, 'another horse battery');
  assert.match((await mailOf('account_changed', { user_id: person.id })).text, /The password of your account/);
  const ends = await row('SELECT expires_at, last_moment, happened_at FROM password_resets t JOIN mails m USING (user_id) WHERE m.kind = $1 AND user_id = $2', 'password_reset', person.id);
  assert.equal(ends.expires_at - ends.happened_at, 30 * 60_000);
  assert.deepEqual(ends.expires_at, ends.last_moment);
});

test('nobody is told anything of an address that has no account', async () => {
  const email = someEmail();
  assertStatus(await anyone.post('/auth/password/forgot', { email }), 202);
  await numbered();
  assert.equal(await count(`outbox o WHERE o::text LIKE $1`, `%${email}%`), 0);
  assert.equal(await count(`mails m WHERE m::text LIKE $1`, `%${email}%`), 0);
});

test('an account that is locked, in the language that its owner registered with', async () => {
  const email = someEmail();
  const { user } = assertStatus(await anyone.post('/auth/register', { email, password: PASSWORD }, GERMAN), 201).body;
  for (let i = 0; i < 5; i++) await anyone.post('/auth/login', { email, password: 'wrong one' }, { 'X-Forwarded-For': '10.77.1.2' });
  const mail = await mailOf('account_locked', { user_id: user.id });
  assert.equal(mail.headers.get('content-language'), 'de');
  assert.match(mail.text, /Passwort wurde mehrmals falsch eingegeben/);
});

test('the language is set in the profile, and is taken from the first sign-in', async () => {
  const person = await someone();
  assert.equal((await person.get('/auth/me')).body.user.language, null);
  await signIn(person.email, PASSWORD, GERMAN);
  assert.equal((await person.get('/auth/me')).body.user.language, 'de');
  assert.equal((await person.patch('/auth/me', { language: 'EN' })).body.user.language, 'en');
  assertInvalid(await person.patch('/auth/me', { language: 'd1' }), '/language');
  assert.equal((await person.patch('/auth/me', { language: null })).body.user.language, null);
});

test("one's own address changes with the password, once the new one is confirmed", async () => {
  const person = await someone();
  const [old, email] = [person.email, someEmail()];
  const ask = (fields) => person.post('/auth/email', { email, password: PASSWORD, ...fields });
  assertInvalid(await ask({ password: 'wrong one' }), '/password');
  assertProblem(await ask({ email: (await registered()).email.toUpperCase() }), 409, 'email_taken');
  assertStatus(await ask(), 202);
  const notice = await mailOf('address_change', { user_id: person.id });
  const mail = await mailOf('address_confirm', { user_id: person.id });
  assert.deepEqual([notice.to.text, mail.to.text], [old, email]);
  assert.doesNotMatch(notice.text + notice.html, new RegExp(email));
  assert.equal((await person.get('/auth/me')).body.user.email, old);
  await anyone.post('/auth/password/forgot', { email: old });
  const stale = linkIn(await mailOf('password_reset', { user_id: person.id }), '/password/reset');
  const token = linkIn(mail, '/email/confirm');
  assertStatus(await anyone.post('/auth/email/confirm', { token }), 200);
  assertProblem(await anyone.post('/auth/email/confirm', { token }), 401, 'invalid_reset_token');
  assert.equal((await person.get('/auth/me')).body.user.email, email);
  assert.equal(await value('SELECT email FROM customers WHERE id = $1', person.customerId), email);
  assertProblem(await anyone.post('/auth/password/reset', { token: stale, password: 'another horse' }), 401, 'invalid_reset_token');
  await signIn(email);
});

test('a later wish takes the place of one before, and an address that was taken meanwhile is', async () => {
  const person = await someone();
  const [first, second] = [someEmail(), someEmail()];
  assertStatus(await person.post('/auth/email', { email: first, password: PASSWORD }), 202);
  const old = linkIn(await mailOf('address_confirm', { user_id: person.id }), '/email/confirm');
  assertStatus(await person.post('/auth/email', { email: second, password: PASSWORD }), 202);
  assertProblem(await anyone.post('/auth/email/confirm', { token: old }), 401, 'invalid_reset_token');
  const token = linkIn(await mailOf('address_confirm', { user_id: person.id }, 1), '/email/confirm');
  await registered({ email: second });
  assertProblem(await anyone.post('/auth/email/confirm', { token }), 409, 'email_taken');
});

test('an admin changes an address at once', async () => {
  const [admin, person] = [await someone('admin'), await someone()];
  const email = someEmail();
  const { body } = assertStatus(await admin.patch(`/admin/users/${person.id}`, { email }), 200);
  assert.equal(body.email, email);
  assert.equal(await value('SELECT email FROM customers WHERE id = $1', person.customerId), email);
  assertProblem(await admin.patch(`/admin/users/${person.id}`, { email: admin.email }), 409, 'email_taken');
  await signIn(email);
});

test('where the shop wants it, who registers signs in once the address is confirmed', async () => {
  const admin = await someone('admin');
  await withSettings({ confirm_email: 'true' }, async () => {
    const email = someEmail();
    const made = assertStatus(await anyone.post('/auth/register', { email, password: PASSWORD }, GERMAN), 201).body;
    assert.equal(made.message, 'Confirm your address: a link is on its way');
    const login = (password) => anyone.post('/auth/login', { email, password });
    assertProblem(await login('wrong one'), 401, 'invalid_credentials');
    assertProblem(await login(PASSWORD), 401, 'email_unconfirmed');
    const mail = await mailOf('address_confirm', { user_id: made.user.id });
    assert.equal(mail.headers.get('content-language'), 'de');
    assert.match(mail.text, /danach\s+können\s+Sie\s+sich\s+anmelden/);
    await numbered();
    assert.equal((await queued({ user_id: made.user.id })).length, 1, 'no second mail so soon');
    await rows(`UPDATE email_changes SET asked_at = now() - interval '6 minutes' WHERE user_id = $1`, made.user.id);
    assertProblem(await login(PASSWORD), 401, 'email_unconfirmed');
    const token = linkIn(await mailOf('address_confirm', { user_id: made.user.id }, 1), '/email/confirm');
    assertStatus(await anyone.post('/auth/email/confirm', { token }), 200);
    await signIn(email);
    const other = someEmail();
    assertStatus(await admin.post('/admin/users', { email: other, password: PASSWORD, role: 'staff' }), 201);
    await signIn(other); // an admin vouches for it
  });
});

/** A zone in which it is after seven in the morning. */
const awake = () => (new Date().getUTCHours() >= 7 ? 'UTC' : 'Asia/Tokyo');

test('managers hear once a day of what is low', () => withSettings({ time_zone: awake() }, async () => {
  const manager = await someone('manager');
  const product = await someProduct(manager, { stock: 3, name: `Low ${unique()}` });
  await rows('DELETE FROM mails WHERE day IS NOT NULL');
  await relayDoes('daily_mails');
  const mail = await mailOf('low_stock', { user_id: manager.id });
  assert.match(mail.subject, /products? (is|are) running low$/);
  assert.match(mail.html, /Open the products/);
  assert.ok(Number(await value('SELECT count(*) FROM products p WHERE is_active AND on_hand - reserved <= low_stock_threshold')) > 0, product.sku);
  await relayDoes('daily_mails');
  assert.equal((await queued({ user_id: manager.id, kind: 'low_stock' })).length, 1);
}));
