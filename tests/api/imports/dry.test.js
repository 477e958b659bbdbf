// Trying an import: what would become of it, by line and cell, and nothing of it stays.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { count, row } from '../support/database.js';
import { someone, unique } from '../support/people.js';
import { someProduct } from '../support/shop.js';

let manager;
before(async () => {
  manager = await someone('manager');
});

const send = async (what, query, ...lines) =>
  assertStatus(await manager.send('POST', `/${what}/import?${query}`, { body: `${lines.join('\n')}\n`, headers: { 'Content-Type': 'text/csv' } }), 200).body;

const cells = ({ cells: all }) => Object.fromEntries(all.map(({ column, old, new: next }) => [column, [old, next]]));

test('products: what is new, what changes from what to what, what stays, what is refused; and all is undone', async () => {
  const fresh = `NEW-${unique()}`;
  const [known, same] = [await someProduct(manager, { price: '12.50', stock: 5, category: 'Tools' }), await someProduct(manager, { price: '3.00' })];
  const body = await send('products', 'dry_run=true&partial=true', 'sku,name,price,stock,category',
    `${fresh},Fresh,1,7,Made ${fresh}`, `${known.sku},,13,6,tools`, `${same.sku},,3.0,,`, `${known.sku}X,,-1,,`);
  assert.deepEqual([body.lines, body.created, body.updated, body.unchanged, body.error_count], [4, 1, 1, 1, 1]);
  assert.deepEqual(body.errors.map(({ line, column }) => [line, column]), [[5, 'price']]);
  assert.deepEqual(body.changes.map(({ line, key, is_new }) => [line, key, is_new]), [[2, fresh, true], [3, known.sku, false]]);
  assert.deepEqual(cells(body.changes[0]), { sku: [null, fresh], name: [null, 'Fresh'], price: [null, 1], stock: [null, 7], category: [null, `Made ${fresh}`] });
  assert.deepEqual(cells(body.changes[1]), { price: [12.5, 13], stock: [5, 6] });
  assert.deepEqual(await row('SELECT price, on_hand, version FROM products WHERE id = $1', known.id), { price: '12.50', on_hand: 5, version: known.version });
  assert.equal(await count('products WHERE sku = $1', fresh), 0);
  assert.equal(await count('categories WHERE name = $1', `Made ${fresh}`), 0);
  assert.equal((await send('products', 'partial=true', 'sku,name,price', `${fresh},Fresh,1`)).created, 1);
});

test('customers by their e-mail address, tried and then taken', async () => {
  const email = `${unique()}@example.com`;
  const known = assertStatus(await manager.post('/customers', { first_name: 'Ada', last_name: 'Byron', email }), 201).body;
  const file = ['first_name,last_name,email,phone', `Augusta,Byron,${email.toUpperCase()},+1 555 0100`, `Grace,Hopper,x${email},`];
  const tried = await send('customers', 'dry_run=true', ...file);
  assert.deepEqual([tried.created, tried.updated], [1, 1]);
  assert.deepEqual(cells(tried.changes[0]), { first_name: ['Ada', 'Augusta'], phone: [null, '+1 555 0100'] });
  assert.equal(tried.changes[1].is_new, true);
  assert.equal((await row('SELECT first_name FROM customers WHERE id = $1', known.id)).first_name, 'Ada');
  const taken = await send('customers', '', ...file);
  assert.deepEqual([taken.created, taken.updated, taken.changes], [1, 1, null]);
  assert.equal((await row('SELECT first_name FROM customers WHERE id = $1', known.id)).first_name, 'Augusta');
});

test('update_only refuses what is not there yet, and takes the rest', async () => {
  const [fresh, known] = [`NEW-${unique()}`, await someProduct(manager)];
  const body = await send('products', 'update_only=true&partial=true', 'sku,price', `${fresh},1`, `${known.sku},9`);
  assert.deepEqual([body.created, body.updated], [0, 1]);
  assert.deepEqual(body.errors.map(({ line, column, code }) => [line, column, code]), [[2, 'sku', 'unknown_product']]);
  const none = await send('products', 'update_only=true&partial=true&dry_run=true', 'sku,price', `${fresh},1`);
  assert.deepEqual([none.created, none.updated, none.unchanged, none.changes], [0, 0, 0, []]);
  const email = `${unique()}@example.com`;
  const people = await send('customers', 'update_only=true&partial=true', 'first_name,last_name,email', `Ada,Byron,${email}`);
  assert.deepEqual(people.errors.map(({ column, code }) => [column, code]), [['email', 'unknown_customer']]);
  assert.equal(await count('customers WHERE email = $1', email), 0);
});

test('the reply says that nothing was kept', async () => {
  for (const [what, line] of [['products', 'sku,name,price\nX,X,1'], ['inventory/products', 'sku,name,price\nX,X,1'], ['customers', `email,first_name,last_name\n${unique()}@example.com,X,Y`]])
    for (const dry of [true, false]) {
      const refused = dry ? line : `${line}\nnobody`; // and none is kept either way
      const { headers } = await manager.send('POST', `/${what}/import?dry_run=${dry}`, { body: `${refused}\n`, headers: { 'Content-Type': 'text/csv' } });
      assert.equal(headers['dry-run'], dry ? 'true' : undefined, `${what} ${dry}`);
    }
});
