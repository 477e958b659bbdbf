// Signing in and out: what survives a reload, what other tabs learn, and where tokens never lie.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertStatus } from '../api/support/check.js';
import { count } from '../api/support/database.js';
import { orderctl } from '../api/support/instance.js';
import { registered, signIn as signInByApi, someEmail, someone } from '../api/support/people.js';
import { someProduct } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import { button, field, fillAddress, fillSignIn, heading, order, place, putInBasket, signIn } from './support/steps.js';
import { assertFocused, eventually, gone, holdReply, seen } from './support/waiting.js';

inBrowser('a wrong password and an unknown e-mail get the same words', async (page) => {
  const user = await registered();
  const alert = page.getByRole('form', { name: 'Sign in' }).getByRole('alert');
  for (const attempt of [{ ...user, password: 'SomethingElse1' }, { ...user, email: someEmail() }]) {
    await page.goto('/#/sign-in');
    await fillSignIn(page, attempt);
    await seen(alert.filter({ hasText: 'The e-mail address or the password is wrong.' }));
    await assertFocused(alert);
    assert.equal(await field(page, 'E-mail').inputValue(), attempt.email);
    await page.reload();
    await gone(alert);
  }
});

/** Nothing is left that signs in; that the account is known on this device stays so. */
const assertForgotten = (page) =>
  eventually(async () => assert.deepEqual((await page.context().cookies()).map(({ name }) => name), ['__Host-device']));

inBrowser('a session survives a reload by its cookie, and ends with signing out', async (page) => {
  const user = await registered({ first_name: 'Grace' });
  await signIn(page, user, '/profile');
  const cookies = await page.context().cookies();
  assert.deepEqual(cookies.map(({ name }) => name).sort(), ['__Host-device', '__Host-refresh']);
  for (const { httpOnly, secure, sameSite } of cookies) assert.deepEqual([httpOnly, secure, sameSite], [true, true, 'Strict']);

  await page.reload();
  await seen(heading(page, 'Profile'), page.getByRole('heading', { name: 'Grace' }));
  await button(page, 'Sign out').click();
  await seen(heading(page, 'Sign in'), place(page, 'Sign in'));
  await assertForgotten(page);
  await page.reload();
  await seen(heading(page, 'Sign in'), place(page, 'Sign in'));
  await gone(place(page, 'Profile'));
});

inBrowser('tokens are nowhere that another script or visit could read', async (page) => {
  const user = await registered();
  const login = page.waitForResponse((reply) => reply.url().endsWith('/auth/login'));
  await signIn(page, user, '/orders');
  await seen(page.getByText('No orders yet'));
  const reply = await (await login).json();
  assert.equal(reply.refresh_token ?? null, null, 'the refresh token is in the cookie alone');
  const readable = await page.evaluate(async () => ({
    kept: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href]),
    databases: (await indexedDB.databases()).length + (await caches.keys()).length,
    globals: JSON.stringify(Object.values(window).filter((value) => typeof value === 'string')),
  }));
  assert.equal(readable.databases, 0);
  for (const secret of [reply.access_token, 'eyJ', user.password])
    assert.ok(!`${readable.kept}${readable.globals}`.includes(secret), 'no token, no password');
});

inBrowser('a page for members asks to sign in first, then is shown', async (page) => {
  const user = await registered();
  await page.goto('/#/orders?status=pending');
  await seen(heading(page, 'Sign in'));
  await fillSignIn(page, user);
  await seen(heading(page, 'My orders'));
  assert.equal(new URL(page.url()).hash, '#/orders?status=pending');
});

inBrowser('signing in and out in one tab does so in the others', async (page) => {
  const user = await registered();
  const other = await page.context().newPage();
  await other.goto('/#/profile');
  await seen(heading(other, 'Sign in'));
  await signIn(page, user, '/profile');
  await seen(heading(other, 'Profile'));
  await button(page, 'Sign out').click();
  await seen(heading(other, 'Sign in'), other.getByText('You are signed out.'));
});

inBrowser('a session ended elsewhere leads to signing in, and back', async (page) => {
  const user = await registered();
  await signIn(page, user);
  const elsewhere = await signInByApi(user.email, user.password);
  const { data } = assertStatus(await elsewhere.get('/auth/sessions'), 200).body;
  const { id } = data.find((session) => !session.current);
  assertStatus(await elsewhere.delete(`/auth/sessions/${id}`), 200);

  await place(page, 'Profile').click();
  await seen(heading(page, 'Sign in'), page.getByText('You are signed out.'));
  await fillSignIn(page, user);
  await seen(heading(page, 'Profile'));
});

