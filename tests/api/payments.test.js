// Paying and giving back, with the provider that moves no money.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from './support/check.js';
import { count, row, rows, value } from './support/database.js';
import { orderctl } from './support/instance.js';
import { cents, text } from './support/money.js';
import { assertBooksBalance, paid, pay } from './support/payments.js';
import { someDepartment, someone, unique } from './support/people.js';
import { placed, someProduct } from './support/shop.js';

let manager, customer, product;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
  product = await someProduct(manager, { price: '10.00', stock: 100000 });
});

/** One piece costs 20.80: 10.00, 8 % tax and 10.00 for shipping. */
const order = (who = customer) => placed(who, [[product, 1]]);
const orderNow = async (id) => (await manager.get(`/orders/${id}`)).body;
const statusOf = async (id) => (await orderNow(id)).payment_status;
const paymentsOf = async (id) =>
  assertStatus(await manager.get(`/orders/${id}/payments`), 200).body.data;
const refund = (who, id, body = {}, headers = {}) =>
  who.post(`/orders/${id}/refunds`, body, headers);
const eventsOf = async (id) =>
  (await rows(`SELECT event FROM outbox WHERE payload->>'order_id' = $1 AND event LIKE 'payment.%' ORDER BY id`, String(id))).map((r) => r.event);
const key = () => ({ 'Idempotency-Key': unique() });

test('an order is paid in full by default, and captured at once', async () => {
  const { id } = await order();
  const reply = assertStatus(await pay(customer, id), 201);
  assertMembers(reply.body, [
    'id', 'order_id', 'payment_status', 'provider', 'method', 'status', 'currency', 'amount', 'authorized_amount',
    'captured_amount', 'refunded_amount', 'provider_reference', 'error_code', 'operations', 'created_at', 'updated_at',
  ]);
  const { body } = reply;
  assert.deepEqual(
    [body.order_id, body.payment_status, body.provider, body.method, body.status, body.currency, body.error_code],
    [id, 'paid', 'simulated', 'tok_ok', 'captured', 'USD', null],
  );
  assert.match(reply.text, /"captured_amount":20\.80,"refunded_amount":0\.00/);
  assert.deepEqual(body.operations.map((o) => [o.kind, o.state, o.amount, o.attempts]), [['authorize', 'succeeded', 20.8, 1]]);
  assert.equal(await statusOf(id), 'paid');
  assert.deepEqual(await eventsOf(id), ['payment.captured']);
  await assertBooksBalance(id);
});

test('a payment is read by its id, by who may see the order', async () => {
  const { id } = await order();
  const payment = await paid(customer, id);
  assert.deepEqual(assertStatus(await customer.get(`/payments/${payment.id}`), 200).body, payment);
  assertProblem(await (await someone()).get(`/payments/${payment.id}`), 404, 'not_found');
});

test('in parts: pending until all of it is there', async () => {
  const { id } = await order();
  const first = await paid(customer, id, { amount: '5.00' });
  assert.deepEqual([first.amount, first.payment_status], [5, 'pending']);
  const rest = await paid(customer, id);
  assert.deepEqual([rest.amount, rest.payment_status], [15.8, 'paid']);
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
  await assertBooksBalance(id);
});

test('more than is left can not be paid', async () => {
  const { id } = await order();
  const { detail } = assertProblem(await pay(customer, id, { amount: '20.81' }), 409, 'payment_too_high');
  assert.match(detail, /20\.80 USD/);
  await paid(customer, id, { amount: '20.00' });
  assertProblem(await pay(customer, id, { amount: '0.81' }), 409, 'payment_too_high');
  await paid(customer, id, { amount: '0.80' });
});

test('what is wrong with the body', async () => {
  const { id } = await order();
  assertInvalid(await customer.post(`/orders/${id}/payments`, {}), '/method');
  for (const amount of [0, '0.00', -1, '1.001', 'ten', null])
    assertInvalid(await pay(customer, id, { amount }), '/amount');
  assertInvalid(await pay(customer, id, { capture: 'maybe' }), '/capture');
  assertInvalid(await pay(customer, id, { card_number: '4242424242424242' }), '/card_number');
  const [error] = assertInvalid(await pay(customer, id, { currency: 'EUR' }), '/currency');
  assert.equal(error.code, 'wrong_currency');
  await paid(customer, id, { currency: 'USD' });
  assert.equal((await paymentsOf(id)).length, 1);
});

