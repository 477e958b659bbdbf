// What left and what comes back: shipments mended and undone, returns asked for, withdrawn, received, and the money that goes back.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { someone, unique } from '../api/support/people.js';
import { key, paid } from '../api/support/payments.js';
import { assertStockAddsUp, placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, description, dialog, field, heading, signIn } from './support/steps.js';
import { eventually, gone, seen } from './support/waiting.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const now = async ({ id }) => assertStatus(await manager.get(`/orders/${id}`), 200).body;
const choose = async (page, name) => {
  await button(page, 'All actions').click();
  await page.getByRole('menuitem', { name }).click();
};

/** Three pieces at 10.00 with 10.00 off, all of it shipped: each is worth 7.20, shipping cost 10.00. */
async function shipped({ pays = true } = {}) {
  const product = await someProduct(manager, { price: '10.00', stock: 10 });
  const code = unique();
  assertStatus(await manager.post('/discount-codes', { code, name: 'Ten off', kind: 'amount', value: '10.00' }), 201);
  const order = await placed(customer, [[product, 3]], { discount_code: code });
  assertStatus(await manager.post(`/orders/${order.id}/confirm`, {}), 200);
  if (pays) await paid(customer, order.id, {}, key());
  assertStatus(await manager.post(`/orders/${order.id}/shipments`, {}), 201);
  return { ...order, product };
}

inBrowser('pieces are taken back: the amount is worked out, spelled, and no more than they cost', async (page) => {
  const order = await shipped();
  await signIn(page, manager, `/office/orders/${order.id}`);
  await choose(page, 'Take pieces back');
  const pieces = field(page, order.product.name);
  await eventually(async () => assert.match(await description(pieces), /ordered 3 · shipped 3 · returned 0 · refunded \$0\.00 · left 3/));
  await seen(dialog(page).getByText('$21.60 goes back to the customer.'));
  await pieces.fill('1');
  await seen(dialog(page).getByText('These pieces cost $7.20'), dialog(page).getByText('$7.20 goes back to the customer.'));
  await field(page, 'Refund').selectOption('A part');
  const amount = field(page, 'Amount for the pieces');
  await eventually(async () => assert.equal(await amount.inputValue(), '7.20'));
  await amount.fill('8');
  await button(dialog(page), 'Take pieces back').click();
  await eventually(async () => assert.match(await description(amount), /At most 7\.20\./));
  await amount.fill('5');
  await dialog(page).getByLabel('Refund shipping, too ($10.00)').check();
  await seen(dialog(page).getByText('$15.00 goes back to the customer: $5.00 for the pieces and $10.00 for shipping.'));
  await dialog(page).getByLabel('Put them back in stock').uncheck();
  await assertAccessible(page);
  await button(dialog(page), 'Take pieces back').click();
  await seen(page.getByText('$15.00 goes back, $10.00 of it for shipping; the pieces cost $7.20.'));
  assert.deepEqual((await now(order)).returns.map((r) => [r.share, r.refund_amount, r.shipping_refund]), [[7.2, 15, 10]]);
  assert.equal((await assertStockAddsUp(order.product)).on_hand, 7);

  await choose(page, 'Take pieces back');
  await eventually(async () => assert.match(await description(pieces), /returned 1 · refunded \$5\.00 · left 2/));
  await gone(dialog(page).getByText('Refund shipping')); // that goes back once
  await field(page, 'Refund').selectOption('Nothing');
  await seen(dialog(page).getByText('Nothing goes back to the customer.'));
});

inBrowser('where nothing was paid, it says that nothing goes back', async (page) => {
  const order = await shipped({ pays: false });
  await signIn(page, manager, `/office/orders/${order.id}`);
  await choose(page, 'Take pieces back');
  await seen(dialog(page).getByText('Nothing goes back: nothing of it is paid that was not given back.'));
});

