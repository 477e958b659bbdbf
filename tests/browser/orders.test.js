// Orders as each role sees them, and what each may do with them on the page.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { someDepartment, someone } from '../api/support/people.js';
import { assertStockAddsUp, placed, someProduct } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import { button, heading, link, place, signIn } from './support/steps.js';
import { assertTexts, gone, seen } from './support/waiting.js';

let manager, customer, thing;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone('customer', { name: 'Peter Parker' })]);
  thing = await someProduct(manager);
});

const numbers = (page) => page.getByRole('table', { name: 'Orders' }).getByRole('rowheader');
const assertOrders = (page, ...orders) => assertTexts(numbers(page), orders.map((order) => order.order_number));
const search = (page) => page.getByRole('searchbox', { name: 'Search orders' });
/** Its status, beside its number. */
const status = (page, word) => page.getByRole('main').getByText(word, { exact: true }).first();

inBrowser('a customer finds their own orders by number and status, and no others', async (page) => {
  const mine = await someone('customer');
  const older = await placed(mine, [[thing, 1]]);
  const newer = await placed(mine, [[thing, 2]]);
  await placed(customer, [[thing, 1]]);
  assertStatus(await mine.post(`/orders/${older.id}/cancel`, {}), 200);
  await signIn(page, mine, '/orders');
  await assertOrders(page, newer, older);
  await seen(page.getByText('2 orders'));
  await gone(page.getByRole('navigation', { name: 'Whose orders' }));
  await page.getByLabel('Status').selectOption('Cancelled');
  await assertOrders(page, older);
  await page.getByLabel('Status').selectOption('Any status');
  await search(page).fill(newer.order_number);
  await assertOrders(page, newer);
  await page.reload();
  await assertOrders(page, newer);
  await link(page, newer.order_number).click();
  await seen(heading(page, newer.order_number), button(page, 'Cancel order'));
  await gone(button(page, 'Confirm'));
});

inBrowser('a manager finds anyone’s order and confirms it', async (page) => {
  const wanted = await placed(customer, [[thing, 1]]);
  await signIn(page, manager, '/orders');
  await link(page, 'Everyone’s').click();
  await seen(heading(page, 'Orders'), page.getByRole('columnheader', { name: 'Customer' }));
  await search(page).fill(wanted.order_number);
  await assertOrders(page, wanted);
  await seen(page.getByRole('cell', { name: 'Peter Parker' }));
  await link(page, wanted.order_number).click();
  await seen(status(page, 'Pending'));
  await button(page, 'Confirm').click();
  await button(page.getByRole('dialog'), 'Confirm').click();
  await seen(page.getByText(`${wanted.order_number}: Confirm. Done.`), status(page, 'Confirmed'));
  await gone(button(page, 'Confirm'));
  const { status: now } = assertStatus(await customer.get(`/orders/${wanted.id}`), 200).body;
  assert.equal(now, 'confirmed');
});

inBrowser('a manager ships an order with carrier and tracking number, and it is delivered', async (page) => {
  const part = await someProduct(manager, { stock: 7 });
  const wanted = await placed(customer, [[part, 3]]);
  assertStatus(await manager.post(`/orders/${wanted.id}/confirm`, {}), 200);
  await signIn(page, manager, `/orders/${wanted.id}`);
  await button(page, 'Ship').click();
  const dialog = page.getByRole('dialog', { name: 'Ship this order?' });
  await dialog.getByLabel('Carrier').fill('Pony Express');
  await dialog.getByLabel('Tracking number').fill('PX-1860');
  await dialog.getByRole('button', { name: 'Ship' }).click();
  await seen(status(page, 'Shipped'), page.getByText('Pony Express'), page.getByText('3 of 3 shipped'));
  assert.deepEqual(await assertStockAddsUp(part), { on_hand: 4, reserved: 0 });
  await button(page, 'Mark delivered').click();
  await seen(status(page, 'Delivered'));
});