test('a declined payment is a 402 with the reason; the order can still be paid', async () => {
  const { id } = await order();
  const { errors } = assertProblem(await pay(customer, id, { method: 'tok_declined' }), 402, 'payment_declined');
  assert.deepEqual(errors.map((e) => [e.pointer, e.code]), [['/method', 'card_declined']]);
  assert.equal(await statusOf(id), 'failed');
  const [failed] = await paymentsOf(id);
  assert.deepEqual([failed.status, failed.error_code, failed.authorized_amount], ['failed', 'card_declined', 0]);
  assert.equal((await paid(customer, id)).payment_status, 'paid');
  assert.deepEqual(await eventsOf(id), ['payment.failed', 'payment.captured']);
  await assertBooksBalance(id);
});

test('a token that the provider does not know is declined', async () => {
  const { id } = await order();
  const { errors } = assertProblem(await pay(customer, id, { method: 'visa' }), 402, 'payment_declined');
  assert.equal(errors[0].code, 'unknown_token');
});

test('a declined part leaves what another part paid', async () => {
  const { id } = await order();
  await paid(customer, id, { amount: '5.00' });
  assertProblem(await pay(customer, id, { method: 'tok_declined' }), 402);
  assert.equal(await statusOf(id), 'pending');
});

test('held first, captured later', async () => {
  const { id } = await order();
  const held = await paid(customer, id, { capture: false });
  assert.deepEqual([held.status, held.authorized_amount, held.captured_amount, held.payment_status], ['authorized', 20.8, 0, 'authorized']);
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
  assertProblem(await customer.post(`/payments/${held.id}/capture`, {}), 403);
  assertProblem(await refund(manager, id), 409, 'refund_too_high');
  const { body } = assertStatus(await manager.post(`/payments/${held.id}/capture`), 200);
  assert.deepEqual([body.status, body.captured_amount, body.payment_status], ['captured', 20.8, 'paid']);
  assertProblem(await manager.post(`/payments/${held.id}/capture`), 409, 'invalid_payment_state');
  assertProblem(await manager.post(`/payments/${held.id}/void`), 409, 'invalid_payment_state');
  assert.deepEqual(await eventsOf(id), ['payment.authorized', 'payment.captured']);
});

test('a part is captured, the rest is let go and can be paid again', async () => {
  const { id } = await order();
  const held = await paid(customer, id, { capture: false });
  assertProblem(await manager.post(`/payments/${held.id}/capture`, { amount: '20.81' }), 409, 'payment_too_high');
  const { body } = assertStatus(await manager.post(`/payments/${held.id}/capture`, { amount: '5.80' }), 200);
  assert.deepEqual([body.captured_amount, body.payment_status], [5.8, 'pending']);
  assert.equal((await paid(customer, id)).amount, 15);
  assert.equal(await statusOf(id), 'paid');
  await assertBooksBalance(id);
});

test('what is held is let go', async () => {
  const { id } = await order();
  const held = await paid(customer, id, { capture: false });
  const { body } = assertStatus(await manager.post(`/payments/${held.id}/void`), 200);
  assert.deepEqual([body.status, body.captured_amount, body.payment_status], ['voided', 0, 'pending']);
  assertProblem(await manager.post(`/payments/${held.id}/capture`), 409, 'invalid_payment_state');
  await paid(customer, id);
  assert.equal(await statusOf(id), 'paid');
});

test('refunds in parts, and never more than was captured', async () => {
  const { id } = await order();
  await paid(customer, id);
  assertProblem(await refund(customer, id, { amount: '1.00' }), 403);
  const first = assertStatus(await refund(manager, id, { amount: '0.80', reason: 'Scratched' }), 201).body;
  assertMembers(first, ['id', 'order_id', 'payment_status', 'amount', 'currency', 'reason', 'refunded_amount', 'state', 'operations', 'created_at']);
  assert.deepEqual(
    [first.amount, first.refunded_amount, first.state, first.reason, first.payment_status],
    [0.8, 0.8, 'succeeded', 'Scratched', 'partially_refunded'],
  );
  assertProblem(await refund(manager, id, { amount: '20.01' }), 409, 'refund_too_high');
  const rest = assertStatus(await refund(manager, id), 201).body;
  assert.deepEqual([rest.amount, rest.payment_status], [20, 'refunded']);
  assertProblem(await refund(manager, id), 409, 'refund_too_high');
  assertProblem(await refund(manager, id, { amount: '0.01' }), 409, 'refund_too_high');
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
  assert.deepEqual(await eventsOf(id), ['payment.captured', 'payment.refunded', 'payment.refunded']);
  await assertBooksBalance(id);
});

