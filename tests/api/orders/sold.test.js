// Sold stays sold: what an edit leaves, takes away, adds and makes grow; prices by hand.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { row, rows } from '../support/database.js';
import { someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';
import { withSettings } from '../support/settings.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const lines = (...pairs) => ({
  items: pairs.map(([product, quantity, fields]) => ({ product_id: product.id, quantity, ...fields })),
});
const edit = (who, order, body) => who.patch(`/orders/${order.id}`, body);
const edited = async (who, order, body) => assertStatus(await edit(who, order, body), 200).body;
const reprice = async (product, price) => assertStatus(await manager.patch(`/products/${product.id}`, { price }), 200);
const prices = (order) => order.items.map((item) => [item.quantity, item.unit_price]);

test('a piece taken out of an order makes it cheaper, whatever prices did since', async () => {
  const [one, other] = [await someProduct(manager, { price: '80.00' }), await someProduct(manager, { price: '10.00' })];
  const order = await placed(customer, [[one, 2], [other, 1]]);
  await reprice(one, '90.00');
  await reprice(other, '9.00');
  const now = await edited(customer, order, lines([one, 1], [other, 1]));
  assert.deepEqual(prices(now), [[1, 80], [1, 10]]);
  assert.deepEqual([now.subtotal, now.tax, now.total], [90, 7.2, 107.2]);
});

test('a line that grows costs today\'s price, once who sends it agrees', async () => {
  const one = await someProduct(manager, { price: '10.00' });
  const order = await placed(customer, [[one, 2]]);
  await reprice(one, '12.00');
  const { errors } = assertProblem(await edit(customer, order, lines([one, 3])), 409, 'price_changed');
  assert.deepEqual(
    errors.map((e) => [e.pointer, e.old_price, e.unit_price]),
    [['/items/0/quantity', 10, 12]],
  );
  assert.deepEqual(prices(await edited(customer, order, { ...lines([one, 3]), accept_prices: true })), [[3, 12]]);
  await reprice(one, '11.00');
  assert.deepEqual(prices(await edited(customer, order, lines([one, 4]))), [[4, 11]], 'cheaper needs no word');
});

test('the tax rate of what was sold stays, too', async () => {
  const [one, other] = [await someProduct(manager, { price: '100.00' }), await someProduct(manager, { price: '50.00' })];
  const order = await placed(customer, [[one, 2]]);
  await withSettings({ tax_rate: '0.1' }, async () => {
    const less = await edited(customer, order, lines([one, 1]));
    assert.deepEqual([less.tax, less.items[0].tax_rate], [8, null]);
    const more = await edited(customer, order, lines([one, 1], [other, 1]));
    assert.deepEqual(more.items.map((i) => [i.tax_rate, i.tax]), [[0.08, 8], [0.1, 5]]);
    assert.deepEqual(more.taxes.map((t) => [t.rate, t.net, t.tax]), [[0.08, 100, 8], [0.1, 50, 5]]);
  });
});

test('a draft is priced when it is placed', async () => {
  const one = await someProduct(manager, { price: '10.00' });
  const draft = await placed(customer, [[one, 2]], { status: 'draft' });
  await reprice(one, '12.00');
  assert.deepEqual(prices(assertStatus(await customer.post(`/orders/${draft.id}/place`, {}), 200).body), [[2, 12]]);
});

test('a manager sets a price by hand, with a reason; nobody below does', async () => {
  const [one, other] = [await someProduct(manager, { price: '10.00' }), await someProduct(manager, { price: '5.00' })];
  const hand = { unit_price: '7.50', price_reason: 'Agreed "on" the phone' };
  assertProblem(await customer.post('/orders', lines([one, 1, hand])), 403, 'forbidden');
  assertInvalid(await manager.post('/orders', lines([one, 1, { unit_price: '7.50' }])), '/items/0/price_reason');
  const order = assertStatus(await manager.post('/orders', lines([one, 2, hand], [other, 1])), 201).body;
  assert.deepEqual(
    order.items.map((i) => [i.unit_price, i.catalogue_price, i.price_reason]),
    [[7.5, 10, 'Agreed "on" the phone'], [5, null, null]],
  );
  assert.equal(order.subtotal, 20);
  const { data } = assertStatus(await manager.get(`/orders/${order.id}/history`), 200).body;
  assert.equal(data[0].note, `${one.sku}: 7.50, not 10.00: Agreed "on" the phone`);
  const audit = await row(`SELECT actor_id::int, details FROM audit_log WHERE event = 'order.priced' AND subject_id = $1`, order.id);
  assert.deepEqual(audit, {
    actor_id: manager.id,
    details: { discount: 0, prices: [{ product_id: one.id, unit_price: 7.5, catalogue_price: 10 }] },
  });
  const less = await edited(manager, order, lines([one, 1]));
  assert.deepEqual([less.items[0].unit_price, less.items[0].catalogue_price], [7.5, 10], 'it stays');
  assert.deepEqual(await rows('SELECT id FROM orders WHERE id = $1 AND taxes IS NOT NULL', order.id), []);
});
