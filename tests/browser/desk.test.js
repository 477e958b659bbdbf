// One order at the back office: what can be done with it, in what order one comes to it, and what others do.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { someDepartment, someone } from '../api/support/people.js';
import { key, paid } from '../api/support/payments.js';
import { assertStockAddsUp, placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, dialog, field, heading, link, signIn } from './support/steps.js';
import { eventually, gone, seen } from './support/waiting.js';

let manager, customer, thing;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone('customer', { name: 'Peter Parker' })]);
  thing = await someProduct(manager, { price: '10.00', stock: 1000 });
});

const confirmed = async (quantity = 1) => {
  const order = await placed(customer, [[thing, quantity]]);
  return assertStatus(await manager.post(`/orders/${order.id}/confirm`, {}), 200).body;
};
const now = async ({ id }) => assertStatus(await manager.get(`/orders/${id}`), 200).body;
const paymentsOf = async ({ id }) => assertStatus(await manager.get(`/orders/${id}/payments`), 200).body.data;
/** Of the first product: ordered, shipped, returned, left. */
const figures = async (page) =>
  (await page.getByRole('region', { name: 'Lines' }).last().getByRole('row').nth(1).getByRole('cell').allInnerTexts()).slice(0, 4).map(Number);
const assertFigures = (page, ...expected) => eventually(async () => assert.deepEqual(await figures(page), expected));

inBrowser('an order is confirmed with a note for staff and one for the customer', async (page) => {
  const order = await placed(customer, [[thing, 2]]);
  await signIn(page, manager, `/office/orders/${order.id}`);
  await seen(heading(page, order.order_number), page.getByRole('region', { name: 'Customer' }).getByText('Peter Parker'));
  await button(page, 'Confirm').click();
  await seen(dialog(page).getByText(`A mail goes to ${customer.email}: `));
  await field(page, 'Note').fill('Checked by phone');
  await field(page, 'Note to the customer').fill('Thank you, Peter');
  await button(dialog(page), 'Confirm').click();
  await seen(page.getByText(`${order.order_number}: Confirm. Done.`), page.getByText('Checked by phone'), page.getByText('Thank you, Peter'), button(page, 'Ship'));
  await assertAccessible(page);
  const { data } = assertStatus(await customer.get(`/orders/${order.id}/history`), 200).body;
  assert.deepEqual([data.at(-1).note, data.at(-1).customer_note], [null, 'Thank you, Peter']);
});

inBrowser('what can’t be done says why, and nothing is sent', async (page) => {
  const order = await confirmed();
  await signIn(page, manager, `/office/orders/${order.id}`);
  await button(page, 'All actions').click();
  const { data } = assertStatus(await manager.get(`/orders/${order.id}/actions`), 200).body;
  const refused = data.find(({ action }) => action === 'approve');
  const item = page.getByRole('menuitem', { name: 'Approve' });
  await seen(item.getByText(refused.detail));
  assert.equal(await item.getAttribute('aria-disabled'), 'true');
  await item.click({ force: true });
  assert.equal(await dialog(page).count(), 0);
  await page.keyboard.press('Escape');
  await page.getByLabel('Language').selectOption('Deutsch');
  await page.getByRole('button', { name: 'Alle Aktionen' }).click();
  await seen(page.getByText('Der Status der Bestellung lässt das nicht zu: Bestätigt.').first());
});

inBrowser('an order leaves in parts with carrier and tracking number, and some of it comes back', async (page) => {
  const product = await someProduct(manager, { price: '10.00', stock: 9 });
  const { id, order_number: number } = await placed(customer, [[product, 5]]);
  assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  await paid(customer, id, {}, key());
  await signIn(page, manager, `/office/orders/${id}`);
  await button(page, 'Ship').click();
  await field(page, product.name).fill('6');
  await button(dialog(page), 'Ship').click();
  await seen(page.getByText('At most 5.').first());
  await field(page, product.name).fill('2');
  await field(page, 'Carrier').fill('Pony Express');
  await field(page, 'Tracking number').fill('PX-1860');
  await assertAccessible(page);
  await button(dialog(page), 'Ship').click();
  await seen(page.getByText('Partially shipped').first(), page.getByText('PX-1860').first());
  await assertFigures(page, 5, 2, 0, 3);
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 7, reserved: 3 });

  await button(page, 'All actions').click();
  await page.getByRole('menuitem', { name: 'Take pieces back' }).click();
  await field(page, product.name).fill('1');
  await field(page, 'Reason').fill('Too small');
  await button(dialog(page), 'Take pieces back').click();
  await assertFigures(page, 5, 2, 1, 3);
  await seen(page.getByText('Too small').first());
  await eventually(async () => assert.equal((await now({ id })).payment_status, 'partially_refunded', number));
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 8, reserved: 3 });
});

