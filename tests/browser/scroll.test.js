// Many orders in the table: scrolling makes no work that grows with them.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import { parseCsv } from '../api/support/csv.js';
import { rows } from '../api/support/database.js';
import { someone, unique } from '../api/support/people.js';
import { someProduct } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import { signIn } from './support/steps.js';
import { eventually, seen } from './support/waiting.js';

const MANY = 20_000;
let manager, thing, crowd;
before(async () => {
  manager = await someone('manager');
  thing = await someProduct(manager);
  crowd = await manyOrders(MANY);
});

/** By the owner's hand: orders that differ in number and time, a second apart, and are the oldest there are. */
async function manyOrders(count) {
  const customer = await someone('customer', { email: `${unique()}@example.com` });
  await rows(
    `WITH made AS (
       INSERT INTO orders (order_number, user_id, customer_id, subtotal, tax, shipping_cost, total, currency, created_at)
       SELECT format('ORD-20200101-%s', upper(lpad(to_hex(n + $3::int), 8, '0'))), $1, $2, 1, 0, 0, 1, 'USD',
              timestamptz '2020-01-01' + n * interval '1 second'
       FROM generate_series(1, $5::int) n RETURNING id)
     INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
     SELECT id, $4, 'X', 'X', 1, 1 FROM made`,
    customer.id, customer.customerId, randomInt(2 ** 31 - 1e6), thing.id, count,
  );
  return customer;
}

after(async () => {
  if (!crowd) return;
  await rows(`BEGIN; ALTER TABLE order_lines DISABLE TRIGGER order_lines_stand;
              DELETE FROM order_lines WHERE order_id IN (SELECT id FROM orders WHERE user_id = ${Number(crowd.id)});
              DELETE FROM orders WHERE user_id = ${Number(crowd.id)};
              SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE order_lines ENABLE TRIGGER order_lines_stand; COMMIT`);
});

inBrowser('of more than can be chosen at once the first are, by the order of the list, and that is said', async (page) => {
  await signIn(page, manager, `/office/orders?customer_id=${crowd.customerId}&sort=created_at`);
  await page.getByRole('checkbox', { name: 'Select ORD-' }).first().check();
  await seen(page.getByText('1 of more than 10,000 selected'), page.getByText('$1.00', { exact: true }).first());
  await page.getByRole('button', { name: 'Select the first 10,000' }).click();
  await seen(page.getByText('10,000 of more than 10,000 selected'), page.getByText('$10,000.00', { exact: true }));
  await seen(page.getByText('These are the first 10,000 in the order of the list; more match.'));
  await page.getByRole('button', { name: 'Do with them' }).click();
  await page.getByRole('menuitem', { name: 'Confirm', exact: true }).click();
  await seen(page.getByText('This is about 10,000 rows, $10,000.00 together. These are the first 10,000 in the order of the list; more match.'));
  await page.getByRole('button', { name: 'Not yet' }).click();

  await page.getByRole('button', { name: 'Do with them' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Export CSV' }).click()]);
  const saved = parseCsv(await readFile(await file.path(), 'utf8')).map((line) => line.order_number);
  const oldest = await rows('SELECT order_number FROM orders WHERE user_id = $1 ORDER BY created_at, id LIMIT 10000', crowd.id);
  assert.deepEqual(saved, oldest.map((one) => one.order_number));
});

const numbers = (page) => page.getByRole('table', { name: 'Orders' }).getByRole('rowheader').getByRole('link');

/** In the page: long tasks from now on; scrolls in steps of most of a screen for as long as `rows` are not passed. */
async function scrollThrough([id, wanted]) {
  const long = [];
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => Math.round(duration))));
  observer.observe({ type: 'longtask' });
  const box = document.querySelector(id);
  let most = 0;
  let last = 0;
  const until = performance.now() + 60_000;
  while (last < wanted && performance.now() < until) {
    box.scrollBy(0, 700);
    await new Promise((next) => setTimeout(next, 16));
    most = Math.max(most, box.querySelectorAll('[data-index]').length);
    last = Number([...box.querySelectorAll('[data-index]')].at(-1)?.dataset.index ?? 0);
  }
  await new Promise((next) => setTimeout(next, 200));
  observer.disconnect();
  return { long, most, last };
}

inBrowser('twenty thousand orders scroll, and only what is seen is in the document', async (page, { note }) => {
  await signIn(page, manager, '/office/orders?sort=created_at&to=2020-02-01');
  await seen(numbers(page).nth(15));
  await scrollThroughOnce(page, 100); // warm
  const { long, most, last } = await scrollThroughOnce(page, 1_500);
  note(`${last} rows passed, at most ${most} in the document, long tasks: ${long.length ? `${long.join(', ')} ms` : 'none'}`);
  assert.ok(last >= 1_500, `came to row ${last}`);
  assert.ok(most < 90, `${most} rows in the document`);
});

const scrollThroughOnce = (page, wanted) => page.evaluate(scrollThrough, ['.sheet-scroll', wanted]);

inBrowser('next and previous go on across pages that the list has not loaded', async (page) => {
  const order = (await manager.get(`/orders/all?customer_id=${crowd.customerId}&limit=100&page=1`)).body;
  const [before, last, next] = [order.data[58], order.data[59], order.data[60]].map((one) => one.order_number);
  const pages = [];
  page.on('response', (reply) => /orders.all.*cursor=/.test(reply.url()) && pages.push(reply.url()));
  await signIn(page, manager, `/office/orders?customer_id=${crowd.customerId}`);
  await seen(numbers(page).first());
  await page.evaluate(() => document.querySelector('.sheet-scroll').scrollBy(0, 200));
  await eventually(async () => assert.equal(pages.length, 1)); // forty more than are seen, once somebody scrolls
  await page.evaluate((id) => { location.hash = `/office/orders/${id}`; }, order.data[58].id);
  for (const number of [before, last, next]) {
    await seen(page.getByRole('heading', { level: 1, name: number }));
    if (number !== next) await page.keyboard.press('j');
  }
  assert.equal(pages.length, 2, 'a page was fetched for it');
  await page.keyboard.press('k');
  await seen(page.getByRole('heading', { level: 1, name: last }));
  await page.keyboard.press('j');
  await seen(page.getByRole('heading', { level: 1, name: next }));
  await page.getByRole('main').getByRole('link', { name: 'Orders', exact: true }).click();
  await seen(page.getByRole('link', { name: next, exact: true }));
});
