// What Stripe tells by webhook, and who is not believed.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { count } from '../support/database.js';
import { assertBooksBalance, key } from '../support/payments.js';
import { event, sign, teller } from '../support/stripe-events.js';
import { SECRET, stripeTill } from '../support/stripe-till.js';

let stub, here, manager, order, at, pay, paid, refund, paymentOf, chargesOf, settle, stop, deliver, tell;
before(async () => {
  const shop = await stripeTill();
  ({ stub, here, manager, order, at, pay, paid, refund, paymentOf, chargesOf, settle, stop } = shop);
  ({ deliver, tell } = teller(shop.orderd.url));
});
after(() => stop?.());
beforeEach(() => {
  stub.requests.length = stub.hows.length = 0;
});

test('a fault of Stripe is what every retry gets; its webhook settles the payment', async () => {
  const { id } = await order();
  const retry = key();
  const made = new Promise((resolve) =>
    stub.next(({ done, answer, request }) => {
      resolve(done()[1]);
      stub.saved.get(request.headers['idempotency-key']).result = [
        500,
        { error: { type: 'api_error' } },
      ];
      answer();
    }),
  );
  for (let i = 0; i < 2; i++) assertProblem(await pay(id, {}, retry), 504, 'payment_pending');
  assert.deepEqual(assertStatus(await tell('payment_intent.succeeded', await made), 200).body, {
    received: true,
  });
  const payment = await paid(id, {}, retry);
  assert.deepEqual([payment.payment_status, payment.provider_reference], ['paid', (await made).id]);
  assert.equal(stub.requests.length, 2);
  await assertBooksBalance(id);
});

test('an event counts once, and for nothing that is settled', async () => {
  const { id } = await order();
  stub.next(({ done }) => done());
  assertProblem(await pay(id), 504);
  const [intent] = await chargesOf(id);
  const payload = JSON.stringify(event('payment_intent.succeeded', intent));
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => deliver(payload, sign(payload))),
  );
  for (const reply of replies) assertStatus(reply, 200);
  assertStatus(await tell('payment_intent.payment_failed', intent), 200);
  assertStatus(await tell('payment_intent.succeeded', intent), 200);
  assert.equal((await paymentOf(id)).status, 'captured');
  assert.equal(
    await count(
      `outbox WHERE event = 'payment.captured' AND payload->>'order_id' = $1`,
      String(id),
    ),
    1,
  );
  assert.equal(await count('payment_events WHERE reference = $1', JSON.parse(payload).id), 1);
  await assertBooksBalance(id);
});

test('a payment that failed after all', async () => {
  const { id } = await order();
  stub.next(({ done, answer }) => answer([200, { ...done()[1], status: 'processing' }]));
  assertProblem(await pay(id), 504);
  const [intent] = await chargesOf(id);
  const failed = {
    ...intent,
    status: 'requires_payment_method',
    last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: 'lost_card' },
  };
  assertStatus(await tell('payment_intent.payment_failed', failed), 200);
  const payment = await paymentOf(id);
  assert.deepEqual(
    [payment.status, payment.error_code, payment.payment_status],
    ['failed', 'lost_card', 'failed'],
  );
});

test('holds, captures, voids and refunds are settled, too', async () => {
  const lose = () => stub.next(({ done }) => done());
  const [one, two] = [await order(), await order()];
  lose();
  assertProblem(await pay(one.id, { capture: false }), 504);
  await tell('payment_intent.amount_capturable_updated', (await chargesOf(one.id))[0]);
  const held = await paymentOf(one.id);
  assert.equal(held.status, 'authorized');
  lose();
  assertProblem(await at(manager).post(`/payments/${held.id}/capture`, {}), 504);
  await tell('payment_intent.succeeded', (await chargesOf(one.id))[0]);
  assert.equal((await paymentOf(one.id)).status, 'captured');
  lose();
  assertProblem(await refund(one.id, { amount: '5.00' }), 504);
  const refunded = [...stub.refunds.values()].at(-1);
  await tell('refund.created', { ...refunded, status: 'pending' });
  assert.equal((await paymentOf(one.id)).refunded_amount, 0);
  await tell('refund.updated', refunded);
  assert.equal((await paymentOf(one.id)).refunded_amount, 5);

  const other = await paid(two.id, { capture: false });
  lose();
  assertProblem(await at(manager).post(`/payments/${other.id}/void`, {}), 504);
  await tell('payment_intent.canceled', (await chargesOf(two.id))[0]);
  assert.equal((await paymentOf(two.id)).status, 'voided');
  await assertBooksBalance(one.id);
  await assertBooksBalance(two.id);
});