inBrowser('staff see their department’s orders, which wait above its threshold', async (page) => {
  const [ours, theirs] = await Promise.all([someDepartment({ threshold: '15.00' }), someDepartment()]);
  const [staff, colleague, stranger] = await Promise.all(
    [ours, ours, theirs].map((department) => someone('staff', { department })));
  const hers = await placed(colleague, [[thing, 2]]);
  await placed(stranger, [[thing, 1]]);
  await signIn(page, staff, '/orders');
  await seen(page.getByText('No orders yet'));
  await link(page, 'Department').click();
  await assertOrders(page, hers);
  await seen(page.getByRole('cell', { name: 'Pending approval' }));
  assert.equal(await link(page, 'Everyone’s').count(), 0);
  await link(page, hers.order_number).click();
  await seen(heading(page, hers.order_number));
  await gone(button(page, 'Approve'), button(page, 'Confirm'));
});

inBrowser('cancelling asks first, and a no changes nothing', async (page) => {
  const kept = await placed(customer, [[thing, 1]]);
  await signIn(page, customer, `/orders/${kept.id}`);
  await seen(heading(page, kept.order_number));
  const sent = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  const dialog = page.getByRole('dialog', { name: 'Cancel this order?' });
  for (const no of [() => page.keyboard.press('Escape'), () => button(dialog, 'Keep it').click()]) {
    await button(page, 'Cancel order').click();
    await seen(dialog);
    await no();
    await gone(dialog);
  }
  await place(page, 'My orders').click();
  await seen(page.getByRole('row').filter({ hasText: kept.order_number }).getByText('Pending', { exact: true }));
  assert.deepEqual(sent, []);
});

inBrowser('an order that someone changed meanwhile is looked at again first', async (page) => {
  const moved = await placed(customer, [[thing, 1]]);
  await signIn(page, customer, `/orders/${moved.id}`);
  await seen(status(page, 'Pending'));
  await button(page, 'Cancel order').click();
  await seen(page.getByRole('dialog')); // the page follows what others do; who is asked has seen what it was
  assertStatus(await manager.post(`/orders/${moved.id}/confirm`, {}), 200);
  await button(page.getByRole('dialog'), 'Cancel order').click();
  await seen(page.getByRole('alert').getByText('The order changed in the meantime.'), status(page, 'Confirmed'));
});

inBrowser('a list of many orders is turned over', async (page) => {
  const regular = await someone('customer');
  const orders = [];
  for (let i = 0; i < 21; i++) orders.unshift(await placed(regular, [[thing, 1]]));
  await signIn(page, regular);
  await place(page, 'My orders').click();
  await assertOrders(page, ...orders.slice(0, 20));
  await page.getByRole('link', { name: 'Next page' }).click();
  await assertOrders(page, orders[20]);
});

inBrowser('what is left of an order that left in part is shipped', async (page) => {
  const { id, items: [{ id: line }] } = await placed(customer, [[thing, 3]]);
  assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  assertStatus(await manager.post(`/orders/${id}/shipments`, { items: [{ order_line_id: line, quantity: 1 }] }), 201);
  await signIn(page, manager, `/orders/${id}`);
  await seen(status(page, 'Partially shipped'));
  await button(page, 'Ship').click();
  await page.getByRole('dialog', { name: 'Ship this order?' }).getByRole('button', { name: 'Ship' }).click();
  await seen(status(page, 'Shipped'));
});

inBrowser('a question goes with the page that asked it', async (page) => {
  const { id } = await placed(customer, [[thing, 1]]);
  await signIn(page, customer, '/orders');
  await page.goto(`/#/orders/${id}`);
  await button(page, 'Cancel order').click();
  const dialog = page.getByRole('dialog', { name: 'Cancel this order?' });
  await seen(dialog);
  await page.goBack();
  await seen(heading(page, 'My orders'));
  await gone(dialog);
  assert.equal(assertStatus(await customer.get(`/orders/${id}`), 200).body.status, 'pending');
});
