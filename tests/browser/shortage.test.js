// What a basket says when it can't be had as it stands: at the line that is in the way.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { count } from '../api/support/database.js';
import { someone } from '../api/support/people.js';
import { assertStockAddsUp, placed, someProduct } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import {
  button, description, dollars, fillAddress, heading, order, pieces, place, product, putInBasket, signIn, sumsIn, sumsOf,
} from './support/steps.js';
import { eventually, gone, seen } from './support/waiting.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone('customer')]);
});

const summary = (page) => page.getByRole('complementary', { name: 'Summary' });

inBrowser('a line that is short says what there is, and takes it', async (page) => {
  const few = await someProduct(manager, { stock: 3, price: '5.00' });
  const many = await someProduct(manager);
  await signIn(page, customer);
  await putInBasket(page, few, 4);
  await putInBasket(page, many);
  await place(page, 'Basket').click();
  const line = product(page, few);
  await seen(line.getByText('Only 3 available.'), summary(page).getByText('Change the marked products first.'));
  assert.equal(await pieces(page, few).getAttribute('aria-invalid'), 'true');
  assert.match(await description(pieces(page, few)), /^Only 3 available\./);
  assert.equal(await pieces(page, many).getAttribute('aria-invalid'), null);

  await button(line, 'Take 3').click();
  await gone(line.getByText('Only 3 available.'), summary(page).getByText('Change the marked products first.'));
  await eventually(async () => assert.deepEqual(await sumsIn(summary(page)), sumsOf([['5.00', 3], ['10.00', 1]])));
});

inBrowser('bought away meanwhile: nothing is ordered, each short line says so, the rest can be', async (page) => {
  const [gonest, less, plenty] = await Promise.all([2, 6, 50].map((stock) => someProduct(manager, { stock })));
  await signIn(page, customer);
  for (const wanted of [gonest, less, plenty]) await putInBasket(page, wanted, 2);
  await place(page, 'Basket').click();
  await fillAddress(page);
  await seen(summary(page).getByText(sumsOf([['10.00', 6]]).Total));
  await placed(manager, [[gonest, 2], [less, 5]]);
  await button(page, 'Place order').click();

  await seen(page.getByRole('alert').getByText('Nothing was ordered: some products are short.'));
  await seen(product(page, gonest).getByText('Out of stock'), product(page, less).getByText('Only 1 available.'));
  await gone(product(page, plenty).getByText(/available|Out of stock/));
  assert.equal(await count('orders WHERE user_id = $1', customer.id), 0);
  assert.deepEqual(await assertStockAddsUp(plenty), { on_hand: 50, reserved: 0 });

  await button(product(page, gonest), `Remove ${gonest.name}`).click();
  await button(product(page, less), 'Take 1').click();
  await order(page);
  assert.deepEqual(await assertStockAddsUp(less), { on_hand: 6, reserved: 6 });
  assert.deepEqual(await assertStockAddsUp(plenty), { on_hand: 50, reserved: 2 });
});

inBrowser('a product no longer sold, and a new price, are seen before ordering', async (page) => {
  const old = await someProduct(manager);
  const dearer = await someProduct(manager, { price: '8.00' });
  await signIn(page, customer);
  await putInBasket(page, old);
  await putInBasket(page, dearer, 2);
  assertStatus(await manager.delete(`/products/${old.id}`), 200);
  assertStatus(await manager.patch(`/products/${dearer.id}`, { price: '9.50' }), 200);
  await place(page, 'Basket').click();
  await eventually(async () => assert.notEqual(await description(pieces(page, old)), ''));
  await button(product(page, old), `Remove ${old.name}`).click();
  await eventually(async () => assert.deepEqual(await sumsIn(summary(page)), sumsOf([['9.50', 2]])));
  await seen(product(page, dearer).getByText(dollars('9.50')), product(page, dearer).getByText(dollars('19.00')));

  await page.goto(`/#/products/${old.id}`);
  await seen(page.getByRole('alert').getByText('Not found'));
});

inBrowser('empty pages say what belongs there and where to go', async (page) => {
  await signIn(page, customer, '/order');
  await seen(heading(page, 'Basket'), page.getByText('Your basket is empty'));
  await page.getByRole('link', { name: 'Browse the catalogue' }).click();
  await seen(heading(page, 'Catalogue'));
  await page.goto('/#/orders?search=ORD-00000000-00000000');
  await seen(page.getByText('No such orders'), page.getByText('0 orders'));
  await page.goto('/#/orders/9223372036854775807');
  await seen(page.getByRole('alert').getByText('Not found'));
  await page.goto('/#/nowhere');
  await seen(page.getByText('There is no such page'));
});
