// CSV files that are read in: tried first, seen line by line and cell by cell, then taken.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { count, row } from '../api/support/database.js';
import { someone, unique } from '../api/support/people.js';
import { someProduct } from '../api/support/shop.js';
import { assertAccessible } from './support/accessible.js';
import { inBrowser } from './support/browser.js';
import { button, heading, link, signIn } from './support/steps.js';
import { eventually, gone, seen } from './support/waiting.js';

let manager;
before(async () => {
  manager = await someone('manager');
});

const part = (page, name) => page.getByRole('region', { name });
const choose = (page, text) =>
  page.locator('input[type="file"]').setInputFiles({ name: 'goods.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

/** The file dropped where files are dropped. */
async function dropFile(page, text) {
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'goods.csv', { type: 'text/csv' }));
    return transfer;
  }, text);
  await page.getByText('Drop a CSV file here, or').dispatchEvent('drop', { dataTransfer: data });
}

inBrowser('a file of products is tried, seen by cell, and taken without what is refused', async (page) => {
  const [known, same] = [await someProduct(manager, { price: '12.50', stock: 5 }), await someProduct(manager, { price: '3.00' })];
  const fresh = `NEW-${unique()}`;
  await signIn(page, manager, '/office/products');
  await link(page, 'Import CSV').click();
  await seen(heading(page, 'Import products'));
  await assertAccessible(page);
  await dropFile(page, `sku,name,price,description\n${fresh},"<img src=x onerror=alert(1)>",1.5,"two\nlines"\n${known.sku},,13,\n${same.sku},,3.00,\n${fresh}X,,cheap,\n`);
  await seen(page.getByText('1 new · 1 changed · 1 the same · 1 refused'), page.getByText('Nothing is changed yet.'));
  assert.equal(await count('products WHERE sku = $1', fresh), 0);
  const changes = part(page, 'What changes').getByRole('row');
  await seen(changes.filter({ hasText: known.sku }).getByText('price 12.5 → becomes 13'),
    changes.filter({ hasText: fresh }).getByText('<img src=x onerror=alert(1)>'));
  await eventually(async () => assert.deepEqual((await part(page, 'Refused').getByRole('cell').allInnerTexts()).slice(0, 3), ['6', 'price', 'cheap']));
  await assertAccessible(page);

  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Download the refused with reasons').click()]);
  assert.equal(file.suggestedFilename(), 'goods-refused.csv');
  const [head, line] = (await readFile(await file.path(), 'utf8')).slice(1).split('\r\n');
  assert.equal(head, 'sku,name,price,description,refused');
  assert.match(line, new RegExp(`^${fresh}X,,cheap,,.*price: `));

  await button(page, 'Import 2 rows, leave out the refused').click();
  await seen(page.getByRole('heading', { name: 'Imported' }));
  const made = await row('SELECT name, price, description FROM products WHERE sku = $1', fresh);
  assert.deepEqual(made, { name: '<img src=x onerror=alert(1)>', price: '1.50', description: 'two\nlines' });
  assert.equal((await row('SELECT price FROM products WHERE id = $1', known.id)).price, '13.00');
  await page.getByRole('main').getByRole('link', { name: 'Products' }).last().click();
  await seen(heading(page, 'Products'));
});

inBrowser('update-only refuses what is new; a file without the columns says which', async (page) => {
  const fresh = `NEW-${unique()}`;
  await signIn(page, manager, '/office/products/import');
  await choose(page, `sku,name,price\n${fresh},Lamp,1\n`);
  await seen(page.getByText('1 new · 0 changed · 0 the same'));
  await page.getByRole('checkbox', { name: /^Change only what is there already/ }).check();
  await seen(page.getByText('0 new · 0 changed · 0 the same · 1 refused'), page.getByText('There is nothing to import', { exact: false }));
  assert.ok(await page.getByRole('button', { name: /^Import 0 rows/ }).isDisabled());
  await choose(page, 'name,colour\nLamp,red\n');
  await seen(page.getByRole('main').getByRole('alert'));
  const cells = page.getByRole('table', { name: 'Refused' }).getByRole('cell');
  await eventually(async () => assert.ok((await cells.allInnerTexts()).includes('colour')));
  await assertAccessible(page);
});