inBrowser('what is authorised is captured, and given back in part', async (page) => {
  const order = await confirmed(2);
  await paid(customer, order.id, { capture: false }, key());
  await signIn(page, manager, `/office/orders/${order.id}`);
  await button(page, 'Capture').click();
  await button(dialog(page), 'Capture').click();
  await seen(page.getByText(`${order.order_number}: Capture. Done.`));
  await page.getByRole('region', { name: 'Payments' }).getByRole('button', { name: 'Refund' }).click();
  await field(page, 'Amount').fill('5.50');
  await field(page, 'Reason').fill('Late');
  await button(dialog(page), 'Refund').click();
  await seen(page.getByText(`${order.order_number}: Refund. Done.`));
  await eventually(async () => assert.equal((await paymentsOf(order))[0].refunded_amount, 5.5));
});

inBrowser('a return that is asked for is received or rejected', async (page) => {
  const order = await confirmed(3);
  assertStatus(await manager.post(`/orders/${order.id}/shipments`, {}), 201);
  const asks = async (quantity) =>
    assertStatus(await customer.post(`/orders/${order.id}/returns`, { items: [{ product_id: thing.id, quantity }], reason: 'Broken' }), 201);
  await asks(2);
  await signIn(page, manager, `/office/orders/${order.id}`);
  const desk = page.getByRole('region', { name: 'Returns' });
  await desk.getByRole('button', { name: 'Receive the return' }).click();
  await field(page, thing.name).fill('1');
  await page.getByLabel('What is missing is not coming any more').check();
  await button(dialog(page), 'Receive the return').click();
  await seen(desk.getByText('Received'), desk.getByText('Closed'));
  await assertFigures(page, 3, 3, 1, 0);
  await asks(1);
  await desk.getByRole('button', { name: 'Reject the return' }).click();
  await field(page, 'Note').fill('Not ours');
  await button(dialog(page), 'Reject the return').click();
  await seen(desk.getByText('Rejected'));
  await assertFigures(page, 3, 3, 1, 0);
});

inBrowser('of two managers at one order the second sees the change, and decides', async (page, { another }) => {
  const order = await confirmed();
  await signIn(page, manager, `/office/orders/${order.id}`);
  await button(page, 'All actions').click();
  await page.getByRole('menuitem', { name: 'Cancel order' }).click();
  await field(page, 'Note').fill('No longer wanted');
  const other = await another();
  await signIn(other, manager, `/office/orders/${order.id}`);
  await button(other, 'All actions').click();
  await other.getByRole('menuitem', { name: 'Start processing' }).click();
  await button(dialog(other), 'Start processing').click();
  await seen(page.getByRole('main').getByText('Processing', { exact: true }).first()); // behind the open form
  await button(dialog(page), 'Cancel order').click();
  await seen(page.getByText(`Somebody changed ${order.order_number} meanwhile`), page.getByText(/You saw: Confirmed.*It is now: Processing/));
  assert.equal((await now(order)).status, 'processing');
  await button(page, 'Cancel order all the same').click();
  await seen(page.getByText(`${order.order_number}: Cancel order. Done.`));
  assert.equal((await now(order)).status, 'cancelled');
});

inBrowser('internal notes say who reads them, and no customer gets them', async (page, { another }) => {
  const order = await confirmed();
  await signIn(page, manager, `/office/orders/${order.id}`);
  await button(page, 'Edit notes').click();
  await field(page, 'Internal notes').fill('<img src=x onerror=alert(1)> watch out');
  await seen(dialog(page).getByText('Only staff and managers of this shop read them; customers never do.'));
  await button(dialog(page), 'Edit notes').click();
  await seen(page.getByText('<img src=x onerror=alert(1)> watch out'));
  const theirs = await another();
  await signIn(theirs, customer, `/orders/${order.id}`);
  await seen(heading(theirs, order.order_number));
  await gone(theirs.getByText('watch out'));
  await theirs.goto(`/#/office/orders/${order.id}`);
  await seen(heading(theirs, 'Not found'));
});

