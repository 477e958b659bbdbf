// What people type is kept in one form, wherever it comes in.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { row } from '../support/database.js';
import { anyone } from '../support/http.js';
import { PASSWORD, someEmail, someone, unique } from '../support/people.js';
import { ADDRESS, place, someProduct } from '../support/shop.js';

let admin, manager, customer;
before(async () => {
  [admin, manager, customer] = [await someone('admin'), await someone('manager'), await someone()];
});

/** A blank of each kind, and what shows nothing. */
const NOTHING = ' \t\n\u00a0\u2003\u3000\u200b\u2060\ufeff\u00ad\u3164';

test('blanks are no name', async () => {
  for (const blank of ['   ', NOTHING]) {
    assertInvalid(await manager.post('/products', { sku: blank, name: blank, price: 1 }), '/sku', '/name');
    assertInvalid(await manager.post('/inventory/categories', { name: blank }), '/name');
    assertInvalid(await manager.post('/customers', { first_name: blank, last_name: blank }), '/first_name', '/last_name');
    assertInvalid(await admin.post('/departments', { name: blank }), '/name');
    assertInvalid(await manager.post('/api-keys', { name: blank }), '/name');
    assertInvalid(await manager.post('/customers', { first_name: 'A', last_name: 'B', address: blank }), '/address');
    assertInvalid(
      await manager.post('/customers', { first_name: 'A', last_name: 'B', address: { ...ADDRESS, street: blank, city: blank } }),
      '/address/street', '/address/city');
    assertInvalid(await anyone.post('/auth/register', { email: someEmail(), password: PASSWORD, first_name: blank }), '/first_name');
  }
});

test('what is invisible is in no name, and stays in notes', async () => {
  for (const hidden of ['\u200b', '\u00ad', '\u202e', '\u2066', '\ufeff', '\u200d']) {
    const name = `pay${hidden}gap`;
    const errors = assertInvalid(await manager.post('/products', { sku: name, name, price: 1 }), '/sku', '/name');
    assert.match(errors[0].detail, /invisible characters \(U\+[0-9A-F]{4}\)/);
  }
  const product = await someProduct(manager, { name: 'می\u200cخواهم 👩\u200d💻 ❤\ufe0f', description: 'left\u200eright' });
  assert.deepEqual([product.name, product.description], ['می\u200cخواهم 👩\u200d💻 ❤\ufe0f', 'left\u200eright']);
});

test('blanks at the ends and twice within go, and letters are composed', async () => {
  const id = unique();
  const product = await someProduct(manager, {
    sku: ` \u00a0S-${id}\ufeff`, name: 'Cre\u0300me \u00a0 bru\u0302le\u0301e ', category: ` Toys  ${id}\n`,
    description: ' first\r\n  second\rthird ',
  });
  assert.deepEqual([product.sku, product.name, product.category, product.description],
    [`S-${id}`, 'Crème brûlée', `Toys ${id}`, 'first\n  second\nthird']);

  const order = assertStatus(await place(customer, [[product, 1]], {
    shipping_address: { ...ADDRESS, name: '  Zoe\u0308  Ba ', city: ' Ko\u0308ln ' }, billing_address: ' 1  A\u030angstro\u0308m\r\nBonn ',
    customer_notes: ' ring  twice ',
  }), 201).body;
  assert.deepEqual([order.shipping_address.name, order.shipping_address.city, order.billing_address, order.customer_notes],
    ['Zoë Ba', 'Köln', '1  Ångström\nBonn', 'ring  twice']);
});

test('a file is read as a form is', async () => {
  const id = unique();
  const text = `sku,name,price,category,stock\n" I-${id} ",Cafe\u0301  noir\u00a0, 2.50 ,Drinks  ${id},   \n`;
  const reply = await manager.send('POST', '/products/import', { body: text, headers: { 'Content-Type': 'text/csv' } });
  assert.equal(assertStatus(reply, 200).body.created, 1, reply.text);
  const { name, price, category, on_hand } = assertStatus(await manager.get(`/products/sku/I-${id}`), 200).body;
  assert.deepEqual([name, price, category, on_hand], ['Café noir', 2.5, `Drinks ${id}`, 0]);
});

/** Any text, with more than a fair share of what is not in its form. */
const typed = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...'aeoAEO1 -.') },
    { weight: 3, arbitrary: fc.constantFrom('\u0301', '\u0323', '\u0307', '\u1112\u1161\u11ab', '\u212b', '\ufb01', 'ß', 'é', '\uff21', '日') },
    { weight: 2, arbitrary: fc.constantFrom(...NOTHING, '\r\n', '\r') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  ), maxLength: 40,
});

test('what is kept is its own form, whatever was typed', async () => {
  const { id } = await someProduct(manager);
  const take = async (field, text) => {
    const reply = await manager.patch(`/products/${id}`, { [field]: text });
    if (reply.status === 200) return reply.body[field];
    if (text.includes('\0')) return void assertProblem(reply, 400, 'malformed_json');
    assertInvalid(reply, `/${field}`);
  };
  const property = fc.asyncProperty(typed, async (text) => {
    for (const field of ['name', 'description']) {
      const kept = await take(field, text);
      if (kept === undefined) continue;
      assert.equal(kept, kept.normalize('NFC'));
      assert.equal(kept, kept.trim());
      if (field === 'name') assert.doesNotMatch(kept, /\s\s|[^\S ]/);
      assert.equal(await take(field, kept), kept, 'once more it stays');
      assert.equal((await row(`SELECT ${field} AS kept FROM products WHERE id = $1`, id)).kept, kept);
    }
  });
  await fc.assert(property, { numRuns: Number(process.env.ORDERD_TEST_TEXT_RUNS ?? 60) });
});
