// The past of another shop comes in as it was: where each order stood, what was paid, what came back.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { count, row, rows } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { someEmail, someone, unique } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct, stockOf } from '../support/shop.js';

let manager, here, product, other;
before(async () => {
  manager = await someone('manager');
  here = await mkdtemp(join(tmpdir(), 'orderd-history-'));
  await chmod(here, 0o755);
  product = await someProduct(manager, { stock: 1000, price: '10.00' });
  other = await someProduct(manager, { stock: 1000, price: '3.00' });
});
after(() => rm(here, { recursive: true }));

const csv = (lines) => {
  const columns = [...new Set(lines.flatMap(Object.keys))];
  return [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ''))]
    .map((fields) => `${fields.map((field) => `"${field}"`).join()}\n`).join('');
};
const line = (fields) => ({ sku: product.sku, quantity: 2, unit_price: '10.00', tax: '1.60', shipping_cost: '5.00', created_at: '2024-03-01', ...fields });
const send = (lines, query = '') =>
  manager.send('POST', `/orders/import?${query}`, { body: typeof lines === 'string' ? lines : csv(lines), headers: { 'Content-Type': 'text/csv' } });
const taken = async (lines, query) => assertStatus(await send(lines, query), 200).body;
const refused = async (lines, query) => assertProblem(await send(lines, query), 422, 'import_refused').errors
  .map(({ line: at, column, detail }) => `${at} ${column} ${detail}`);
const order = async (reference) =>
  assertStatus(await manager.get(`/orders/${await row('SELECT id FROM orders WHERE external_id = $1', reference).then(({ id }) => id)}`), 200).body;

/** Stock, its ledger and the open orders agree; so does all that is said of an order's money. */
async function assertAllAgrees(...orders) {
  for (const one of [product, other]) await assertStockAddsUp(one);
  for (const { id } of orders) {
    const [paid] = await rows(`SELECT coalesce(sum(captured), 0)::text AS paid, coalesce(sum(refunded), 0)::text AS refunded FROM payments WHERE order_id = $1`, id);
    const stands = await row('SELECT paid::text, refunded::text FROM orders WHERE id = $1', id);
    assert.deepEqual([Number(stands.paid), Number(stands.refunded)], [Number(paid.paid), Number(paid.refunded)]);
  }
  const { stdout } = await orderctl('money', 'reconcile').catch((error) => error); // of others' orders something may differ
  for (const { order_number } of orders) assert.ok(!stdout.includes(order_number), stdout);
}

const walks = {
  pending: ['pending'],
  confirmed: ['pending', 'confirmed'],
  processing: ['pending', 'confirmed', 'processing'],
  shipped: ['pending', 'confirmed', 'shipped'],
  delivered: ['pending', 'confirmed', 'shipped', 'delivered'],
  cancelled: ['pending', 'cancelled'],
  returned: ['pending', 'confirmed', 'shipped', 'returned'],
};

test('orders come in where they stood, with their moves and their stock', async () => {
  const mark = unique();
  const before_ = await stockOf(product);
  const lines = Object.keys(walks).map((status) => line({ reference: `${mark}-${status}`, status, created_at: '2024-03-01T10:00:00Z' }));
  const body = await taken(lines);
  assert.deepEqual([body.lines, body.created, body.unchanged], [7, 7, 0]);
  const all = [];
  for (const [status, walk] of Object.entries(walks)) {
    const made = await order(`${mark}-${status}`);
    all.push(made);
    assert.deepEqual([made.status, made.payment_status, made.total, made.user_id], [status, 'pending', 26.6, manager.id], status);
    const { data } = assertStatus(await manager.get(`/orders/${made.id}/history`), 200).body;
    assert.deepEqual(data.map((h) => h.to_status), walk, status);
    assert.equal(made.items[0].returned_quantity, status === 'returned' ? 2 : 0);
    assert.equal(made.shipments.length, ['shipped', 'delivered', 'returned'].includes(status) ? 1 : 0);
  }
  const after_ = await stockOf(product);
  assert.deepEqual([before_.on_hand - after_.on_hand, after_.reserved - before_.reserved], [4, 6]);
  await assertAllAgrees(...all);
  for (const action of ['ship', 'deliver']) // and go on from there
    assertStatus(await manager.patch(`/orders/${all[1].id}/status`, { status: action === 'ship' ? 'shipped' : 'delivered' }), 200);
  await assertAllAgrees(...all);
});

