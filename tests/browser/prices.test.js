// What an order costs, changed at the desk: a discount and prices by hand, and what became dearer meanwhile.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { someDepartment, someone } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, dialog, field, signIn } from './support/steps.js';
import { eventually, gone, seen } from './support/waiting.js';

let manager, customer, thing;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone('customer')]);
  thing = await someProduct(manager, { price: '10.00', stock: 1000 });
});

const now = async ({ id }) => assertStatus(await manager.get(`/orders/${id}`), 200).body;

/** The sums of the open form, as [now, then] by their names. */
async function newSums(page) {
  const rows = await dialog(page).getByRole('status', { name: 'What the order would come to' }).getByRole('row').all();
  const texts = rows.slice(1).map(async (row) => [await row.getByRole('rowheader').innerText(), await row.getByRole('cell').allInnerTexts()]);
  return Object.fromEntries(await Promise.all(texts));
}
const assertNewSums = (page, expected) =>
  eventually(async () => {
    const sums = await newSums(page);
    for (const [name, pair] of Object.entries(expected)) assert.deepEqual(sums[name], pair, name);
  });

inBrowser('a manager takes something off, sees what it comes to before, and takes it back', async (page) => {
  const order = await placed(customer, [[thing, 5]]); // 50.00, 4.00 tax, 10.00 shipping
  await signIn(page, manager, `/office/orders/${order.id}`);
  const desk = page.getByRole('region', { name: 'Sums' });
  await desk.getByRole('button', { name: 'Discount by hand' }).click();
  await field(dialog(page), 'Per cent').fill('10');
  await assertNewSums(page, { Discount: ['$0.00', '-$5.00'], Tax: ['$4.00', '$3.60'], Total: ['$64.00', '$58.60'] });
  assert.equal((await now(order)).discount, 0, 'nothing was done yet');
  await button(dialog(page), 'Discount by hand').click();
  await seen(dialog(page).getByText('Please fill this in.').first()); // the reason
  await field(dialog(page), 'Reason').fill('Came late');
  await assertAccessible(page);
  await button(dialog(page), 'Discount by hand').click();
  await seen(desk.getByText('Discount (Came late)'));
  const made = await now(order);
  assert.deepEqual([made.discount, made.discount_reason, made.total], [5, 'Came late', 58.6]);

  await desk.getByRole('button', { name: 'Discount by hand' }).click();
  assert.equal(await field(dialog(page), 'Reason').inputValue(), 'Came late');
  await field(dialog(page), 'Take off').selectOption('Nothing any more');
  await assertNewSums(page, { Discount: ['-$5.00', '$0.00'], Total: ['$58.60', '$64.00'] });
  await button(dialog(page), 'Discount by hand').click();
  await gone(desk.getByText('Discount (Came late)'));
  assert.equal((await now(order)).total, 64);
});

inBrowser('a manager sets the price of a line, with a reason; what is wrong stands beside its field', async (page) => {
  const [one, other] = [await someProduct(manager, { price: '10.00' }), await someProduct(manager, { price: '5.00' })];
  const order = await placed(customer, [[one, 2], [other, 2]]); // 30.00, 2.40, 10.00
  await signIn(page, manager, `/office/orders/${order.id}`);
  const desk = page.getByRole('region', { name: 'Lines' }).first();
  await desk.getByRole('button', { name: 'Change prices' }).click();
  await field(dialog(page), other.name).fill('9999999999');
  await field(dialog(page), 'Reason').fill('Agreed');
  await button(dialog(page), 'Change prices').click();
  await eventually(async () => assert.equal(await field(dialog(page), other.name).getAttribute('aria-invalid'), 'true'));
  await field(dialog(page), other.name).fill('4.50');
  await assertNewSums(page, { Subtotal: ['$30.00', '$29.00'], Total: ['$42.40', '$41.32'] });
  await assertAccessible(page);
  await button(dialog(page), 'Change prices').click();
  await seen(desk.getByText('by hand, instead of $5.00: Agreed'));
  const made = await now(order);
  assert.deepEqual(made.items.map((line) => [line.unit_price, line.catalogue_price]), [[10, null], [4.5, 5]]);
  assert.equal(made.total, 41.32);
});

inBrowser('where prices rose meanwhile the difference is shown, and accepted or not', async (page) => {
  const [gone_, one] = [await someProduct(manager, { price: '1.00' }), await someProduct(manager, { price: '10.00' })];
  const order = await placed(customer, [[gone_, 1], [one, 2]]);
  assertStatus(await manager.patch(`/products/${one.id}`, { price: '12.00' }), 200);
  await signIn(page, manager, `/office/orders/${order.id}`);
  const change = async () => {
    await button(dialog(page), 'Change quantities').click();
    const question = page.getByRole('dialog', { name: 'Prices have changed' });
    await seen(question);
    assert.deepEqual(await question.getByRole('row').nth(1).getByRole('cell').allInnerTexts(), ['$10.00', '$12.00', '$6.00']);
    return question;
  };
  await button(page, 'Change quantities').click();
  await field(dialog(page), gone_.name).fill('0'); // it is not sent, and shifts the other
  await field(dialog(page), one.name).fill('3');
  await assertAccessible(page);
  await button(await change(), 'Back to the quantities').click();
  await eventually(async () => assert.equal(await field(dialog(page), one.name).getAttribute('aria-invalid'), 'true'));
  assert.equal(await field(dialog(page), gone_.name).getAttribute('aria-invalid'), null);
  assert.deepEqual((await now(order)).items.map(({ quantity }) => quantity), [1, 2]);
  const question = await change();
  await assertAccessible(page);
  await button(question, 'Accept these prices').click();
  await seen(page.getByText(`${order.order_number}: Change quantities. Done.`));
  assert.deepEqual((await now(order)).items.map((line) => [line.quantity, line.unit_price]), [[3, 12]]);
});

inBrowser('prices and discounts by hand are not for staff', async (page) => {
  const department = await someDepartment();
  const staff = await someone('staff', { department });
  const order = await placed(staff, [[thing, 1]]);
  await signIn(page, staff, `/office/orders/${order.id}`);
  await seen(button(page, 'Change quantities'));
  await button(page, 'All actions').click();
  await gone(page.getByRole('menuitem', { name: 'Change prices' }), page.getByRole('menuitem', { name: 'Discount by hand' }), button(page, 'Change prices'));
});
