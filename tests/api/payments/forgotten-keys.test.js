// Stripe forgets idempotency keys after a day. What is still open by then is looked up there by our
// mark, and never asked for again blindly: nothing is done twice, and nothing is lost.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { assertProblem } from '../support/check.js';
import { rows } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { assertBooksBalance, key, pay as payDirectly, paid as paidDirectly } from '../support/payments.js';
import { stripeTill } from '../support/stripe-till.js';

let shop;
before(async () => (shop = await stripeTill()));
after(() => shop?.stop());
beforeEach(() => {
  shop.stub.requests.length = shop.stub.hows.length = 0;
});

const DAY = 25; // hours: every key of before is forgotten
const ANSWER_LOST = ({ done }) => done();
const NEVER_THERE = ({ reply }) => reply.destroy();
const refundsOf = (payment) =>
  [...shop.stub.refunds.values()].filter((r) => r.payment_intent === payment.provider_reference);
const asked = () => shop.stub.requests.filter((r) => r.method === 'POST');
const manage = (payment, verb) => shop.at(shop.manager).post(`/payments/${payment.id}/${verb}`, {});
/** Settling is asked for twice, as the timer does: the second finds nothing more to do. */
async function settled(id) {
  await shop.settle();
  await shop.settle();
  await assertBooksBalance(id);
  return shop.paymentOf(id);
}

/** An order whose payment was asked for in this way, without an answer. */
async function open(how, fields = {}, headers = {}) {
  const { id } = await shop.order();
  shop.stub.next(how);
  assertProblem(await shop.pay(id, fields, headers), 504, 'payment_pending');
  return id;
}

/** One whose payment is held, or captured, and of which more was asked in this way. */
async function openAfter(how, capture, ask) {
  const { id } = await shop.order();
  const payment = await shop.paid(id, { capture });
  shop.stub.requests.length = 0;
  shop.stub.next(how);
  assertProblem(await ask(payment, id), 504, 'payment_pending');
  return { id, payment };
}

test('a charge of which the answer was lost is found: there is no second one', async () => {
  const id = await open(ANSWER_LOST);
  await shop.later(id, DAY);
  const payment = await settled(id);
  assert.deepEqual([payment.status, payment.payment_status], ['captured', 'paid']);
  assert.deepEqual((await shop.chargesOf(id)).map((c) => c.id), [payment.provider_reference]);
});

test('who pays again with their key a day later goes the same way', async () => {
  const retry = key();
  const id = await open(ANSWER_LOST, {}, retry);
  await shop.later(id, DAY);
  const payment = await shop.paid(id, {}, retry);
  assert.equal(payment.payment_status, 'paid');
  assert.deepEqual((await shop.chargesOf(id)).map((c) => c.id), [payment.provider_reference]);
});

test('20 hours are enough to look, while Stripe still knows the key', async () => {
  const id = await open(ANSWER_LOST);
  await shop.later(id, 20);
  assert.equal((await settled(id)).status, 'captured');
  assert.equal(asked().length, 1);
});

test('19 hours are not: the same key is sent again', async () => {
  const id = await open(NEVER_THERE);
  await shop.later(id, 19);
  assert.equal((await settled(id)).status, 'captured');
  const [first, second] = asked();
  assert.equal(second.headers['idempotency-key'], first.headers['idempotency-key']);
});

test('a hold of which the answer was lost is found', async () => {
  const id = await open(ANSWER_LOST, { capture: false });
  await shop.later(id, DAY);
  assert.equal((await settled(id)).status, 'authorized');
  assert.equal((await shop.chargesOf(id)).length, 1);
});

test('a charge that was declined is found to be so, with its reason', async () => {
  const id = await open(ANSWER_LOST, { method: 'pm_card_chargeDeclinedInsufficientFunds' });
  await shop.later(id, DAY);
  const payment = await settled(id);
  assert.deepEqual([payment.status, payment.error_code], ['failed', 'insufficient_funds']);
  assert.equal(asked().length, 1);
});

test('a charge that never arrived has failed a day later: nobody is charged who is not there', async () => {
  const id = await open(NEVER_THERE);
  await shop.later(id, 20);
  const early = await settled(id);
  assert.deepEqual(
    [early.status, early.operations[0].error_code],
    ['pending', 'not_found_yet'],
    'what was asked last may still be under way',
  );
  await shop.later(id, 5);
  const payment = await settled(id);
  assert.deepEqual(
    [payment.status, payment.error_code, payment.payment_status],
    ['failed', 'never_arrived', 'failed'],
  );
  assert.equal(asked().length, 1);
  assert.equal((await shop.paid(id)).payment_status, 'paid');
  assert.equal((await shop.chargesOf(id)).length, 1);
});

test('a charge is found among many others, page by page', async () => {
  const id = await open(ANSWER_LOST);
  for (let i = 0; i < 5; i++) await shop.paid((await shop.order()).id);
  await shop.later(id, DAY);
  shop.stub.pageMost = 2;
  assert.equal((await settled(id)).status, 'captured');
  assert.equal((await shop.chargesOf(id)).length, 1);
  shop.stub.pageMost = 100;
});

