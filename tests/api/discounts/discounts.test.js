// Discount codes and managers' discounts.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { someDepartment, someone, unique } from '../support/people.js';
import { withSettings } from '../support/settings.js';
import { assertStockAddsUp, place, placed, someProduct, stockOf } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const someCode = async (fields) =>
  assertStatus(
    await manager.post('/discount-codes', { code: unique(), name: 'A code', kind: 'percent', value: '10.00', ...fields }),
    201,
  ).body;
const used = async ({ id }) => Number(await value('SELECT used FROM discount_codes WHERE id = $1', id));
const edit = (who, order, body) => who.patch(`/orders/${order.id}`, body);
const edited = async (who, order, body) => assertStatus(await edit(who, order, body), 200).body;
const items = (...pairs) => ({ items: pairs.map(([product, quantity]) => ({ product_id: product.id, quantity })) });
const money = (o) => [o.subtotal, o.discount, o.tax, o.shipping_cost, o.total];

test('10.00 off three lines of 10.00, and 20 % off 150.00 and 60.00', async () => {
  const three = await Promise.all([1, 2, 3].map(() => someProduct(manager, { price: '10.00' })));
  const code = await someCode({ kind: 'amount' });
  const order = await placed(customer, three.map((p) => [p, 1]), { discount_code: code.code.toUpperCase() });
  assert.deepEqual(order.items.map((i) => [i.discount, i.tax]), [[3.33, 0.53], [3.34, 0.54], [3.33, 0.53]]);
  assert.deepEqual([...money(order), order.discount_code], [30, 10, 1.6, 10, 31.6, code.code]);

  const two = [await someProduct(manager, { price: '150.00' }), await someProduct(manager, { price: '60.00' })];
  const fifth = await someCode({ value: '20' });
  const lots = await placed(customer, two.map((p) => [p, 1]), { discount_code: fifth.code });
  assert.deepEqual(lots.items.map((i) => i.discount), [30, 12]);
});

test('three pieces with 10.00 off come back one by one: 7.20 each', async () => {
  const three = await Promise.all([1, 2, 3].map(() => someProduct(manager, { price: '10.00' })));
  const { code } = await someCode({ kind: 'amount' });
  const order = await placed(customer, three.map((p) => [p, 1]), { discount_code: code });
  assertStatus(await manager.patch(`/orders/${order.id}/status`, { status: 'confirmed' }), 200);
  assertStatus(await manager.patch(`/orders/${order.id}/status`, { status: 'shipped' }), 200);
  for (const product of [three[1], three[0], three[2]]) {
    const { returns } = assertStatus(await manager.post(`/orders/${order.id}/returns`, items([product, 1])), 201).body;
    assert.equal(returns.at(-1).refund_amount, 7.2);
  }
});

test('free shipping is judged without the discount, and is a code of its own', async () => {
  const product = await someProduct(manager, { price: '105.00' });
  const ten = await someCode({ kind: 'amount' });
  assert.equal((await placed(customer, [[product, 1]], { discount_code: ten.code })).shipping_cost, 10);
  const cheap = await someProduct(manager, { price: '5.00' });
  const free = await someCode({ kind: 'free_shipping', value: undefined });
  assert.deepEqual(money(await placed(customer, [[cheap, 1]], { discount_code: free.code })), [5, 0, 0.4, 0, 5.4]);
});

test('only what a code is for counts: categories, products, a minimum, no price by hand', async () => {
  const category = unique();
  const [one, other] = [await someProduct(manager, { price: '20.00', category }), await someProduct(manager, { price: '30.00' })];
  const both = items([one, 1], [other, 1]);
  const quote = async (code, body = both) =>
    assertStatus(await customer.post('/orders/quote', { ...body, discount_code: code }), 200).body.items.map((i) => i.discount);
  assert.deepEqual(await quote((await someCode({ categories: [category.toUpperCase()] })).code), [2, 0]);
  assert.deepEqual(await quote((await someCode({ products: [other.sku] })).code), [0, 3]);
  const more = await someCode({ products: [one.sku], minimum: '40.00' });
  const { errors } = assertProblem(await customer.post('/orders/quote', { ...both, discount_code: more.code }), 409, 'discount_minimum');
  assert.equal(errors[0].missing, 20);
  assert.deepEqual(await quote(more.code, items([one, 2])), [4]);
  const hand = { ...both, discount_code: (await someCode()).code };
  hand.items[0] = { ...hand.items[0], unit_price: '15.00', price_reason: 'Scratched' };
  const { items: lines } = assertStatus(await manager.post('/orders', hand), 201).body;
  assert.deepEqual(lines.map((i) => i.discount), [0, 3]);
});

