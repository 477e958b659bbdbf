// Saved views: filters, sort and columns under a name, one's own or shared, and what no longer fits.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { count, row } from '../api/support/database.js';
import { someone, unique } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, field, heading, link, signIn } from './support/steps.js';
import { assertFocused, assertTexts, eventually, gone, seen } from './support/waiting.js';

let manager, customer, orders;
before(async () => {
  manager = await someone('manager', { first_name: 'Mara', last_name: 'Major' });
  customer = await someone('customer');
  const thing = await someProduct(manager);
  orders = [];
  for (const quantity of [1, 2, 3]) orders.unshift(await placed(customer, [[thing, quantity]]));
  assertStatus(await manager.post(`/orders/${orders[1].id}/confirm`, {}), 200);
});

const AT = '/office/orders';
const numbers = (page) => page.getByRole('table', { name: 'Orders' }).getByRole('rowheader').getByRole('link');
const assertOrders = (page, ...some) => assertTexts(numbers(page), some.map((order) => order.order_number));
const heads = (page) => page.getByRole('columnheader').allInnerTexts();
const chooser = (page) => page.getByRole('button', { name: /^Saved views:/ });
const panel = (page) => page.getByRole('dialog', { name: 'Saved views' });

/** A view of one's own, made by the API. */
const view = async (who, fields) => assertStatus(await who.post('/views', { list: 'orders', name: unique(), ...fields }), 201).body;
const kept = ({ id }) => row('SELECT filters, sort, columns, is_shared FROM views WHERE id = $1', id);

inBrowser('what a list shows is saved under a name, marked when changed, and saved again', async (page) => {
  await signIn(page, manager, `${AT}?search=${customer.email}`);
  await assertOrders(page, ...orders);
  await button(page, 'Filter').click();
  const status = page.getByRole('group', { name: 'Status' });
  await status.getByLabel('Confirmed', { exact: true }).check();
  await status.getByLabel('Cancelled', { exact: true }).check();
  await assertOrders(page, orders[1]);
  await status.getByLabel('How Status is compared').selectOption('is none of');
  await assertOrders(page, orders[0], orders[2]);
  await button(page, 'Done').click();
  await seen(page.getByText('not Confirmed, Cancelled'));
  await button(page, 'Columns').click();
  await button(page, 'Move Total further front').focus();
  for (const name of ['Pieces', 'Payment', 'Status']) {
    await page.keyboard.press('Enter');
    await eventually(async () => assert.ok((await heads(page)).indexOf(name) > (await heads(page)).indexOf('Total')));
    await assertFocused(button(page, 'Move Total further front'));
  }
  await page.keyboard.press('Escape');

  await chooser(page).click();
  await assertAccessible(page);
  await button(panel(page), 'Save as a view').click();
  const name = `To do ${unique()}`;
  await field(page, 'Name of the view').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
  await seen(page.getByRole('button', { name: `Saved views: ${name}` }));
  const { id } = await row('SELECT id FROM views WHERE name = $1', name);
  const { filters, columns, is_shared } = await kept({ id });
  assert.deepEqual([new URLSearchParams(filters).get('status'), is_shared], ['!confirmed,!cancelled', false]);
  assert.deepEqual(columns.slice(0, 4), ['number', 'placed', 'customer', 'total']);

  await page.getByRole('button', { name: 'Total' }).click();
  await seen(page.getByText('changed', { exact: true }));
  await assertAccessible(page);
  await button(page, 'Save view').click();
  await gone(page.getByText('changed', { exact: true }));
  assert.equal((await kept({ id })).sort, '-total');

  await page.goto(`/#${AT}`);
  await seen(page.getByRole('button', { name: 'Saved views: All, as usual' }));
  await chooser(page).click();
  await link(page, name).click();
  await assertOrders(page, orders[0], orders[2]);
  assert.deepEqual((await heads(page)).slice(0, 4).map((text) => text.trim()), ['Order', 'Placed', 'Customer', 'Total']);
  await page.goto('/#/profile');
  await seen(heading(page, 'Profile'));
  await page.goto(`/#${AT}?view=${id}`); // as one keeps it among one's bookmarks
  await assertOrders(page, orders[0], orders[2]);
});

inBrowser('a view that is shared is everybody’s to see and its owner’s to change', async (page, { another }) => {
  const shared = await view(manager, { name: `Ours ${unique()}`, filters: `search=${customer.email}&status=confirmed` });
  await signIn(page, manager, AT);
  await chooser(page).click();
  await button(page, `Rename or share ${shared.name}`).click();
  await page.getByRole('dialog').getByLabel('Shared').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
  await gone(page.getByRole('dialog'));
  assert.equal((await kept(shared)).is_shared, true);

  const colleague = await another();
  await signIn(colleague, await someone('manager'), AT);
  await chooser(colleague).click();
  const entry = panel(colleague).getByRole('listitem').filter({ hasText: shared.name });
  await seen(entry.getByText('by Mara Major'));
  assert.equal(await entry.getByRole('button').count(), 0);
  await entry.getByRole('link').click();
  await assertOrders(colleague, orders[1]);
  await button(colleague, 'Remove the filter Status').click();
  await seen(colleague.getByText('changed', { exact: true }));
  assert.equal(await button(colleague, 'Save view').count(), 0);
  await link(colleague, 'Back to it').click();
  await assertOrders(colleague, orders[1]);

  await chooser(page).click();
  await button(page, `Delete ${shared.name}`).click();
  await button(page.getByRole('dialog'), 'Delete view').click();
  await eventually(async () => assert.equal(await count('views WHERE id = $1', shared.id), 0));
  await colleague.reload();
  await seen(colleague.getByText('That view is no longer there, or not shared with you.'));
});

inBrowser('one that no longer applies opens the list as it is, and says what it dropped', async (page) => {
  const old = await view(manager, { name: `Packed ${unique()}`, filters: 'status=packed&printed=false', sort: 'weight', columns: ['number', 'shelf'] });
  await signIn(page, manager, AT);
  await chooser(page).click();
  await panel(page).getByRole('link', { name: old.name }).click();
  const said = page.getByText(`“${old.name}” no longer fits this list, which does not know: Status: packed · weight · shelf.`);
  await seen(said, page.getByRole('button', { name: 'Saved views: All, as usual' }));
  await gone(page.getByRole('button', { name: /^Remove the filter/ }));
  await assertAccessible(page);
  await button(page, 'Dismiss').click();
  await gone(said);
  await page.goto(`/#/profile`);
  await seen(heading(page, 'Profile'));
  await page.goto(`/#${AT}?view=${old.id}&printed=false`);
  await seen(said);
});

inBrowser('other lists have views, too, under their own names', async (page) => {
  const name = unique();
  await signIn(page, manager, '/office/products?is_active=true');
  await chooser(page).click();
  await button(page, 'Save as a view').click();
  await field(page, 'Name of the view').fill(name);
  await page.keyboard.press('Enter');
  await seen(page.getByRole('button', { name: `Saved views: ${name}` }));
  await page.goto('/#/office/customers');
  await seen(heading(page, 'Customers'));
  await chooser(page).click();
  await seen(panel(page));
  await gone(panel(page).getByText(name));
});
