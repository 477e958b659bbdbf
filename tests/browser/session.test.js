// Signing in and out: what survives a reload, what other tabs learn, and where tokens never lie.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertStatus } from '../api/support/check.js';
import { count, row, value } from '../api/support/database.js';
import { orderctl } from '../api/support/instance.js';
import { registered, someEmail, someone, unique } from '../api/support/people.js';
import { someProduct } from '../api/support/shop.js';
import { codeOf, forgetCodes, switchedOn } from '../api/support/totp.js';
import { assertAccessible } from './support/accessible.js';
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

inBrowser('another place to go on to leaves what is typed, and is where one goes on', async (page) => {
  const user = await registered();
  await page.goto('/#/sign-in?next=%2Fprofile');
  await field(page, 'E-mail').fill(user.email);
  await page.goto('/#/sign-in?next=%2Forders');
  await seen(page.locator('a[href="#/register?next=%2Forders"]'));
  assert.equal(await field(page, 'E-mail').inputValue(), user.email);
  await field(page, 'Password').fill(user.password);
  await button(page, 'Sign in').click();
  await seen(page.getByText('No orders yet'));
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

/** All sessions of a user's browsers end, as if they had run out. */
async function endSessions(user) {
  const { data } = assertStatus(await user.get('/auth/sessions'), 200).body;
  for (const { id } of data.filter(({ current }) => !current)) assertStatus(await user.delete(`/auth/sessions/${id}`), 200);
}

const again = (page) => page.getByRole('dialog', { name: 'Sign in to go on' });

async function signInAgain(page, { email, password }) {
  await field(again(page), 'E-mail').fill(email);
  await field(again(page), 'Password').fill(password);
  await button(again(page), 'Sign in').click();
}

/** The profile, once it has asked for all that it shows: what then notices the end of a session is the test's choice. */
async function atProfile(page, user) {
  await page.route('**/api/v1/events/stream', (route) => route.abort());
  const answered = ['auth/me', 'auth/sessions', 'auth/totp', 'api-keys'].map((path) =>
    page.waitForResponse((reply) => reply.url().includes(`/api/v1/${path}`)));
  await signIn(page, user, '/profile');
  await Promise.all(answered);
}

/** A manager who has typed a new first name of a customer, when the session ends. */
async function midway(page, manager) {
  const customer = await someone('customer', { first_name: 'Ada', last_name: unique() });
  const { id } = await row('SELECT id FROM customers WHERE email = $1', customer.email);
  await page.route('**/api/v1/events/stream', (route) => route.abort()); // it would notice by itself
  await signIn(page, manager, `/office/customers/${id}`);
  await field(page, 'First name').fill('Augusta');
  await endSessions(manager);
  const keys = [];
  page.on('request', (request) => request.method() === 'PATCH' && keys.push(request.headers()['idempotency-key']));
  await button(page, 'Save').click();
  await seen(again(page));
  return { keys, name: () => value('SELECT first_name FROM customers WHERE id = $1', id) };
}

inBrowser('a session ended elsewhere asks to sign in over the page, which then goes on', async (page) => {
  const user = await someone();
  await page.route('**/api/v1/events/stream', (route) => route.abort());
  await signIn(page, user, '/orders');
  await seen(page.getByText('No orders yet')); // from now on it asks for nothing by itself
  await endSessions(user);
  await place(page, 'Profile').click();
  await seen(again(page));
  await assertFocused(field(again(page), 'Password'));
  assert.equal(await field(again(page), 'E-mail').inputValue(), user.email);
  await signInAgain(page, user);
  await gone(again(page));
  await seen(heading(page, 'Profile'), page.getByRole('region', { name: 'Where you are signed in' }).getByText('This one'));
});

inBrowser('a session that ends while a page is fetched asks over that page', async (page) => {
  const user = await someone();
  const { promise: ended, resolve: tellEnd } = Promise.withResolvers();
  const { promise: fetched, resolve: fetch } = Promise.withResolvers();
  await page.route('**/api/v1/events/stream', async (route) => {
    await ended;
    await route.continue();
  });
  await page.route('**/account/profile.js', async (route) => {
    await fetched;
    await route.continue();
  });
  await signIn(page, user, '/orders');
  await seen(page.getByText('No orders yet'));
  await place(page, 'Profile').click();
  await endSessions(user);
  tellEnd();
  await seen(again(page));
  await field(again(page), 'Password').fill(user.password);
  fetch();
  await seen(page.getByRole('heading', { level: 1, name: 'Profile', includeHidden: true }));
  await assertFocused(field(again(page), 'Password'));
  await button(again(page), 'Sign in').click();
  await gone(again(page));
  await seen(page.getByRole('region', { name: 'Where you are signed in' }).getByText('This one'));
});

inBrowser('Back from a session that ended to a page for everybody asks for nothing', async (page) => {
  const user = await someone();
  await page.goto('/');
  await atProfile(page, user);
  await endSessions(user);
  await button(page, 'Renew').click();
  await seen(again(page));
  await page.goBack();
  await seen(heading(page, 'Catalogue'), place(page, 'Sign in'));
  await gone(again(page));
});

inBrowser('a session that ends right after it was renewed asks over the page, too', async (page) => {
  const user = await someone();
  await atProfile(page, user);
  await page.route('**/api/v1/auth/me', (route) => // each time, with a token that is no good
    route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer of nothing' } }), { times: 2 });
  await button(page, 'Change names').click();
  await field(page, 'First name').fill('Augusta');
  await button(page, 'Save').click();
  await signInAgain(page, user);
  await seen(page.getByRole('heading', { name: 'Augusta' }));
});

inBrowser('on a page for everybody, a session that ends is simply over', async (page) => {
  const user = await someone();
  const ink = await someProduct(await someone('manager'));
  await page.route('**/api/v1/events/stream', (route) => route.abort()); // it would notice before the search asks
  await signIn(page, user);
  await endSessions(user);
  await page.route('**/api/v1/products?*', (route) => // with a token that is no good
    route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer of nothing' } }), { times: 1 });
  await page.getByRole('searchbox').fill(ink.sku);
  await seen(page.getByText(ink.name).first(), place(page, 'Sign in'));
  await gone(again(page));
});

inBrowser('what was typed when the session ended is saved after signing in, once and with the same key', async (page) => {
  const manager = await someone('manager');
  const { keys, name } = await midway(page, manager);
  assert.equal(await name(), 'Ada');
  await assertAccessible(page);
  await signInAgain(page, { ...manager, password: 'Something-else-1' });
  await assertFocused(again(page).getByRole('alert'));
  await signInAgain(page, manager);
  await seen(page.getByText('Saved.'));
  assert.equal(await name(), 'Augusta');
  assert.ok(keys.length >= 2 && keys[0]);
  assert.equal(new Set(keys).size, 1);
});

inBrowser('somebody else is warned before what was typed is lost', async (page) => {
  const [manager, other] = [await someone('manager', { first_name: 'Mara' }), await someone('manager', { first_name: 'Otto' })];
  const { name } = await midway(page, manager);
  await signInAgain(page, other);
  await seen(again(page).getByText(/This page is Mara.*’s, and Otto.* has signed in/));
  await assertAccessible(page);
  await again(page).getByRole('button', { name: /^Sign in as Mara/ }).click();
  await seen(field(again(page), 'Password'));
  await eventually(async () => assert.equal(await count('sessions WHERE user_id = $1 AND revoked_at IS NULL', other.id), 1));
  assert.equal(await field(page, 'First name').inputValue(), 'Augusta');
  await signInAgain(page, other);
  await again(page).getByRole('button', { name: /^Go on as Otto/ }).click();
  await seen(heading(page, 'Catalogue'));
  await place(page, 'Profile').click();
  await seen(page.getByText(other.email).first());
  assert.equal(await name(), 'Ada');
});

inBrowser('signing in over the page takes the second factor, too', async (page) => {
  const user = await someone();
  await atProfile(page, user);
  const { secret } = await switchedOn(user); // which ends the other sessions
  await forgetCodes(user);
  await button(page, 'Renew').click();
  await signInAgain(page, user);
  await assertFocused(field(again(page), 'Code'));
  await assertAccessible(page);
  await field(again(page), 'Code').fill(codeOf(secret));
  await page.keyboard.press('Enter');
  await gone(again(page));
  await seen(page.getByText('You have a new access token.'));
});

inBrowser('who gives up is asked once, and led to signing in', async (page) => {
  const manager = await someone('manager');
  await midway(page, manager);
  await button(again(page), 'Leave this page').click();
  const sure = page.getByRole('dialog', { name: 'Leave without saving?' });
  await button(sure, 'Stay').click();
  await gone(sure);
  await page.keyboard.press('Escape');
  await button(sure, 'Leave').click();
  await seen(heading(page, 'Sign in'));
});

inBrowser('who signs in again in one tab goes on in the others', async (page) => {
  const manager = await someone('manager');
  const other = await page.context().newPage();
  const { name } = await midway(page, manager);
  await other.goto('/#/sign-in');
  await fillSignIn(other, manager);
  await gone(again(page));
  await seen(page.getByText('Saved.'));
  assert.equal(await name(), 'Augusta');
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
