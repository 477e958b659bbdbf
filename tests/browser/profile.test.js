// The profile: a user's names, their access token, and the devices they are signed in on.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertStatus } from '../api/support/check.js';
import { anyone, bearer } from '../api/support/http.js';
import { registered, someDepartment, someone, signIn as signInByApi, unique } from '../api/support/people.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, description, field, signIn } from './support/steps.js';
import { assertFocused, eventually, gone, seen } from './support/waiting.js';

inBrowser('names are changed, and what is wrong with one stands at it', async (page) => {
  const user = await registered({ name: 'Clark Kent' });
  await signIn(page, user, '/profile');
  await seen(page.getByRole('heading', { name: 'Clark Kent' }));
  await button(page, 'Change names').click();
  await assertFocused(field(page, 'First name'));
  await field(page, 'First name').fill('Kal');
  await field(page, 'User name').fill('k');
  await button(page, 'Save').click();
  await eventually(async () => assert.equal(await field(page, 'User name').getAttribute('aria-invalid'), 'true'));
  assert.match(await description(field(page, 'User name')), /3/);
  const name = unique();
  await field(page, 'User name').fill(name);
  await button(page, 'Save').click();
  await seen(page.getByText('Your names are saved.'), page.getByRole('heading', { name: 'Kal Kent' }), page.getByText(name));
  await assertFocused(button(page, 'Change names'));
});

inBrowser('the department stands there by its name, and no panel leaves a hole beside it', async (page) => {
  const department = await someDepartment();
  await signIn(page, await someone('staff', { department }), '/profile');
  await seen(page.getByText(department.name));
  const panel = (name) => page.getByRole('region', { name, exact: true });
  for (const [left, right] of [[page.locator('.person'), panel('E-mail')], [panel('Access token'), panel('In this browser')]]) {
    const [one, other] = await Promise.all([left.boundingBox(), right.boundingBox()]);
    assert.deepEqual([one.y, one.height], [other.y, other.height]);
  }
});

inBrowser('the password is changed, and what was made with the old one ends', async (page) => {
  const user = await registered();
  const elsewhere = await signInByApi(user.email, user.password);
  await signIn(page, user, '/profile');
  await button(page, 'Change password').click();
  const dialog = page.getByRole('dialog');
  await assertAccessible(page);
  await field(dialog, 'Password that holds now').fill('something else');
  await field(dialog, 'New password').fill('purple monkey dishwasher');
  await button(dialog, 'Change password').click();
  await seen(dialog.getByText('Is not your password.').first());
  await field(dialog, 'Password that holds now').fill(user.password);
  await button(dialog, 'Change password').click();
  await seen(page.getByText('Your password is changed.'));
  assertStatus(await elsewhere.get('/auth/me'), 401);
  await signInByApi(user.email, 'purple monkey dishwasher');
  await button(page, 'Renew').click();
  await seen(page.getByText('You have a new access token.'));
});

inBrowser('another device is signed out, this one stays', async (page) => {
  const user = await registered();
  const elsewhere = await signInByApi(user.email, user.password, { 'User-Agent': 'curl/8.0' });
  await signIn(page, user, '/profile');
  const devices = page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');
  await seen(devices.filter({ hasText: 'This one' }));
  await devices.filter({ hasText: 'curl' }).getByRole('button').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await seen(page.getByText('That device is signed out.'));
  await gone(devices.filter({ hasText: 'curl' }));
  assertStatus(await elsewhere.get('/auth/me'), 401);
  await button(page, 'Renew').click();
  await seen(page.getByText('You have a new access token.'));
});

inBrowser('the access token is copied, and works', async (page) => {
  const user = await registered();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, user, '/profile');
  await button(page, 'Copy').click();
  await seen(page.getByText('Access token copied.'));
  const token = await page.evaluate(() => navigator.clipboard.readText());
  const me = assertStatus(await anyone.get('/auth/me', bearer(token)), 200).body.user;
  assert.equal(me.email, user.email);
});

inBrowser('the access token says what it holds and when it runs out', async (page) => {
  const user = await registered();
  const login = page.waitForResponse((reply) => reply.url().endsWith('/auth/login'));
  await signIn(page, user, '/profile');
  const { access_token: token } = await (await login).json();
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  const panel = page.getByRole('region', { name: 'Access token' });
  await panel.getByText('What it says').click();
  for (const [name, value] of Object.entries(claims))
    await seen(panel.getByRole('term').filter({ has: page.getByText(name, { exact: true }) }), ...(typeof value === 'string' ? [panel.getByText(value, { exact: true }).first()] : []));
  const ends = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(claims.exp * 1000);
  await seen(panel.getByText(ends.replaceAll('\u202f', ' ')).first());
  await assertAccessible(page);
});

inBrowser('an API key is made, shown once, works, and is revoked', async (page) => {
  const user = await someone('manager');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, user, '/profile');
  const panel = page.getByRole('region', { name: 'API keys' });
  await seen(panel.getByText('No program acts for you yet.'));
  await button(panel, 'New API key').click();
  await field(page, 'Name of the key').fill('<b>scanner</b>');
  await field(page, 'What it may do').selectOption('Staff');
  assert.deepEqual(await field(page, 'What it may do').getByRole('option').allInnerTexts(), ['Customer', 'Staff', 'Manager']);
  await field(page, 'Until').fill('2099-12-31');
  await assertAccessible(page);
  await button(page, 'Make key').click();
  const once = page.getByRole('dialog', { name: 'Your new API key' });
  await button(once, 'Copy').click();
  await seen(page.getByText('Copied.'));
  const key = await page.evaluate(() => navigator.clipboard.readText());
  await seen(once.getByText(key, { exact: true }));
  await assertAccessible(page);
  await button(once, 'I have kept it').click();
  await gone(page.getByText(key, { exact: true }));
  const row = panel.getByRole('listitem').filter({ hasText: '<b>scanner</b>' });
  await seen(row.getByText('Staff'), row.getByText('never used'), row.getByText('ends on Dec 31, 2099'));
  const headers = { 'X-API-Key': key };
  assertStatus(await anyone.get('/orders', headers), 200);
  assert.equal((await anyone.get('/orders/all', headers)).status, 403);
  await button(row, 'Revoke <b>scanner</b>').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await gone(row);
  assert.equal((await anyone.get('/orders', headers)).status, 401);
});
