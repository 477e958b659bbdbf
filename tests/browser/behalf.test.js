// Orders of who works here: for whom they are, and what the department may still spend.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { count, row } from '../api/support/database.js';
import { someDepartment, someEmail, someone, unique } from '../api/support/people.js';
import { ADDRESS, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, field, fillAddress, order, place, putInBasket, signIn } from './support/steps.js';
import { assertFocused, eventually, gone, seen } from './support/waiting.js';

let manager, lamp;
before(async () => {
  manager = await someone('manager');
  lamp = await someProduct(manager, { price: '60.00', stock: 1000 });
});

const summary = (page) => page.getByRole('complementary', { name: 'Summary' });
const placedFor = (number) => row('SELECT customer_id::int AS customer, department_id::int AS department, status FROM orders WHERE order_number = $1', number);

inBrowser('staff order for a customer, and see what the department may still spend', async (page) => {
  const department = await someDepartment({ threshold: '100.00', budget: '500.00' });
  const someCustomer = { first_name: 'Grace', last_name: unique(), email: someEmail(), address: ADDRESS };
  const customer = assertStatus(await manager.post('/customers', someCustomer), 201).body;
  await signIn(page, await someone('staff', { department }));
  await putInBasket(page, lamp);
  await place(page, 'Basket').click();
  const sums = summary(page);
  await seen(sums.getByText('Budget left of $500.00'), sums.getByText('$500.00', { exact: true }), sums.getByText('Needs approval above'), sums.getByText('$100.00', { exact: true }));
  await gone(sums.getByText('A manager approves this order'));
  await page.getByRole('spinbutton', { name: `Quantity of ${lamp.name}` }).fill('2');
  await seen(sums.getByText('A manager approves this order'));

  await field(page, 'Order for').fill(customer.last_name);
  await seen(page.getByRole('option', { name: `Grace ${customer.last_name}` }));
  await assertAccessible(page);
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await field(page, 'Street and number').inputValue(), ADDRESS.street));
  await page.reload();
  await eventually(async () => assert.equal(await field(page, 'Order for').inputValue(), `Grace ${customer.last_name}`));
  await eventually(async () => assert.equal(await field(page, 'Street and number').inputValue(), ADDRESS.street));
  assert.deepEqual(await placedFor(await order(page)), { customer: customer.id, department: department.id, status: 'pending_approval' });
  await putInBasket(page, lamp);
  await place(page, 'Basket').click();
  await seen(sums.getByText('Budget left of $500.00'));
  assert.equal(await field(page, 'Order for').inputValue(), '', 'the next order is for somebody else');
});

inBrowser('who was typed and not chosen is nobody: the order waits for the choice', async (page) => {
  await signIn(page, await someone('staff'));
  await putInBasket(page, lamp);
  await place(page, 'Basket').click();
  await fillAddress(page);
  await field(page, 'Order for').fill(unique());
  await seen(page.getByText('Nothing found'));
  const before = await count('orders');
  await button(page, 'Place order').click();
  await seen(page.getByText('Choose one of the list, or leave this empty.'));
  await assertFocused(field(page, 'Order for'));
  assert.equal(await count('orders'), before);
  await field(page, 'Order for').fill('');
  assert.equal((await placedFor(await order(page))).customer, null);
});

inBrowser('a manager makes the customer while ordering', async (page) => {
  const email = someEmail();
  await signIn(page, manager);
  await putInBasket(page, lamp);
  await place(page, 'Basket').click();
  await button(page, 'New customer').click();
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await field(dialog, 'First name').fill('Ada');
  await field(dialog, 'Last name').fill('Lovelace');
  await field(dialog, 'E-mail').fill(email);
  await button(dialog, 'Create customer').click();
  await eventually(async () => assert.equal(await field(page, 'Order for').inputValue(), 'Ada Lovelace'));
  await fillAddress(page);
  const { customer } = await placedFor(await order(page));
  assert.equal((await row('SELECT email FROM customers WHERE id = $1', customer)).email, email);
});

inBrowser('customers order for themselves, and fetch nothing of it', async (page) => {
  const fetched = [];
  page.on('request', (request) => fetched.push(request.url()));
  await signIn(page, await someone());
  await putInBasket(page, lamp);
  await place(page, 'Basket').click();
  await seen(summary(page).getByText('Total', { exact: true }));
  await gone(field(page, 'Order for'), summary(page).getByText('Budget left'));
  assert.deepEqual(fetched.filter((url) => /behalf|lookup/.test(url)), []);
});
