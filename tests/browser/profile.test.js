// The profile: a user's names, their access token, and the devices they are signed in on.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertStatus } from '../api/support/check.js';
import { anyone, bearer } from '../api/support/http.js';
import { registered, signIn as signInByApi, unique } from '../api/support/people.js';
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