test('a refund reaches over payments from the oldest on, or stays with the one named', async () => {
  const { id } = await order();
  const [a, b] = [await paid(customer, id, { amount: '5.00' }), await paid(customer, id)];
  const both = assertStatus(await refund(manager, id, { amount: '6.00' }), 201).body;
  assert.deepEqual(both.operations.map((o) => o.amount), [5, 1]);
  assertProblem(await refund(manager, id, { payment_id: a.id }), 409, 'refund_too_high');
  const [error] = assertInvalid(await refund(manager, id, { payment_id: a.id + 1000000 }), '/payment_id');
  assert.equal(error.code, 'unknown_payment');
  const one = assertStatus(await refund(manager, id, { payment_id: b.id, amount: '14.80' }), 201).body;
  assert.equal(one.payment_status, 'refunded');
  await assertBooksBalance(id);
});

test('no answer is a 504; the same key settles it, once', async () => {
  const { id } = await order();
  const retry = key();
  assertProblem(await pay(customer, id, { method: 'tok_timeout' }, retry), 504, 'payment_pending');
  const [open] = await paymentsOf(id);
  assert.deepEqual([open.status, open.operations[0].state, open.operations[0].error_code], ['pending', 'unknown', 'timeout']);
  assert.equal(await statusOf(id), 'pending');
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
  const { body } = assertStatus(await pay(customer, id, { method: 'tok_timeout' }, retry), 201);
  assert.deepEqual([body.id, body.status, body.payment_status, body.operations[0].attempts], [open.id, 'captured', 'paid', 2]);
  const again = assertStatus(await pay(customer, id, { method: 'tok_timeout' }, retry), 201);
  assert.equal(again.headers['idempotent-replayed'], 'true');
  assert.deepEqual(again.body, body);
  await assertBooksBalance(id);
});

test('a declined payment is declined again for the same key, without being asked again', async () => {
  const { id } = await order();
  const retry = key();
  for (let i = 0; i < 2; i++)
    assertProblem(await pay(customer, id, { method: 'tok_declined' }, retry), 402, 'payment_declined');
  const [payment, ...others] = await paymentsOf(id);
  assert.deepEqual([others.length, payment.operations[0].attempts], [0, 1]);
});

test('orderctl settles what was left open', async () => {
  const { id } = await order();
  assertProblem(await pay(customer, id, { method: 'tok_timeout' }), 504, 'payment_pending');
  const { stdout } = await orderctl('payments', 'settle');
  assert.match(stdout, /^settled [1-9]\d*, still open \d+$/m);
  assert.equal(await statusOf(id), 'paid');
  assert.equal((await paymentsOf(id))[0].operations[0].attempts, 2);
  await assertBooksBalance(id);
});

test('while somebody asks, a retry hears so; when they died, it asks itself', async () => {
  const { id } = await order();
  const retry = key();
  assertProblem(await pay(customer, id, { method: 'tok_timeout' }, retry), 504);
  const claim = (until) =>
    rows(`UPDATE payment_operations SET state = 'pending', claimed_until = now() + $2::interval
          WHERE payment_id = (SELECT id FROM payments WHERE order_id = $1)`, id, until);
  await claim('1 minute');
  assertProblem(await pay(customer, id, { method: 'tok_timeout' }, retry), 409, 'in_progress');
  await orderctl('payments', 'settle');
  assert.equal(await statusOf(id), 'pending');
  await claim('-1 second');
  assertStatus(await pay(customer, id, { method: 'tok_timeout' }, retry), 201);
});