inBrowser('customers are imported by their addresses; a line that is cut changes nothing twice', async (page) => {
  const email = `${unique()}@example.com`;
  const known = assertStatus(await manager.post('/customers', { first_name: 'Ada', last_name: 'Byron', email }), 201).body;
  await signIn(page, manager, '/office/customers');
  await link(page, 'Import CSV').click();
  await choose(page, `email,first_name,last_name\n${email},Augusta,\nx${email},Grace,Hopper\n`);
  await seen(page.getByText('1 new · 1 changed · 0 the same'), part(page, 'What changes').getByText('first_name Ada → becomes Augusta'));
  await page.route('**/customers/import?*', async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await button(page, 'Import 2 rows').click();
  await seen(page.getByText('a file that is read in twice changes nothing twice', { exact: false }));
  await button(page, 'Try again').click();
  await seen(page.getByRole('heading', { name: 'Imported' }), page.getByText('0 new · 0 changed · 2 the same'));
  assert.equal((await row('SELECT first_name FROM customers WHERE id = $1', known.id)).first_name, 'Augusta');
  assert.equal(await count('customers WHERE email = $1', `x${email}`), 1);
  await gone(part(page, 'What changes'));
});

inBrowser('who leaves what was tried and not taken is asked', async (page) => {
  await signIn(page, manager, '/office/products/import');
  await choose(page, `sku,name,price\nNEW-${unique()},Lamp,1\n`);
  await seen(page.getByText('1 new · 0 changed · 0 the same'));
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' }).click();
  await button(page.getByRole('dialog', { name: 'Leave without saving?' }), 'Leave').click();
  await seen(page.getByRole('heading', { level: 1, name: /^Hello/ }));
});

inBrowser('orders of the past come from a file as a spreadsheet writes it, and leave today’s stock alone', async (page) => {
  const [thing, reference] = [await someProduct(manager, { price: '12.50', stock: 5 }), unique()];
  await signIn(page, manager, '/office/orders');
  await link(page, 'Import CSV').click();
  await seen(heading(page, 'Import orders'));
  await choose(page, `Reference;SKU;Quantity;Unit Price;Created at;Status;Colour\n${reference};${thing.sku};20;10,05;2024-03-01;shipped;red\n${reference}x;NOTHING;1;1,00;2024-03-01;;\n;;;;;;\n`);
  await seen(page.getByRole('table', { name: 'Refused' }).getByText('colour', { exact: false }).first());
  await page.getByRole('checkbox', { name: 'Pass over columns that are not among these' }).check();
  await page.getByRole('checkbox', { name: 'What was shipped does not take from the stock of today' }).check();
  await seen(page.getByText('1 new · 0 changed · 0 the same · 1 refused'));
  await eventually(async () => assert.deepEqual((await part(page, 'Refused').getByRole('cell').allInnerTexts()).slice(0, 3), ['3', 'sku', 'NOTHING']));
  await assertAccessible(page);
  await button(page, 'Import 1 row, leave out the refused').click();
  await seen(page.getByRole('heading', { name: 'Imported' }));
  const made = await row('SELECT status, subtotal FROM orders WHERE external_id = $1', reference);
  assert.deepEqual(made, { status: 'shipped', subtotal: '201.00' });
  assert.equal((await row('SELECT on_hand FROM products WHERE id = $1', thing.id)).on_hand, 5);
});

inBrowser('categories are imported by their names', async (page) => {
  const name = `Lamps ${unique()}`;
  await signIn(page, manager, '/office/categories');
  await link(page, 'Import CSV').click();
  await choose(page, `name\tdescription\n${name}\tThey shine\n`);
  await seen(page.getByText('1 new · 0 changed · 0 the same'));
  await button(page, 'Import 1 row').click();
  await seen(page.getByRole('heading', { name: 'Imported' }));
  assert.equal((await row('SELECT description FROM categories WHERE name = $1', name)).description, 'They shine');
});
