// The second factor: switched on with an app, asked for at the door, and led to where it is needed.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { anyone } from '../api/support/http.js';
import { assertStatus } from '../api/support/check.js';
import { registered, someone } from '../api/support/people.js';
import { withSettings } from '../api/support/settings.js';
import { codeOf, forgetCodes, noCodeOf, switchedOn } from '../api/support/totp.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, description, field, fillSignIn, heading, place, signIn } from './support/steps.js';
import { assertFocused, eventually, gone, seen } from './support/waiting.js';

const panel = (page) => page.getByRole('region', { name: 'Second factor' });
const codes = (page) => page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');

/** The key as it can be typed in, and the same out of the link. */
async function shownSecret(page) {
  const link = await page.getByRole('link', { name: 'open it in one on this device' }).getAttribute('href');
  const secret = new URL(link).searchParams.get('secret');
  await seen(panel(page).getByText(secret.match(/.{4}/g).join(' '), { exact: true }));
  return secret;
}

/** Enough of what is drawn to know that it is a QR code of this size: its three corners. */
const hasCorners = (page) =>
  panel(page).getByRole('img', { name: 'QR code of the key' }).evaluate((svg) => {
    const canvas = svg.viewBox.baseVal.width;
    const path = svg.querySelector('path');
    const dark = (x, y) => path.isPointInFill(new DOMPoint(x + 4.5, y + 4.5));
    const last = canvas - 8 - 7;
    return [[0, 0], [last, 0], [0, last]].every(([x, y]) =>
      dark(x, y) && !dark(x + 1, y + 1) && dark(x + 3, y + 3) && dark(x + 6, y + 6));
  });

inBrowser('it is switched on with an app, asked for at the next sign-in, and switched off', async (page) => {
  const user = await registered();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, user, '/profile');
  await seen(panel(page).getByText('Off', { exact: true }));
  await button(panel(page), 'Switch on').click();
  await assertFocused(page.getByRole('heading', { name: 'Give the key to your app' }));
  assert.ok(await hasCorners(page));
  const secret = await shownSecret(page);
  await assertAccessible(page);

  await field(page, 'Code').fill(noCodeOf(secret));
  await page.keyboard.press('Enter');
  await assertFocused(field(page, 'Code'));
  await eventually(async () => assert.match(await description(field(page, 'Code')), /not the code/));
  const used = codeOf(secret);
  await field(page, 'Code').fill(used);
  await page.keyboard.press('Enter');
  await assertFocused(page.getByRole('heading', { name: 'Keep your recovery codes' }));
  const shown = await codes(page).allInnerTexts();
  assert.equal(shown.length, 10);
  await button(panel(page), 'Copy').click();
  await seen(page.getByText('Recovery codes copied.'));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown.join('\n'));
  await assertAccessible(page);
  await button(page, 'I have kept them').click();
  await seen(panel(page).getByText('10 recovery codes'), panel(page).getByText('On', { exact: true }));

  await button(page, 'Sign out').click();
  await seen(heading(page, 'Sign in'));
  await fillSignIn(page, user);
  await seen(heading(page, 'One more step'));
  const code = field(page, 'Code');
  await assertFocused(code);
  assert.deepEqual([await code.getAttribute('autocomplete'), await code.getAttribute('inputmode')], ['one-time-code', 'numeric']);
  await assertAccessible(page);
  await code.fill(used);
  await page.keyboard.press('Enter');
  await eventually(async () => assert.match(await description(code), /wrong, too old or was used/));
  await assertFocused(code);
  await button(page, 'Use a recovery code').click();
  await field(page, 'Recovery code').fill(shown[0].toLowerCase());
  await page.keyboard.press('Enter');
  await seen(place(page, 'Profile'));

  await place(page, 'Profile').click();
  await seen(panel(page).getByText('9 recovery codes'));
  await button(panel(page), 'Switch off').click();
  await assertFocused(field(panel(page), 'Password'));
  await field(panel(page), 'Password').fill('something else');
  await field(page, 'Code or recovery code').fill(shown[1]);
  await page.keyboard.press('Enter');
  await assertFocused(field(panel(page), 'Password'));
  await assertAccessible(page);
  await field(panel(page), 'Password').fill(user.password);
  await page.keyboard.press('Enter');
  await seen(page.getByText('Your second factor is off.'), panel(page).getByText('Off', { exact: true }));
  assertStatus(await anyone.post('/auth/login', { email: user.email, password: user.password }), 200);
});

inBrowser('at the second step one may turn back, and a password alone never gets further', async (page) => {
  const user = await someone();
  const { secret } = await switchedOn(user);
  await page.goto('/#/sign-in?next=%2Forders');
  await fillSignIn(page, user);
  await seen(heading(page, 'One more step'));
  await button(page, 'Sign in as somebody else').click();
  await assertFocused(field(page, 'E-mail'));
  assert.equal(await field(page, 'Password').inputValue(), '');
  await fillSignIn(page, { ...user, password: 'something else' });
  await seen(page.getByRole('alert').filter({ hasText: 'The e-mail address or the password is wrong.' }));
  await fillSignIn(page, user);
  await seen(heading(page, 'One more step'));
  await button(page, 'Sign in').click();
  await eventually(async () => assert.match(await description(field(page, 'Code')), /fill this in/));
  await forgetCodes(user);
  await field(page, 'Code').fill(codeOf(secret));
  await button(page, 'Sign in').click();
  await seen(heading(page, 'My orders'));
});

inBrowser('who needs it is led to it, and to everything once it is on', async (page) => {
  const user = await someone('manager');
  const words = page.getByText('Your role needs a second factor in this shop.');
  await withSettings({ second_factor: 'manager' }, async () => {
    await page.goto('/#/sign-in?next=%2Forders');
    await fillSignIn(page, user);
    await seen(heading(page, 'Profile'), words);
    await assertAccessible(page);
    await place(page, 'My orders').click();
    await seen(heading(page, 'Profile'), words);
    await page.reload();
    await seen(heading(page, 'Profile'), words);
    await button(panel(page), 'Switch on').click();
    await field(page, 'Code').fill(codeOf(await shownSecret(page)));
    await button(page, 'Switch on').click();
    await button(page, 'I have kept them').click();
    await gone(words);
    await place(page, 'My orders').click();
    await seen(page.getByText('No orders yet'));
  });
});

inBrowser('a setting that is made while one is at work leads there, too', async (page) => {
  const user = await someone('admin');
  await signIn(page, user, '/');
  await withSettings({ second_factor: 'admin' }, async () => {
    await place(page, 'My orders').click();
    await seen(heading(page, 'Profile'), page.getByText('Your role needs a second factor in this shop.'));
  });
});
