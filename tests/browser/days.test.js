// Each role's day, from signing in to signing out, by the mouse and again by the keyboard alone, on a wide
// screen and on a narrow one.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { row, value } from '../api/support/database.js';
import { someDepartment, someEmail, someone, unique } from '../api/support/people.js';
import { key, paid } from '../api/support/payments.js';
import { ADDRESS, placed, someProduct, stockOf } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import { HANDS } from './support/hands.js';
import { button, dialog, field, heading, link, pieces, place } from './support/steps.js';
import { eventually, seen } from './support/waiting.js';

const SIZES = { wide: { width: 1280, height: 900 }, narrow: { width: 360, height: 740 } };

let boss, lamp;
before(async () => {
  boss = await someone('manager');
  lamp = await someProduct(boss, { price: '60.00', stock: 1000 });
});

const statusOf = (id) => value('SELECT status FROM orders WHERE id = $1', id);

async function signIn(page, hand, { email, password }) {
  await page.goto('/');
  await hand.goTo('Sign in');
  await hand.type(field(page, 'E-mail'), email);
  await hand.type(field(page, 'Password'), password);
  await hand.press(button(page, 'Sign in'));
  await seen(place(page, 'Profile').or(button(page, 'Menu')).first());
}

async function signOut(page, hand) {
  await hand.goTo('Profile');
  await hand.press(button(page, 'Sign out'));
  await seen(heading(page, 'Sign in'));
}

async function putInBasket(page, hand) {
  await hand.goTo('Catalogue');
  await hand.type(page.getByRole('searchbox'), lamp.sku);
  await seen(pieces(page, lamp));
  await hand.press(button(page, `Add ${lamp.name} to the basket`));
  await seen(page.getByText(`1 × ${lamp.name} added`));
  await hand.goTo('Basket');
}

async function placeIt(page, hand) {
  await hand.press(button(page, 'Place order'));
  await seen(heading(page, 'Thank you'));
  return page.getByText(/^ORD-\d{8}-[0-9A-F]{8}$/).innerText();
}

const DAYS = {
  async customer(page, hand) {
    const person = await someone();
    await signIn(page, hand, person);
    await putInBasket(page, hand);
    for (const [label, text] of [['Street and number', ADDRESS.street], ['Postal code', ADDRESS.postal_code], ['City', ADDRESS.city], ['Country', ADDRESS.country]])
      await hand.type(field(page, label), text);
    const number = await placeIt(page, hand);
    await hand.goTo('My orders');
    await hand.press(link(page, number));
    await seen(heading(page, number));
    await hand.press(button(page, 'Cancel order'));
    await hand.type(field(dialog(page), 'Reason'), 'Bought elsewhere');
    await hand.press(button(dialog(page), 'Cancel order'));
    await seen(page.getByText(`Order ${number} is cancelled.`));
    await signOut(page, hand);
    assert.equal((await row('SELECT status FROM orders WHERE order_number = $1', number)).status, 'cancelled');
  },

  async staff(page, hand) {
    const department = await someDepartment({ budget: '5000.00' });
    const person = await someone('staff', { department });
    const last_name = unique();
    assertStatus(await boss.post('/customers', { first_name: 'Grace', last_name, email: someEmail(), address: ADDRESS }), 201);
    await signIn(page, hand, person);
    await putInBasket(page, hand);
    await hand.type(field(page, 'Order for'), last_name);
    await hand.pick(page.getByRole('option', { name: `Grace ${last_name}` }));
    await eventually(async () => assert.equal(await field(page, 'City').inputValue(), ADDRESS.city));
    const number = await placeIt(page, hand);
    await hand.goTo('Customers');
    await hand.type(page.getByRole('searchbox'), last_name);
    await hand.press(link(page, `Grace ${last_name}`));
    await seen(heading(page, `Grace ${last_name}`));
    await signOut(page, hand);
    const made = await row('SELECT c.last_name, o.department_id::int FROM orders o JOIN customers c ON c.id = o.customer_id WHERE order_number = $1', number);
    assert.deepEqual(made, { last_name, department_id: department.id });
  },

  async manager(page, hand) {
    const person = await someone('manager', { first_name: 'Mara' });
    const buyer = await someone();
    const thing = await someProduct(boss, { price: '10.00', stock: 12 });
    const { id, order_number: number } = await placed(buyer, [[thing, 2]]);
    await paid(buyer, id, {}, key());
    await signIn(page, hand, person);
    await hand.goTo('Home');
    await seen(heading(page, 'Hello, Mara'));
    await hand.goTo('Orders');
    await hand.type(page.getByRole('searchbox'), number);
    await hand.press(link(page, number));
    await hand.press(button(page, 'Confirm'));
    await hand.press(button(dialog(page), 'Confirm'));
    await hand.press(button(page, 'Ship'));
    await hand.type(field(dialog(page), 'Tracking number'), 'PX-1860');
    await hand.press(button(dialog(page), 'Ship'));
    await seen(page.getByText('PX-1860').first());
    await hand.goTo('Products');
    await hand.type(page.getByRole('searchbox'), thing.sku);
    await hand.press(link(page, thing.name));
    await hand.press(button(page, 'Change stock'));
    await hand.type(field(dialog(page), 'Plus or minus'), '+5');
    await hand.type(field(dialog(page), 'Reason'), 'Counted');
    await hand.press(button(dialog(page), 'Change stock'));
    await seen(page.getByText('15 on hand, 0 reserved, 15 available'));
    await hand.goTo('Reports');
    await seen(heading(page, 'Reports'));
    await signOut(page, hand);
    assert.equal(await statusOf(id), 'shipped');
    assert.deepEqual(await stockOf(thing), { on_hand: 15, reserved: 0 });
  },

  async admin(page, hand) {
    const person = await someone('admin');
    const department = await someDepartment();
    const email = someEmail();
    await signIn(page, hand, person);
    await hand.goTo('Users');
    await hand.press(button(page, 'New user'));
    await hand.type(field(dialog(page), 'E-mail'), email);
    await hand.type(field(dialog(page), 'First name'), 'Ada');
    await hand.type(field(dialog(page), 'Password'), 'SecurePass123');
    await hand.press(button(dialog(page), 'Create user'));
    await seen(heading(page, 'Ada'));
    await hand.choose(field(page, 'Department'), department.name);
    await hand.press(button(page, 'Save'));
    await seen(page.getByRole('status').getByText('Saved.'));
    await hand.goTo('Audit log');
    await hand.press(button(page, 'Verify'));
    await seen(page.getByText('Everything agrees with its seals.'));
    await page.keyboard.press('Escape');
    await hand.goTo('System');
    await seen(heading(page, 'System'));
    await signOut(page, hand);
    assert.equal(await value('SELECT department_id::int FROM users WHERE email = $1', email), department.id);
  },
};

for (const [role, day] of Object.entries(DAYS))
  for (const [hand, of] of Object.entries(HANDS))
    for (const [size, viewport] of Object.entries(SIZES))
      inBrowser(`a day, ${role}, ${hand}, ${size}`, async (page) => {
        await page.setViewportSize(viewport);
        await day(page, of(page));
      });