test('a list that can not be read to its end says nothing about what is not on it', async () => {
  const id = await open(NEVER_THERE);
  for (let i = 0; i < 3; i++) await shop.paid((await shop.order()).id);
  await shop.later(id, DAY);
  shop.stub.pageMost = 2;
  shop.stub.next(({ answer }) => answer());
  shop.stub.next(({ answer }) => answer([400, { error: { type: 'invalid_request_error', code: 'rate_limit' } }]));
  await shop.settle();
  const payment = await shop.paymentOf(id);
  assert.deepEqual([payment.status, payment.operations[0].error_code], ['pending', 'rate_limit']);
  shop.stub.pageMost = 100;
  assert.equal((await settled(id)).status, 'failed');
});

test('a capture of which the answer was lost is found, not noted as failed', async () => {
  const { id } = await openAfter(ANSWER_LOST, false, (payment) => manage(payment, 'capture'));
  await shop.later(id, DAY);
  assert.equal((await settled(id)).status, 'captured');
  assert.equal(asked().length, 1);
});

test('a void of which the answer was lost is found, not noted as failed', async () => {
  const { id } = await openAfter(ANSWER_LOST, false, (payment) => manage(payment, 'void'));
  await shop.later(id, DAY);
  assert.equal((await settled(id)).status, 'voided');
  assert.equal(asked().length, 1);
});

test('a refund of which the answer was lost is found: there is no second one', async () => {
  const { id, payment } = await openAfter(ANSWER_LOST, true, (_, order) =>
    shop.refund(order, { amount: '5.00' }),
  );
  await shop.later(id, DAY);
  const now = await settled(id);
  assert.deepEqual([now.status, now.refunded_amount], ['partially_refunded', 5]);
  assert.equal(refundsOf(payment).length, 1);
});

/** What was decided and never arrived: the verb, how it is asked for, and what it makes of the payment. */
const OWED = {
  capture: [false, (payment) => manage(payment, 'capture'), 'captured'],
  void: [false, (payment) => manage(payment, 'void'), 'voided'],
  refund: [true, (_, id) => shop.refund(id, { amount: '5.00' }), 'partially_refunded'],
};
for (const [verb, [capture, ask, status]] of Object.entries(OWED))
  test(`a ${verb} that never arrived is done once, with a key of its own for every 20 hours`, async () => {
    const { id, payment } = await openAfter(NEVER_THERE, capture, ask);
    await shop.later(id, 20);
    const early = await settled(id);
    assert.equal(early.operations.at(-1).error_code, 'not_found_yet');
    await shop.later(id, 5);
    shop.stub.next(({ answer }) => answer()); // the look, which finds nothing
    shop.stub.next(NEVER_THERE);
    await shop.settle();
    await shop.later(id, DAY);
    shop.stub.next(({ answer }) => answer());
    shop.stub.next(ANSWER_LOST);
    await shop.settle();
    assert.equal((await shop.paymentOf(id)).operations.at(-1).state, 'unknown');
    await shop.later(id, DAY);
    assert.equal((await settled(id)).status, status);
    const keys = asked().map((r) => r.headers['idempotency-key']);
    assert.deepEqual([keys.length, new Set(keys).size], [3, 3]);
    if (verb === 'refund') assert.equal(refundsOf(payment).length, 1);
  });

test('a capture of another amount, made in the dashboard, is left to people', async () => {
  const { id, payment } = await openAfter(NEVER_THERE, false, (held) => manage(held, 'capture'));
  Object.assign(shop.stub.intents.get(payment.provider_reference), {
    status: 'succeeded',
    amount_received: 1000,
  });
  await shop.later(id, DAY);
  const now = await settled(id);
  assert.deepEqual([now.status, now.operations.at(-1).error_code], ['authorized', 'amount_differs']);
  assert.equal(asked().length, 1);
  shop.stub.intents.get(payment.provider_reference).amount_received = 2080; // the rest, by hand
  assert.equal((await settled(id)).status, 'captured');
});

test('a hold that was captured in the dashboard can not be let go any more', async () => {
  const { id, payment } = await openAfter(NEVER_THERE, false, (held) => manage(held, 'void'));
  Object.assign(shop.stub.intents.get(payment.provider_reference), {
    status: 'succeeded',
    amount_received: 2080,
  });
  await shop.later(id, DAY);
  const { operations } = await settled(id);
  assert.deepEqual([operations.at(-1).state, operations.at(-1).error_code], ['failed', 'captured']);
});

test('the simulated provider is looked at in the same way', async () => {
  const { id } = await shop.order();
  const retry = key();
  assertProblem(await payDirectly(shop.customer, id, { method: 'tok_timeout' }, retry), 504);
  const age = (hours) =>
    rows(
      `UPDATE payment_operations SET created_at = now() - $2::integer * interval '1 hour', attempts = 0
       WHERE payment_id = (SELECT id FROM payments WHERE order_id = $1)`,
      id,
      hours,
    );
  await age(DAY); // as if the worker had died before it asked
  await orderctl('payments', 'settle');
  const payment = await shop.paymentOf(id);
  assert.deepEqual([payment.status, payment.error_code], ['failed', 'never_arrived']);
  assert.equal((await paidDirectly(shop.customer, id)).payment_status, 'paid');
});
