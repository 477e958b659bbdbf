// What managers do beside orders: what waits, products and their stock, customers, money, reports.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { row, rows } from '../api/support/database.js';
import { someone, unique } from '../api/support/people.js';
import { ADDRESS, placed, someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, field, heading, link, place, signIn } from './support/steps.js';
import { gone, seen } from './support/waiting.js';

let manager, customer, lamp;
before(async () => {
  manager = await someone('manager', { first_name: 'Mara' });
  customer = await someone('customer', { first_name: '<img src=x onerror=alert(1)>' });
  lamp = await someProduct(manager, { price: '40.00', stock: 12 });
  await placed(customer, [[lamp, 2]]);
});

inBrowser('the first page says what waits, and each figure leads to exactly these', async (page) => {
  await signIn(page, manager, '/office/home');
  await seen(heading(page, 'Hello, Mara'));
  const card = page.getByRole('link', { name: /^To confirm/ });
  const waiting = Number((await card.innerText()).match(/(\d+)/)[1]);
  assert.ok(waiting >= 1);
  await assertAccessible(page);
  await card.click();
  await seen(heading(page, 'Orders'));
  await seen(page.getByRole('status').getByText(new RegExp(`^${waiting} orders?$`)));
});

inBrowser('a product is made, changed and counted', async (page) => {
  const sku = unique().toUpperCase();
  await signIn(page, manager, '/office/products');
  await seen(heading(page, 'Products'));
  await assertAccessible(page);
  await button(page, 'New product').click();
  await field(page, 'Name').fill('A lamp 💡');
  await field(page, 'SKU').fill(sku);
  await field(page, 'Price').fill('1,234.50');
  await field(page, 'Stock').fill('12');
  await button(page, 'Create product').click();
  await seen(heading(page, 'A lamp 💡'));
  const { id, price, on_hand: stock } = await row('SELECT id, price, on_hand FROM products WHERE sku = $1', sku);
  assert.deepEqual([price, String(stock)], ['1234.50', '12']);
  await button(page, 'Change stock').click();
  const dialog = page.getByRole('dialog');
  await seen(dialog.getByText('12 are on hand now.'));
  await field(dialog, 'Plus or minus').fill('+5');
  await field(dialog, 'Reason').fill('Counted');
  await button(dialog, 'Change stock').click();
  await seen(page.getByText('Stock: 12 → 17'));
  await seen(page.getByText('17 on hand, 0 reserved, 17 available'));
  await seen(page.getByText('Counted'));
  await field(page, 'Price').fill('99');
  await button(page, 'Save').click();
  await seen(page.getByText('Saved.'));
  assert.equal((await row('SELECT price FROM products WHERE id = $1', id)).price, '99.00');
  await assertAccessible(page);
  await button(page, 'Take off sale').click();
  await dialog.getByRole('button', { name: 'Take off sale' }).click();
  await seen(page.getByText('It is no longer for sale.'));
  await gone(button(page, 'Take off sale'));
  assert.equal((await row('SELECT is_active FROM products WHERE id = $1', id)).is_active, false);
});

inBrowser('a product that open orders hold stays for sale, and it is said why', async (page) => {
  const held = await someProduct(manager);
  await placed(await someone(), [[held, 1]]);
  await signIn(page, manager, `/office/products/${held.id}`);
  await button(page, 'Take off sale').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take off sale' }).click();
  await seen(page.getByText('Open orders still hold pieces of this product.'));
  assert.equal((await row('SELECT is_active FROM products WHERE id = $1', held.id)).is_active, true);
});

inBrowser('a product has one of the tax classes that there are, or keeps the one it has', async (page) => {
  const taxed = `books-${unique()}`.toLowerCase();
  await rows("INSERT INTO tax_rates (country, class, name, rate, valid_from) VALUES ('US', $1, 'Tax', 0.1, '2020-01-01')", taxed);
  try {
    const product = await someProduct(manager, { tax_class: 'untaxed-yet' });
    const classOf = async () => (await row('SELECT tax_class FROM products WHERE id = $1', product.id)).tax_class;
    await signIn(page, manager, `/office/products/${product.id}`);
    const choice = field(page, 'Tax class');
    await choice.locator(`option[value="${taxed}"]`).waitFor({ state: 'attached' });
    assert.equal(await choice.inputValue(), 'untaxed-yet');
    await choice.selectOption(taxed);
    await button(page, 'Save').click();
    await seen(page.getByText('Saved.'));
    assert.equal(await classOf(), taxed);
    await page.goto('/#/office/products');
    await button(page, 'New product').click();
    await choice.locator(`option[value="${taxed}"]`).waitFor({ state: 'attached' });
    assert.equal(await choice.inputValue(), 'standard');
  } finally {
    await rows('DELETE FROM tax_rates');
  }
});

inBrowser('a customer is made and found, and leads to their orders', async (page) => {
  await signIn(page, manager, '/office/customers');
  await seen(heading(page, 'Customers'));
  await button(page, 'New customer').click();
  const name = unique();
  await field(page, 'First name').fill('Grace');
  await field(page, 'Last name').fill(name);
  await field(page, 'E-mail').fill(`${name}@example.com`);
  await button(page, 'Create customer').click();
  await seen(heading(page, `Grace ${name}`));
  await assertAccessible(page);
  await place(page, 'Customers').click();
  await page.getByRole('searchbox').fill(customer.email);
  await seen(page.getByRole('status').getByText('1 customer', { exact: true }));
  await link(page, '<img src=x onerror=alert(1)>').click();
  const ordered = page.getByRole('region', { name: 'What they ordered' });
  await seen(ordered.getByText('Newest order'));
  assert.deepEqual(await ordered.getByRole('listitem').allInnerTexts(), ['Orders\n1', 'Still open\n1', 'Sold\n$96.40']);
  await field(page, 'Last name').fill('Hopper');
  await field(page, 'Tax').selectOption('Exempt');
  await field(page, 'Why no tax is charged').fill('A school');
  await button(page, 'Save').click();
  await seen(page.getByText('Saved.'));
  assert.deepEqual(await row('SELECT tax_exemption, tax_note FROM customers WHERE email = $1', customer.email), { tax_exemption: 'exempt', tax_note: 'A school' });
  await link(page, 'Their orders').click();
  await seen(page.getByRole('status').getByText('1 order', { exact: true }));
});

