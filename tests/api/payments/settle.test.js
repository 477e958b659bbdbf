// Providers that do not answer: what is open is brought to its end, once.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { assertBooksBalance, key, pay, refund, till } from '../support/payments.js';

let manager, customer, order, statusOf, paymentsOf;
before(async () => {
  ({ manager, customer, order, statusOf, paymentsOf } = await till());
});

/** Paid with a token that answers only the second time, whatever is asked. */
async function paidByTimeout(id, fields = {}) {
  const retry = key();
  const body = { method: 'tok_timeout', ...fields };
  assertProblem(await pay(customer, id, body, retry), 504);
  return assertStatus(await pay(customer, id, body, retry), 201).body;
}

test('no answer is a 504; the same key settles it, once', async () => {
  const { id } = await order();
  const retry = key();
  assertProblem(await pay(customer, id, { method: 'tok_timeout' }, retry), 504, 'payment_pending');
  const [open] = await paymentsOf(id);
  assert.deepEqual(
    [open.status, open.operations[0].state, open.operations[0].error_code],
    ['pending', 'unknown', 'timeout'],
  );
  assert.equal(await statusOf(id), 'pending');
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
  const { body } = assertStatus(await pay(customer, id, { method: 'tok_timeout' }, retry), 201);
  assert.deepEqual(
    [body.id, body.status, body.payment_status, body.operations[0].attempts],
    [open.id, 'captured', 'paid', 2],
  );
  const again = assertStatus(await pay(customer, id, { method: 'tok_timeout' }, retry), 201);
  assert.equal(again.headers['idempotent-replayed'], 'true');
  assert.deepEqual(again.body, body);
  await assertBooksBalance(id);
});

test('a declined payment is declined again for the same key, without being asked again', async () => {
  const { id } = await order();
  const retry = key();
  for (let i = 0; i < 2; i++)
    assertProblem(
      await pay(customer, id, { method: 'tok_declined' }, retry),
      402,
      'payment_declined',
    );
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
    rows(
      `UPDATE payment_operations SET state = 'pending', claimed_until = now() + $2::interval
          WHERE payment_id = (SELECT id FROM payments WHERE order_id = $1)`,
      id,
      until,
    );
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
  const held = assertStatus(
    await pay(customer, id, { method: 'tok_timeout', capture: false }, retry),
    201,
  ).body;
  assertProblem(await manager.post(`/payments/${held.id}/capture`), 504, 'payment_pending');
  assertProblem(await manager.post(`/payments/${held.id}/void`), 409, 'invalid_payment_state');
  const { body } = assertStatus(await manager.post(`/payments/${held.id}/capture`), 200);
  assert.deepEqual(
    body.operations.map((o) => [o.kind, o.state, o.attempts]),
    [
      ['authorize', 'succeeded', 2],
      ['capture', 'succeeded', 2],
    ],
  );
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
  assert.deepEqual(
    [body.state, body.refunded_amount, body.payment_status],
    ['succeeded', 20, 'partially_refunded'],
  );
  await assertBooksBalance(id);
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