test('what a code is nobody is told who guesses, and who guesses much not even that', async () => {
  const product = await someProduct(manager);
  const guesser = await someone();
  const guess = (code) => guesser.post('/orders/quote', { ...items([product, 1]), discount_code: code });
  const ended = await someCode();
  assertStatus(await manager.delete(`/discount-codes/${ended.id}`), 204);
  const early = await someCode({ valid_from: '2999-01-01' });
  const late = await someCode({ valid_to: '2000-01-01' });
  for (const code of ['no such', ended.code, early.code, late.code]) {
    assertProblem(await guess(code), 422, 'unknown_code');
    assertProblem(await place(guesser, [[product, 1]], { discount_code: code }), 422, 'unknown_code');
  }
  const dry = (code) => guesser.post('/orders?dry_run=true', { ...items([product, 1]), discount_code: code });
  for (let i = 8; i < 20; i++) assertProblem(await (i % 2 ? guess : dry)(unique()), 422, 'unknown_code');
  const good = await someCode();
  for (const way of [guess, dry]) assertProblem(await way(good.code), 429, 'rate_limited');
  await rows(`UPDATE discount_guesses SET since = since - interval '15 minutes' WHERE user_id = $1`, guesser.id);
  assertStatus(await guess(good.code), 200);
});

test('a code for 10 orders: of 50 at once 10 have it, and one cancelled lets in one more', async () => {
  const product = await someProduct(manager, { stock: 1000 });
  const code = await someCode({ max_uses: 10 });
  const replies = await Promise.all(Array.from({ length: 50 }, () => place(customer, [[product, 1]], { discount_code: code.code })));
  const orders = replies.filter((r) => r.status === 201).map((r) => r.body);
  assert.equal(orders.length, 10);
  for (const reply of replies.filter((r) => r.status !== 201)) assertProblem(reply, 409, 'discount_used_up');
  assert.deepEqual([await used(code), (await stockOf(product)).reserved], [10, 10]);
  await assertStockAddsUp(product);
  assertStatus(await customer.post(`/orders/${orders[0].id}/cancel`, {}), 200);
  assert.equal(await used(code), 9);
  const again = await Promise.all(Array.from({ length: 5 }, () => place(customer, [[product, 1]], { discount_code: code.code })));
  assert.deepEqual(again.map((r) => r.status).sort(), [201, 409, 409, 409, 409]);
  assert.equal(await used(code), 10);
});

test('a limit by customer is each one\'s own; quotes, drafts and dry runs take none', async () => {
  const [product, other] = [await someProduct(manager), await someone()];
  const code = await someCode({ max_uses_per_customer: 1 });
  const fields = { discount_code: code.code };
  assertStatus(await customer.post('/orders/quote', { ...items([product, 1]), ...fields }), 200);
  assertStatus(await customer.post('/orders?dry_run=true', { ...items([product, 1]), ...fields }), 201);
  const draft = await placed(customer, [[product, 1]], { ...fields, status: 'draft' });
  assert.equal(await used(code), 0);
  await placed(customer, [[product, 1]], fields);
  assertProblem(await place(customer, [[product, 1]], fields), 409, 'discount_used_up');
  assertProblem(await customer.post(`/orders/${draft.id}/place`, {}), 409, 'discount_used_up');
  await placed(other, [[product, 1]], fields);
  assert.equal(await used(code), 2);
});

test('an order keeps its terms: edits spread them anew, whatever became of the code', async () => {
  const product = await someProduct(manager, { price: '10.00' });
  const code = await someCode({ value: '50.00', minimum: '20.00', max_uses: 5 });
  const order = await placed(customer, [[product, 4]], { discount_code: code.code });
  assertStatus(await manager.patch(`/discount-codes/${code.id}`, { value: '1.00', minimum: null }), 200);
  assertStatus(await manager.delete(`/discount-codes/${code.id}`), 204);
  assert.equal((await edited(customer, order, items([product, 2]))).discount, 10);
  assert.equal((await edited(customer, order, items([product, 1]))).discount, 0, 'under its minimum');
  assert.equal((await edited(customer, order, { customer_notes: 'x' })).discount_code, code.code);
  assert.equal(await used(code), 1);
  const none = await edited(customer, order, { discount_code: null });
  assert.deepEqual([none.discount, none.discount_code, await used(code)], [0, null, 0]);
});