test('a capture without an answer goes on when it is asked for again', async () => {
  const { id } = await order();
  const retry = key();
  assertProblem(await pay(customer, id, { method: 'tok_timeout', capture: false }, retry), 504);
  const held = assertStatus(await pay(customer, id, { method: 'tok_timeout', capture: false }, retry), 201).body;
  assertProblem(await manager.post(`/payments/${held.id}/capture`), 504, 'payment_pending');
  assertProblem(await manager.post(`/payments/${held.id}/void`), 409, 'invalid_payment_state');
  const { body } = assertStatus(await manager.post(`/payments/${held.id}/capture`), 200);
  assert.deepEqual(body.operations.map((o) => [o.kind, o.state, o.attempts]), [['authorize', 'succeeded', 2], ['capture', 'succeeded', 2]]);
  await assertBooksBalance(id);
});

test('a refund without an answer holds its amount', async () => {
  const { id } = await order();
  const retry = key();
  await paidByTimeout(id);
  assertProblem(await refund(manager, id, { amount: '20.00' }, retry), 504, 'payment_pending');
  assertProblem(await refund(manager, id, { amount: '0.81' }), 409, 'refund_too_high');
  assert.equal(await statusOf(id), 'paid');
  const { body } = assertStatus(await refund(manager, id, { amount: '20.00' }, retry), 201);
  assert.deepEqual([body.state, body.refunded_amount, body.payment_status], ['succeeded', 20, 'partially_refunded']);
  await assertBooksBalance(id);
});

/** Paid with a token that answers only the second time, whatever is asked. */
async function paidByTimeout(id, fields = {}) {
  const retry = key();
  const body = { method: 'tok_timeout', ...fields };
  assertProblem(await pay(customer, id, body, retry), 504);
  return assertStatus(await pay(customer, id, body, retry), 201).body;
}

