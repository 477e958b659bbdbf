// What an order costs and what is given back: codes, discounts, tax by rates, and prices by hand. Rates and settings are
// everybody's: what is made here is taken away again.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertStatus } from '../api/support/check.js';
import { rows } from '../api/support/database.js';
import { someone, unique } from '../api/support/people.js';
import { key, paid } from '../api/support/payments.js';
import { withSettings } from '../api/support/settings.js';
import { placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, description, dialog, field, fillAddress, heading, order, product, putInBasket, signIn, sumsIn } from './support/steps.js';
import { assertFocused, eventually, gone, seen } from './support/waiting.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const someCode = async (fields) =>
  assertStatus(await manager.post('/discount-codes', { code: unique().toUpperCase(), name: 'A code', kind: 'amount', value: '10.00', ...fields }), 201).body.code;
const summary = (page) => page.getByRole('complementary', { name: 'Summary' });
const assertSums = (part, sums) => eventually(async () => assert.deepEqual(await sumsIn(part), sums));

inBrowser('a code is taken off before the order is placed, and stands in the order', async (page) => {
  const buyer = await someone();
  const thing = await someProduct(manager, { price: '10.00' });
  const code = await someCode();
  await putInBasket(page, thing, 3);
  await signIn(page, buyer, '/order');
  await fillAddress(page);
  await assertSums(summary(page), { Subtotal: '$30.00', Tax: '$2.40', Shipping: '$10.00', Total: '$42.40' });
  await field(page, 'Discount code').fill(code);
  await page.keyboard.press('Enter'); // gives the code, and does not order
  await assertSums(summary(page), { Subtotal: '$30.00', Discount: '-$10.00', Tax: '$1.60', Shipping: '$10.00', Total: '$31.60' });
  await seen(summary(page).getByText(`${code} is taken off.`), heading(page, 'Basket'));
  await assertAccessible(page);
  await page.reload();
  await fillAddress(page);
  await assertSums(summary(page), { Subtotal: '$30.00', Discount: '-$10.00', Tax: '$1.60', Shipping: '$10.00', Total: '$31.60' });
  await order(page);
  await page.getByRole('link', { name: 'View the order' }).click();
  const totals = page.getByRole('region', { name: 'Totals' });
  await assertSums(totals, { Subtotal: '$30.00', [`Discount (${code})`]: '-$10.00', Tax: '$1.60', Shipping: '$10.00', Total: '$31.60' });
  await seen(product(page, thing).getByText('$10.00 off'));
  await page.goto('/#/');
  await putInBasket(page, thing, 1);
  await page.goto('/#/order');
  assert.equal(await field(page, 'Discount code').inputValue(), ''); // it went with the order
});

inBrowser('a code is given while sums are on their way, and its field has the focus when it does not count', async (page) => {
  const thing = await someProduct(manager, { price: '10.00' });
  await putInBasket(page, thing, 2);
  await signIn(page, customer, '/order');
  await fillAddress(page);
  await page.route('**/orders/quote', (route) => sleep(400).then(() => route.continue()).catch(() => {}));
  const box = field(page, 'Discount code');
  await box.fill('NO-SUCH-CODE');
  await field(page, 'City').fill('Elsewhere'); // whose sums are asked for in a moment
  await button(page, 'Apply').click();
  await eventually(async () => assert.match(await description(box), /Is not a code that you can use/));
  await assertFocused(box);
  await field(page, 'City').fill('Nowhere');
  await seen(page.locator('.summary-sums[aria-busy=true]'));
  await box.fill('NO-OTHER-CODE');
  assert.equal(await button(page, 'Apply').isEnabled(), true);
});

inBrowser('a code that can’t be used says why beside its field, and the sums stand without it', async (page) => {
  const thing = await someProduct(manager, { price: '10.00' });
  const big = await someCode({ minimum: '50.00' });
  await putInBasket(page, thing, 2);
  await signIn(page, customer, '/order');
  await fillAddress(page);
  const box = field(page, 'Discount code');
  await box.fill('NO-SUCH-CODE');
  await button(page, 'Place order').click();
  await assertFocused(box);
  await eventually(async () => assert.match(await description(box), /Apply the code first/));
  await button(page, 'Apply').click();
  await eventually(async () => assert.match(await description(box), /Is not a code that you can use/));
  await assertFocused(box);
  const plain = { Subtotal: '$20.00', Tax: '$1.60', Shipping: '$10.00', Total: '$31.60' };
  await assertSums(summary(page), plain);
  await box.fill(big);
  await button(page, 'Apply').click();
  await eventually(async () => assert.match(await description(box), /30\.00 more is needed/));
  await assertSums(summary(page), plain);
  await button(product(page, thing), 'One more').click();
  await eventually(async () => assert.match(await description(box), /20\.00 more is needed/));
  await page.getByRole('spinbutton').fill('5');
  await assertSums(summary(page), { Subtotal: '$50.00', Discount: '-$10.00', Tax: '$3.20', Shipping: '$10.00', Total: '$53.20' });
  await button(page, 'Remove').click();
  await assertSums(summary(page), { Subtotal: '$50.00', Tax: '$4.00', Shipping: '$10.00', Total: '$64.00' });
  await gone(summary(page).getByText('is taken off'));
});