inBrowser('a customer asks for a return and withdraws it; another is received in part, the rest stays asked for', async (page, { another }) => {
  const order = await shipped();
  await signIn(page, customer, `/orders/${order.id}`);
  const theirs = page.getByRole('region', { name: 'Returns' });
  const ask = async (quantity) => {
    await button(page, 'Send something back').click();
    await field(page, order.product.name).fill(String(quantity));
    await field(page, 'Reason').fill('Too loud');
    await button(dialog(page), 'Ask for a return').click();
    await seen(page.getByText('The return is asked for.').first(), theirs.getByText('Asked for'));
  };
  await ask(1);
  await assertAccessible(page);
  await button(theirs, 'Withdraw').click();
  await button(dialog(page), 'Withdraw the return').click();
  await seen(theirs.getByText('Withdrawn'));
  await gone(button(theirs, 'Withdraw'));
  await ask(2);

  const office = await another();
  await signIn(office, manager, `/office/orders/${order.id}`);
  const desk = office.getByRole('region', { name: 'Returns' });
  await button(desk, 'Receive the return').click();
  await seen(dialog(office).getByText('$14.40 goes back to the customer.'));
  await field(office, order.product.name).fill('1');
  await seen(dialog(office).getByText('$7.20 goes back to the customer.'), dialog(office).getByText('Otherwise it stays asked for.'));
  await field(office, 'Note to the customer').fill('Only one came');
  await button(dialog(office), 'Receive the return').click();
  await seen(desk.getByText('$7.20 goes back of $7.20 that the pieces cost.'), desk.getByText('Asked for'));
  await seen(theirs.getByText('Received'), theirs.getByText('Only one came')); // live, at the customer’s
  await button(desk, 'Reject the return').click();
  await field(office, 'Note to the customer').fill('It is yours');
  await button(dialog(office), 'Reject the return').click();
  await seen(theirs.getByText('Rejected'), theirs.getByText('It is yours'));
});

inBrowser('a shipment’s tracking number is mended, the shipment undone, and what arrived is neither', async (page) => {
  const order = await shipped();
  await signIn(page, manager, `/office/orders/${order.id}`);
  const parcels = page.getByRole('region', { name: 'Shipments' });
  await button(parcels, 'Change carrier or tracking number').click();
  await field(page, 'Carrier').fill('Pony Express');
  await field(page, 'Tracking number').fill('PX-1');
  await button(dialog(page), 'Change carrier or tracking number').click();
  await seen(parcels.getByText('Pony Express'), parcels.getByText('PX-1'));
  await button(parcels, 'Change carrier or tracking number').click();
  await field(page, 'Tracking number').fill('');
  await button(dialog(page), 'Change carrier or tracking number').click();
  await seen(parcels.getByText('no tracking number'));
  assert.deepEqual((await now(order)).shipments.map((s) => [s.carrier, s.tracking_number]), [['Pony Express', null]]);
  await assertAccessible(page);

  await button(parcels, 'Undo the shipment').click();
  await field(page, 'Note').fill('It never left');
  await button(dialog(page), 'Undo the shipment').click();
  await seen(page.getByText(`${order.order_number}: Undo the shipment. Done.`).first(), button(page, 'Ship'));
  await gone(parcels);
  assert.deepEqual(await assertStockAddsUp(order.product), { on_hand: 10, reserved: 3 });

  assertStatus(await manager.post(`/orders/${order.id}/shipments`, {}), 201);
  assertStatus(await manager.put(`/orders/${order.id}/status`, { status: 'delivered' }), 200);
  const { data } = assertStatus(await manager.get(`/orders/${order.id}/actions`), 200).body;
  await seen(parcels.getByText(data.find(({ action }) => action === 'undo_shipment').detail));
  await gone(button(parcels, 'Undo the shipment'));
});

inBrowser('each action says whether a mail goes out and to whom, and shows an admin what it says', async (page) => {
  const admin = await someone('admin');
  const order = await placed(customer, [[await someProduct(manager), 1]]);
  await signIn(page, admin, `/office/orders/${order.id}`);
  await seen(heading(page, order.order_number));
  await button(page, 'Edit notes').click();
  await seen(dialog(page).getByText('No mail goes out.'));
  await page.keyboard.press('Escape');
  await gone(dialog(page));
  await button(page, 'Confirm').click();
  await seen(dialog(page).getByText(new RegExp(`A mail goes to ${customer.email}: `)));
  await button(dialog(page), 'Preview: order approved').click();
  await seen(dialog(page).last().getByText(order.order_number).first());
});
