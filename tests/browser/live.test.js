// Pages that follow what happens, by one stream a browser.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { value } from '../api/support/database.js';
import { someone } from '../api/support/people.js';
import { deskPid } from '../api/support/relay.js';
import { placed, someProduct } from '../api/support/shop.js';
import { listening } from '../api/support/stream.js';
import { inBrowser } from './support/browser.js';
import { button, heading, product as card, signIn } from './support/steps.js';
import { eventually, gone, seen } from './support/waiting.js';

const STREAM = /\/api\/v1\/events\/stream$/;
let manager, product;
before(async () => {
  manager = await someone('manager');
  product = await someProduct(manager, { stock: 1000 });
});

const light = (page) => page.getByTitle('State of the API, followed live');

inBrowser('an order that somebody else places appears in both tabs by itself, over one stream', async (page) => {
  const asked = [];
  page.context().on('request', (request) => STREAM.test(request.url()) && asked.push(request));
  await signIn(page, manager, '/orders?scope=all');
  await seen(heading(page, 'Orders'), light(page));
  const other = await page.context().newPage();
  await other.goto('/#/orders?scope=all');
  await seen(heading(other, 'Orders'));
  const order = await placed(await someone(), [[product, 1]]);
  for (const tab of [page, other]) await seen(tab.getByRole('link', { name: order.order_number }), light(tab));
  assert.equal(asked.length, 1);

  await page.close(); // the leader
  const next = await placed(await someone(), [[product, 1]]);
  await seen(other.getByRole('link', { name: next.order_number }));
  assert.equal(asked.length, 2);
  assert.match(await asked[1].headerValue('Last-Event-ID'), /^[0-9a-f]{12}:\d+$/);
});

inBrowser('an order’s page follows what others do with it', async (page) => {
  const customer = await someone();
  const order = await placed(customer, [[product, 1]]);
  await signIn(page, customer, `/orders/${order.id}`);
  await seen(heading(page, order.order_number), page.getByRole('button', { name: 'Cancel order' }), light(page));
  await manager.post(`/orders/${order.id}/confirm`, {});
  await seen(page.locator('.chips').getByText('Confirmed'), page.getByRole('list').getByText('Confirmed'));
});

inBrowser('stock figures follow what others order', async (page) => {
  const thing = await someProduct(manager, { stock: 20 });
  await signIn(page, await someone(), `/?search=${thing.sku}`);
  await seen(card(page, thing).getByText('20 in stock'), light(page));
  await placed(await someone(), [[thing, 3]]);
  await seen(card(page, thing).getByText('17 in stock'));
  await page.goto(`/#/products/${thing.id}`);
  await placed(await someone(), [[thing, 17]]);
  await seen(page.getByText('Out of stock'));
});

inBrowser('a stream that is cut or refused is opened again, behind the last event', async (page) => {
  const asked = [];
  let refusal = { status: 502, contentType: 'text/html', body: '' };
  await page.route(STREAM, (route) => {
    asked.push(route.request());
    return refusal && asked.length > 1 ? route.fulfill(refusal) : route.continue();
  });
  const customer = await someone();
  await signIn(page, customer, '/orders');
  await seen(light(page));
  process.kill(await deskPid('streams'), 'SIGKILL');
  await gone(light(page));
  const order = await placed(customer, [[product, 1]]);
  await eventually(() => assert.ok(asked.length > 2, 'asks again after a 502'));
  refusal = { status: 401, contentType: 'application/problem+json', body: '{"status":401,"code":"invalid_token"}' };
  const refreshed = page.waitForRequest('**/api/v1/auth/refresh');
  await refreshed;
  refusal = null;
  await seen(page.getByRole('link', { name: order.order_number }), light(page));
  assert.match(await asked.at(-1).headerValue('Last-Event-ID'), /^[0-9a-f]{12}:\d+$/);
}, { outage: true });

inBrowser('who signs out hears nothing more', async (page) => {
  const customer = await someone();
  await signIn(page, customer, '/profile');
  await seen(light(page));
  const over = new Promise((done) => page.on('requestfailed', (request) => STREAM.test(request.url()) && done()));
  await button(page, 'Sign out').click();
  await over;
  await gone(light(page));
});

inBrowser('a browser’s own EventSource is moved on by a beat, of which no page hears', async (page) => {
  const customer = await someone();
  const places = [];
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  wire.on('Network.requestWillBeSentExtraInfo', ({ headers }) => {
    if (STREAM.test(headers[':path'] ?? '')) places.push(headers['last-event-id']);
  });
  await page.setExtraHTTPHeaders(customer.headers);
  await page.goto('/docs');
  await page.evaluate(() => {
    window.heard = [];
    window.source = new EventSource('/api/v1/events/stream');
    for (const name of ['message', '', 'error']) window.source.addEventListener(name, (event) => window.heard.push(event.type));
    return new Promise((open) => window.source.addEventListener('open', open));
  });
  const theirs = await placed(await someone(), [[product, 1]]);
  const number = await eventually(async () => {
    const found = await value('SELECT number FROM outbox WHERE order_id = $1', theirs.id);
    assert.ok(found);
    return Number(found);
  });
  const program = await listening(customer); // two beats later there was one on the other stream, too
  await program.until(() => Number(program.place.split(':')[1]) >= number, 'the place');
  await program.beat();
  await program.beat();
  program.close();
  process.kill(await deskPid('streams'), 'SIGTERM');
  await eventually(() => assert.equal(places.length, 2));
  assert.equal(places[0], undefined);
  const [, place] = places[1].split(':');
  assert.ok(Number(place) >= number, `${place} is behind ${number}`);
  assert.deepEqual(await page.evaluate(() => window.heard), ['error'], 'it was cut off, and nothing else');
}, { outage: true });
