// What the pages say while the API is away, and that they come back by themselves.
// SPDX-License-Identifier: MIT
import { inBrowser } from './support/browser.js';
import { heading, place } from './support/steps.js';
import { gone, seen } from './support/waiting.js';

const HEALTH = '**/api/v1/health';
const light = (page, word) => page.getByRole('status').filter({ hasText: /^\s*API:/ }).getByText(word, { exact: true });
const unavailable = { status: 503, contentType: 'application/problem+json', body: '{"status":503,"code":"unavailable","title":"Unavailable","detail":"Try again later."}' };

inBrowser('the light says that the API answers, that it does not, and that it does again', async (page) => {
  await page.clock.install();
  await page.goto('/');
  await seen(light(page, 'Online'));
  await page.route(HEALTH, (route) => route.fulfill(unavailable));
  await page.clock.runFor(31_000);
  await seen(light(page, 'Offline'));
  await page.unroute(HEALTH);
  await page.clock.runFor(6_000);
  await seen(light(page, 'Online'));
  await page.route(HEALTH, (route) => route.abort('connectionrefused'));
  await page.clock.runFor(31_000);
  await seen(light(page, 'Offline'));
}, { outage: true });

inBrowser('the light follows the network', async (page) => {
  await page.goto('/');
  await seen(light(page, 'Online'));
  await page.context().setOffline(true);
  await seen(light(page, 'Offline'));
  await page.context().setOffline(false);
  await seen(light(page, 'Online'));
}, { outage: true });

inBrowser('a list that fails says why, and is asked for again', async (page) => {
  await page.route('**/api/v1/products?*', (route) => route.fulfill(unavailable));
  await page.goto('/');
  const alert = page.getByRole('alert').filter({ hasText: 'That didn’t work' });
  await seen(heading(page, 'Catalogue'), alert.getByText('The service is briefly unavailable.'));
  await page.unroute('**/api/v1/products?*');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await seen(page.getByRole('region', { name: 'Products' }).getByRole('listitem').first());
  await gone(alert);
  await place(page, 'Sign in').click();
  await seen(heading(page, 'Sign in'));
}, { outage: true });
