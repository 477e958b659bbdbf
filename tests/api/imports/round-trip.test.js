// What goes out as a file comes in as it is, and says nothing new; also after a spreadsheet had it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { row } from '../support/database.js';
import { someEmail, someone, unique } from '../support/people.js';
import { ADDRESS, placed, someProduct } from '../support/shop.js';

let manager;
before(async () => {
  manager = await someone('manager');
});

const exported = async (path) => assertStatus(await manager.get(`/reports/export/${path}`), 200).text;
const importing = async (what, body, query = '') =>
  assertStatus(await manager.send('POST', `/${what}/import${query}`, { body, headers: { 'Content-Type': 'text/csv' } }), 200).body;
const figures = ({ lines, created, updated, unchanged, error_count }) => ({ lines, created, updated, unchanged, error_count });
const unchanged = (lines) => ({ lines, created: 0, updated: 0, unchanged: lines, error_count: 0 });

test('products', async () => {
  const mark = `trip${unique()}`;
  const names = ['=1+1', '+49', "'=x", `"quoted"`, 'ä, b; c', '-', '@home'];
  for (const [i, name] of names.entries())
    await someProduct(manager, { name: `${name} ${mark}`, description: i % 2 ? 'two\nlines, "quoted"' : '', weight_kg: i ? '1.250' : null,
      category: i ? "=Tools" : null, tax_class: 'books', is_active: i !== 2, price: '0.10', low_stock_threshold: i });
  await placed(await someone(), [[await someProduct(manager, { name: `held ${mark}` }), 3]]);
  const text = await exported(`inventory?search=${mark}`);
  assert.deepEqual(figures(await importing('products', text)), unchanged(names.length + 1));
  const marked = await exported(`inventory?search=${mark}&bom=true`);
  assert.equal(marked, `\uFEFF${text}`);
  assert.deepEqual(figures(await importing('products', marked)), unchanged(names.length + 1));
});

test('customers, with addresses of a line and of parts, with and without e-mail', async () => {
  const mark = `Trip${unique()}`;
  const some = { last_name: mark, email: someEmail(), phone: '+1 555 0100' };
  for (const fields of [
    { first_name: '=Ann', ...some, address: 'Line one\nLine two' },
    { first_name: 'Bob', ...some, email: someEmail(), phone: null, address: { ...ADDRESS, street2: '=2', phone: '+1', company: 'Doe, Ltd' } },
    { first_name: 'Cid', ...some, email: null, address: { ...ADDRESS, state: '' } },
    { first_name: 'Dee', last_name: mark, email: null }])
    assertStatus(await manager.post('/customers', fields), 201);
  assert.deepEqual(figures(await importing('customers', `external_id,first_name,last_name\n${mark}-1,Eve,${mark}\n`)),
    { lines: 1, created: 1, updated: 0, unchanged: 0, error_count: 0 });
  const text = await exported(`customers?search=${mark}&bom=true`);
  assert.equal(text[0], '\uFEFF');
  assert.deepEqual(figures(await importing('customers', text)), unchanged(5));
});

test('who has no e-mail is known by what they are called elsewhere', async () => {
  const [id, email] = [unique(), someEmail()];
  await importing('customers', `external_id,first_name,last_name,address_street,address_city,address_country\n${id},Ann,Lee,Street 1,Town,USA\n`);
  const stored = () => row('SELECT id, first_name, email, external_id, address FROM customers WHERE external_id = $1', id);
  const first = await stored();
  assert.deepEqual(first.address, { street: 'Street 1', city: 'Town', country: 'USA' });
  assert.deepEqual(figures(await importing('customers', `external_id,first_name,email\n${id},Anna,${email}\n`)),
    { lines: 1, created: 0, updated: 1, unchanged: 0, error_count: 0 });
  assert.deepEqual(await stored(), { ...first, first_name: 'Anna', email });
  assert.equal(assertStatus(await manager.get(`/customers/${first.id}`), 200).body.external_id, id);
  assert.equal((await importing('customers', `email,first_name\n${email.toUpperCase()},Anna\n`)).unchanged, 1);
  const { errors } = await importing('customers', `external_id,email,first_name,last_name\n,,No,Body\n${id},,X,Y\n,${email},X,Y\n`, '?partial=true&dry_run=true');
  assert.deepEqual(errors.map(({ line, column, code }) => [line, column, code]), [[2, 'email', 'required'], [4, 'email', 'duplicate']]);
});

// Exports of this shop (data/spreadsheets), and the same opened and saved by LibreOffice 7.4 with its
// filter for CSV: with commas, and with tabs in UTF-16.
for (const what of ['products', 'customers'])
  test(`${what} that a spreadsheet has opened and saved`, async () => {
    const file = (name) => readFile(new URL(`../../data/spreadsheets/${what}${name}.csv`, import.meta.url));
    await importing(what, await file(''));
    for (const name of ['', '-libreoffice', '-unicode-text'])
      assert.deepEqual(figures(await importing(what, await file(name))), unchanged(what === 'products' ? 4 : 3), name);
  });

test('orders that a spreadsheet has opened and saved', async () => {
  const file = (name) => readFile(new URL(`../../data/spreadsheets/${name}.csv`, import.meta.url));
  for (const what of ['products', 'customers']) await importing(what, await file(what));
  await importing('orders', await file('orders'), '?no_stock=true');
  for (const name of ['', '-libreoffice', '-unicode-text'])
    assert.deepEqual(figures(await importing('orders', await file(`orders${name}`))), { ...unchanged(3), lines: 4 }, name);
});

test('an address stands in one column or in its parts', async () => {
  const refused = async (text) => assertProblem(await manager.send('POST', '/customers/import', { body: text, headers: { 'Content-Type': 'text/csv' } }), 422, 'import_refused')
    .errors.map(({ line, column, code }) => `${line} ${column} ${code}`);
  const head = 'email,first_name,last_name,address,address_street,address_city,address_country';
  assert.deepEqual(await refused(`${head}\n${someEmail()},A,B,Whole,Part,,\n`), ['2 address_street invalid_format']);
  assert.deepEqual(await refused(`${head}\n${someEmail()},A,B,,Part,,USA\n`), ['2 address_city required']);
  assert.deepEqual(await refused('email,address_planet\n'), ['1 address_planet unknown_column']);
});
