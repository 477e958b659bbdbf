// From the basket to an order and back: what it costs, placing it, finding it, cancelling it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { count } from '../api/support/database.js';
import { someone } from '../api/support/people.js';
import { ADDRESS, assertStockAddsUp, placed, someProduct, stockOf } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import {
  button, description, dialog, dollars, field, fillAddress, fillSignIn, heading, link, order, pieces, place, product, putInBasket,
  signIn, sumsIn, sumsOf,
} from './support/steps.js';
import { assertFocused, eventually, gone, holdReply, seen } from './support/waiting.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone('customer', { name: 'Mary Jane Watson' })]);
});

const summary = (page) => page.getByRole('complementary', { name: 'Summary' });
const totals = (page) => page.getByRole('region', { name: 'Totals' });
const assertSums = (part, lines) => eventually(async () => assert.deepEqual(await sumsIn(part), sumsOf(lines)));

inBrowser('two products are ordered, found again and cancelled', async (page) => {
  const pen = await someProduct(manager, { price: '7.95', stock: 20 });
  const lamp = await someProduct(manager, { price: '12.34', stock: 9 });
  await signIn(page, customer);
  await putInBasket(page, pen, 3);
  await putInBasket(page, lamp);
  await link(page, 'View basket').last().click();
  await assertSums(summary(page), [['7.95', 3], ['12.34', 1]]);
  assert.equal(await link(page, 'View basket').count(), 0);
  await fillAddress(page);
  const number = await order(page);
  assert.deepEqual(await stockOf(pen), { on_hand: 20, reserved: 3 });
  await gone(place(page, 'Basket').getByText('pieces'));

  await place(page, 'My orders').click();
  const row = page.getByRole('row').filter({ hasText: number });
  await seen(row.getByText('Pending', { exact: true }), row.getByText('Unpaid'));
  await seen(row.getByText(sumsOf([['7.95', 3], ['12.34', 1]]).Total));
  await row.getByRole('link', { name: number }).click();
  await seen(heading(page, number), product(page, pen).getByText('3 × $7.95'), product(page, lamp).getByText('1 × $12.34'));
  await assertSums(totals(page), [['7.95', 3], ['12.34', 1]]);
  const history = page.getByRole('region', { name: 'History' }).getByRole('listitem');
  await seen(history.filter({ hasText: 'Pending' }), history.filter({ hasText: 'Mary Jane Watson' }));

  await button(page, 'Cancel order').click();
  const dialog = page.getByRole('dialog', { name: 'Cancel this order?' });
  await field(page, 'Reason').fill('Bought elsewhere');
  await dialog.getByRole('button', { name: 'Cancel order' }).click();
  await seen(page.getByText(`Order ${number} is cancelled.`), page.getByRole('main').getByText('Cancelled', { exact: true }).first());
  await seen(history.filter({ hasText: 'Cancelled' }).filter({ hasText: 'Bought elsewhere' }));
  await assertFocused(heading(page, number));
  await gone(button(page, 'Cancel order'));
  assert.equal((await assertStockAddsUp(pen)).reserved, 0);
  assert.equal((await assertStockAddsUp(lamp)).reserved, 0);
  await page.goto(`/#/products/${lamp.id}`);
  await seen(page.getByText('Only 9 left'));
});

inBrowser('the sums follow the basket: tax to the cent, shipping free from 100.00', async (page) => {
  const part = await someProduct(manager, { price: '33.33' });
  const screw = await someProduct(manager, { price: '0.07' });
  await putInBasket(page, part, 3);
  await putInBasket(page, screw, 1);
  await signIn(page, customer, '/order');
  await assertSums(summary(page), [['33.33', 3], ['0.07', 1]]); // 100.06
  await button(product(page, screw), `Remove ${screw.name}`).click();
  await gone(product(page, screw));
  await assertSums(summary(page), [['33.33', 3]]); // 99.99
  await button(product(page, part), 'One more').click();
  await assertSums(summary(page), [['33.33', 4]]);
  await pieces(page, part).fill('75');
  await assertSums(summary(page), [['33.33', 75]]);
  await seen(product(page, part).getByText(dollars('2499.75')));
});

inBrowser('a basket filled before signing in is kept, and priced after', async (page) => {
  const bowl = await someProduct(manager, { price: '19.99' });
  await putInBasket(page, bowl, 2);
  await place(page, 'Basket').click();
  await seen(heading(page, 'Basket'));
  assert.deepEqual(await sumsIn(summary(page)), { Subtotal: '$39.98' });
  await gone(button(page, 'Place order'));
  await link(page, 'Sign in to order').click();
  await fillSignIn(page, customer);
  await seen(heading(page, 'Basket'));
  await assertSums(summary(page), [['19.99', 2]]);
  await page.reload();
  await assertSums(summary(page), [['19.99', 2]]);
});

