// Files as spreadsheets write them come in as they are, or are refused for what can't be known.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { count, row } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { someone, unique } from '../support/people.js';

let manager, here;
before(async () => {
  manager = await someone('manager');
  here = await mkdtemp(join(tmpdir(), 'orderd-sheets-'));
  await chmod(here, 0o755);
});
after(() => rm(here, { recursive: true }));

const importing = (body, query = '') =>
  manager.send('POST', `/products/import${query}`, { body, headers: { 'Content-Type': 'text/csv' } });
const taken = async (body, query) => assertStatus(await importing(body, query), 200).body;
const refused = async (body, query) => assertProblem(await importing(body, query), 422, 'import_refused').errors
  .map(({ line, column, detail }) => `${line} ${column} ${detail}`);
const stored = (sku) => row('SELECT name, price, on_hand, weight_kg, is_active FROM products WHERE sku = $1', sku);

test('words in capitals, blanks around numbers, a head in any case, lines of separators alone', async () => {
  const [one, two] = [unique(), unique()];
  const body = await taken(`SKU, Name ,PRICE, Weight KG,Is Active,,\r\n${one},One, 12.50 ,1.5,TRUE,,\r\n${two},Two,\u00a03,,Falsch,,\r\n,,,,,,\r\n , ,,,\r\n`);
  assert.deepEqual([body.lines, body.created], [2, 2]);
  assert.deepEqual(await stored(one), { name: 'One', price: '12.50', on_hand: 0, weight_kg: '1.500', is_active: true });
  assert.equal((await stored(two)).is_active, false);
});

test('semicolons and tabs separate, and have decimal commas', async () => {
  for (const mark of [';', '\t']) {
    const [one, two] = [unique(), unique()];
    const lines = [['sku', 'name', 'price', 'weight_kg'], [one, '"a; b, c"', '12,5', '1,250'], [two, 'Two', '1000', '']];
    assert.equal((await taken(lines.map((line) => `${line.join(mark)}\n`).join(''))).created, 2);
    const { name, price, weight_kg } = await stored(one);
    assert.deepEqual([name, price, weight_kg], ['a; b, c', '12.50', '1.250']);
  }
});

test('decimals are never guessed: one mark a file, and none that may be thousands', async () => {
  const sku = unique();
  assert.deepEqual(await refused(`sku;name;price\n${sku};One;1,5\n${sku}x;Two;2.5\n`),
    ['3 price has a point before its decimals where line 2 has a comma (read: "2.5")']);
  for (const number of ['1,250', '1.250', '12.250', '123,250'])
    assert.match((await refused(`sku;name;price\n${sku};One;${number}\n`)).join(), /^2 price may be thousands or decimals.*\(read: "/, number);
  for (const number of ['1.234,50', '1,234.50', '1,5 €', '1,5,5'])
    assert.match((await refused(`sku;name;price\n${sku};One;${number}\n`)).join(), /^2 price must be a plain decimal/, number);
  assert.match((await refused(`sku,name,price\n${sku},One,"1,5"\n`)).join(), /^2 price must be a plain decimal.*\(read: "1,5"\)/);
  await taken(`sku;name;price;weight_kg\n${sku};One;5;0,125\n${sku}x;Two;5;1,250\n`); // no thousand begins with 0
  assert.equal((await stored(`${sku}x`)).weight_kg, '1.250');
});

test('UTF-16, which spreadsheets call Unicode text, and a byte order mark', async () => {
  const sku = unique();
  const text = `sku\tname\tprice\r\n${sku}\tÄpfel €😀\t1,50\r\n`;
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  assert.equal((await taken(little)).created, 1);
  assert.deepEqual(await stored(sku), { name: 'Äpfel €😀', price: '1.50', on_hand: 0, weight_kg: null, is_active: true });
  assert.equal((await taken(Buffer.from(little).swap16())).unchanged, 1);
  assert.equal((await taken(`\uFEFF${text}`)).unchanged, 1);
});

test('columns that are not known are named once each, or passed over', async () => {
  const sku = unique();
  const others = Array.from({ length: 79 }, (_, i) => `Option${i} Name`);
  const file = `sku,name,price,${others.join()}\n${Array.from({ length: 3 }, (_, i) => `${sku}${i},N,1,${'x,'.repeat(78)}x\n`).join('')}`;
  assert.deepEqual(await refused(file), others.map((name) => `1 ${name} is not a column`));
  assert.equal((await taken(file, '?ignore_unknown=true')).created, 3);
  const path = join(here, 'wide.csv');
  await writeFile(path, file, { mode: 0o644 });
  await assert.rejects(orderctl('import', 'products', path), /:1: Option78 Name is not a column\n/);
  assert.match((await orderctl('import', 'products', '--ignore-unknown', path)).stdout, /3 unchanged/);
});

test('an error names line, column, what was read and what is wanted', async () => {
  const sku = unique();
  assert.deepEqual(await refused(`sku,name,price,stock,is_active,category\n${sku},One,1.005,many,perhaps,${'x'.repeat(101)}\n`), [
    '2 price must be a plain decimal with at most two places (read: "1.005")',
    `2 category must have at most 100 characters (read: "${'x'.repeat(60)}…")`,
    '2 stock must be a whole number (read: "many")',
    '2 is_active must be true or false (read: "perhaps")',
  ]);
  assert.deepEqual(await refused(`sku,name,price\n${sku},One,1\n${sku},Two,2\n`), [`3 sku stands in line 2 already (read: "${sku}")`]);
});

test('the mark that keeps a text from being a formula is taken off again', async () => {
  const sku = unique();
  await taken(`sku,name,price\n${sku},"'=1+1",1\n${sku}x,'quoted',1\n`);
  assert.equal((await stored(sku)).name, '=1+1');
  assert.equal((await stored(`${sku}x`)).name, "'quoted'");
  assert.equal(await count(`products WHERE sku = $1 AND name = '=1+1'`, sku), 1);
});

test('an amount that is too large is told with its line and column', async () => {
  const [sku, email] = [unique(), manager.email];
  await taken(`sku,name,price,stock\n${sku},Dear,9999999999.99,1000\n`);
  const path = join(here, 'large.csv');
  const orders = async (...lines) => {
    await writeFile(path, `reference,sku,quantity,unit_price,created_at,tax\n${lines.join('\n')}\n`, { mode: 0o644 });
    return orderctl('import', 'orders', '--user', email, path);
  };
  await assert.rejects(orders(`${sku},${sku},2,,2024-01-01,`), /:2: unit_price makes the order cost more than 9,999,999,999\.99/);
  await assert.rejects(orders(`${sku},${sku},1,,2024-01-01,1`), /:2: unit_price makes the order cost more than 9,999,999,999\.99/);
  await assert.rejects(orders(`${sku},${sku},1,99999999999.99,2024-01-01,`), /:2: unit_price must be at most 9999999999\.99 \(read: "99999999999\.99"\)/);
});
