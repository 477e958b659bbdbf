// Paying, with the provider that moves no money.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count } from '../support/database.js';
import { cents, text } from '../support/money.js';
import { assertBooksBalance, eventsOf, key, paid, pay, refund, till } from '../support/payments.js';
import { someDepartment, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, customer, order, statusOf, paymentsOf;
before(async () => {
  ({ manager, customer, order, statusOf, paymentsOf } = await till());
});

test('an order is paid in full by default, and captured at once', async () => {
  const { id } = await order();
  const reply = assertStatus(await pay(customer, id), 201);
  assertMembers(reply.body, [
    'id',
    'order_id',
    'order_number',
    'payment_status',
    'provider',
    'method',
    'status',
    'currency',
    'amount',
    'authorized_amount',
    'captured_amount',
    'refunded_amount',
    'provider_reference',
    'error_code',
    'operations',
    'created_at',
    'updated_at',
  ]);
  const { body } = reply;
  assert.deepEqual(
    [
      body.order_id,
      body.payment_status,
      body.provider,
      body.method,
      body.status,
      body.currency,
      body.error_code,
    ],
    [id, 'paid', 'simulated', 'tok_ok', 'captured', 'USD', null],
  );
  assert.match(reply.text, /"captured_amount":20\.80,"refunded_amount":0\.00/);
  assert.deepEqual(
    body.operations.map((o) => [o.kind, o.state, o.amount, o.attempts]),
    [['authorize', 'succeeded', 20.8, 1]],
  );
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
  const { detail } = assertProblem(
    await pay(customer, id, { amount: '20.81' }),
    409,
    'payment_too_high',
  );
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
  const { errors } = assertProblem(
    await pay(customer, id, { method: 'tok_declined' }),
    402,
    'payment_declined',
  );
  assert.deepEqual(
    errors.map((e) => [e.pointer, e.code]),
    [['/method', 'card_declined']],
  );
  assert.equal(await statusOf(id), 'failed');
  const [failed] = await paymentsOf(id);
  assert.deepEqual(
    [failed.status, failed.error_code, failed.authorized_amount],
    ['failed', 'card_declined', 0],
  );
  assert.equal((await paid(customer, id)).payment_status, 'paid');
  assert.deepEqual(await eventsOf(id), ['payment.failed', 'payment.captured']);
  await assertBooksBalance(id);
});

test('a token that the provider does not know is declined', async () => {
  const { id } = await order();
  const { errors } = assertProblem(
    await pay(customer, id, { method: 'visa' }),
    402,
    'payment_declined',
  );
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
  assert.deepEqual(
    [held.status, held.authorized_amount, held.captured_amount, held.payment_status],
    ['authorized', 20.8, 0, 'authorized'],
  );
  assertProblem(await pay(customer, id), 409, 'nothing_to_pay');
  assertProblem(await customer.post(`/payments/${held.id}/capture`, {}), 403);
  assertProblem(await refund(manager, id), 409, 'refund_too_high');
  const { body } = assertStatus(await manager.post(`/payments/${held.id}/capture`), 200);
  assert.deepEqual(
    [body.status, body.captured_amount, body.payment_status],
    ['captured', 20.8, 'paid'],
  );
  assertProblem(await manager.post(`/payments/${held.id}/capture`), 409, 'invalid_payment_state');
  assertProblem(await manager.post(`/payments/${held.id}/void`), 409, 'invalid_payment_state');
  assert.deepEqual(await eventsOf(id), ['payment.authorized', 'payment.captured']);
});

test('captured or let go dry, it is held as before', async () => {
  const { id } = await order();
  const held = await paid(customer, id, { capture: false });
  for (const action of ['capture', 'void']) {
    const dry = assertStatus(await manager.post(`/payments/${held.id}/${action}?dry_run=true`), 200);
    assert.equal(dry.headers['dry-run'], 'true');
    const now = assertStatus(await manager.get(`/payments/${held.id}`), 200).body;
    assert.deepEqual([now.status, now.captured_amount, now.version], ['authorized', 0, held.version], action);
  }
  assert.deepEqual(await eventsOf(id), ['payment.authorized']);
  await assertBooksBalance(id);
});

test('a part is captured, the rest is let go and can be paid again', async () => {
  const { id } = await order();
  const held = await paid(customer, id, { capture: false });
  assertProblem(
    await manager.post(`/payments/${held.id}/capture`, { amount: '20.81' }),
    409,
    'payment_too_high',
  );
  const { body } = assertStatus(
    await manager.post(`/payments/${held.id}/capture`, { amount: '5.80' }),
    200,
  );
  assert.deepEqual([body.captured_amount, body.payment_status], [5.8, 'pending']);
  assert.equal((await paid(customer, id)).amount, 15);
  assert.equal(await statusOf(id), 'paid');
  await assertBooksBalance(id);
});

test('what is held is let go', async () => {
  const { id } = await order();
  const held = await paid(customer, id, { capture: false });
  const { body } = assertStatus(await manager.post(`/payments/${held.id}/void`), 200);
  assert.deepEqual(
    [body.status, body.captured_amount, body.payment_status],
    ['voided', 0, 'pending'],
  );
  assertProblem(await manager.post(`/payments/${held.id}/capture`), 409, 'invalid_payment_state');
  await paid(customer, id);
  assert.equal(await statusOf(id), 'paid');
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
    someone('staff', { department }),
    someone('staff', { department }),
    someone('staff'),
    someone(),
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
  const replies = await Promise.all(
    Array.from({ length: 12 }, () => pay(customer, id, { amount: '1.00' }, retry)),
  );
  for (const reply of replies) {
    if (reply.status === 409) assertProblem(reply, 409, 'in_progress');
    else assertStatus(reply, 201);
  }
  assert.equal(await count('payments WHERE order_id = $1', id), 1);
  assertProblem(await pay(customer, id, { amount: '2.00' }, retry), 422, 'idempotency_key_reused');
});

test('twenty payments at once never pay more than the order costs', async () => {
  const { id } = await order();
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => pay(customer, id, { amount: '3.00' })),
  );
  assert.equal(replies.filter((r) => r.status === 201).length, 6); // 18.00 of 20.80
  for (const reply of replies.filter((r) => r.status !== 201))
    assertProblem(reply, 409, 'payment_too_high');
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
  assert.equal(
    await count(`payment_operations WHERE payment_id = $1 AND kind = 'capture'`, held.id),
    1,
  );
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

test('a dry run asks nobody and leaves nothing', async () => {
  const { id } = await order();
  const dry = await customer.post(`/orders/${id}/payments?dry_run=true`, {
    method: 'tok_declined',
  });
  assert.deepEqual(
    [assertStatus(dry, 201).body.status, dry.headers['dry-run']],
    ['pending', 'true'],
  );
  await paid(customer, id);
  const cancelled = await customer.post(`/orders/${id}/cancel?dry_run=true`, {});
  assert.equal(assertStatus(cancelled, 200).body.status, 'cancelled');
  assert.deepEqual(
    (await paymentsOf(id)).map((p) => [p.status, p.operations.length]),
    [['captured', 1]],
  );
});