test('cancelling gives back what was captured and lets go what was held', async () => {
  const { id } = await order();
  await paid(customer, id, { amount: '15.80' });
  await paid(customer, id, { capture: false });
  const { body } = assertStatus(await customer.post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual([body.status, body.payment_status], ['cancelled', 'refunded']);
  const [captured, held] = await paymentsOf(id);
  assert.deepEqual([captured.status, captured.refunded_amount, held.status], ['refunded', 15.8, 'voided']);
  assert.equal(await value('SELECT actor_id::int FROM refunds WHERE order_id = $1', id), customer.id);
  await assertBooksBalance(id);
});

test('cancelling by status and rejecting give back, too', async () => {
  const { id } = await order();
  await paid(customer, id);
  const { body } = assertStatus(await manager.patch(`/orders/${id}/status`, { status: 'cancelled' }), 200);
  assert.equal(body.payment_status, 'refunded');

  const department = await someDepartment({ threshold: '1.00' });
  const staff = await someone('staff', { department });
  const waiting = await order(staff);
  assert.equal(waiting.status, 'pending_approval');
  await paid(staff, waiting.id);
  assert.equal(assertStatus(await manager.post(`/orders/${waiting.id}/reject`, {}), 200).body.payment_status, 'refunded');
});

test('an order is cancelled also when its refund is not answered; that is settled later', async () => {
  const { id } = await order();
  await paidByTimeout(id);
  const { body } = assertStatus(await customer.post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual([body.status, body.payment_status], ['cancelled', 'paid']);
  await orderctl('payments', 'settle');
  assert.equal(await statusOf(id), 'refunded');
  await assertBooksBalance(id);
});

test('a payment that succeeds after its order was cancelled is given back', async () => {
  const { id } = await order();
  assertProblem(await pay(customer, id, { method: 'tok_timeout' }), 504);
  assertStatus(await customer.post(`/orders/${id}/cancel`, {}), 200);
  await orderctl('payments', 'settle'); // succeeds, and asks for the refund, which is not answered
  await orderctl('payments', 'settle');
  assert.equal(await statusOf(id), 'refunded');
  await assertBooksBalance(id);
});

test('orders that are over are not paid', async () => {
  const { id } = await order();
  await customer.post(`/orders/${id}/cancel`, {});
  assertProblem(await pay(customer, id), 409, 'invalid_transition');
  assertProblem(await refund(manager, id), 409, 'refund_too_high');
  assert.deepEqual(await paymentsOf(id), []);
});

test('who may pay, and see it', async () => {
  const department = await someDepartment();
  const [mine, colleague, stranger, other] = await Promise.all([
    someone('staff', { department }), someone('staff', { department }), someone('staff'), someone(),
  ]);
  const { id } = await order(mine);
  for (const who of [stranger, other, customer]) {
    assertProblem(await pay(who, id), 404, 'not_found');
    assertProblem(await who.get(`/orders/${id}/payments`), 404, 'not_found');
  }
  await paid(colleague, id, { amount: '1.00' });
  await paid(manager, id, { amount: '1.00' });
  await paid(mine, id);
  assert.equal(assertStatus(await colleague.get(`/orders/${id}/payments`), 200).body.total, 3);
});

test('a key pays once, however often and at once it is sent', async () => {
  const { id } = await order();
  const retry = key();
  const replies = await Promise.all(Array.from({ length: 12 }, () => pay(customer, id, { amount: '1.00' }, retry)));
  for (const reply of replies) {
    if (reply.status === 409) assertProblem(reply, 409, 'in_progress');
    else assertStatus(reply, 201);
  }
  assert.equal(await count('payments WHERE order_id = $1', id), 1);
  assertProblem(await pay(customer, id, { amount: '2.00' }, retry), 422, 'idempotency_key_reused');
});

test('twenty payments at once never pay more than the order costs', async () => {
  const { id } = await order();
  const replies = await Promise.all(Array.from({ length: 20 }, () => pay(customer, id, { amount: '3.00' })));
  assert.equal(replies.filter((r) => r.status === 201).length, 6); // 18.00 of 20.80
  for (const reply of replies.filter((r) => r.status !== 201)) assertProblem(reply, 409, 'payment_too_high');
  await assertBooksBalance(id);
});

test('twenty refunds at once never give back more than was captured', async () => {
  const { id } = await order();
  await paid(customer, id);
  const replies = await Promise.all(Array.from({ length: 20 }, () => refund(manager, id, { amount: '3.00' })));
  assert.equal(replies.filter((r) => r.status === 201).length, 6);
  for (const reply of replies.filter((r) => r.status !== 201)) assertProblem(reply, 409, 'refund_too_high');
  const { refunded } = await row('SELECT sum(refunded) AS refunded FROM payments WHERE order_id = $1', id);
  assert.equal(refunded, '18.00');
  await assertBooksBalance(id);
});

test('two captures at once take it once', async () => {
  const { id } = await order();
  const held = await paid(customer, id, { capture: false });
  const replies = await Promise.all([1, 2].map(() => manager.post(`/payments/${held.id}/capture`)));
  // The slower one finds it captured, or being captured by the other.
  assert.ok(replies.some((r) => r.status === 200));
  for (const reply of replies.filter((r) => r.status !== 200))
    assert.ok(['invalid_payment_state', 'in_progress'].includes(assertProblem(reply, 409).code));
  assert.equal(await count(`payment_operations WHERE payment_id = $1 AND kind = 'capture'`, held.id), 1);
  await assertBooksBalance(id);
});

test('the list of orders by payment status has what was paid', async () => {
  const { id } = await order();
  await paid(customer, id);
  const { body } = await customer.get('/orders?payment_status=paid');
  assert.ok(body.data.some((o) => o.id === id));
  assert.ok(body.data.every((o) => o.payment_status === 'paid'));
});

test('the amounts are exact', async () => {
  const cheap = await someProduct(manager, { price: '0.07' });
  const { id, total } = await placed(customer, [[cheap, 3]]);
  let left = cents(total);
  for (let i = 0; i < 3; i++) {
    await paid(customer, id, { amount: '0.10' });
    left -= 10n;
  }
  const last = assertStatus(await pay(customer, id), 201);
  assert.match(last.text, new RegExp(`"amount":${text(left).replace('.', '\\.')},`));
  assert.equal(last.body.payment_status, 'paid');
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

test('a dry run asks nobody and leaves nothing', async () => {
  const { id } = await order();
  const dry = await customer.post(`/orders/${id}/payments?dry_run=true`, { method: 'tok_declined' });
  assert.deepEqual([assertStatus(dry, 201).body.status, dry.headers['dry-run']], ['pending', 'true']);
  await paid(customer, id);
  const cancelled = await customer.post(`/orders/${id}/cancel?dry_run=true`, {});
  assert.equal(assertStatus(cancelled, 200).body.status, 'cancelled');
  assert.deepEqual((await paymentsOf(id)).map((p) => [p.status, p.operations.length]), [['captured', 1]]);
});