inBrowser('categories, shipping rates, returns, payments and reports', async (page) => {
  await signIn(page, manager, '/office/categories');
  const name = unique();
  await button(page, 'New category').first().click();
  await field(page, 'Name').fill(name);
  await button(page, 'Create category').click();
  await seen(link(page, name));
  await assertAccessible(page);
  for (const [at, title] of [['shipping', 'Shipping rates'], ['returns', 'Returns'], ['payments', 'Payments'], ['tax', 'Tax rates'], ['codes', 'Discount codes'], ['reports', 'Reports']]) {
    await page.goto(`/#/office/${at}`);
    await seen(heading(page, title));
    await assertAccessible(page);
  }
  await seen(page.getByText('What sold most').first());
});

inBrowser('the report says who bought and where it went, and what its figures are made of comes as a file', async (page) => {
  const buyer = await someone('customer', { first_name: `Ada ${unique()}` });
  const thing = await someProduct(manager, { price: '9876.00' });
  await placed(buyer, [[thing, 9]], { shipping_address: { ...ADDRESS, country: 'PT' } });
  await signIn(page, manager, '/office/reports?days=7');
  const part = (name) => page.getByRole('region', { name });
  await seen(part('Who bought most (USD)').getByRole('row').filter({ hasText: 'Ada' }).first());
  await seen(part('By country (USD)').getByRole('row', { name: /^Portugal/ }));
  await assertAccessible(page);
  const [file] = await Promise.all([page.waitForEvent('download'), button(part('What was sold (USD)'), 'Export CSV').click()]);
  assert.match(file.suggestedFilename(), /^sales-\d{4}-\d\d-\d\d\.csv$/);
});

inBrowser('orders are found by SKU, by where they go, and by when they changed', async (page) => {
  const rare = await someProduct(manager);
  const away = await placed(customer, [[rare, 1]], { shipping_address: { ...ADDRESS, country: 'PT' } });
  await placed(customer, [[rare, 1]]);
  const found = (count) => seen(page.getByRole('status').getByText(`${count} order${count === 1 ? '' : 's'}`, { exact: true }));
  await signIn(page, manager, '/office/orders');
  await button(page, 'Filter').click();
  await page.getByLabel('Has the SKU').fill(rare.sku);
  await found(2);
  await page.getByLabel('Goes to the country').fill('Portugal');
  await found(1);
  await seen(link(page, away.order_number));
  const changed = page.getByRole('group', { name: 'Last change' }).getByLabel('From');
  await changed.fill('2020-01-01');
  await seen(page.getByText('since Jan 1, 2020'));
  await found(1);
  await changed.fill('2099-01-01');
  await found(0);
});

inBrowser('customers and order lines come as files', async (page) => {
  await signIn(page, manager, '/office/customers');
  const saved = async (name) => (await Promise.all([page.waitForEvent('download'), button(page, name).click()]))[0].suggestedFilename();
  assert.match(await saved('Export CSV'), /^customers-\d{4}-\d\d-\d\d\.csv$/);
  await place(page, 'Orders').first().click();
  assert.match(await saved('Export lines'), /^order-lines-\d{4}-\d\d-\d\d\.csv$/);
});

inBrowser('staff look at a customer, and are shown nothing that they may not do', async (page) => {
  const { customer_id: id } = await row('SELECT customer_id FROM users WHERE email = $1', customer.email);
  await signIn(page, await someone('staff'), `/office/customers/${id}`);
  await seen(page.getByRole('region', { name: 'What they ordered' }).getByText('Orders'));
  assert.ok(await field(page, 'Last name').isDisabled());
  assert.equal(await button(page, 'Save').count(), 0);
  await assertAccessible(page);
});

inBrowser('a discount code is made, with what it is about, and ended', async (page) => {
  const code = unique().slice(0, 10).toUpperCase();
  await signIn(page, manager, '/office/codes');
  await button(page, 'New code').first().click();
  await field(page, 'Code').fill(code);
  await field(page, 'Name').fill('Spring');
  await field(page, 'Takes off').selectOption('Percent');
  await field(page, 'How much').fill('12.5');
  await field(page, 'Only these SKUs').fill(lamp.sku);
  await assertAccessible(page);
  await button(page, 'Create code').click();
  await seen(page.getByText('12.5 %'));
  const made = await row('SELECT kind, value FROM discount_codes WHERE code = $1', code);
  assert.deepEqual(made, { kind: 'percent', value: '12.50' });
  await button(page, `Change ${code}`).click();
  const dialog = page.getByRole('dialog');
  assert.equal(await field(dialog, 'Only these SKUs').inputValue(), lamp.sku);
  await assertAccessible(page);
  await field(dialog, 'How much').fill('20');
  await field(dialog, 'Only these SKUs').fill('');
  await field(dialog, 'Until').fill('2030-12-31');
  await button(dialog, 'Save').click();
  await seen(page.getByText('20 %'));
  const changed = await row('SELECT value, valid_to::text, products FROM discount_codes WHERE code = $1', code);
  assert.deepEqual(changed, { value: '20.00', valid_to: '2030-12-31', products: null });
  await button(page, `End ${code}`).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await seen(page.getByText('Ended'));
});
