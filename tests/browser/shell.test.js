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

inBrowser('colours are the system’s, or those that were chosen', async (page) => {
  const ink = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ink').trim());
  const choice = page.getByRole('combobox', { name: 'Theme' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/#/');
  await seen(choice);
  const dark = await ink();
  await choice.selectOption('Light');
  const light = await ink();
  assert.notEqual(light, dark);
  await page.emulateMedia({ colorScheme: 'light' });
  await choice.selectOption('Dark');
  assert.equal(await ink(), dark);
  await page.reload();
  await seen(choice);
  assert.equal(await ink(), dark);
  await choice.selectOption('As the system');
  assert.equal(await ink(), light);
});

inBrowser('the light says why it is as it is', async (page) => {
  const why = page.getByRole('note');
  await page.goto('/#/');
  await button(page, 'API: Online').click();
  await seen(why.getByText('all is well'));
  await page.keyboard.press('Escape');
  await gone(why);
  const body = JSON.stringify({ status: 'unhealthy', version: '1', checks: { database: 'down' } });
  await page.route('**/api/v1/health', (route) => route.fulfill({ contentType: 'application/json', body }));
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await button(page, 'API: Degraded').click();
  await seen(why.getByText('database: down'));
});
