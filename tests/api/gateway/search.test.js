// What is kept is found, however it is spelled.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { anyone } from '../support/http.js';
import { someEmail, someone, unique } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = [await someone('manager'), await someone()];
});

const searched = async (who, path, search) =>
  assertStatus(await who.get(`${path}?limit=100&search=${encodeURIComponent(search)}`), 200).body.data.map((one) => one.id);

/** `search` finds this one, for somebody, in this list. */
async function assertFound(path, { id }, ...searches) {
  for (const search of searches)
    assert.ok((await searched(manager, path, search)).includes(id), `${path}: ${JSON.stringify(search)} finds it`);
}

test('a product is found by its words in any spelling', async () => {
  const id = unique();
  const product = await someProduct(manager, {
    sku: `Ⅷ-${id}`, name: `Crème brûlée ${id} Łódź`, description: `Große Straße, Ærø. Người Việt ＦＵＬＬ ﬁne Ωμέγας ‘x–y’ 転倒 한글 ガギ`,
  });
  for (const word of [
    'creme', 'CRÈME', 'Cre\u0300me', 'cr\u00ademe', 'brulee', 'brûlée', 'lodz', 'strasse', 'STRASSE', 'straße', 'gross', 'aero', 'ærø', 'nguoi',
    'viet', 'full', 'ｆｕｌｌ', 'fine', 'ωμεγασ', 'ΩΜΈΓΑΣ', "'x-y'", '転', '倒', '転倒', '한글', '\u1112\u1161\u11ab글', 'ｶﾞギ', 'VIII',
  ])
    await assertFound('/products', product, `${word} ${id}`, ` ${id}\u00a0 ${word}  `);
});

test('a customer is found by name, present and former, e-mail and phone', async () => {
  const id = unique();
  const body = { first_name: 'Zoë', last_name: `Müller-${id}`, email: `zoe-${id}@example.com`, phone: `+49 (0)221 ${id.replace(/\D/g, '')}-77` };
  const someCustomer = assertStatus(await manager.post('/customers', body), 201).body;
  await assertFound('/customers', someCustomer, `zoe muller-${id}`, `MÜLLER-${id} ZOE\u0308`, `zoe-${id}`, `0221${id.replace(/\D/g, '')}`);
  const renamed = { last_name: `Şahin-${id}`, email: `sahin-${id}@example.com` };
  assertStatus(await manager.put(`/customers/${someCustomer.id}`, renamed), 200);
  await assertFound('/customers', someCustomer, `sahin-${id}`, `muller-${id}`, `zoe-${id}@example.com`, `sahin-${id}@example.com`);
});

test('an order is found by all that names it', async () => {
  const id = unique();
  const buyer = assertStatus(
    await manager.post('/customers', { first_name: 'Renée', last_name: `Ölund-${id}`, email: someEmail(), phone: `+46 8 ${id}` }), 201).body;
  const product = await someProduct(manager, { sku: `Å-${id}` });
  const order = await placed(manager, [[product, 2]], { customer_id: buyer.id });
  const number = order.order_number;
  const tracking = `1Z ${id.slice(0, 8)}-AA`;
  await assertFound('/orders', order, number, ` ${number} `, number.toLowerCase(), number.slice(0, 12), number.slice(-8), number.slice(-4).toLowerCase(),
    number.slice(4), 'RENEE ' + `olund-${id}`, buyer.email, `+46 8 ${id}`, ` å-${id} `, `A\u030a-${id}`);
  assertStatus(await manager.put(`/customers/${buyer.id}`, { last_name: `Berg-${id}` }), 200);
  await assertFound('/orders', order, `olund-${id}`, `renee berg-${id}`);
  assertStatus(await manager.post(`/orders/${order.id}/confirm`, {}), 200);
  assertStatus(await manager.post(`/orders/${order.id}/shipments`,
    { items: [{ product_id: product.id, quantity: 1 }], carrier: 'UPS', tracking_number: tracking }), 201);
  const latest = `LATER${id.slice(0, 12)}`;
  assertStatus(await manager.post(`/orders/${order.id}/shipments`,
    { items: [{ product_id: product.id, quantity: 1 }], carrier: 'UPS', tracking_number: latest }), 201);
  await assertFound('/orders', order, tracking, tracking.toLowerCase().replaceAll(/[ -]/g, ''), latest);

  const stranger = await someone();
  for (const search of [number.slice(-8), tracking, latest, `Å-${id}`, `olund-${id}`])
    assert.deepEqual(await searched(stranger, '/orders', search), [], search);
});

test('a customer finds their own by SKU and by the end of the number', async () => {
  const product = await someProduct(manager);
  const order = await placed(customer, [[product, 1]]);
  for (const search of [product.sku, order.order_number.slice(-6), order.order_number])
    assert.deepEqual(await searched(customer, '/orders', search), [order.id], search);
});

test('the same is found by anybody: two letters begin a word, with or without their accents', async () => {
  const id = unique();
  const product = await someProduct(manager, { name: `Éb ${id}` });
  for (const search of [`eb ${id}`, `ÉB ${id}`, `E\u0301b ${id}`])
    assert.deepEqual((await searched(anyone, '/products', search)), [product.id], search);
});

test('who is forgotten is not found by what they were called', async () => {
  const id = unique();
  const admin = await someone('admin');
  const person = assertStatus(await manager.post('/customers', { first_name: 'Ida', last_name: `First${id}`, email: someEmail() }), 201).body;
  assertStatus(await manager.put(`/customers/${person.id}`, { last_name: `Second${id}` }), 200);
  assertStatus(await admin.post(`/customers/${person.id}/anonymise`, {}), 200);
  for (const search of [`First${id}`, `Second${id}`]) assert.deepEqual(await searched(manager, '/customers', search), []);
  const [{ former_names: former, search_text: text }] = await rows('SELECT former_names, search_text FROM customers WHERE id = $1', person.id);
  assert.deepEqual([former, text.trim()], ['', 'anonymised customer']);
});

/** A word in several scripts, with and without marks. */
const letter = fc.constantFrom(...'aezoAEZO1', 'é', 'Ü', 'ß', 'Ł', 'ø', 'æ', 'ﬁ', 'Σ', 'ς', 'İ', 'ı', 'ё', 'Й', 'ệ', '日', '한', 'ガ', 'ｱ', 'Ａ', 'ا', 'أ', 'क', 'ि', 'q\u0323\u0307');
const word = fc.array(letter, { minLength: 1, maxLength: 6 }).map((letters) => letters.join(''));
const respelled = [
  (text) => text, (text) => text.normalize('NFD'), (text) => text.normalize('NFC').toLowerCase(), (text) => text.normalize('NFKC').toUpperCase(),
  (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, ''), (text) => `\u00a0${text} `,
];

test('each word of what was typed finds it, in each of its spellings', async () => {
  const product = await someProduct(manager);
  const property = fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 4 }), fc.nat(), async (words, pick) => {
    const mark = unique();
    assertStatus(await manager.patch(`/products/${product.id}`, { name: `${words.join('  ')} ${mark}` }), 200);
    const sought = words[pick % words.length];
    if (!/[\p{L}\p{N}]/u.test(sought)) return;
    for (const spelling of respelled) await assertFound('/products', product, `${spelling(sought)} ${mark}`);
  });
  await fc.assert(property, { numRuns: Number(process.env.ORDERD_TEST_TEXT_RUNS ?? 40) });
});
