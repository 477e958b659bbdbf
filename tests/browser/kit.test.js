// The pieces that the back office is made of, on the table of everybody's orders.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { parseCsv } from '../api/support/csv.js';
import { value } from '../api/support/database.js';
import { someone, unique } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, heading, link, signIn } from './support/steps.js';
import { assertFocused, assertTexts, gone, seen } from './support/waiting.js';

const NARROW = { width: 360, height: 740 };
let manager, thing;
before(async () => {
  manager = await someone('manager');
  thing = await someProduct(manager, { stock: 1_000_000 });
});

/** A customer whose name and address nobody else has, with some orders, the newest first. */
async function regular(count) {
  const customer = await someone('customer', { email: `${unique()}@example.com` });
  const orders = [];
  for (let i = 1; i <= count; i++) orders.unshift(await placed(customer, [[thing, i]]));
  return { customer, orders, at: `/office/orders?search=${customer.email}` };
}

const table = (page) => page.getByRole('table', { name: 'Orders' });
const numbers = (page) => table(page).getByRole('rowheader').getByRole('link');
const assertOrders = (page, orders) => assertTexts(numbers(page), orders.map((order) => order.order_number));
const box = (page, order) => page.getByRole('checkbox', { name: `Select ${order.order_number}` });
const status = (order) => value('SELECT status FROM orders WHERE id = $1', order.id);

inBrowser('filters, sort and columns live in the address, and Back brings back rows, focus and selection', async (page) => {
  const { orders, at } = await regular(3);
  assertStatus(await manager.post(`/orders/${orders[1].id}/confirm`, {}), 200);
  await signIn(page, manager, at);
  await assertOrders(page, orders);
  await seen(page.getByText('3 orders', { exact: true }));

  await page.getByRole('button', { name: 'Total' }).click();
  await assertTexts(numbers(page), [...orders].map((o) => o.order_number)); // most pieces first: those placed last
  assert.match(page.url(), /sort=-total/);
  await page.getByRole('button', { name: 'Total' }).click();
  await assertOrders(page, [...orders].reverse());
  assert.equal(await page.getByRole('columnheader', { name: 'Total' }).getAttribute('aria-sort'), 'ascending');

  await button(page, 'Filter').click();
  await page.getByRole('group', { name: 'Status' }).getByLabel('Confirmed', { exact: true }).check();
  await button(page, 'Done').click();
  await assertOrders(page, [orders[1]]);
  await page.reload();
  await assertOrders(page, [orders[1]]);
  await button(page, 'Remove the filter Status').click();
  await assertOrders(page, [...orders].reverse());

  await button(page, 'Columns').click();
  await page.getByLabel('City', { exact: true }).check();
  await page.getByLabel('Payment', { exact: true }).uncheck();
  await page.keyboard.press('Escape');
  await assertFocused(button(page, 'Columns'));
  await seen(page.getByRole('columnheader', { name: 'City' }));
  await gone(page.getByRole('columnheader', { name: 'Payment' }));

  await box(page, orders[2]).check();
  const address = page.url();
  await link(page, orders[0].order_number).click();
  await seen(heading(page, orders[0].order_number));
  await page.goBack();
  assert.equal(page.url(), address);
  await assertOrders(page, [...orders].reverse());
  await assertFocused(link(page, orders[0].order_number));
  assert.ok(await box(page, orders[2]).isChecked());
  await seen(page.getByRole('columnheader', { name: 'City' }), page.getByText('1 of 3 selected'));
});