inBrowser('an address is asked for at its fields, a second one when the bill goes elsewhere', async (page) => {
  const cup = await someProduct(manager);
  const someoneNew = await someone('customer');
  await signIn(page, someoneNew);
  await putInBasket(page, cup);
  await place(page, 'Basket').click();
  await button(page, 'Place order').click();
  await assertFocused(field(page, 'Street and number'));
  for (const label of ['Street and number', 'City', 'Country']) {
    assert.equal(await field(page, label).getAttribute('aria-invalid'), 'true', label);
    assert.equal(await description(field(page, label)), 'Please fill this in.');
  }
  await fillAddress(page);
  await page.getByLabel('Send the bill to another address').check();
  await button(page, 'Place order').click();
  await assertFocused(field(page, 'Street and number').last());
  assert.equal(await count('orders WHERE user_id = $1', someoneNew.id), 0);

  await field(page, 'Street and number').last().fill('1 Bank Street');
  await field(page, 'Postal code').last().fill('EC1');
  await field(page, 'City').last().fill('London');
  await field(page, 'Country').last().fill('UK');
  await field(page, 'Notes').fill('Ring twice');
  await order(page);
  await link(page, 'View the order').click();
  const parties = page.getByRole('region', { name: 'Customer, addresses and notes' });
  await seen(...[ADDRESS.street, '1 Bank Street', 'Ring twice'].map((words) => parties.getByText(words)));
});

inBrowser('an address has a company, a second line and a phone, and needs no postal code', async (page) => {
  const rope = await someProduct(manager);
  await signIn(page, await someone('customer'));
  await putInBasket(page, rope);
  await place(page, 'Basket').click();
  const parts = [['Company', 'organization', 'Pier GmbH'], ['Street and number', 'address-line1', '7 Harbour Road'],
    ['Apartment or building', 'address-line2', 'Shed 4'], ['City', 'address-level2', 'Hong Kong'],
    ['Country', 'country-name', 'Hong Kong SAR'], ['Phone', 'tel', '+852 5550 0100']];
  for (const [label, token, text] of parts) {
    assert.equal(await field(page, label).getAttribute('autocomplete'), `shipping ${token}`);
    await field(page, label).fill(text);
  }
  await order(page);
  await link(page, 'View the order').click();
  const parties = page.getByRole('region', { name: 'Customer, addresses and notes' });
  await seen(...parts.map(([, , text]) => parties.getByText(text).first()));
});

inBrowser('an order can be placed again, to the same address', async (page) => {
  const tea = await someProduct(manager, { price: '4.20' });
  const { id, order_number: number } = await placed(customer, [[tea, 2]]);
  await signIn(page, customer, `/orders/${id}`);
  await button(page, 'Order again').click();
  await assertSums(summary(page), [['4.20', 2]]);
  await eventually(async () => assert.equal(await field(page, 'City').inputValue(), ADDRESS.city));
  assert.notEqual(await order(page), number);
  assert.equal((await assertStockAddsUp(tea)).reserved, 4);
});

inBrowser('when the reply is lost, the order is asked for again and placed once', async (page) => {
  const salt = await someProduct(manager);
  await signIn(page, customer);
  await putInBasket(page, salt, 5);
  await place(page, 'Basket').click();
  await fillAddress(page);
  const lose = async (route) => {
    await route.fetch(); // it arrives, and is answered
    await route.abort('connectionreset');
  };
  await page.route('**/api/v1/orders', lose, { times: 1 });
  await order(page);
  assert.deepEqual(await stockOf(salt), { on_hand: 100, reserved: 5 });
  assert.equal(await count('order_lines WHERE product_id = $1', salt.id), 1);
});

inBrowser('what comes into the basket before the answer stays there', async (page) => {
  const [jam, bread] = [await someProduct(manager), await someProduct(manager)];
  await signIn(page, customer);
  await putInBasket(page, jam, 5);
  await place(page, 'Basket').click();
  await fillAddress(page);
  const broken = '**/api/v1/orders';
  await page.route(broken, (route) => route.abort('connectionreset'));
  await button(page, 'Place order').click();
  await seen(page.getByText('We don’t know yet whether your order arrived.'), button(page, 'Check again'));
  await page.unroute(broken);
  await putInBasket(page, jam, 2);
  await putInBasket(page, bread, 3);
  await place(page, 'Basket').click();
  await button(page, 'Check again').click();
  await seen(heading(page, 'Thank you'));
  assert.deepEqual(await stockOf(jam), { on_hand: 100, reserved: 5 });
  await place(page, 'Basket').click();
  assert.equal(await pieces(page, jam).inputValue(), '2');
  assert.equal(await pieces(page, bread).inputValue(), '3');
}, { outage: true });