test('a refund that failed leaves its amount to be given back again', async () => {
  const { id } = await order();
  await paid(id);
  stub.next(({ done, answer }) => answer([200, { ...done()[1], status: 'pending' }]));
  assertProblem(await refund(id), 504);
  const made = [...stub.refunds.values()].at(-1);
  await tell('refund.failed', {
    ...made,
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
  });
  stub.dashboard.failRefund(made.id);
  const payment = await paymentOf(id);
  assert.deepEqual([payment.status, payment.error_code], ['captured', 'expired_or_canceled_card']);
  assert.equal(assertStatus(await refund(id), 201).body.payment_status, 'refunded');
  await assertBooksBalance(id);
});

test('events that concern nobody here are taken and forgotten', async () => {
  await settle(); // while a payment's id is not known it might be the one
  const others = { id: 're_of_somebody_else', object: 'refund', amount: 100, payment_intent: 'pi_of_somebody_else', status: 'succeeded' };
  assertStatus(await tell('refund.created', others), 200);
  assertStatus(await tell('refund.failed', { ...others, status: 'failed', payment_intent: null }), 200);
  assertStatus(await tell('charge.dispute.created', { ...others, object: 'dispute', metadata: { orderd_operation: 'no uuid' } }), 200);
  assertStatus(
    await tell('payment_intent.succeeded', {
      id: 'pi_of_somebody_else',
      object: 'payment_intent',
      metadata: {},
    }),
    200,
  );
  assertStatus(await tell('customer.created', { id: 'cus_1', object: 'customer' }), 200);
});

test('only what is signed with the secret, and lately, is believed', async () => {
  const { id } = await order();
  stub.next(({ done }) => done());
  assertProblem(await pay(id), 504);
  const [intent] = await chargesOf(id);
  const payload = JSON.stringify(event('payment_intent.succeeded', intent));
  const now = Math.floor(Date.now() / 1000);
  const good = sign(payload);
  const refused = {
    'no signature': [payload, null],
    'an empty one': [payload, ''],
    'a wrong secret': [payload, sign(payload, { secret: 'whsec_another' })],
    'another scheme': [payload, good.replace('v1=', 'v0=')],
    'too old': [payload, sign(payload, { timestamp: now - 305 })],
    'from the future': [payload, sign(payload, { timestamp: now + 320 })],
    'another time than was signed': [payload, good.replace(/t=\d+/, `t=${now - 1}`)],
    'a changed body': [payload.replace('usd', 'eur'), good],
    'half a signature': [payload, good.slice(0, -2)],
    'no time': [payload, good.replace(/t=\d+,/, '')],
  };
  for (const [what, [body, signature]] of Object.entries(refused))
    assert.equal(
      assertProblem(await deliver(body, signature), 400, 'bad_signature').status,
      400,
      what,
    );
  assert.equal((await paymentOf(id)).status, 'pending');
  assert.equal(await count('payment_events WHERE reference = $1', JSON.parse(payload).id), 0);

  const rotated = `t=${/t=(\d+)/.exec(good)[1]},v1=${'0'.repeat(64)},${good.split(',')[1]}`;
  assertStatus(await deliver(payload, rotated), 200);
  assert.equal((await paymentOf(id)).status, 'captured');
  const old = JSON.stringify(event('customer.updated', { id: 'cus_1' }));
  assertStatus(await deliver(old, sign(old, { timestamp: now - 290 })), 200);
});

test('a secret that is not set believes nobody', async () => {
  const payload = JSON.stringify(event('customer.created', { id: 'cus_1' }));
  await writeFile(join(here, 'secret'), '\n');
  try {
    assertProblem(await deliver(payload, sign(payload)), 400, 'bad_signature');
    assertProblem(await deliver(payload, sign(payload, { secret: '' })), 400, 'bad_signature');
  } finally {
    await writeFile(join(here, 'secret'), `${SECRET}\n`);
  }
});