inBrowser('by keys alone: rows are gone through, chosen and confirmed; what is refused says why', async (page) => {
  const { orders, at } = await regular(4);
  const done = orders[1];
  assertStatus(await manager.post(`/orders/${done.id}/confirm`, {}), 200);
  await signIn(page, manager, at);
  await assertOrders(page, orders);
  await page.locator('h1').focus();
  await page.keyboard.press('j');
  await assertFocused(link(page, orders[0].order_number));
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await assertFocused(link(page, done.order_number));
  await seen(page.getByText('2 of 4 selected'));
  await button(page, 'Do with them').focus();
  await page.keyboard.press('Enter');
  await assertFocused(page.getByRole('menuitem', { name: 'Confirm' }));
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Confirm these orders?' });
  await seen(question.getByText(/This is about 2 rows, \$[\d.]+ together\./));
  await button(question, 'Confirm').focus();
  await page.keyboard.press('Enter');
  await seen(page.getByText('1 done · 1 refused, still selected'), page.getByText('1 of 4 selected'));
  assert.ok(await box(page, done).isChecked());
  assert.equal(await status(orders[0]), 'confirmed');
  assert.equal(await status(orders[2]), 'pending');
  await page.reload();
  await seen(page.getByRole('region', { name: 'Confirm' }).getByRole('link', { name: done.order_number }));
  await button(page, 'Dismiss').click();
  await page.keyboard.press('?');
  await seen(page.getByRole('dialog', { name: 'Keys' }).getByText('Select or unselect the row'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await assertFocused(page.getByRole('searchbox', { name: 'Search orders' }));
  await page.keyboard.type('jx?');
  await gone(page.getByRole('dialog'));
});

inBrowser('all that match are those of that moment; each is moved once though the line is cut', async (page) => {
  const { customer, orders, at } = await regular(3);
  await signIn(page, manager, at);
  await assertOrders(page, orders);
  await box(page, orders[0]).check();
  await button(page, 'Select all that match').click();
  await seen(page.getByText('3 of 3 selected'));
  const late = await placed(customer, [[thing, 1]]);
  const keys = [];
  await page.route('**/api/v1/orders/bulk', async (route) => {
    keys.push(await route.request().headerValue('Idempotency-Key'));
    if (keys.length > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await button(page, 'Do with them').click();
  await page.getByRole('menuitem', { name: 'Confirm' }).click();
  await button(page.getByRole('dialog'), 'Confirm').click();
  await seen(page.getByText('0 done · 3 not come to yet'));
  await button(page, 'Go on').click();
  await seen(page.getByText('Confirm: 3 done'));
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  for (const { id } of orders)
    assert.equal(Number(await value(`SELECT count(*) FROM order_history WHERE order_id = $1 AND to_status = 'confirmed'`, id)), 1);
  assert.equal(await status(late), 'pending');
});

inBrowser('nothing moves by itself: new orders wait, one that no longer matches is dimmed', async (page) => {
  const { customer, orders, at } = await regular(2);
  await signIn(page, manager, `${at}&status=pending`);
  await assertOrders(page, orders);
  await seen(page.getByTitle('State of the API, followed live'));
  const next = await placed(customer, [[thing, 1]]);
  await seen(button(page, '1 new order'));
  await assertOrders(page, orders);
  assertStatus(await manager.post(`/orders/${orders[1].id}/confirm`, {}), 200);
  const row = page.getByRole('row').filter({ hasText: orders[1].order_number });
  await seen(row.getByText('no longer in this list'), row.getByText('Confirmed'));
  await button(page, '1 new order').click();
  await assertOrders(page, [next, orders[0]]);
});

inBrowser('an older reply does not overwrite a newer one', async (page) => {
  const { orders, at } = await regular(2);
  await signIn(page, manager, at);
  await assertOrders(page, orders);
  let answer;
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  await page.route(/orders\/all.*sort=total/, async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response }).catch(() => {}); // given up meanwhile
  });
  await page.getByRole('button', { name: 'Total' }).click(); // most first
  await page.getByRole('button', { name: 'Total' }).click(); // least first: held
  await page.getByRole('button', { name: 'Placed' }).click();
  await assertOrders(page, orders);
  answer();
  await page.unroute(/orders\/all.*sort=total/);
  await page.getByRole('button', { name: 'Columns' }).click(); // another redraw
  await assertOrders(page, orders);
});

inBrowser('without the stream the list says that it polls, and does', async (page) => {
  const { customer, orders, at } = await regular(1);
  await page.clock.install();
  await page.route('**/api/v1/events/stream', (route) => route.abort());
  await signIn(page, manager, at);
  await assertOrders(page, orders);
  await seen(page.getByText('Not live just now: looked at again every 30 seconds.'));
  await placed(customer, [[thing, 1]]);
  await page.clock.runFor(31_000);
  await seen(button(page, '1 new order'));
});

/** The file that a button saves. */
async function savedBy(page, control) {
  const [file] = await Promise.all([page.waitForEvent('download'), control.click()]);
  return parseCsv(await readFile(await file.path(), 'utf8'));
}

/** What the table shows, as the file says it. */
async function shown(page) {
  const lines = await table(page).getByRole('row').filter({ has: page.getByRole('rowheader') }).all();
  const texts = await Promise.all(lines.map(async (line) =>
    [await line.getByRole('rowheader').innerText(), ...(await line.getByRole('cell').allInnerTexts()).slice(1)]));
  return texts.map(([order_number, city, total, pieces]) => ({ order_number, city, total: total.replace(/[$,]/g, ''), currency: 'USD', pieces }));
}

inBrowser('what is exported are the rows, the order and the columns of the table, or what was chosen of it', async (page) => {
  const { orders, at } = await regular(4);
  assertStatus(await manager.post(`/orders/${orders[1].id}/confirm`, {}), 200);
  await signIn(page, manager, `${at}&status=pending&sort=total&columns=number,city,total,pieces`);
  await assertOrders(page, [orders[3], orders[2], orders[0]]);
  const lines = await shown(page);
  assert.equal(lines[0].city, orders[3].shipping_address.city);
  const saved = await savedBy(page, button(page, 'Export CSV'));
  assert.deepEqual(saved, lines);
  assert.deepEqual(Object.keys(saved[0]), Object.keys(lines[0]));

  await box(page, orders[0]).check();
  await box(page, orders[2]).check();
  await button(page, 'Do with them').click();
  assert.deepEqual(await savedBy(page, page.getByRole('menuitem', { name: 'Export CSV' })), [lines[1], lines[2]]);
});

inBrowser('each column that the table can show is in the file', async (page) => {
  const { at } = await regular(1);
  const columns = ['number', 'placed', 'customer', 'status', 'payment', 'pieces', 'total', 'email', 'city', 'shipping', 'tracking', 'changed'];
  await signIn(page, manager, `${at}&columns=${columns}`);
  await assertTexts(table(page).getByRole('columnheader'), ['Order', 'Placed', 'Customer', 'Status', 'Payment', 'Pieces', 'Total', 'E-mail', 'City', 'Shipping', 'Tracking number', 'Last change']);
  const [line] = await savedBy(page, button(page, 'Export CSV'));
  assert.deepEqual(Object.keys(line), ['order_number', 'created_at', 'customer', 'status', 'payment_status', 'pieces', 'total', 'currency', 'customer_email',
    'city', 'shipping_method', 'tracking_number', 'updated_at']);
});

inBrowser('the palette finds what the list finds, goes to places, and opens an exact number', async (page) => {
  const { orders, customer } = await regular(2);
  await signIn(page, manager, '/');
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('combobox', { name: 'Go to, find or do' });
  await assertFocused(palette);
  await palette.fill(customer.email);
  const options = page.getByRole('listbox').getByRole('option');
  await seen(options.filter({ hasText: orders[0].order_number }), options.filter({ hasText: orders[1].order_number }));
  await palette.fill('prof');
  await seen(options.filter({ hasText: /^\s*Profile/ }));
  await page.keyboard.press('Enter');
  await seen(heading(page, 'Profile'));
  await page.keyboard.press('Control+k');
  await palette.fill(orders[1].order_number.toLowerCase());
  await page.keyboard.press('Enter');
  await seen(heading(page, orders[1].order_number));
  await page.goBack();
  await seen(heading(page, 'Profile'));
  await page.keyboard.type(orders[0].order_number); // a scanner
  await page.keyboard.press('Enter');
  await seen(heading(page, orders[0].order_number));
});

inBrowser('the table can be used by everyone, with rows chosen and without', async (page) => {
  const { orders, at } = await regular(3);
  await signIn(page, manager, at);
  await assertOrders(page, orders);
  await assertAccessible(page);
  await box(page, orders[0]).check();
  await assertAccessible(page);
});

inBrowser('what opens over the table can be used by everyone', async (page) => {
  const { orders, at } = await regular(1);
  await signIn(page, manager, at);
  await box(page, orders[0]).check();
  await button(page, 'Do with them').click();
  await assertAccessible(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1280, height: 900 });
  await button(page, 'Filter').click();
  await assertAccessible(page);
});

inBrowser('the palette and a list without rows can be used by everyone', async (page) => {
  await signIn(page, manager, `/office/orders?search=${unique()}`);
  await seen(page.getByText('No such orders'));
  await assertAccessible(page);
  await page.keyboard.press('Control+k');
  await seen(page.getByRole('listbox').getByRole('option').first());
  await assertAccessible(page);
});

inBrowser('on a narrow screen each order is a card, chosen and opened by a finger', async (page) => {
  const { orders, at } = await regular(3);
  await signIn(page, manager, at);
  await page.setViewportSize(NARROW);
  await assertOrders(page, orders);
  await box(page, orders[1]).check();
  await seen(page.getByText('1 of 3 selected'));
  await table(page).getByRole('row').filter({ hasText: orders[2].order_number }).getByText('Unpaid').click();
  await seen(heading(page, orders[2].order_number));
});
