// What lists and boards show at both widths: nothing is cut or broken that there is room for.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { rows } from '../api/support/database.js';
import { someone } from '../api/support/people.js';
import { paid } from '../api/support/payments.js';
import { placed, someProduct } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import { signIn } from './support/steps.js';
import { eventually, seen } from './support/waiting.js';

const WIDTHS = [1280, 360];
const DAY = `${new Date().getUTCFullYear()}-05-28`; // with the hour below as long as a time gets: May 28, 10:58 AM
let manager, order;
before(async () => {
  manager = await someone('manager');
  const customer = await someone('customer', { first_name: 'Frédérique', last_name: 'Lindberg' });
  order = await placed(customer, [[await someProduct(manager), 2]]);
  await paid(manager, order.id);
  for (const [table, id] of [['orders', 'id'], ['payments', 'order_id']])
    await rows(`UPDATE ${table} SET created_at = '${DAY}T10:58Z' WHERE ${id} = $1`, order.id);
});

/** Every text of what is found is seen whole, in one line. */
const assertWhole = (parts) => eventually(async () => {
  const cut = await parts.evaluateAll((found) => found
    .filter((one) => one.scrollWidth > one.clientWidth || one.getClientRects().length > 1 || one.clientHeight > 40)
    .map((one) => one.textContent.trim()));
  assert.ok(await parts.count());
  assert.deepEqual(cut, []);
});

inBrowser('the order board has each number in one line', async (page) => {
  await signIn(page, manager, '/office/board');
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await seen(page.locator('.board .card').first());
    await assertWhole(page.locator('.board .card-head'));
  }
});

inBrowser('an order in the table has its customer, times and states whole', async (page) => {
  await signIn(page, manager, '/office/orders');
  const row = page.getByRole('row').filter({ hasText: order.order_number });
  for (const [width, status, word] of [[360, 'pending', 'Pending'], [1280, 'pending_approval', 'Pending approval']]) {
    await rows('UPDATE orders SET status = $2 WHERE id = $1 AND status <> $2', order.id, status);
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`/#/office/orders?search=${order.order_number}&status=${status}`);
    await seen(row.getByText('Frédérique Lindberg'), row.getByText(word, { exact: true }));
    await assertWhole(row.locator('.cell'));
  }
});

inBrowser('a payment says what happened in words that people use', async (page) => {
  await signIn(page, manager, `/office/payments?from=${DAY}&to=${DAY}`);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const row = page.getByRole('row').filter({ hasText: order.order_number });
    await seen(row.getByText('Paid', { exact: true }).first());
    await assertWhole(row.locator('.cell'));
  }
});
