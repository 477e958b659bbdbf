// What somebody meets who opens a page for the first time: little to fetch, and nothing that moves.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { someone } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import { signIn } from './support/steps.js';
import { seen } from './support/waiting.js';

const PHONE = { width: 412, height: 823 };
const MOST_MOVED = 0.05; // half of what counts as good: https://web.dev/articles/cls
const REPLY_MS = 120;

let customer, manager, order, product;
before(async () => {
  [customer, manager] = await Promise.all([someone('customer'), someone('manager')]);
  product = await someProduct(manager, { price: '40.00', stock: 12 });
  order = await placed(customer, [[product, 2]]);
});

/** Counts what moves without anybody having touched the page. */
function watchMoves() {
  window.moves = [];
  const shown = ({ node }) => `${node?.nodeName}.${node?.className}`;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) if (!hadRecentInput) window.moves.push({ value, what: sources.map(shown) });
  }).observe({ type: 'layout-shift', buffered: true });
}

async function assertStands(page, path) {
  await page.goto(`/#${path}`);
  await page.reload();
  await seen(page.locator('main h1').first());
  await page.locator('main .page-bone').waitFor({ state: 'detached' });
  await pause(3 * REPLY_MS); // what comes later moves nothing, either
  const moves = await page.evaluate(() => window.moves);
  const sum = moves.reduce((so_far, { value }) => so_far + value, 0);
  assert.ok(sum < MOST_MOVED, `${path} moved by ${sum}: ${JSON.stringify(moves)}`);
}

/** On a phone, with an API that takes its time. */
async function onPhone(page) {
  await page.setViewportSize(PHONE);
  await page.addInitScript(watchMoves);
  await page.route(/\/api\/v1\/(?!events)/, async (route) => {
    await pause(REPLY_MS);
    await route.continue();
  });
}

inBrowser('nothing of a visitor’s first page moves while it comes', async (page) => {
  await onPhone(page);
  for (const path of ['/', '/sign-in', `/products/${product.id}`]) await assertStands(page, path);
});

inBrowser('nothing of a customer’s first page moves while it comes', async (page) => {
  await signIn(page, customer);
  await onPhone(page);
  for (const path of ['/', '/orders', `/orders/${order.id}`, '/profile']) await assertStands(page, path);
});

inBrowser('nothing of a manager’s first page moves while it comes', async (page) => {
  await signIn(page, manager, '/office/home');
  await onPhone(page);
  for (const path of ['/office/home', '/office/orders', `/office/orders/${order.id}`, '/office/board', `/office/products/${product.id}`, '/office/reports'])
    await assertStands(page, path);
});
