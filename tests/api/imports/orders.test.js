// Orders that another system took move in: as what they were called there, each once, and not mixed up.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { count, row, rows } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { someEmail, someone, unique } from '../support/people.js';
import { assertStockAddsUp, someProduct, stockOf } from '../support/shop.js';

let manager, here, products, buyers;
before(async () => {
  manager = await someone('manager');
  here = await mkdtemp(join(tmpdir(), 'orderd-orders-'));
  await chmod(here, 0o755);
  products = [await someProduct(manager, { stock: 1000 }), await someProduct(manager, { stock: 1000 })];
  buyers = await Promise.all(['Ann', 'Bob'].map(async (first_name) =>
    assertStatus(await manager.post('/customers', { first_name, last_name: unique(), email: someEmail() }), 201).body));
});
after(() => rm(here, { recursive: true }));

/** orderctl import orders of lines that have `fields` and, where they do not say so, these. */
async function importing(lines) {
  const whole = lines.map((fields, i) => ({
    reference: '', customer_email: buyers[0].email, sku: products[i % 2].sku, quantity: 1, unit_price: '5.00', shipping_cost: '', tax: '',
    created_at: '2024-03-01', shipped_at: '', tracking_number: '', shipping_address: '', customer_notes: '', ...fields,
  }));
  const file = join(here, 'orders.csv');
  await writeFile(file, [Object.keys(whole[0]), ...whole.map(Object.values)].map((line) => `${line.join(',')}\n`).join(''), { mode: 0o644 });
  return (await orderctl('import', 'orders', '--user', manager.email, file)).stdout;
}

test('an order keeps what it was called, is found by it, and comes in once whatever its date', async () => {
  const reference = `Web/${unique()}`;
  await importing([{ reference }]);
  const { id, order_number } = await row('SELECT id, order_number FROM orders WHERE external_id = $1', reference);
  assert.match(order_number, /^ORD-20240301-[0-9A-F]{8}$/);
  assert.equal(assertStatus(await manager.get(`/orders/${id}`), 200).body.external_id, reference);
  for (const search of [reference, ` ${reference.toUpperCase()} `]) {
    const { data } = assertStatus(await manager.get(`/orders?search=${encodeURIComponent(search)}`), 200).body;
    assert.deepEqual(data.map((o) => [o.id, o.external_id]), [[Number(id), reference]]);
  }
  const { text } = assertStatus(await manager.get(
    `/reports/export/orders?columns=order_number,external_id&search=${encodeURIComponent(reference)}`), 200);
  assert.match(text, new RegExp(`"${order_number}","${reference}"`));

  const before = await stockOf(products[0]);
  assert.match(await importing([{ reference }]), /: 0 created, 0 updated, 1 unchanged/);
  await assert.rejects(importing([{ reference, created_at: '2024-03-02' }]),
    new RegExp(`:2: created_at was imported already as ${order_number}, with 2024-03-01 `));
  assert.deepEqual(await stockOf(products[0]), before);
  await importing([{ reference: reference.toUpperCase() }]); // which is another, elsewhere
  assert.equal(await count('orders WHERE upper(external_id) = $1', reference.toUpperCase()), 2);
});

test('an order that was placed here has no other name', async () => {
  const order = assertStatus(await manager.post('/orders', { items: [{ product_id: products[0].id, quantity: 1 }] }), 201).body;
  assert.equal(order.external_id, null);
});

test('references are no numbers: those whose digests begin alike are two orders', async () => {
  const mark = unique();
  const seen = new Map();
  let pair;
  for (let i = 0; !pair; i++) {
    const reference = `${mark}-${i}`;
    const digits = createHash('md5').update(reference).digest('hex').slice(0, 8);
    if (seen.has(digits)) pair = [seen.get(digits), reference];
    seen.set(digits, reference);
  }
  assert.match(await importing(pair.map((reference) => ({ reference }))), /: 2 created/);
});

test('what lines of one order say of the whole of it is the same, or the file names both lines', async () => {
  const mark = unique();
  const differing = {
    customer_email: buyers[1].email, shipping_cost: '3.00', tax: '0.00', shipping_address: 'Elsewhere', customer_notes: 'Ring twice',
    created_at: '2024-03-02', shipped_at: '2024-03-04',
  };
  const said = { shipping_cost: '2.00', tax: '1.00', shipping_address: 'Here', customer_notes: 'Ring once', shipped_at: '2024-03-03', tracking_number: 'T1' };
  for (const [column, value] of Object.entries(differing))
    await assert.rejects(
      importing([{ reference: `x${mark}`, sku: products[1].sku }, { ...said, reference: mark }, { ...said, reference: mark, sku: products[0].sku, [column]: value }]),
      new RegExp(`:4: ${column} differs from that of line 3 of this order`), column);
  assert.equal(await count('orders WHERE external_id LIKE $1', `%${mark}`), 0);
});

test('what a line leaves blank of its order is what others say', async () => {
  const reference = unique();
  await importing([
    { reference, customer_email: '' },
    { reference, customer_email: buyers[1].email.toUpperCase(), tax: '1.5', shipping_cost: '2', shipping_address: 'Here' },
  ]);
  const [order] = await rows(`SELECT customer_id, customer ->> 'email' AS email, tax, shipping_cost, total, shipping_address
                              FROM orders WHERE external_id = $1`, reference);
  assert.deepEqual(order, { customer_id: String(buyers[1].id), email: buyers[1].email, tax: '1.50', shipping_cost: '2.00', total: '13.50',
    shipping_address: 'Here' });
  for (const product of products) await assertStockAddsUp(product);
});