inBrowser('who goes on while an order is placed is told, and not taken back', async (page) => {
  const pin = await someProduct(manager);
  await signIn(page, customer);
  await putInBasket(page, pin);
  await place(page, 'Basket').click();
  await fillAddress(page);
  const answer = await holdReply(page, '**/api/v1/orders');
  const asked = page.waitForRequest((request) => request.url().endsWith('/api/v1/orders'));
  await button(page, 'Place order').click();
  await asked;
  await place(page, 'Catalogue').click();
  await seen(heading(page, 'Catalogue'));
  answer();
  await seen(page.getByText(/^Order ORD-\d{8}-[0-9A-F]{8} is placed\.$/));
  await seen(heading(page, 'Catalogue'));
  await link(page, 'View order').click();
  await seen(heading(page, 'Thank you'));
});

inBrowser('sums that are not known any more are not shown', async (page) => {
  const rope = await someProduct(manager, { price: '3.00' });
  await signIn(page, customer);
  await putInBasket(page, rope);
  await place(page, 'Basket').click();
  await assertSums(summary(page), [['3.00', 1]]);
  const quotes = '**/api/v1/orders/quote';
  await page.route(quotes, (route) => route.fulfill({
    status: 503, contentType: 'application/problem+json', body: '{"status":503,"code":"unavailable","title":"Unavailable","detail":"Try again later."}',
  }));
  await pieces(page, rope).fill('5');
  await seen(summary(page).getByText('The service is briefly unavailable.'));
  assert.deepEqual(await sumsIn(summary(page)), {});
  await page.unroute(quotes);
  await pieces(page, rope).fill('4');
  await assertSums(summary(page), [['3.00', 4]]);
}, { outage: true });

inBrowser('nobody finds in the form what somebody else has typed', async (page) => {
  const nut = await someProduct(manager);
  const [first, second] = [await someone('customer'), await someone('customer')];
  await signIn(page, first);
  await putInBasket(page, nut);
  await place(page, 'Basket').click();
  await fillAddress(page);
  await field(page, 'Notes').fill('The key is under the mat');
  const other = await page.context().newPage();
  await other.goto('/#/profile');
  await button(other, 'Sign out').click();
  await seen(heading(other, 'Sign in'));
  await seen(link(page, 'Sign in to order'));
  await signIn(other, second);
  await seen(button(page, 'Place order'));
  for (const label of ['Street and number', 'City', 'Notes'])
    assert.equal(await field(page, label).inputValue(), '', label);
});

inBrowser('an order that does not fit into the basket says so', async (page) => {
  const { id } = await placed(customer, [[await someProduct(manager), 1]]);
  await signIn(page, customer);
  await page.evaluate(() => localStorage.setItem('orderd.basket', JSON.stringify(
    Array.from({ length: 1000 }, (_, i) => ({ product_id: 10 ** 12 + i, quantity: 1 })))));
  await page.goto(`/#/orders/${id}`);
  await page.reload();
  await button(page, 'Order again').click();
  await seen(page.getByText('An order holds at most 1,000 products; 1 was left out.'));
}, { outage: true });

inBrowser('what is put together is kept as a draft, changed, and placed at the prices of that day', async (page) => {
  const [buyer, thing] = [await someone(), await someProduct(manager, { price: '10.00', stock: 9 })];
  await putInBasket(page, thing, 2);
  await signIn(page, buyer, '/order');
  await fillAddress(page);
  await button(page, 'Save as draft').click();
  await seen(page.getByText(/^Draft ORD-\S+ is saved\.$/), page.getByRole('main').getByText('Draft', { exact: true }).first());
  await gone(place(page, 'Basket').getByText('pieces'));
  assert.deepEqual(await stockOf(thing), { on_hand: 9, reserved: 0 });
  await button(page, 'Change quantities').click();
  await field(page, thing.name).fill('3');
  await button(dialog(page), 'Change quantities').click();
  await seen(page.getByText('The draft is changed.'));
  await eventually(async () => assert.equal((await sumsIn(totals(page))).Total, '$42.40'));
  assertStatus(await manager.patch(`/products/${thing.id}`, { price: '20.00' }), 200);
  await button(page, 'Place order').click();
  await seen(dialog(page).getByRole('cell', { name: '$74.80' }).first());
  await assertAccessible(page);
  await button(dialog(page), 'Place').click();
  await seen(page.getByText('Thank you: the order is placed.'), page.getByRole('main').getByText('Pending', { exact: true }).first());
  await eventually(async () => assert.equal((await sumsIn(totals(page))).Total, '$74.80'));
  assert.deepEqual(await stockOf(thing), { on_hand: 9, reserved: 3 });
});

inBrowser('a draft says why it can’t be placed, is found among one’s orders, and deleted', async (page) => {
  const [buyer, thing] = [await someone(), await someProduct(manager, { stock: 1 })];
  const draft = await placed(buyer, [[thing, 2]], { status: 'draft' });
  await signIn(page, buyer, '/orders?status=draft');
  await link(page, draft.order_number).click();
  await seen(page.getByText(`Too little in stock: ${thing.sku}.`));
  await gone(button(page, 'Place order'));
  await button(page, 'Delete the draft').click();
  await button(dialog(page), 'Delete order').click();
  await seen(page.getByText('The draft is deleted.'), heading(page, 'My orders'));
  await gone(link(page, draft.order_number));
});