/** 20 % on the first, 5 % on books, only while `work` runs. */
async function withRates(work) {
  try {
    for (const [rate, fields] of [['0.20', {}], ['0.05', { tax_class: 'books' }]])
      assertStatus(await manager.post('/tax/rates', { country: 'US', name: 'VAT', rate, ...fields }), 201);
    await work();
  } finally {
    await rows('DELETE FROM tax_rates');
  }
}

inBrowser('tax stands by its rates, by where it goes, and “incl.” where prices have it in them', (page) =>
  withRates(async () => {
    const lamp = await someProduct(manager, { price: '10.00' });
    const book = await someProduct(manager, { price: '20.00', tax_class: 'books' });
    await putInBasket(page, lamp);
    await putInBasket(page, book);
    await signIn(page, customer, '/order');
    await assertSums(summary(page), { Subtotal: '$30.00', 'VAT 20%': '$2.00', 'VAT 5%': '$1.00', Shipping: '$10.00', Total: '$43.00' });
    await fillAddress(page);
    await field(page, 'Country').fill('France');
    await assertSums(summary(page), { Subtotal: '$30.00', 'Export 0%': '$0.00', Shipping: '$10.00', Total: '$40.00' });
    await field(page, 'Country').fill('USA');
    await withSettings({ prices_include_tax: 'true' }, async () => {
      await page.reload();
      await assertSums(summary(page), { Subtotal: '$30.00', Shipping: '$10.00', Total: '$40.00', 'incl. VAT 20%': '$1.67', 'incl. VAT 5%': '$0.95' });
    });
  }));

inBrowser('the desk shows discount, price by hand, and what is paid, refunded and due by the order', async (page) => {
  const thing = await someProduct(manager, { price: '12.00' });
  const { id } = assertStatus(
    await manager.post('/orders', {
      customer_id: (await placed(customer, [[thing, 1]])).customer_id,
      items: [{ product_id: thing.id, quantity: 2, unit_price: '10.00', price_reason: 'An old friend' }],
      discount: { amount: '5.00', reason: 'Late last time' },
    }),
    201,
  ).body; // 20.00 − 5.00, 1.20 tax, 10.00 shipping
  assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  await paid(customer, id, { amount: '20.00' }, key());
  await signIn(page, manager, `/office/orders/${id}`);
  const sums = page.getByRole('region', { name: 'Sums' });
  await assertSums(sums, { Subtotal: '$20.00', 'Discount (Late last time)': '-$5.00', Tax: '$1.20', Shipping: '$10.00', Total: '$26.20', Paid: '$20.00', Due: '$6.20' });
  await seen(page.getByText('by hand, instead of $12.00: An old friend'));
  assertStatus(await manager.post(`/orders/${id}/refunds`, { amount: '5.00' }, key()), 201);
  await eventually(async () => assert.equal((await sumsIn(sums)).Refunded, '-$5.00'));
});

inBrowser('a customer pays an order: a card is declined, another one pays a part, then the rest', async (page) => {
  const buyer = await someone();
  const thing = await someProduct(manager, { price: '10.00' });
  const { id } = await placed(buyer, [[thing, 1]]);
  // What may be done comes late: the form begins with what its button names all the same.
  await page.route('**/orders/*/actions', (route) => sleep(500).then(() => route.continue()).catch(() => {}));
  await signIn(page, buyer, `/orders/${id}`);
  const pay = button(dialog(page), 'Pay the order');
  await button(page, 'Pay $20.80').click();
  await assertAccessible(page);
  await field(page, 'Card').selectOption('Test card that is declined');
  await pay.click();
  await eventually(async () => assert.match(await description(field(page, 'Card')), /refused it/));
  await assertFocused(field(page, 'Card'));
  await field(page, 'Card').selectOption('Test card that pays');
  await field(page, 'Amount').fill('5.80');
  await pay.click();
  await seen(page.getByText('Thank you: it is paid.'));
  await button(page, 'Pay $15.00').click();
  await pay.click();
  const totals = page.getByRole('region', { name: 'Totals' });
  await assertSums(totals, { Subtotal: '$10.00', Tax: '$0.80', Shipping: '$10.00', Total: '$20.80', Paid: '$20.80', Due: '$0.00' });
  await gone(page.getByRole('button', { name: /^Pay / }));
  const states = await rows('SELECT status, amount FROM payments WHERE order_id = $1 ORDER BY id', id);
  assert.deepEqual(states, [{ status: 'failed', amount: '20.80' }, { status: 'captured', amount: '5.80' }, { status: 'captured', amount: '15.00' }]);
});
