// What surrounds the pages: who has which navigation, and what is fetched for it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { someone } from '../api/support/people.js';
import { inBrowser } from './support/browser.js';
import { button, heading, link, place, signIn } from './support/steps.js';
import { assertFocused, gone, seen } from './support/waiting.js';

const menu = (page) => button(page, 'Menu');

inBrowser('staff have a rail, and on a narrow screen a drawer', async (page) => {
  await signIn(page, await someone('staff'), '/orders');
  await seen(heading(page, 'My orders'), page.getByRole('heading', { name: 'Shop' }));
  await gone(menu(page));
  await page.setViewportSize({ width: 360, height: 740 });
  await gone(place(page, 'Profile'));

  await menu(page).focus();
  await page.keyboard.press('Enter');
  await seen(place(page, 'Profile'));
  await page.keyboard.press('Escape');
  await gone(place(page, 'Profile'));
  await assertFocused(menu(page));

  await menu(page).click();
  await place(page, 'Profile').click();
  await seen(heading(page, 'Profile'));
  await gone(place(page, 'Profile'));
});

inBrowser('customers fetch nothing of the back office, and no page before it is opened', async (page) => {
  const fetched = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  await signIn(page, await someone('customer'));
  await seen(heading(page, 'Catalogue'));
  await gone(menu(page));
  const office = (path) => /\/(rail\.js|office-[a-z-]+\.css|pages\/(orders|admin)\/.*)$/.test(path);
  assert.deepEqual(fetched.filter(office), []);
  await place(page, 'My orders').click();
  await seen(heading(page, 'My orders'));
  assert.deepEqual(fetched.filter(office).map((path) => path.split('/').pop()), ['mine.js']);
});

inBrowser('a page that can’t be fetched says so, and is tried again', async (page) => {
  await signIn(page, await someone('customer'));
  await page.route('**/pages/orders/mine.js', (route) => route.abort(), { times: 1 });
  await place(page, 'My orders').click();
  await seen(page.getByRole('alert').getByText('The service can’t be reached.'));
  await button(page, 'Try again').click();
  await seen(heading(page, 'My orders'), link(page, 'Browse the catalogue'));
}, { outage: true });