inBrowser('K and J lead through the list it was opened from, and back to it', async (page) => {
  const buyer = await someone('customer');
  const orders = [];
  for (let i = 0; i < 3; i++) orders.unshift(await placed(buyer, [[thing, 1]]));
  await signIn(page, manager, `/office/orders?search=${encodeURIComponent(buyer.email)}`);
  await link(page, orders[1].order_number).click();
  await seen(heading(page, orders[1].order_number));
  await page.keyboard.press('j');
  await seen(heading(page, orders[2].order_number));
  await page.keyboard.press('k');
  await seen(heading(page, orders[1].order_number));
  await link(page, 'Previous order').click();
  await seen(heading(page, orders[0].order_number));
  await page.goBack();
  await seen(heading(page, 'Orders'), link(page, orders[0].order_number));
});

inBrowser('staff see why an order of theirs is not theirs to confirm', async (page) => {
  const department = await someDepartment();
  const staff = await someone('staff', { department });
  const order = await placed(staff, [[thing, 1]]);
  await signIn(page, staff, `/office/orders/${order.id}`);
  await seen(heading(page, order.order_number));
  await button(page, 'All actions').click();
  assert.equal(await page.getByRole('menuitem', { name: /^Confirm/ }).getAttribute('aria-disabled'), 'true');
  assert.equal(await button(page, 'Confirm').count(), 0);
});

/** An order of a department above its threshold. */
async function awaiting() {
  const department = await someDepartment({ threshold: '15.00', budget: '5000.00' });
  const staff = await someone('staff', { department });
  return { department, order: await placed(staff, [[thing, 2]]) };
}

inBrowser('what waits for approval is approved and rejected with a note, with the budget in sight', async (page) => {
  const [one, other] = [await awaiting(), await awaiting()];
  await signIn(page, manager, `/office/approvals?search=${one.order.order_number}`);
  const row = (order) => page.getByRole('row').filter({ hasText: order.order_number });
  await seen(heading(page, 'Approvals'), page.getByText('1 order waits'));
  await seen(row(one.order).getByText(one.department.name), row(one.order).getByText('$15.00'), row(one.order).getByText(/left of \$5,000\.00/));
  await assertAccessible(page);
  await button(page, `Approve: ${one.order.order_number}`).click();
  await field(page, 'Note').fill('Within the plan');
  await button(dialog(page), 'Approve').click();
  await seen(page.getByText(`${one.order.order_number}: Approve. Done.`), page.getByText('no longer in this list'));
  assert.equal((await now(one.order)).status, 'confirmed');
  await page.goto(`/#/office/approvals?search=${other.order.order_number}`);
  await link(page, other.order.order_number).focus();
  await page.keyboard.press('r');
  await field(page, 'Note to the customer').fill('Too dear');
  await button(dialog(page), 'Reject').click();
  await seen(page.getByText(`${other.order.order_number}: Reject. Done.`));
  assert.equal((await now(other.order)).status, 'rejected');
});

const lane = (page, status) => page.getByRole('region', { name: new RegExp(`^${status} `) });
const card = (part, { order_number: number }) => part.getByRole('listitem').filter({ hasText: number });

inBrowser('on the board an order is dragged where it may go; where not, it says why and stays', async (page) => {
  const order = await confirmed(2);
  await signIn(page, manager, '/office/board');
  await seen(heading(page, 'Order board'), card(lane(page, 'Confirmed'), order));
  await card(lane(page, 'Confirmed'), order).dragTo(lane(page, 'Pending'));
  await seen(page.getByRole('alert').getByText(`${order.order_number} can’t go from Confirmed to Pending.`), card(lane(page, 'Confirmed'), order));
  await card(lane(page, 'Confirmed'), order).dragTo(lane(page, 'Processing'));
  await seen(card(lane(page, 'Processing'), order));
  assert.equal((await now(order)).status, 'processing');
  await card(lane(page, 'Processing'), order).dragTo(lane(page, 'Shipped'), { targetPosition: { x: 40, y: 20 } }); // messages lie over its middle
  await field(page, thing.name).fill('1');
  await button(dialog(page), 'Ship').click();
  await seen(card(lane(page, 'Partially shipped'), order));
});

inBrowser('on the board an order is moved by keys, and what others do shows', async (page) => {
  const order = await placed(customer, [[thing, 1]]);
  await signIn(page, manager, '/office/board');
  await link(page, order.order_number).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await seen(card(lane(page, 'Confirmed'), order));
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), order.order_number));
  await page.keyboard.press('m');
  await seen(dialog(page).getByText(/does not allow/).first(), button(dialog(page), 'Ship'));
  await page.keyboard.press('Escape');
  await gone(dialog(page));
  assertStatus(await manager.put(`/orders/${order.id}/status`, { status: 'processing' }), 200);
  await seen(card(lane(page, 'Processing'), order));
  await assertAccessible(page);
});
