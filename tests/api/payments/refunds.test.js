// Giving back: by refund, and whatever else takes away what was paid for.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { cents, text } from '../support/money.js';
import { assertBooksBalance, eventsOf, paid, pay, refund, till } from '../support/payments.js';
import { someDepartment, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, customer, product, order, orderNow, paymentsOf;
before(async () => {
  ({ manager, customer, product, order, orderNow, paymentsOf } = await till());
});

/** `quantity` of 10.00 each with 8 % tax and free shipping, on the way to the customer. */
async function shippedOrder(quantity, shipped = quantity) {
  const made = await placed(customer, [[product, quantity]]);
  assertStatus(await manager.post(`/orders/${made.id}/confirm`, {}), 200);
  const items = [{ product_id: product.id, quantity: shipped }];
  const ship = () => manager.post(`/orders/${made.id}/shipments`, { items });
  return { ...made, ship };
}
const takeBack = (id, quantity) =>
  manager.post(`/orders/${id}/returns`, { items: [{ product_id: product.id, quantity }] });

test('refunds in parts, and never more than was captured', async () => {
  const { id } = await order();
  await paid(customer, id);
  assertProblem(await refund(customer, id, { amount: '1.00' }), 403);
  const first = assertStatus(
    await refund(manager, id, { amount: '0.80', reason: 'Scratched' }),
    201,
  ).body;
  assertMembers(first, [
    'id',
    'order_id',
    'payment_status',
    'amount',
    'currency',
    'reason',
    'refunded_amount',
    'state',
    'operations',
    'created_at',
  ]);
  assert.deepEqual(
    [first.amount, first.refunded_amount, first.state, first.reason, first.payment_status],
    [0.8, 0.8, 'succeeded', 'Scratched', 'partially_refunded'],
  );
  assertProblem(await refund(manager, id, { amount: '20.01' }), 409, 'refund_too_high');
  const rest = assertStatus(await refund(manager, id), 201).body;
  assert.deepEqual([rest.amount, rest.payment_status], [20, 'refunded']);
  assertProblem(await refund(manager, id), 409, 'refund_too_high');
  assertProblem(await refund(manager, id, { amount: '0.01' }), 409, 'refund_too_high');
  assert.deepEqual(await eventsOf(id), [
    'payment.captured',
    'payment.refunded',
    'payment.refunded',
  ]);
  await assertBooksBalance(id);
});

test('money has its cents before any of it is given back', async () => {
  const { id } = await order();
  await paid(customer, id);
  const dry = await manager.post(`/orders/${id}/refunds?dry_run=true`, {});
  assert.match(assertStatus(dry, 201).text, /"amount":20\.80,.*"refunded_amount":0\.00,/);
});

test('a refund reaches over payments from the oldest on, or stays with the one named', async () => {
  const { id } = await order();
  const [a, b] = [await paid(customer, id, { amount: '5.00' }), await paid(customer, id)];
  const both = assertStatus(await refund(manager, id, { amount: '6.00' }), 201).body;
  assert.deepEqual(
    both.operations.map((o) => o.amount),
    [5, 1],
  );
  assertProblem(await refund(manager, id, { payment_id: a.id }), 409, 'refund_too_high');
  const [error] = assertInvalid(
    await refund(manager, id, { payment_id: a.id + 1000000 }),
    '/payment_id',
  );
  assert.equal(error.code, 'unknown_payment');
  const one = assertStatus(
    await refund(manager, id, { payment_id: b.id, amount: '14.80' }),
    201,
  ).body;
  assert.equal(one.payment_status, 'refunded');
  await assertBooksBalance(id);
});

test('cancelling gives back what was captured and lets go what was held', async () => {
  const { id } = await order();
  await paid(customer, id, { amount: '15.80' });
  await paid(customer, id, { capture: false });
  const { body } = assertStatus(await customer.post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual([body.status, body.payment_status], ['cancelled', 'refunded']);
  const [captured, held] = await paymentsOf(id);
  assert.deepEqual(
    [captured.status, captured.refunded_amount, held.status],
    ['refunded', 15.8, 'voided'],
  );
  assert.equal(
    await value('SELECT actor_id::int FROM refunds WHERE order_id = $1', id),
    customer.id,
  );
  await assertBooksBalance(id);
});

test('cancelling by status and rejecting give back, too', async () => {
  const { id } = await order();
  await paid(customer, id);
  const { body } = assertStatus(
    await manager.patch(`/orders/${id}/status`, { status: 'cancelled' }),
    200,
  );
  assert.equal(body.payment_status, 'refunded');

  const department = await someDepartment({ threshold: '1.00' });
  const staff = await someone('staff', { department });
  const waiting = await order(staff);
  assert.equal(waiting.status, 'pending_approval');
  await paid(staff, waiting.id);
  assert.equal(
    assertStatus(await manager.post(`/orders/${waiting.id}/reject`, {}), 200).body.payment_status,
    'refunded',
  );
});

test('twenty refunds at once never give back more than was captured', async () => {
  const { id } = await order();
  await paid(customer, id);
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => refund(manager, id, { amount: '3.00' })),
  );
  assert.equal(replies.filter((r) => r.status === 201).length, 6);
  for (const reply of replies.filter((r) => r.status !== 201))
    assertProblem(reply, 409, 'refund_too_high');
  const { refunded } = await row(
    'SELECT sum(refunded) AS refunded FROM payments WHERE order_id = $1',
    id,
  );
  assert.equal(refunded, '18.00');
  await assertBooksBalance(id);
});

