// What begins on a page, goes on in a mail, and ends on a page.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { value } from '../api/support/database.js';
import { mailOf } from '../api/support/mails.js';
import { PASSWORD, registered, signIn as signedIn, someEmail } from '../api/support/people.js';
import { withSettings } from '../api/support/settings.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, field, fillSignIn, heading, link, place, signIn } from './support/steps.js';
import { eventually, seen } from './support/waiting.js';

const NEW_PASSWORD = 'another horse battery';

/** The one link of a mail that leads to this page, as both of its parts have it. */
function linkIn(mail, path) {
  const [there] = mail.text.match(new RegExp(`https://\\S+/#${path}\\S*`));
  assert.ok(mail.html.includes(`href="${there}"`), `${there} in the HTML part`);
  return there;
}

/** Follows a reset link, sets the new password, and signs in with it. */
async function reset(page, mail, email) {
  await page.goto(linkIn(mail, '/password/reset'));
  await seen(heading(page, 'Choose a new password'));
  await assertAccessible(page);
  await field(page, 'New password').fill(NEW_PASSWORD);
  await button(page, 'Change password').click();
  await seen(page.getByText('Your password is changed. Sign in with it.'), heading(page, 'Sign in'));
  await fillSignIn(page, { email, password: NEW_PASSWORD });
  await seen(place(page, 'Profile'));
}

inBrowser('a forgotten password: from the form by the mail to a new one, and the link is good once', async (page) => {
  const { id, email } = await registered();
  await page.goto('/#/sign-in');
  await link(page, 'Forgot your password?').click();
  await button(page, 'Send the link').click();
  await seen(page.getByText('Please fill this in.'));
  await field(page, 'E-mail').fill(email);
  await button(page, 'Send the link').click();
  await seen(heading(page, 'Look into your mail'), page.getByText(email));
  await assertAccessible(page);
  const mail = await mailOf('password_reset', { user_id: id });
  await reset(page, mail, email);
  await page.goto(linkIn(mail, '/password/reset'));
  await field(page, 'New password').fill('yet another horse');
  await button(page, 'Change password').click();
  await seen(page.getByText(/link was used or is too old/));
  await signedIn(email, NEW_PASSWORD);
});

inBrowser('an address without an account is answered the same', async (page) => {
  await page.goto('/#/password/forgot');
  await field(page, 'E-mail').fill(someEmail());
  await button(page, 'Send the link').click();
  await seen(heading(page, 'Look into your mail'));
});

inBrowser('where the shop wants it, who registers confirms the address before signing in', (page) =>
  withSettings({ confirm_email: 'true' }, async () => {
    const email = someEmail();
    await page.goto('/#/register');
    await field(page, 'E-mail').fill(email);
    await field(page, 'Password').fill(PASSWORD);
    await button(page, 'Create account').click();
    await seen(heading(page, 'Look into your mail'), page.getByText(email));
    await link(page, 'Sign in').last().click();
    await fillSignIn(page, { email, password: PASSWORD });
    await seen(page.getByText(/Follow the link in the mail/));
    const id = await value('SELECT id FROM users WHERE email = $1', email);
    await page.goto(linkIn(await mailOf('address_confirm', { user_id: id }), '/email/confirm'));
    await seen(heading(page, 'Confirm your address'));
    await assertAccessible(page);
    await button(page, 'Confirm').click();
    await seen(heading(page, 'Your address is confirmed'));
    await assertAccessible(page);
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await fillSignIn(page, { email, password: PASSWORD });
    await seen(place(page, 'Profile'));
  }));

inBrowser("one's own address changes on the profile, once the new one is confirmed", async (page) => {
  const person = await registered();
  const email = someEmail();
  const { email: taken } = await registered();
  await signIn(page, person, '/profile');
  await button(page, 'Change e-mail').click();
  await field(page, 'New e-mail').fill(taken);
  await field(page, 'Your password').fill(PASSWORD);
  await button(page, 'Send a link there').click();
  await seen(page.getByText('Another account has this e-mail.'));
  await field(page, 'New e-mail').fill(email);
  await field(page, 'Your password').fill(PASSWORD);
  await button(page, 'Send a link there').click();
  await seen(page.getByText(`A link is on its way to ${email}`));
  assert.equal((await mailOf('address_change', { user_id: person.id })).to.text, person.email);
  const mail = await mailOf('address_confirm', { user_id: person.id });
  assert.equal(mail.to.text, email);
  await page.goto(linkIn(mail, '/email/confirm'));
  await button(page, 'Confirm').click();
  await seen(heading(page, 'Your address is confirmed'));
  await link(page, 'To your profile').click();
  await seen(page.getByText(email).first());
  await page.goto(linkIn(mail, '/email/confirm'));
  await button(page, 'Confirm').click();
  await seen(page.getByText(/link was used or is too old/));
});

inBrowser('who is locked out is told by mail, asks for a link as it says, and is let in again', async (page) => {
  const { id, email } = await registered();
  await page.goto('/#/sign-in');
  for (let i = 0; i < 5; i++) {
    const answered = page.waitForResponse('**/auth/login');
    await fillSignIn(page, { email, password: `wrong one ${i}` });
    await answered;
    await eventually(async () => assert.equal(await button(page, 'Sign in').isEnabled(), true));
  }
  const told = await mailOf('account_locked', { user_id: id });
  await page.goto(linkIn(told, '/password/forgot'));
  await seen(heading(page, 'Forgot your password?')); // the page before has a field of that name, too
  await field(page, 'E-mail').fill(email);
  await button(page, 'Send the link').click();
  await seen(heading(page, 'Look into your mail'));
  await reset(page, await mailOf('password_reset', { user_id: id }), email);
});
