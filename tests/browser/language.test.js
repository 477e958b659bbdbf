// The pages speak the browser's language or the one that was chosen, numbers and refusals among it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertStatus } from '../api/support/check.js';
import { registered, someone } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import { field, heading, signIn } from './support/steps.js';
import { eventually, seen } from './support/waiting.js';

const choice = (page) => page.getByRole('contentinfo').getByLabel('Language');
const lang = (page) => page.locator('html').getAttribute('lang');

inBrowser('a language that is chosen holds from then on, without a reload', async (page) => {
  const lamp = await someProduct(await someone('manager'), { price: '1234.50' });
  await page.goto(`/#/?search=${lamp.sku}`);
  await seen(heading(page, 'Catalogue'), page.getByText('$1,234.50'));
  await choice(page).selectOption('Deutsch');
  await seen(heading(page, 'Katalog'), page.getByText('1.234,50'));
  assert.equal(await lang(page), 'de');
  await eventually(async () => assert.equal(await page.title(), 'Katalog · orderd'));
  await page.reload();
  await seen(heading(page, 'Katalog'), page.getByText('1 Produkt', { exact: true }));
  assert.equal(await lang(page), 'de');
});

inBrowser('a browser’s language is spoken by itself, in refusals too', async (page) => {
  const user = await registered();
  await page.addInitScript(() => Object.defineProperty(navigator, 'languages', { get: () => ['fr-FR', 'de-AT', 'en'] }));
  await page.goto('/#/sign-in');
  await seen(heading(page, 'Anmelden'));
  await field(page, 'E-Mail').fill(user.email);
  await field(page, 'Passwort').fill('Something-else-1');
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await seen(page.getByRole('alert').getByText('Die E-Mail-Adresse oder das Passwort ist falsch.'));
});

inBrowser('the profile has the choice, too', async (page) => {
  await signIn(page, await registered(), '/profile');
  await page.getByRole('main').getByRole('combobox', { name: 'Language' }).selectOption('Deutsch');
  await seen(heading(page, 'Profil'), page.getByRole('heading', { name: 'Wo Sie angemeldet sind' }));
});

inBrowser('the words of statuses are German in chips, filters and the story of an order', async (page) => {
  const manager = await someone('manager');
  const customer = await someone('customer');
  const order = await placed(customer, [[await someProduct(manager), 2]]);
  assertStatus(await manager.post(`/orders/${order.id}/confirm`, {}), 200);
  await page.addInitScript(() => Object.defineProperty(navigator, 'languages', { get: () => ['de-DE'] }));
  await page.goto(`/#/sign-in?next=${encodeURIComponent(`/office/orders?search=${customer.email}&status=!cancelled`)}`);
  await field(page, 'E-Mail').fill(manager.email);
  await field(page, 'Passwort').fill(manager.password);
  await page.getByRole('button', { name: 'Anmelden' }).click();
  const row = page.getByRole('row').filter({ hasText: order.order_number });
  await seen(row.getByText('Bestätigt'), row.getByText('Unbezahlt'), page.getByText('nicht Storniert'));
  await row.getByRole('link').click();
  const story = page.getByRole('region', { name: 'Verlauf' });
  await seen(story.getByText('Bestätigt'), story.getByText('Offen').first());
  for (const [at, english] of [['office/orders', /Pending|Confirmed|Shipped/], ['office/payments', /Paid|Amount held|Released/], ['office/returns', /Requested|Withdrawn/]]) {
    await page.goto(`/#/${at}`);
    await page.getByRole('button', { name: 'Filtern' }).click();
    const panel = page.getByRole('dialog', { name: 'Filter' });
    await seen(panel);
    assert.doesNotMatch(await panel.textContent(), english);
    await page.keyboard.press('Escape');
  }
});