test('their times are kept, and what does not fit a status is refused', async () => {
  const reference = unique();
  await taken([line({ reference, status: 'delivered', confirmed_at: '2024-03-02', shipped_at: '2024-03-03', delivered_at: '2024-03-05T12:00:00+02:00',
    carrier: 'DHL', tracking_number: `T-${reference}`, payment_method: 'invoice', shipping_method: 'express' })]);
  const made = await order(reference);
  assert.deepEqual([made.created_at, made.confirmed_at, made.shipped_at, made.delivered_at],
    ['2024-03-01T00:00:00Z', '2024-03-02T00:00:00Z', '2024-03-03T00:00:00Z', '2024-03-05T10:00:00Z']);
  assert.deepEqual([made.carrier, made.tracking_number, made.payment_method, made.shipping_method], ['DHL', `T-${reference}`, 'invoice', 'express']);
  const next = new Date(Date.now() + 864e5).toISOString();
  assert.match((await refused([line({ reference: unique(), created_at: next })])).join(), /^2 created_at lies in the future \(read: "/);
  assert.match((await refused([line({ reference: unique(), paid: '1', paid_at: next })])).join(), /^2 paid_at lies in the future/);
  assert.match((await refused([line({ reference: unique(), status: 'pending', shipped_at: '2024-03-03' })])).join(), /shipped_at is none of an order that is pending/);
  assert.match((await refused([line({ reference: unique(), status: 'draft' })])).join(), /^2 status must be one of pending, confirmed,/);
  assert.match((await refused([line({ reference: unique(), status: 'gone' })])).join(), /^2 status must be one of .*\(read: "gone"\)/);
});

test('what was paid and given back comes in with its times', async () => {
  const mark = unique();
  const cases = {
    part: [{ paid: '10.00', paid_at: '2024-03-02' }, 'pending', 10, 0],
    paid: [{ payment_status: 'paid', paid_at: '2024-03-02' }, 'paid', 26.6, 0],
    kind: [{ paid: '26.60', refunded: '5.00', refunded_at: '2024-03-09' }, 'partially_refunded', 26.6, 5],
    all: [{ payment_status: 'refunded' }, 'refunded', 26.6, 26.6],
    off: [{ status: 'cancelled', paid: '26.60', refunded: '26.60' }, 'refunded', 26.6, 26.6],
    back: [{ status: 'returned', payment_status: 'partially_refunded', paid: '26.60', refunded: '21.60' }, 'partially_refunded', 26.6, 21.6],
  };
  await taken(Object.entries(cases).map(([name, [fields]]) => line({ reference: `${mark}-${name}`, ...fields })));
  const all = [];
  for (const [name, [, payment_status, paid, refunded]] of Object.entries(cases)) {
    const made = await order(`${mark}-${name}`);
    all.push(made);
    assert.deepEqual([made.payment_status, made.paid, made.refunded], [payment_status, paid, refunded], name);
  }
  assert.deepEqual(all.map(({ due }) => due), [16.6, 0, 0, 0, 0, 0]);
  await assertAllAgrees(...all);
  const { data } = assertStatus(await manager.get(`/orders/${all[1].id}/payments`), 200).body;
  assert.equal(data[0].created_at, '2024-03-02T00:00:00Z');
  for (const [fields, complaint] of [
    [{ paid: '26.61' }, /paid is more than the order costs/], [{ paid: '1', refunded: '2' }, /refunded is more than was paid/],
    [{ paid: '1', payment_status: 'paid' }, /payment_status does not fit what was paid and given back, which makes it pending/],
    [{ payment_status: 'disputed' }, /payment_status does not fit/]])
    assert.match((await refused([line({ reference: unique(), ...fields })])).join(), complaint);
});

test('lines of one product at one price are one, at two they are refused by name', async () => {
  const reference = unique();
  await taken([line({ reference }), line({ reference, quantity: 3, discount: '1.00' }), line({ reference, sku: other.sku, unit_price: '3.00' })]);
  const made = await order(reference);
  assert.deepEqual(made.items.map((i) => [i.product_sku, i.quantity]), [[product.sku, 5], [other.sku, 2]]);
  assert.deepEqual([made.subtotal, made.discount], [56, 1]);
  const same = await taken([line({ reference, quantity: 5, discount: '1.00' }), line({ reference, sku: other.sku, unit_price: '3.00' })]);
  assert.equal(same.unchanged, 1, 'summed or not, it is the same');
  const twice = unique();
  assert.deepEqual(await refused([line({ reference: twice }), line({ reference: twice, unit_price: '9.00' })]),
    [`3 sku stands in line 2 of this order already, at another price (read: "${product.sku}")`]);
});

test('what came back in part, by a column or by lines of less than nothing', async () => {
  const [mark, buyer] = [unique(), await someone()];
  const some = { customer_email: buyer.email, quantity: 5, status: 'delivered', shipped_at: '2024-03-02', returned_at: '2024-03-09', paid: '56.60', refunded: '20.64' };
  const before_ = await stockOf(product);
  await taken([
    line({ reference: `${mark}-told`, ...some, returned_quantity: 2 }),
    line({ reference: `${mark}-less`, ...some }), line({ reference: `${mark}-less`, ...some, quantity: -2 }),
    line({ reference: `${mark}-open`, quantity: 5, paid: '56.60', returned_quantity: 1 }), // says that it arrived
    line({ reference: `${mark}-all`, quantity: 2 }), line({ reference: `${mark}-all`, quantity: -2 })]);
  const [told, less, open, all] = await Promise.all(['told', 'less', 'open', 'all'].map((name) => order(`${mark}-${name}`)));
  for (const made of [told, less]) {
    // 2 of 5 pieces at 10.00 with their part of 1.60 of tax, without the shipping of 5.00
    assert.deepEqual([made.status, made.payment_status, made.total, made.paid, made.refunded, made.due],
      ['delivered', 'partially_refunded', 56.6, 56.6, 20.64, 0]);
    assert.deepEqual(made.items.map((item) => [item.quantity, item.shipped_quantity, item.returned_quantity]), [[5, 5, 2]]);
    assert.deepEqual(made.returns.map((one) => [one.status, one.refund_amount, one.received_at]), [['received', 20.64, '2024-03-09T00:00:00Z']]);
  }
  assert.deepEqual([open.status, open.payment_status, open.items[0].returned_quantity, open.returns[0].refund_amount], ['delivered', 'paid', 1, 10.32]);
  assert.deepEqual([all.status, all.items[0].returned_quantity], ['returned', 2]);
  assert.equal(before_.on_hand - (await stockOf(product)).on_hand, 3 + 3 + 4);
  await assertAllAgrees(told, less, open, all);
  const text = assertStatus(await manager.get(`/reports/export/order-lines?customer_id=${buyer.customerId}`), 200).text;
  const again = await taken(text);
  assert.deepEqual([again.lines, again.unchanged], [2, 2], text);
  assertStatus(await manager.post(`/orders/${told.id}/returns`, { items: [{ product_id: product.id, quantity: 3 }] }), 201);
  assert.equal((await order(`${mark}-told`)).status, 'returned', 'what is left comes back here');
});

test('what can’t have come back is refused by name', async () => {
  const of = async (...lines) => (await refused(lines.map((fields) => line({ reference: unique(), ...fields })))).map((said) => said.replace(/ \(read: .*/, ''));
  assert.deepEqual(await of({ quantity: -1, status: 'delivered' }), ['2 quantity makes 1 come back of the 0 that this order has']);
  assert.deepEqual(await of({ returned_quantity: 3 }), ['2 returned_quantity makes 3 come back of the 2 that this order has']);
  assert.deepEqual(await of({ returned_quantity: 1, status: 'confirmed' }), ['2 returned_quantity is none of an order that is confirmed']);
  assert.deepEqual(await of({ returned_quantity: 1, status: 'returned' }), ['2 status does not fit the 1 pieces of 2 that came back']);
  assert.deepEqual(await of({ returned_quantity: 2, status: 'delivered' }), ['2 status does not fit the 2 pieces of 2 that came back']);
  assert.deepEqual(await of({ returned_quantity: 0, returned_at: '2024-03-04', status: 'delivered' }), ['2 returned_at is none of an order that is delivered']);
  assert.deepEqual(await of({ quantity: 0 }), ['2 quantity must not be 0']);
  const reference = unique();
  assert.deepEqual(await of({ reference }, { reference, quantity: -1, unit_price: '' }, { reference, quantity: -1, discount: '1.00' }),
    ['3 unit_price is required where something came back', '4 discount stands with a line of pieces, not of what came back']);
  assert.deepEqual(await of({ reference }, { reference, quantity: -1, unit_price: '9.00' }), ['3 sku stands in line 2 of this order already, at another price']);
});

test('what is given back beyond what came back is a kindness, and nothing is owed again', async () => {
  const reference = unique();
  await taken([line({ reference, status: 'returned', paid: '26.60', refunded: '26.60' })]);
  const made = await order(reference);
  assert.deepEqual([made.payment_status, made.refunded, made.due], ['refunded', 26.6, 0]);
  const refunds = await rows('SELECT amount::text, price_fell FROM refunds WHERE order_id = $1 ORDER BY id', made.id);
  assert.deepEqual(refunds.map(({ amount, price_fell }) => [amount, price_fell]), [['21.60', true], ['5.00', false]]);
  await assertAllAgrees(made);
});

test('several shipments: their numbers, or their days, tell them apart', async () => {
  const [mark, buyer] = [unique(), await someone()];
  const thing = { sku: other.sku, unit_price: '3.00' };
  const [first, second] = [{ customer_email: buyer.email, shipped_at: '2024-03-02', carrier: 'DHL', tracking_number: `${mark}-1` }, { shipped_at: '2024-03-05', carrier: 'UPS', tracking_number: `${mark}-2` }];
  const days = ['2024-03-02', '2024-03-07'];
  await taken([
    line({ reference: `${mark}-numbers`, status: 'delivered', quantity: 5, ...second }), line({ reference: `${mark}-numbers`, quantity: 3, ...first }),
    line({ reference: `${mark}-numbers`, ...thing, ...first }),
    line({ reference: `${mark}-days`, customer_email: buyer.email, shipped_at: days[0], carrier: 'DHL' }), line({ reference: `${mark}-days`, ...thing, shipped_at: days[1], carrier: 'UPS' })]);
  const [numbers, byDays] = await Promise.all(['numbers', 'days'].map((name) => order(`${mark}-${name}`)));
  const sent = (made) => made.shipments.map((one) => [one.created_at.slice(0, 10), one.carrier, one.tracking_number,
    ...one.items.map(({ order_line_id, quantity }) => [made.items.find(({ id }) => id === order_line_id).product_sku, quantity])]);
  assert.deepEqual(sent(numbers), [['2024-03-02', 'DHL', `${mark}-1`, [product.sku, 3], [other.sku, 2]], ['2024-03-05', 'UPS', `${mark}-2`, [product.sku, 5]]]);
  assert.deepEqual(sent(byDays), [['2024-03-02', 'DHL', null, [product.sku, 2]], ['2024-03-07', 'UPS', null, [other.sku, 2]]]);
  // The order says when the last piece left, and by which shipment.
  assert.deepEqual([numbers.shipped_at, numbers.carrier, numbers.tracking_number], ['2024-03-05T00:00:00Z', 'UPS', `${mark}-2`]);
  assert.deepEqual([byDays.status, byDays.shipped_at, byDays.carrier], ['shipped', '2024-03-07T00:00:00Z', 'UPS']);
  await assertAllAgrees(numbers, byDays);
  const text = assertStatus(await manager.get(`/reports/export/order-lines?customer_id=${buyer.customerId}`), 200).text;
  const again = await taken(text);
  assert.deepEqual([again.lines, again.unchanged, again.error_count], [5, 2, 0], text);

  const of = async (...lines) => (await refused(lines.map((fields) => line({ reference: mark, ...fields })))).map((said) => said.replace(/ \(read: .*/, ''));
  assert.deepEqual(await of(first, { ...thing, ...first, carrier: 'UPS' }), ['3 carrier differs from that of line 2 of this order']);
  assert.deepEqual(await of(first, second, { ...thing, shipped_at: '2024-03-02', carrier: 'DHL' }), ['4 tracking_number is required where an order has several shipments']);
  assert.deepEqual(await of({ shipped_at: days[0] }, { ...thing, shipped_at: days[1] }, { ...thing, created_at: '' }),
    ['4 shipped_at is required where an order has several shipments']);
});

test('addresses have parts, and who has no e-mail is named by what they are called elsewhere', async () => {
  const [reference, called] = [unique(), unique()];
  assertStatus(await manager.send('POST', '/customers/import', { body: `external_id,first_name,last_name\n${called},Ann,Lee\n`, headers: { 'Content-Type': 'text/csv' } }), 200);
  await taken([line({ reference, customer_external_id: called, shipping_address_company: 'Doe Ltd', shipping_address_street: '1 Road',
    shipping_address_city: 'Town', shipping_address_country: 'Ireland', billing_address: 'Elsewhere' })]);
  const made = await order(reference);
  assert.deepEqual(made.shipping_address, { company: 'Doe Ltd', street: '1 Road', city: 'Town', country: 'Ireland' });
  assert.deepEqual([made.billing_address, made.customer.first_name], ['Elsewhere', 'Ann']);
  assert.match((await refused([line({ reference: unique(), customer_external_id: 'nobody' })])).join(), /^2 customer_external_id is not a customer/);
});

test('partial: good orders come in whole, and a bad line keeps all of its own out', async () => {
  const mark = unique();
  const body = await taken([
    line({ reference: `${mark}-good` }), line({ reference: `${mark}-bad` }), line({ reference: `${mark}-bad`, sku: other.sku, quantity: 'many' }),
    line({ reference: `${mark}-none` }), line({ reference: `${mark}-none`, sku: 'NOTHING' }), line({ reference: `${mark}-good`, sku: other.sku }),
  ], 'partial=true');
  assert.deepEqual([body.created, body.errors.map((e) => [e.line, e.column])], [1, [[4, 'quantity'], [6, 'sku']]]);
  assert.equal(await count('orders WHERE external_id LIKE $1', `${mark}-%`), 1);
  assert.equal((await order(`${mark}-good`)).items.length, 2);
  assert.equal(await count('import_rows'), 0);
  const broken = `${csv([line({ reference: `${mark}-x` })])}${mark}-y,too few\n`;
  assert.deepEqual(await refused(broken, 'partial=true'), ['3  has 2 fields instead of 7'], 'nobody knows whose line that is');
  await assertAllAgrees();
});

test('orders that are there already say so when they differ, or are passed over', async () => {
  const reference = unique();
  await taken([line({ reference, status: 'shipped', shipped_at: '2024-03-02' })]);
  const same = [line({ reference })];
  assert.deepEqual([(await taken(same)).unchanged, (await taken(same)).created], [1, 0]);
  assert.match((await refused([line({ reference, quantity: 3 })])).join(), /^2 quantity was imported already as ORD-\S+, with 2 \(read: "3"\)$/);
  assert.match((await refused([line({ reference }), line({ reference, sku: other.sku })])).join(), /sku is none of what was imported already as ORD-/);
  const before_ = await stockOf(product);
  const body = await taken([line({ reference, quantity: 3 }), line({ reference: unique() })], 'skip_existing=true');
  assert.deepEqual([body.created, body.unchanged], [1, 1]);
  const after_ = await stockOf(product);
  assert.equal(after_.reserved - before_.reserved, 2);
});

test('no_stock: what has left takes nothing from the stock of today, and the ledger says so', async () => {
  const rare = await someProduct(manager, { stock: 1 });
  const mark = unique();
  const lines = ['shipped', 'delivered'].map((status) => line({ reference: `${mark}-${status}`, sku: rare.sku, status, quantity: 50 }));
  assert.match((await refused(lines)).join(), /quantity only 1 available/);
  assert.equal((await taken(lines, 'no_stock=true')).created, 2);
  assert.deepEqual(await stockOf(rare), { on_hand: 1, reserved: 0 });
  await assertStockAddsUp(rare);
  assert.equal(await count(`stock_movements WHERE product_id = $1 AND kind = 'adjustment' AND reason LIKE 'imported: not of the stock%'`, rare.id), 2);
  await taken([line({ reference: `${mark}-open`, sku: rare.sku, quantity: 1 })], 'no_stock=true');
  assert.deepEqual(await stockOf(rare), { on_hand: 1, reserved: 1 }, 'what is still to be sent is held');
});

test('a dry run tells what would become of it, and keeps nothing', async () => {
  const reference = unique();
  const before_ = await stockOf(product);
  const body = await taken([line({ reference, status: 'shipped', payment_status: 'paid' })], 'dry_run=true');
  assert.deepEqual([body.created, body.changes.map(({ line: at, key, is_new }) => [at, key, is_new])], [1, [[2, reference, true]]]);
  assert.deepEqual(body.changes[0].cells, [{ column: 'status', old: null, new: 'shipped' }, { column: 'total', old: null, new: 26.6 }, { column: 'paid', old: null, new: 26.6 }]);
  assert.equal(await count('orders WHERE external_id = $1', reference), 0);
  assert.deepEqual(await stockOf(product), before_);
  const name = `Cat ${unique()}`;
  const cats = async (query) => assertStatus(await manager.send('POST', `/categories/import?${query}`, { body: `name,description\n${name},About\n`, headers: { 'Content-Type': 'text/csv' } }), 200).body;
  const tried = await cats('dry_run=true');
  assert.deepEqual([tried.created, tried.changes.map(({ key, is_new }) => [key, is_new])], [1, [[name, true]]]);
  assert.equal(await count('categories WHERE name = $1', name), 0);
  assert.equal((await cats('')).created, 1);
  assert.equal((await cats('dry_run=true')).unchanged, 1);
});

test('categories come in by their other path, too', async () => {
  const name = unique();
  const sent = (query) => manager.send('POST', `/inventory/categories/import?${query}`, { body: `name\n${name}\n`, headers: { 'Content-Type': 'text/csv' } });
  assert.equal(assertStatus(await sent('dry_run=true'), 200).body.created, 1);
  assert.equal(await count('categories WHERE name = $1', name), 0);
  assert.equal(assertStatus(await sent(''), 200).body.created, 1);
});

test('what was paid elsewhere is given back by nobody here', async () => {
  const reference = unique();
  await taken([line({ reference, payment_status: 'paid' })]);
  const { id } = await order(reference);
  const { errors } = assertProblem(await manager.post(`/orders/${id}/refunds`, {}), 502, 'payment_refused');
  assert.deepEqual(errors.map(({ code }) => code), ['paid_elsewhere']);
  const { paid, refunded, payment_status } = await order(reference);
  assert.deepEqual([paid, refunded, payment_status], [26.6, 0, 'paid']);
});

test('orderctl does the same, with the options of the same names', async () => {
  const [good, file] = [unique(), join(here, 'orders.csv')];
  await writeFile(file, csv([line({ reference: good, status: 'shipped' }), line({ reference: `${good}x`, sku: 'NOTHING' })]), { mode: 0o644 });
  const run = (...options) => orderctl('import', 'orders', '--user', manager.email, ...options, file);
  await assert.rejects(run('--partial', '--dry-run', '--no-stock'), ({ stdout }) => /^2 lines: 1 created, 0 updated, 0 unchanged, 1 errors/.test(stdout));
  assert.equal(await count('orders WHERE external_id = $1', good), 0);
  await assert.rejects(run('--partial', '--no-stock'), ({ stdout, stderr }) => /1 created/.test(stdout) && /:3: sku is not a product \(read: "NOTHING"\)/.test(stderr));
  await assert.rejects(run('--partial', '--skip-existing'), ({ stdout }) => /0 created, 0 updated, 1 unchanged/.test(stdout));
});

test('orders that leave as lines come back unchanged', async () => {
  const customer = await someone('customer', { email: someEmail() });
  const mark = unique();
  const shipped = await placed(customer, [[product, 2], [other, 1]], { customer_notes: `=${mark}\ntwice`, billing_address: 'One\nline' });
  const paid = await placed(customer, [[other, 1]]);
  await placed(customer, [[product, 1]]).then(({ id }) => customer.post(`/orders/${id}/cancel`, {}));
  assertStatus(await customer.post(`/orders/${paid.id}/payments`, { method: 'tok_ok' }), 201);
  for (const status of ['confirmed', 'shipped', 'delivered']) assertStatus(await manager.patch(`/orders/${shipped.id}/status`, { status }), 200);
  const text = assertStatus(await manager.get(`/reports/export/order-lines?customer_id=${customer.customerId}&bom=true`), 200).text;
  const body = await taken(text);
  assert.deepEqual([body.lines, body.created, body.unchanged, body.error_count], [4, 0, 3, 0]);
  await taken([line({ reference: mark, status: 'returned', paid: '26.60', refunded: '26.60' }), line({ reference: mark, quantity: 1, discount: '0.50', sku: other.sku, unit_price: '3.00' })]);
  assertProblem(await manager.get('/reports/export/order-lines?from=2024-02-01&to=2024-01-01'), 422, 'invalid_period');
  const again = await taken(assertStatus(await manager.get(`/reports/export/order-lines?search=${mark}`), 200).text);
  assert.deepEqual([again.lines, again.created, again.unchanged], [2, 0, 1]);
});
