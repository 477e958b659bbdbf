// Every page under axe, at 1280 and at 360 px, light and dark.
// SPDX-License-Identifier: MIT
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { someone } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, heading, link, pieces, place, product, putInBasket, signIn } from './support/steps.js';
import { assertFocused, gone, seen } from './support/waiting.js';

let manager, customer, lamp, order;
before(async () => {
  manager = await someone('manager');
  customer = await someone('customer', { first_name: 'Wilhelmina', last_name: 'Wolfeschlegelsteinhausenbergerdorff' });
  lamp = await someProduct(manager, { name: 'A lamp with an uncommonly long name, for the narrow screen’s sake', price: '12345.67', stock: 3 });
  order = await placed(customer, [[lamp, 1]], { customer_notes: 'Ring twice' });
  assertStatus(await manager.post(`/orders/${order.id}/confirm`, {}), 200);
});

inBrowser('signing in and registering, with and without errors', async (page) => {
  await page.goto('/#/sign-in');
  await seen(heading(page, 'Sign in'));
  await assertAccessible(page);
  await page.goto('/#/register');
  await button(page, 'Create account').click();
  await assertFocused(page.getByLabel('E-mail'));
  await assertAccessible(page);
});

inBrowser('the catalogue and a product', async (page) => {
  await putInBasket(page, lamp);
  await assertAccessible(page);
  await page.goto(`/#/products/${lamp.id}`);
  await seen(heading(page, lamp.name));
  await assertAccessible(page);
  await page.goto('/#/?search=nothing+of+the+kind');
  await seen(page.getByText('Nothing fits'));
  await assertAccessible(page);
});

inBrowser('the basket, with a line that is short, and with an address to fill in', async (page) => {
  await putInBasket(page, lamp);
  await place(page, 'Basket').click();
  await seen(link(page, 'Sign in to order'));
  await gone(page.locator('.stale'));
  await assertAccessible(page);
  await signIn(page, customer, '/order');
  await pieces(page, lamp).fill('9');
  await seen(product(page, lamp).getByText('Only 2 available.'));
  await page.getByLabel('Send the bill to another address').check();
  await gone(page.locator('.stale')); // the sums are asked for again
  await assertAccessible(page);
});

inBrowser('orders, one of them, and the question before it is cancelled', async (page) => {
  await signIn(page, customer, '/orders');
  await seen(link(page, order.order_number));
  await assertAccessible(page);
  await link(page, order.order_number).click();
  await seen(heading(page, order.order_number), page.getByRole('region', { name: 'History' }).getByRole('listitem').first());
  await assertAccessible(page);
  await page.goto(`/#/order/placed/${order.id}`);
  await seen(heading(page, 'Thank you'));
  await assertAccessible(page);
  await page.goto(`/#/orders/${order.id}`);
  await button(page, 'Cancel order').click();
  await seen(page.getByRole('dialog'));
  await assertAccessible(page);
});

inBrowser('the profile, and everyone’s orders', async (page) => {
  await signIn(page, manager, '/profile');
  await seen(page.getByText('This one'));
  await button(page, 'Change names').click();
  await assertAccessible(page);
  await page.goto(`/#/orders?scope=all&search=${order.order_number}`);
  await seen(link(page, order.order_number));
  await assertAccessible(page);
});
