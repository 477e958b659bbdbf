// What somebody meets who opens a page for the first time: little to fetch, and nothing that moves.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { someone } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import { signIn } from './support/steps.js';
import { eventually, seen } from './support/waiting.js';

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

/** What is fetched for a page, without what the API answers, which is the shop's. */
async function fetchedFor(page, path) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  await page.goto('about:blank');
  await cdp.send('Network.clearBrowserCache');
  const files = new Map();
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => files.set(requestId, { path: new URL(request.url).pathname, bytes: 0 }));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (files.get(requestId).bytes = encodedDataLength));
  await page.goto(`/#${path}`);
  await seen(page.locator('main h1').first());
  await page.locator('main .page-bone').waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle').catch(() => {});
  await cdp.detach();
  return [...files.values()].filter((file) => !/^\/api\/|^image/.test(file.path));
}

const kB = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
/** 110 kB for a customer and 180 for a manager are the goals, replies of the API included. */
const FEW = 100;
const OFFICE = 135;

inBrowser('a first visit fetches little, and the first pages of customers and managers do', async (page, { another }) => {
  const cost = kB(await fetchedFor(page, '/'));
  assert.ok(cost > 50 && cost < FEW, `a visitor’s: ${cost}`);
  await signIn(page, customer);
  const theirs = kB(await fetchedFor(page, '/'));
  assert.ok(theirs > 50 && theirs < FEW, `a customer’s: ${theirs}`);
  const desk = await another();
  await signIn(desk, manager);
  for (const path of ['/office/home', '/office/orders']) {
    const files = await fetchedFor(desk, path);
    assert.ok(kB(files) > 50 && kB(files) < OFFICE, `${path}: ${kB(files)}`);
    assert.ok(!files.some((file) => file.path.includes('/shop/')), 'and nothing of the shop');
  }
});

/** Paths as they are asked for from now on, files without their version. */
function askedBy(page) {
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.replace(/^\/a\/[0-9a-f]+\//, '')));
  return asked;
}

inBrowser('what a visitor’s first page shows is asked for once, before its modules run, and keys that are typed fetch nothing', async (page) => {
  const asked = askedBy(page);
  await fetchedFor(page, '/');
  const ran = asked.indexOf('/api/v1/health'); // what is asked first by what came
  for (const path of ['/api/v1/products', '/api/v1/inventory/categories']) {
    assert.equal(asked.filter((one) => one === path).length, 1, path);
    assert.ok(asked.indexOf(path) < ran, path);
  }
  const typed = asked.length;
  await Promise.all([page.waitForResponse(/search=zz/), page.getByRole('searchbox').pressSequentially('zz')]);
  assert.deepEqual(asked.slice(typed).filter((path) => path.endsWith('.js')), []);
});

inBrowser('all that a first page is made of is asked for before any of it runs', async (page) => {
  await signIn(page, manager);
  const asked = askedBy(page);
  await fetchedFor(page, '/office/orders');
  const ran = asked.indexOf('/api/v1/auth/totp'); // what is asked first by what came
  const files = (some) => some.filter((path) => path.endsWith('.js'));
  assert.ok(files(asked.slice(0, ran)).includes('components/table.js'));
  assert.ok(asked.indexOf('/api/v1/auth/refresh') < ran);
  assert.deepEqual(files(asked.slice(ran)), []);
});

inBrowser('who comes back hears all that is newer than the first page, which is not read twice for it', async (page) => {
  await signIn(page, manager, '/office/home');
  const [stream] = await Promise.all([page.waitForRequest(/events.stream/), page.reload()]);
  assert.match((await stream.headerValue('last-event-id')) ?? 'from now on', /^[0-9a-f]+:[0-9]+$/);
  await seen(page.getByRole('link', { name: /^To confirm/ }));
  const asked = askedBy(page);
  await placed(customer, [[product, 1]]);
  await eventually(() => assert.ok(asked.includes('/api/v1/home')));
});
