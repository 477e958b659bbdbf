// Making an account on the page, and what is said of fields that won't do.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { count } from '../api/support/database.js';
import { PASSWORD, registered, someEmail, unique } from '../api/support/people.js';
import { inBrowser } from './support/browser.js';
import { button, description, field, heading, link, place } from './support/steps.js';
import { assertFocused, eventually, gone, seen } from './support/waiting.js';

/** The field is marked, and what is wrong is read out with it. */
async function assertWrong(page, label, words) {
  await eventually(async () => {
    assert.equal(await field(page, label).getAttribute('aria-invalid'), 'true', `${label} is marked`);
    assert.match(await description(field(page, label)), words);
  });
}

inBrowser('required fields are asked for before anything is sent', async (page) => {
  const sent = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  await page.goto('/#/register');
  await button(page, 'Create account').click();
  await assertWrong(page, 'E-mail', /Please fill this in\./);
  await assertWrong(page, 'Password', /Please fill this in\./);
  await assertFocused(field(page, 'E-mail'));
  assert.deepEqual(sent, []);
});

inBrowser('each field that the server refuses says why, then the account is made', async (page) => {
  const email = someEmail();
  await page.goto('/');
  await place(page, 'Sign in').click();
  await link(page, 'Create an account').click();
  await seen(heading(page, 'Create an account'));
  await field(page, 'First name').fill('Ada');
  await field(page, 'Last name').fill('Lovelace');
  await field(page, 'E-mail').fill('nobody');
  await field(page, 'User name').fill('ab');
  await field(page, 'Password').fill('short');
  await button(page, 'Create account').click();

  await assertWrong(page, 'E-mail', /e-mail/i);
  await assertWrong(page, 'User name', /^3 to 50 characters\. .*3/);
  await assertWrong(page, 'Password', /8/);
  assert.equal(await field(page, 'First name').getAttribute('aria-invalid'), null);
  await assertFocused(field(page, 'E-mail'));

  await field(page, 'E-mail').fill(email);
  await field(page, 'User name').fill(unique());
  await field(page, 'Password').fill(PASSWORD);
  await button(page, 'Create account').click();
  await seen(page.getByText('Welcome, Ada.'), heading(page, 'Catalogue'));
  await place(page, 'Profile').click();
  await seen(heading(page, 'Profile'), page.getByRole('heading', { name: 'Ada Lovelace' }), page.getByText(email).first());
  assert.equal(await count('users WHERE email = $1', email), 1);
});

inBrowser('a common password is refused at its field', async (page) => {
  await page.goto('/#/register');
  await field(page, 'E-mail').fill(someEmail());
  await field(page, 'Password').fill('password1');
  await button(page, 'Create account').click();
  await assertWrong(page, 'Password', /guessed/);
  await assertFocused(field(page, 'Password'));
});

inBrowser('an e-mail that has an account is said so at its field', async (page) => {
  const { email } = await registered();
  await page.goto('/#/register');
  await field(page, 'E-mail').fill(email.toUpperCase());
  await field(page, 'Password').fill(PASSWORD);
  await button(page, 'Create account').click();
  await assertWrong(page, 'E-mail', /has an account/);
  await gone(place(page, 'Profile'));
});

inBrowser('a password can be looked at while it is typed', async (page) => {
  await page.goto('/#/register');
  const password = field(page, 'Password');
  await password.fill(PASSWORD);
  assert.equal(await password.getAttribute('type'), 'password');
  await button(page, 'Show password').click();
  assert.equal(await password.getAttribute('type'), 'text');
  assert.equal(await button(page, 'Show password').getAttribute('aria-pressed'), 'true');
  assert.equal(await password.inputValue(), PASSWORD);
});