inBrowser('an access token that has run out is renewed unseen', async (page) => {
  const user = await registered();
  await signIn(page, user);
  const old = 'Bearer of nothing';
  await page.route('**/api/v1/orders/me*', (route) => // the first time, with a token that is no good
    route.continue({ headers: { ...route.request().headers(), authorization: old } }), { times: 1 });
  const renewed = page.waitForResponse((reply) => reply.url().endsWith('/auth/refresh'));
  await place(page, 'My orders').click();
  assert.equal((await renewed).status(), 200);
  await seen(page.getByText('No orders yet'));
});

inBrowser('a reset link gives a new password once, and ends the session of this browser', async (page) => {
  const user = await registered();
  await signIn(page, user, '/profile');
  const { stdout } = await orderctl('user', 'reset-link', user.email);
  const link = new URL(stdout.trim());
  const changed = { ...user, password: 'A-new-one-for-them-7' };
  for (const text of ['password123', changed.password]) {
    await page.goto(`/${link.hash}`);
    await field(page, 'New password').fill(text);
    await button(page, 'Change password').click();
    if (text !== changed.password) await assertFocused(field(page, 'New password'));
  }
  await seen(page.getByText('Your password is changed. Sign in with it.'), heading(page, 'Sign in'));
  await fillSignIn(page, changed);
  await seen(place(page, 'Profile'));

  await page.goto(`/${link.hash}`);
  await field(page, 'New password').fill('Another-one-8');
  await button(page, 'Change password').click();
  await seen(page.getByRole('alert').filter({ hasText: 'The link was used or is too old' }));
});

inBrowser('signing out ends the session, also when the access token has run out', async (page) => {
  const user = await registered();
  await page.clock.install();
  const login = page.waitForResponse((reply) => reply.url().endsWith('/auth/login'));
  await signIn(page, user, '/profile');
  const old = `Bearer ${(await (await login).json()).access_token}`;
  await page.route('**/api/v1/auth/logout', (route) => { // as the server takes it after two hours
    const { authorization, ...headers } = route.request().headers();
    route.continue({ headers: { ...headers, authorization: authorization === old ? 'Bearer of nothing' : authorization } });
  });
  await page.clock.fastForward('02:00:00');
  await button(page, 'Sign out').click();
  await seen(heading(page, 'Sign in'));
  await assertForgotten(page);
  assert.equal(await count('sessions WHERE user_id = $1 AND revoked_at IS NULL', user.id), 0);
});

inBrowser('who signs out while the session is being renewed stays signed out', async (page) => {
  const user = await registered();
  await signIn(page, user, '/profile');
  const other = await page.context().newPage();
  await other.goto('/');
  await seen(place(other, 'Profile'));
  const answer = await holdReply(page, '**/api/v1/auth/refresh');
  await page.evaluate(() => {
    const { fetch } = globalThis;
    globalThis.fetch = async (...request) => {
      const reply = await fetch(...request);
      globalThis.renewed ||= reply.url.endsWith('/auth/refresh');
      return reply;
    };
  });
  const asked = page.waitForRequest((request) => request.url().endsWith('/auth/refresh'));
  await other.evaluate(() => new BroadcastChannel('orderd.session').postMessage('in'));
  await asked;
  const ended = page.waitForResponse((reply) => reply.url().endsWith('/auth/logout'));
  await button(page, 'Sign out').click();
  await ended;
  const signed = [];
  page.on('request', (request) => request.headers().authorization && signed.push(request.url()));
  answer();
  await page.waitForFunction(() => globalThis.renewed);
  await page.evaluate(() => fetch('/api/v1/health')); // by then the page has dealt with it
  await seen(heading(page, 'Sign in'), place(page, 'Sign in'));
  assert.deepEqual(signed, []);
});

inBrowser('where site data is blocked one signs in and orders all the same', async (page) => {
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });
  });
  const ink = await someProduct(await someone('manager'));
  await signIn(page, await registered());
  await putInBasket(page, ink);
  await place(page, 'Basket').click();
  await fillAddress(page);
  await order(page);
  assert.equal(await count('order_lines WHERE product_id = $1', ink.id), 1);
});