test('a manager takes something off, with a reason, and in place of a code', async () => {
  const product = await someProduct(manager, { price: '40.00' });
  const code = await someCode({ max_uses: 1 });
  assertProblem(await place(customer, [[product, 1]], { discount: { amount: '5', reason: 'Me' } }), 403, 'forbidden');
  assertInvalid(await place(manager, [[product, 1]], { discount: { amount: '5' } }), '/discount/reason');
  const order = await placed(customer, [[product, 1]], { discount_code: code.code });
  const now = await edited(manager, order, { discount: { amount: '15.00', reason: 'Late' } });
  assert.deepEqual([...money(now), now.discount_code, now.discount_reason], [40, 15, 2, 10, 37, null, 'Late']);
  assert.equal(await used(code), 0, 'the code is free again');
  const { details } = await row(`SELECT details FROM audit_log WHERE event = 'order.priced' AND subject_id = $1`, order.id);
  assert.deepEqual(details, { discount: 15, prices: null });
  const all = await placed(manager, [[product, 1]], { discount: { percent: '100', reason: 'Gift' }, shipping_cost: '0' });
  assert.deepEqual([all.total, all.payment_status], [0, 'paid']);
});

test('cancel, reject, delete and expiry give a use back, once', async () => {
  const product = await someProduct(manager);
  const admin = await someone('admin');
  const staff = await someone('staff', { department: await someDepartment({ threshold: '1.00' }) });
  const code = await someCode({ max_uses: 4 });
  const order = (who) => placed(who, [[product, 1]], { discount_code: code.code });
  const [one, two, late, dear] = [await order(customer), await order(customer), await order(customer), await order(staff)];
  assert.deepEqual([dear.status, await used(code)], ['pending_approval', 4]);
  for (const status of [200, 409]) {
    assertStatus(await manager.post(`/orders/${dear.id}/reject`, {}), status);
    assert.equal(await used(code), 3);
  }
  await rows("UPDATE orders SET created_at = '2001-01-01' WHERE id = $1", late.id);
  await withSettings({ unpaid_order_seconds: '315360000' }, async () => {
    for (let i = 0; i < 2; i++) await orderctl('orders', 'expire');
  });
  assert.deepEqual([(await customer.get(`/orders/${late.id}`)).body.status, await used(code)], ['cancelled', 2]);
  assertStatus(await admin.delete(`/orders/${one.id}`), 204);
  assert.equal(await used(code), 1);
  await customer.post(`/orders/${two.id}/cancel`, {});
  await customer.post(`/orders/${two.id}/cancel`, {});
  assert.equal(await used(code), 0);
});

test('a code says what it is and is changed, ended and unique for good', async () => {
  const code = await someCode({ max_uses: 7 });
  assert.deepEqual([code.used, code.is_ended, code.version, code.categories], [0, false, 1, null]);
  assertProblem(await manager.post('/discount-codes', { code: code.code.toUpperCase(), name: 'x', kind: 'percent', value: '1' }), 409, 'discount_code_taken');
  assert.equal(assertStatus(await manager.patch(`/discount-codes/${code.id}`, { name: 'Other' }), 200).body.name, 'Other');
  for (const [body, ...pointers] of [
    [{ kind: 'percent', value: '100.01' }, '/value'],
    [{ kind: 'amount', value: undefined }, '/value'],
    [{ kind: 'free_shipping', value: '1' }, '/value'],
    [{ products: ['no such'] }, '/products'],
    [{ valid_from: '2026-02-02', valid_to: '2026-02-01' }, '/valid_to'],
    [{ valid_from: '2026-02-30' }, '/valid_from'],
  ])
    assertInvalid(await manager.post('/discount-codes', { code: unique(), name: 'x', kind: 'percent', value: '1', ...body }), ...pointers);
});
