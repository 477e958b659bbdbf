// Orders, lines, payments, refunds and returns tell of the same money.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { row, rows } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { assertBooksBalance, paid, refund, till } from '../support/payments.js';

let shop;
before(async () => {
  shop = await till();
  await orderctl('money', 'reconcile', '--repair').catch(() => {}); // what other files broke by hand
});

const failed = (...args) => orderctl(...args).then(() => assert.fail('it did not fail'), (error) => error);
/** The lines about an order that the command prints, whether it fails or not. */
const toldOf = async (order, ...options) => {
  const { stdout } = await orderctl('money', 'reconcile', ...options).catch((error) => error);
  return stdout.split('\n').filter((line) => line.startsWith(order.order_number));
};

/** Of two pieces, 31.60, all is paid, one came back, 10.80, and 1.00 was given back by hand. */
async function someOrder() {
  const items = [{ product_id: shop.product.id, quantity: 2 }];
  const address = { street: '1 Road', city: 'Town', postal_code: '1', country: 'USA' };
  const order = assertStatus(await shop.customer.post('/orders', { items, shipping_address: address }), 201).body;
  const { id: payment } = await paid(shop.customer, order.id);
  assertStatus(await shop.manager.post(`/orders/${order.id}/confirm`), 200);
  assertStatus(await shop.manager.post(`/orders/${order.id}/shipments`), 201);
  assertStatus(await shop.manager.post(`/orders/${order.id}/returns`, { items: [{ ...items[0], quantity: 1 }] }), 201);
  assertStatus(await refund(shop.manager, order.id, { amount: '1.00' }), 201);
  return { ...order, payment };
}
const money = (order) => row('SELECT paid, refunded, owed_less, payment_status, version FROM orders WHERE id = $1', order.id);

test('whatever is done to an order, its accounts agree', async () => {
  const order = await someOrder();
  assert.deepEqual({ ...(await money(order)), version: 0 },
    { paid: '31.60', refunded: '11.80', owed_less: '0.00', payment_status: 'partially_refunded', version: 0 });
  assert.deepEqual(await toldOf(order), []);
});

const BROKEN = {
  'what an order says is paid': ['UPDATE orders SET paid = paid - 5 WHERE id = $1', (o) => [`${o.order_number}: paid is 26.60, should be 31.60`]],
  'what it says went back': ['UPDATE orders SET refunded = 0 WHERE id = $1', (o) => [`${o.order_number}: refunded is 0.00, should be 11.80`]],
  'what of it is not owed': ['UPDATE orders SET owed_less = 3 WHERE id = $1', (o) => [`${o.order_number}: owed less is 3.00, should be 0.00`]],
  'a payment': [`UPDATE payments SET captured = captured - 1 WHERE order_id = $1`, (o) => [
    `${o.order_number}: paid is 31.60, should be 30.60`, `${o.order_number}: payment ${o.payment} captured is 30.60, should be 31.60`]],
};
for (const [what, [statement, told]] of Object.entries(BROKEN))
  test(`${what} is named when it differs, and repaired`, async () => {
    const order = await someOrder();
    const before = await money(order);
    await rows(statement, order.id);
    const { code, stderr } = await failed('money', 'reconcile');
    assert.equal(code, 1);
    assert.match(stderr, /--repair/);
    assert.deepEqual(await toldOf(order), told(order));
    assert.deepEqual(await toldOf(order, '--repair'), told(order));
    assert.deepEqual(await toldOf(order), []);
    assert.deepEqual({ ...(await money(order)), version: 0 }, { ...before, version: 0 });
    await assertBooksBalance(order.id);
    assert.equal((await rows("SELECT FROM audit_log WHERE event = 'money.reconciled' AND subject_id = $1", order.id)).length, 1);
  });

test('what differs is known to the doctor until it is repaired', async () => {
  const doctor = async () => (await orderctl('doctor').catch((error) => error)).stdout;
  const order = await someOrder();
  await rows('UPDATE orders SET paid = paid - 5 WHERE id = $1', order.id);
  await failed('money', 'reconcile');
  assert.match(await doctor(), /^WRONG +accounts +1 money differences at .*: orderctl money reconcile$/m);
  await orderctl('money', 'reconcile', '--repair');
  assert.doesNotMatch(await doctor(), /money differences/);
});

test('pieces that came back are those of received returns', async () => {
  const order = await someOrder();
  await rows('UPDATE order_lines SET returned_quantity = 2 WHERE order_id = $1', order.id);
  const { id } = order.items[0];
  assert.ok((await toldOf(order)).includes(`${order.order_number}: line ${id} returned pieces is 2, should be 1`));
  await orderctl('money', 'reconcile', '--repair').catch(() => {});
  assert.deepEqual(await toldOf(order), []);
  assert.equal((await row('SELECT returned_quantity FROM order_lines WHERE id = $1', id)).returned_quantity, 1);
});

test('what can not be derived is named, and left to people', async () => {
  const order = await someOrder();
  const { id } = await row('SELECT id FROM refunds WHERE order_id = $1 AND NOT price_fell', order.id);
  const of = `${order.order_number}: refund ${id} amount is 2.00, should be 1.00`;
  await rows('UPDATE refunds SET amount = 2 WHERE id = $1', id);
  try {
    const { code, stdout, stderr } = await failed('money', 'reconcile', '--repair');
    assert.equal(code, 1);
    assert.ok(stdout.includes(of));
    assert.match(stderr, /left to people/);
    assert.deepEqual(await toldOf(order), [of]);
  } finally {
    await rows('UPDATE refunds SET amount = 1 WHERE id = $1', id);
  }
});