test('a return gives back what its pieces cost', async () => {
  const { id, total, ship } = await shippedOrder(10); // 100.00 + 8.00
  assert.equal(total, 108);
  await paid(customer, id);
  assertStatus(await ship(), 201);
  const { body } = assertStatus(await takeBack(id, 2), 201);
  assert.equal(body.payment_status, 'partially_refunded');
  const [payment] = await paymentsOf(id);
  assert.equal(payment.refunded_amount, 21.6);
  assert.equal(assertStatus(await takeBack(id, 8), 201).body.payment_status, 'refunded');
  await assertBooksBalance(id);
});

test('cancelling the rest gives back what will not come', async () => {
  const { id, ship } = await shippedOrder(10, 7);
  await paid(customer, id);
  assertStatus(await ship(), 201);
  const { body } = assertStatus(await manager.post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual([body.status, body.payment_status], ['shipped', 'partially_refunded']);
  assert.equal((await paymentsOf(id))[0].refunded_amount, 32.4);
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
});

test('of what was paid in part, only what is too much is given back', async () => {
  const { id, ship } = await shippedOrder(10);
  await paid(customer, id, { amount: '50.00' });
  assertStatus(await ship(), 201);
  assertStatus(await takeBack(id, 2), 201); // 86.40 to pay, 50.00 paid
  assert.equal((await paymentsOf(id))[0].refunded_amount, 0);
  assertStatus(await takeBack(id, 5), 201); // 32.40 to pay
  assert.equal((await paymentsOf(id))[0].refunded_amount, 17.6);
  assertStatus(await takeBack(id, 1), 201); // 21.60 to pay
  assert.equal((await paymentsOf(id))[0].refunded_amount, 28.4);
  await assertBooksBalance(id);
});

test('what came back before it was paid is not to be paid', async () => {
  const { id, ship } = await shippedOrder(10);
  assertStatus(await ship(), 201);
  assertStatus(await takeBack(id, 5), 201);
  const payment = await paid(customer, id);
  assert.deepEqual([payment.amount, payment.payment_status], [54, 'paid']);
});

const refundedOf = async (id) =>
  Number(await value('SELECT coalesce(sum(refunded), 0) FROM payments WHERE order_id = $1', id));

test('what was refunded by hand before counts, unless a manager names an amount that is left', async () => {
  const { id, ship } = await shippedOrder(12); // 129.60; a piece is 10.80
  await paid(customer, id);
  assertStatus(await ship(), 201);
  assertStatus(await refund(manager, id, { amount: '64.80' }), 201);
  const { returns } = assertStatus(await takeBack(id, 6), 201).body;
  assert.deepEqual([returns[0].share, returns[0].refund_amount], [64.8, 0]);
  assert.equal(await refundedOf(id), 64.8);
  const more = (quantity, body) =>
    manager.post(`/orders/${id}/returns`, { items: [{ product_id: product.id, quantity }], ...body });
  assertStatus(await more(1, {}), 201);
  assert.equal(await refundedOf(id), 75.6);
  assertStatus(await more(5, { refund_amount: '20.00' }), 201);
  assert.equal(await refundedOf(id), 95.6);
  await assertBooksBalance(id);
});

test('who names an amount is given what is left of what was paid, and no more', async () => {
  const { id, ship } = await shippedOrder(10); // 108.00
  await paid(customer, id);
  assertStatus(await ship(), 201);
  assertStatus(await refund(manager, id, { amount: '90.00' }), 201);
  const named = (amount) =>
    manager.post(`/orders/${id}/returns`, { items: [{ product_id: product.id, quantity: 5 }], refund_amount: amount });
  assertProblem(await named('18.01'), 409, 'refund_too_high');
  assertStatus(await named('18.00'), 201);
  assert.equal(await refundedOf(id), 108);
});

test('of a cancelled rest that was refunded by hand nothing more goes back', async () => {
  const { id, ship } = await shippedOrder(10, 7);
  await paid(customer, id);
  assertStatus(await ship(), 201);
  assertStatus(await refund(manager, id, { amount: '32.40' }), 201);
  assertStatus(await manager.post(`/orders/${id}/cancel`, {}), 200);
  assert.equal(await refundedOf(id), 32.4);
});

test('what a return withholds is kept, and what it adds of the shipping goes back', async () => {
  const { id, ship } = await shippedOrder(5); // 50.00 + 4.00 + 10.00
  await paid(customer, id);
  assertStatus(await ship(), 201);
  const back = (quantity, body) =>
    manager.post(`/orders/${id}/returns`, { items: [{ product_id: product.id, quantity }], ...body });
  assertStatus(await back(1, { refund: 'none' }), 201);
  assert.equal(await refundedOf(id), 0);
  assertStatus(await back(1, {}), 201);
  assert.equal(await refundedOf(id), 10.8);
  assertStatus(await back(1, { refund_amount: '5.00', refund_shipping: true }), 201);
  assert.equal(await refundedOf(id), 25.8);
  assertStatus(await back(2, {}), 201);
  assert.equal(await refundedOf(id), 47.4); // 64.00 less 10.80 and 5.80
  await assertBooksBalance(id);
});

test('a hold that remains when all of an order has come back is let go', async () => {
  const { id, ship } = await shippedOrder(4); // 53.20
  await paid(customer, id, { amount: '20.00' });
  const held = await paid(customer, id, { capture: false });
  assertStatus(await ship(), 201);
  assertStatus(await manager.post(`/orders/${id}/returns`,
    { items: [{ product_id: product.id, quantity: 4 }], refund_shipping: true }), 201);
  const now = await paymentsOf(id);
  assert.deepEqual(now.map((p) => p.status), ['refunded', 'voided']);
  assert.equal(now[1].id, held.id);
  await assertBooksBalance(id);
});

/** What an order says of its money: paid, refunded, due. */
const money = async (id) => {
  const { paid: in_, refunded, due } = await orderNow(id);
  return [in_, refunded, due];
};

test('an order that goes on is payable again after all of it was refunded', async () => {
  const { id } = await placed(customer, [[product, 10]]); // 108.00
  await paid(customer, id);
  assertStatus(await refund(manager, id, { amount: '8.00' }), 201);
  assert.deepEqual(await money(id), [108, 8, 0], 'a kindness is not owed again');
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
  assertStatus(await refund(manager, id), 201);
  assert.deepEqual([await money(id), (await orderNow(id)).payment_status], [[108, 108, 108], 'refunded']);
  assert.equal((await paid(customer, id, { capture: false })).payment_status, 'authorized');
  const [, held] = await paymentsOf(id);
  assertStatus(await manager.post(`/payments/${held.id}/capture`), 200);
  assert.deepEqual(await money(id), [216, 108, 0]);
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
  assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  assertStatus(await manager.post(`/orders/${id}/shipments`, {}), 201);
  assertStatus(await takeBack(id, 10), 201);
  assert.deepEqual(await money(id), [216, 216, 0]);
  await assertBooksBalance(id);
});

test('an order that is confirmed after all of it was refunded is not confirmed as a paid one', async () => {
  const { id } = await placed(customer, [[product, 10]]);
  await paid(customer, id);
  assertStatus(await refund(manager, id), 201);
  const { body } = assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  assert.deepEqual([body.payment_status, body.due], ['refunded', 108]);
  const told = await row(
    `SELECT payload ->> 'payment_status' AS status, payload ->> 'due' AS due FROM outbox
     WHERE subject_id = $1 AND event = 'order.confirmed'`, id);
  assert.deepEqual({ ...told }, { status: 'refunded', due: '108.00' });
  assert.equal((await paid(customer, id)).payment_status, 'partially_refunded');
});

test('what is refunded whole when it has ended is not owed again', async () => {
  const { id, ship } = await shippedOrder(10);
  await paid(customer, id);
  assertStatus(await ship(), 201);
  assertStatus(await manager.patch(`/orders/${id}/status`, { status: 'delivered' }), 200);
  assertStatus(await refund(manager, id), 201);
  assert.deepEqual(await money(id), [108, 108, 0]);
});

test('paid, refunded and due follow all that becomes of an order', async () => {
  const { id, ship } = await shippedOrder(10, 7);
  assert.deepEqual(await money(id), [0, 0, 108]);
  const held = await paid(customer, id, { amount: '50.00', capture: false });
  assert.deepEqual(await money(id), [0, 0, 108], 'what is held is not paid yet');
  assertStatus(await manager.post(`/payments/${held.id}/capture`), 200);
  assert.deepEqual(await money(id), [50, 0, 58]);
  assertStatus(await ship(), 201);
  assertStatus(await manager.post(`/orders/${id}/cancel`, {}), 200); // 75.60 are left
  assert.deepEqual(await money(id), [50, 0, 25.6]);
  await paid(customer, id);
  assert.deepEqual(await money(id), [75.6, 0, 0]);
  const dry = await manager.post(`/orders/${id}/returns?dry_run=true`, { items: [{ product_id: product.id, quantity: 2 }] });
  assert.equal(assertStatus(dry, 201).body.returns[0].refund_amount, 21.6);
  assertStatus(await takeBack(id, 2), 201);
  assert.deepEqual(await money(id), [75.6, 21.6, 0]);
  const unpaid = await placed(customer, [[product, 10]]);
  assertStatus(await customer.post(`/orders/${unpaid.id}/cancel`, {}), 200);
  assert.deepEqual(await money(unpaid.id), [0, 0, 0]);
  const { body } = assertStatus(await customer.get(`/orders?limit=100`), 200);
  const listed = body.data.find((o) => o.id === id);
  assert.deepEqual([listed.paid, listed.refunded, listed.due], [75.6, 21.6, 0]);
});

test('the world is told what is paid and due', async () => {
  const { id } = await placed(customer, [[product, 10]]);
  await paid(customer, id, { amount: '8.00' });
  assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  const told = await rows(
    `SELECT payload ->> 'paid' AS paid, payload ->> 'refunded' AS refunded, payload ->> 'due' AS due FROM outbox
     WHERE subject_id = $1 AND event LIKE 'order.%' ORDER BY id`,
    id,
  );
  assert.deepEqual(told.map(Object.values), [['0.00', '0.00', '108.00'], ['8.00', '0.00', '100.00']]);
});

test('an order of nothing is paid from the start, and does not expire', async () => {
  const free = await someProduct(manager, { price: '0.00' });
  const admin = await someone('admin');
  const made = await placed(manager, [[free, 1]], { shipping_cost: '0.00' });
  const draft = await placed(manager, [[free, 1]], { shipping_cost: '0.00', status: 'draft' });
  const placedLater = assertStatus(await manager.post(`/orders/${draft.id}/place`, {}), 200).body;
  assert.equal(placedLater.total, 10); // a draft's shipping is that of the day
  const edited = assertStatus(await manager.patch(`/orders/${draft.id}`, { shipping_cost: '0.00' }), 200).body;
  for (const order_ of [made, edited]) assert.deepEqual([order_.total, order_.payment_status, order_.due], [0, 'paid', 0]);
  const dearer = assertStatus(await manager.patch(`/orders/${draft.id}`, { shipping_cost: '5.00' }), 200).body;
  assert.deepEqual([dearer.payment_status, dearer.due], ['pending', 5]);
  await rows(`UPDATE orders SET created_at = now() - interval '2 days' WHERE id = $1`, made.id);
  try {
    assertStatus(await admin.patch('/admin/settings', { unpaid_order_seconds: 86400 }), 200);
    await orderctl('orders', 'expire');
  } finally {
    assertStatus(await admin.patch('/admin/settings', { unpaid_order_seconds: null }), 200);
  }
  assert.equal((await orderNow(made.id)).status, 'pending');
});

test('a deleted order is given back when payments are settled', async () => {
  const admin = await someone('admin');
  const { id } = await order();
  const payment = await paid(customer, id);
  assertStatus(await admin.delete(`/orders/${id}`), 204);
  assert.equal(await value('SELECT refunding FROM payments WHERE id = $1', payment.id), '20.80');
  await orderctl('payments', 'settle');
  assert.equal(await value('SELECT status FROM payments WHERE id = $1', payment.id), 'refunded');
  assertProblem(await pay(customer, id), 404, 'not_found');
});

test('an order that is changed gives back what is too much, and asks for what is missing', async () => {
  const { id } = await placed(customer, [[product, 10]]); // 108.00
  await paid(customer, id);
  const change = async (quantity) =>
    assertStatus(
      await customer.patch(`/orders/${id}`, { items: [{ product_id: product.id, quantity }] }),
      200,
    ).body;
  assert.equal((await change(11)).payment_status, 'pending'); // 118.80
  assert.equal((await paid(customer, id)).amount, 10.8);
  await change(5); // 50.00 + 4.00 + 10.00
  await orderctl('payments', 'settle');
  const refunded = (await paymentsOf(id)).reduce(
    (sum, p) => sum + cents(p.refunded_amount.toFixed(2)),
    0n,
  );
  assert.equal(text(refunded), '54.80');
  await change(4); // 40.00 + 3.20 + 10.00
  await orderctl('payments', 'settle');
  assert.equal(
    await value('SELECT sum(captured - refunded) FROM payments WHERE order_id = $1', id),
    '53.20',
  );
  await assertBooksBalance(id);
});

/** Changes the order to so many pieces; the provider is asked for what goes back. */
async function changed(id, quantity) {
  const items = [{ product_id: product.id, quantity }];
  const { body } = assertStatus(await customer.patch(`/orders/${id}`, { items }), 200);
  await orderctl('payments', 'settle');
  return body;
}
const kept = (id) =>
  value('SELECT sum(captured - refunded)::text FROM payments WHERE order_id = $1', id);

test('what was given back as the order shrank is to be paid again when it grows', async () => {
  const { id } = await placed(customer, [[product, 10]]); // 108.00
  await paid(customer, id);
  await changed(id, 1); // 10.00 + 0.80 + 10.00
  assert.equal(await kept(id), '20.80');
  assert.equal((await changed(id, 10)).payment_status, 'pending');
  assert.equal((await paid(customer, id)).amount, 87.2);
  assert.equal(await kept(id), '108.00');
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
  await assertBooksBalance(id);
});

test('what was refunded out of kindness is not owed again, whatever else becomes of the order', async () => {
  const { id } = await placed(customer, [[product, 10]]); // 108.00
  await paid(customer, id);
  assertStatus(await refund(manager, id, { amount: '30.00' }), 201);
  await changed(id, 5); // 64.00; 78.00 are there
  assert.equal(await kept(id), '64.00');
  await changed(id, 10);
  assert.equal((await paid(customer, id)).amount, 14);
  assert.equal(await kept(id), '78.00');
});

test('a return gives back nothing of what went back before and was not paid again', async () => {
  const { id } = await placed(customer, [[product, 20]]); // 216.00
  await paid(customer, id);
  await changed(id, 10);
  await changed(id, 20); // 108.00 of them paid
  assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  assertStatus(await manager.post(`/orders/${id}/shipments`, {}), 201);
  assertStatus(await takeBack(id, 10), 201);
  assert.equal(await kept(id), '108.00');
  assertStatus(await takeBack(id, 5), 201);
  assert.equal(await kept(id), '54.00');
});

test('an order of which so much came back that all the rest is paid is paid', async () => {
  const { id, ship } = await shippedOrder(10, 7);
  await paid(customer, id, { amount: '54.00' });
  assertStatus(await ship(), 201);
  assert.equal(assertStatus(await takeBack(id, 2), 201).body.payment_status, 'pending'); // of 86.40
  const { body } = assertStatus(await manager.post(`/orders/${id}/cancel`, {}), 200);
  assert.equal(body.payment_status, 'paid');
});

test('no more is captured than the order is still worth', async () => {
  const { id, ship } = await shippedOrder(10, 5);
  const held = await paid(customer, id, { capture: false });
  assertStatus(await ship(), 201);
  assertStatus(await manager.post(`/orders/${id}/cancel`, {}), 200);
  assertProblem(
    await manager.post(`/payments/${held.id}/capture`, { amount: '54.01' }),
    409,
    'payment_too_high',
  );
  const { body } = assertStatus(await manager.post(`/payments/${held.id}/capture`), 200);
  assert.deepEqual([body.captured_amount, body.payment_status], [54, 'paid']);
});

test('an order with a payment under way does not expire', async () => {
  const [{ id }, { id: unpaid }] = [await order(), await order()];
  assertProblem(await pay(customer, id, { method: 'tok_timeout' }), 504);
  await rows(`UPDATE orders SET created_at = now() - interval '2 days' WHERE id = ANY($1)`, [
    id,
    unpaid,
  ]);
  const admin = await someone('admin');
  try {
    assertStatus(await admin.patch('/admin/settings', { unpaid_order_seconds: 86400 }), 200);
    await orderctl('orders', 'expire');
  } finally {
    assertStatus(await admin.patch('/admin/settings', { unpaid_order_seconds: null }), 200);
  }
  assert.deepEqual(
    [(await orderNow(id)).status, (await orderNow(unpaid)).status],
    ['pending', 'cancelled'],
  );
  await orderctl('payments', 'settle');
});
