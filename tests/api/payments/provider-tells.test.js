// What happens to payments without our asking, in Stripe's dashboard, by time or by a bank: events are the
// truth about money, in whatever order and number they come (design: What providers tell).
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { assertMoneyAgrees, eventsOf } from '../support/payments.js';
import { event, teller } from '../support/stripe-events.js';
import { stripeTill } from '../support/stripe-till.js';

let shop, stub, dashboard, manager, customer, tell;
before(async () => {
  shop = await stripeTill();
  ({ stub, manager, customer } = shop);
  ({ dashboard } = stub);
  tell = teller(shop.orderd.url);
});
after(() => shop?.stop());
beforeEach(() => {
  stub.requests.length = stub.hows.length = 0;
});

const ANSWER_LOST = ({ done }) => done();

/** An order of 20.80 with a payment, and Stripe's id of it. */
async function bought(fields = {}) {
  const { id } = await shop.order();
  const payment = await shop.paid(id, fields);
  return { id, payment, intent: payment.provider_reference };
}
const held = () => bought({ capture: false });
const orderNow = async (id) => assertStatus(await manager.get(`/orders/${id}`), 200).body;
/** What an order says of its money: status, paid, refunded, due; after all of it agrees. */
async function money(id) {
  await assertMoneyAgrees(id);
  const { payment_status, paid, refunded, due } = await orderNow(id);
  return [payment_status, paid, refunded, due];
}
const lastOf = async (id) => {
  const { kind, by, amount, state, error_code } = (await shop.paymentOf(id)).operations.at(-1);
  return [kind, by, amount, state, error_code];
};
const historyOf = async (id) =>
  assertStatus(await manager.get(`/orders/${id}/history`), 200).body.data.map(({ action, note }) => [action, note]);

// ---- holds ----

test('a hold that Stripe cancels after a week is voided, and the order payable again', async () => {
  const { id, payment, intent } = await held();
  await tell.heard('payment_intent.canceled', dashboard.cancel(intent, 'expired'));
  assert.deepEqual(await money(id), ['pending', 0, 0, 20.8]);
  assert.deepEqual(await lastOf(id), ['void', 'provider', 20.8, 'succeeded', null]);
  for (const verb of ['capture', 'void'])
    assertProblem(await shop.at(manager).post(`/payments/${payment.id}/${verb}`, {}), 409, 'invalid_payment_state');
  assert.equal((await shop.paid(id)).payment_status, 'paid');
  assert.deepEqual(await eventsOf(id), ['payment.authorized', 'payment.voided', 'payment.captured']);
  assertStatus(await shop.at(customer).post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 0]);
});

test('a hold captured in the dashboard is captured with what was taken of it', async () => {
  const { id, intent } = await held();
  await tell.heard('payment_intent.succeeded', dashboard.capture(intent, 1500));
  assert.deepEqual(await money(id), ['pending', 15, 0, 5.8]);
  assert.deepEqual(await lastOf(id), ['capture', 'provider', 15, 'succeeded', null]);
  assert.deepEqual(await eventsOf(id), ['payment.authorized', 'payment.captured']);
  assertStatus(await shop.at(customer).post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual(await money(id), ['refunded', 15, 15, 0]);
  assert.equal(sumRefunded(intent), 1500);
});
const sumRefunded = (intent) =>
  [...stub.refunds.values()].reduce((sum, r) => sum + (r.payment_intent === intent && r.status === 'succeeded' ? r.amount : 0), 0);

test('a capture of which the answer was lost took what the event says', async () => {
  const { id, payment, intent } = await held();
  dashboard.capture(intent, 1000); // they were quicker
  stub.next(({ reply }) => reply.destroy());
  assertProblem(await shop.at(manager).post(`/payments/${payment.id}/capture`, {}), 504, 'payment_pending');
  await tell.heard('payment_intent.succeeded', stub.intents.get(intent));
  assert.deepEqual(await money(id), ['pending', 10, 0, 10.8]);
  await shop.settle();
  assert.deepEqual(await money(id), ['pending', 10, 0, 10.8]);
});

test('what was captured while it was to be let go comes back when the order is over', async () => {
  const { id, intent } = await held();
  const captured = dashboard.capture(intent);
  assertStatus(await shop.at(customer).post(`/orders/${id}/cancel`, {}), 200); // Stripe refuses to let go
  assert.deepEqual((await lastOf(id)).slice(0, 4), ['void', 'shop', 20.8, 'failed']);
  await tell.heard('payment_intent.succeeded', captured);
  await shop.settle();
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 0]);
  assert.equal(sumRefunded(intent), 2080);
});

for (const [verb, how, type, status, events] of [
  ['capture', (intent) => dashboard.cancel(intent), 'payment_intent.canceled', 'voided', 'payment.voided'],
  ['void', (intent) => dashboard.capture(intent), 'payment_intent.succeeded', 'captured', 'payment.captured'],
])
  test(`a ${verb} that was overtaken in the dashboard has failed`, async () => {
    const { id, payment, intent } = await held();
    stub.next(({ reply }) => reply.destroy());
    assertProblem(await shop.at(manager).post(`/payments/${payment.id}/${verb}`, {}), 504, 'payment_pending');
    await tell.heard(type, how(intent));
    const now = await shop.paymentOf(id);
    assert.equal(now.status, status);
    assert.deepEqual(now.operations.map((o) => `${o.kind} ${o.by} ${o.state}`).slice(1),
      [`${verb} shop failed`, `${verb === 'void' ? 'capture' : 'void'} provider succeeded`]);
    await shop.settle();
    await assertMoneyAgrees(id);
    assert.deepEqual(await eventsOf(id), ['payment.authorized', events]);
  });

test('a hold of which no answer came may have been let go, or captured, before we hear of it', async () => {
  for (const [how, type, status, captured] of [
    [dashboard.cancel, 'payment_intent.canceled', 'voided', 0],
    [(intent) => dashboard.capture(intent, 1200), 'payment_intent.succeeded', 'captured', 12],
  ]) {
    const { id } = await shop.order();
    stub.next(ANSWER_LOST);
    assertProblem(await shop.pay(id, { capture: false }), 504, 'payment_pending');
    const [intent] = await shop.chargesOf(id);
    await tell.heard(type, how(intent.id));
    await tell.heard('payment_intent.amount_capturable_updated', { ...intent, status: 'requires_capture' });
    const now = await shop.paymentOf(id);
    assert.deepEqual([now.status, now.authorized_amount, now.captured_amount], [status, 20.8, captured]);
    await shop.settle();
    await assertMoneyAgrees(id);
  }
});

test('a charge that was given up and is there all the same counts', async () => {
  const { id } = await shop.order();
  stub.next(({ reply }) => reply.destroy());
  assertProblem(await shop.pay(id), 504, 'payment_pending');
  await shop.later(id, 25);
  await shop.settle();
  const { status, operations } = await shop.paymentOf(id);
  assert.deepEqual([status, operations[0].error_code], ['failed', 'never_arrived']);
  const mark = (await rows('SELECT idempotency_key FROM payment_operations WHERE id = $1', operations[0].id))[0].idempotency_key;
  const late = { id: `pi_late_${id}`, object: 'payment_intent', amount: 2080, amount_received: 2080, metadata: { orderd_operation: mark } };
  await tell.heard('payment_intent.succeeded', { ...late, status: 'succeeded' });
  assert.deepEqual(await money(id), ['paid', 20.8, 0, 0]);
});

// ---- refunds ----

test('a refund made in the dashboard is noted, once', async () => {
  const { id, intent } = await bought();
  const made = dashboard.refund(intent, 500);
  for (const type of ['refund.created', 'refund.updated', 'charge.refund.updated', 'refund.created']) await tell.heard(type, made);
  assert.deepEqual(await money(id), ['partially_refunded', 20.8, 5, 0]);
  assert.deepEqual(await lastOf(id), ['refund', 'provider', 5, 'succeeded', null]);
  assert.deepEqual(await eventsOf(id), ['payment.captured', 'payment.refunded']);
  assertProblem(await shop.refund(id, { amount: '15.81' }), 409, 'refund_too_high');
  assertStatus(await shop.at(customer).post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 0]);
  assert.equal(sumRefunded(intent), 2080);
});

test('one of all, of an order that goes on, makes it payable again', async () => {
  const { id, intent } = await bought();
  await tell.heard('refund.created', dashboard.refund(intent));
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 20.8]);
  assert.equal((await shop.paid(id)).amount, 20.8);
  assert.equal((await money(id))[3], 0);
});

test('five deliveries at once of a refund that nobody asked for note one', async () => {
  const { id, intent } = await bought();
  const told = JSON.stringify(event('refund.created', dashboard.refund(intent, 300)));
  const replies = await Promise.all(Array.from({ length: 5 }, () => tell.deliver(told)));
  for (const reply of replies) assertStatus(reply, 200);
  assert.deepEqual(await money(id), ['partially_refunded', 20.8, 3, 0]);
});

test('one that is pending is being given back until it is told, or found, to be done', async () => {
  for (const ends of [(made) => tell.heard('refund.updated', made), () => shop.settle()]) {
    const { id, intent } = await bought();
    const made = dashboard.refund(intent, 800);
    stub.refunds.get(made.id).status = 'pending';
    await tell.heard('refund.created', { ...made, status: 'pending' });
    assert.deepEqual(await money(id), ['paid', 20.8, 0, 0]);
    assertProblem(await shop.refund(id, { amount: '12.81' }), 409, 'refund_too_high');
    stub.refunds.get(made.id).status = 'succeeded';
    await ends(made);
    assert.deepEqual(await money(id), ['partially_refunded', 20.8, 8, 0]);
  }
});

for (const [who, refunded] of [
  ['of ours', async (id, intent) => {
    assertStatus(await shop.refund(id, { amount: '5.00' }), 201);
    return structuredClone([...stub.refunds.values()].find((r) => r.payment_intent === intent));
  }],
  ['of the dashboard', async (id, intent) => {
    const made = dashboard.refund(intent, 500);
    await tell.heard('refund.created', made);
    return made;
  }],
])
  for (const type of ['refund.failed', 'charge.refund.updated'])
    test(`a refund ${who} fails after it had succeeded (${type})`, async () => {
      const { id, intent } = await bought();
      const made = await refunded(id, intent);
      assert.deepEqual(await money(id), ['partially_refunded', 20.8, 5, 0]);
      const failed = dashboard.failRefund(made.id);
      await tell.heard(type, failed);
      await tell.heard(type, failed);
      await tell.heard('refund.updated', made); // late
      assert.deepEqual(await money(id), ['paid', 20.8, 0, 0]);
      assert.deepEqual((await historyOf(id)).filter(([action]) => action === 'refund_failed'),
        [['refund_failed', '5.00 USD expired_or_canceled_card']]);
      assert.deepEqual(await eventsOf(id), ['payment.captured', 'payment.refunded', 'payment.failed']);
      const toLookAt = async () =>
        assertStatus(await manager.get(`/payments?failed=true&order_id=${id}`), 200).body.data.length;
      assert.equal(await toLookAt(), 1);
      assertStatus(await shop.refund(id), 201);
      assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 20.8]);
      assert.equal(await toLookAt(), 0);
    });

test('a refund of a cancelled order that fails is left to a manager, who can refund again', async () => {
  const { id, intent } = await bought();
  assertStatus(await shop.at(customer).post(`/orders/${id}/cancel`, {}), 200);
  const [made] = [...stub.refunds.values()].filter((r) => r.payment_intent === intent);
  await tell.heard('refund.failed', dashboard.failRefund(made.id));
  await shop.settle();
  assert.deepEqual(await money(id), ['paid', 20.8, 0, 0]);
  assertStatus(await shop.refund(id), 201);
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 0]);
});

// ---- disputes ----

for (const [outcome, wanted, action] of [
  ['won', ['paid', 20.8, 0, 0], 'dispute_won'],
  ['warning_closed', ['paid', 20.8, 0, 0], 'dispute_won'],
  ['lost', ['refunded', 20.8, 20.8, 20.8], 'dispute_lost'],
])
  test(`a dispute that ends as ${outcome}`, async () => {
    const { id, intent } = await bought();
    const inquiry = outcome === 'warning_closed';
    const made = dashboard.dispute(intent, 2080, inquiry ? 'warning_needs_response' : 'needs_response');
    await tell.heard('charge.dispute.created', made);
    assert.deepEqual(await money(id), ['disputed', 20.8, 0, 0]);
    const { status } = await shop.paymentOf(id);
    assert.equal(status, 'disputed');
    const of = async (query) => assertStatus(await manager.get(`/payments?order_id=${id}&${query}`), 200).body.data.length;
    assert.deepEqual([await of('status=disputed'), await of('failed=true')], [1, 1]);
    assertProblem(await shop.refund(id), 409, 'refund_too_high');
    assertProblem(await shop.pay(id), 409, 'nothing_to_pay');
    await shop.settle();
    assert.equal((await lastOf(id))[3], 'unknown', 'nobody asks for what a bank decides');
    const closed = dashboard.close(made.id, outcome);
    await tell.heard('charge.dispute.closed', closed);
    await tell.heard('charge.dispute.closed', closed);
    await tell.heard('charge.dispute.created', made); // late
    assert.deepEqual(await money(id), wanted);
    assert.equal(await of('failed=true'), 0);
    assert.deepEqual((await historyOf(id)).slice(1).map(([what]) => what), ['dispute', action]);
    assert.deepEqual(await eventsOf(id), ['payment.captured', 'payment.disputed', 'payment.dispute_closed']);
  });

test('a dispute that was lost and is won on appeal', async () => {
  const { id, intent } = await bought();
  const made = dashboard.dispute(intent);
  await tell.heard('charge.dispute.created', made);
  await tell.heard('charge.dispute.closed', dashboard.close(made.id, 'lost'));
  await tell.heard('charge.dispute.closed', dashboard.close(made.id, 'won'));
  assert.deepEqual((await money(id)).slice(0, 3), ['paid', 20.8, 0]);
});

test('a dispute of a part leaves the rest, which comes back with the order', async () => {
  const { id, intent } = await bought();
  const made = dashboard.dispute(intent, 800);
  await tell.heard('charge.dispute.created', made);
  assertStatus(await shop.at(customer).post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual(await money(id), ['disputed', 20.8, 0, 0]);
  await tell.heard('charge.dispute.closed', dashboard.close(made.id, 'lost'));
  dashboard.close(made.id, 'won'); // so that the stub lets the rest go
  await shop.settle();
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 0]);
  assert.equal(sumRefunded(intent), 1280);
});

test('what is won back of an order that is over goes to the customer', async () => {
  const { id, intent } = await bought();
  const made = dashboard.dispute(intent);
  await tell.heard('charge.dispute.created', made);
  assertStatus(await shop.at(customer).post(`/orders/${id}/cancel`, {}), 200);
  await tell.heard('charge.dispute.closed', dashboard.close(made.id, 'won'));
  await shop.settle();
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 0]);
});

test('what is given back in the dashboard while a bank inquires is disputed no more', async () => {
  const { id, intent } = await bought();
  const made = dashboard.dispute(intent, 2080, 'warning_needs_response');
  await tell.heard('charge.dispute.created', made);
  await tell.heard('refund.created', dashboard.refund(intent, 1500));
  assert.deepEqual(await money(id), ['disputed', 20.8, 15, 0]);
  await tell.heard('refund.created', dashboard.refund(intent, 580));
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 20.8]);
  await tell.heard('charge.dispute.closed', dashboard.close(made.id, 'warning_closed'));
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 20.8]);
});

const inOrders = (things) =>
  things.length < 2 ? [things] : things.flatMap((thing, at) => inOrders(things.toSpliced(at, 1)).map((rest) => [thing, ...rest]));

for (const [outcome, wanted] of [['won', ['paid', 20.8, 0]], ['lost', ['refunded', 20.8, 20.8]]])
  for (const part of [2080, 1000])
    test(`a refund of ${part / 100} that fails, then a dispute that is ${outcome}, whatever is told first`, async () => {
      for (const order of inOrders([0, 1, 2])) {
        const { id, intent } = await bought();
        const told = [];
        stub.tells = (type, object) => told.push([type, object]);
        const refund = dashboard.refund(intent, part);
        dashboard.failRefund(refund.id);
        const made = dashboard.dispute(intent);
        const [began, ...events] = told.filter(([type]) => /created|refund.failed/.test(type));
        for (const at of order) await tell.heard(...[began, ...events][at]);
        assert.deepEqual((await money(id)).slice(0, 3), ['disputed', 20.8, 0], `${order}`);
        await tell.heard('charge.dispute.closed', dashboard.close(made.id, outcome));
        assert.deepEqual((await money(id)).slice(0, 3), wanted, `${order}`);
        stub.tells = () => {};
      }
    });

test('a bank that takes what is given back, as far as is known, is heard once that has failed', async () => {
  const { id, intent } = await bought();
  const refund = dashboard.refund(intent);
  const failed = dashboard.failRefund(refund.id);
  const made = dashboard.dispute(intent);
  await tell.heard('refund.created', refund);
  await tell.heard('charge.dispute.created', made);
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 20.8]);
  const closed = dashboard.close(made.id, 'lost');
  await tell.early('charge.dispute.closed', closed);
  await tell.heard('refund.failed', failed);
  assert.deepEqual((await money(id)).slice(0, 3), ['disputed', 20.8, 0]);
  await tell.heard('charge.dispute.closed', closed);
  assert.deepEqual((await money(id)).slice(0, 3), ['refunded', 20.8, 20.8]);
});

test('that a bank has taken what is given back, as far as is known, is heard once that has failed, told first or not', async () => {
  const { id, intent } = await bought();
  stub.next(({ reply }) => reply.destroy());
  assertProblem(await shop.refund(id, { amount: '20.80' }), 504, 'payment_pending');
  const made = dashboard.dispute(intent);
  const closed = dashboard.close(made.id, 'lost');
  await tell.early('charge.dispute.closed', closed);
  await tell.heard('charge.dispute.created', made);
  await tell.early('charge.dispute.closed', closed);
  await shop.settle(); // ours is refused
  assert.deepEqual((await money(id)).slice(0, 3), ['disputed', 20.8, 0]);
  await tell.heard('charge.dispute.closed', closed);
  assert.deepEqual((await money(id)).slice(0, 3), ['refunded', 20.8, 20.8]);
});

test('a bank’s claim that ended while all was given back does not come again when that fails', async () => {
  const { id, intent } = await bought();
  const made = dashboard.dispute(intent, 2080, 'warning_needs_response');
  await tell.heard('charge.dispute.created', made);
  const refund = dashboard.refund(intent);
  await tell.heard('refund.created', refund);
  await tell.heard('charge.dispute.closed', dashboard.close(made.id, 'warning_closed'));
  await tell.heard('refund.failed', dashboard.failRefund(refund.id));
  assert.deepEqual((await money(id)).slice(0, 3), ['paid', 20.8, 0]);
});

test('managers hear of a dispute', async () => {
  const { id, intent } = await bought();
  await tell.heard('charge.dispute.created', dashboard.dispute(intent));
  const [{ payload }] = await rows(
    `SELECT payload FROM outbox WHERE event = 'payment.disputed' AND payload ->> 'order_id' = $1`, String(id));
  assert.deepEqual([payload.status, payload.moved, payload.error_code], ['disputed', 20.8, 'fraudulent']);
});

// ---- order and number ----

test('what comes back before it is known to be there is told again later', async () => {
  const { id, intent } = await held();
  const captured = dashboard.capture(intent);
  const made = dashboard.refund(intent, 700);
  await tell.early('refund.created', made);
  await tell.heard('payment_intent.succeeded', captured);
  await tell.heard('refund.created', made);
  assert.deepEqual(await money(id), ['partially_refunded', 20.8, 7, 0]);
});

test('what comes back before the id of its payment is known is told again later', async () => {
  const { id } = await shop.order();
  stub.next(ANSWER_LOST);
  assertProblem(await shop.pay(id), 504, 'payment_pending');
  const [intent] = await shop.chargesOf(id);
  const made = dashboard.refund(intent.id, 700);
  await tell.early('refund.created', made);
  await shop.settle();
  await tell.heard('refund.created', made);
  assert.deepEqual(await money(id), ['partially_refunded', 20.8, 7, 0]);
});

test('a dashboard that gives back what we are giving back, too, is told again when we know more', async () => {
  const { id, intent } = await bought();
  stub.next(({ reply }) => reply.destroy());
  assertProblem(await shop.refund(id, { amount: '20.80' }), 504, 'payment_pending');
  const made = dashboard.refund(intent);
  await tell.early('refund.created', made);
  await shop.settle(); // ours is refused
  await tell.heard('refund.created', made);
  assert.deepEqual(await money(id), ['refunded', 20.8, 20.8, 20.8]);
  assert.equal(sumRefunded(intent), 2080);
});

test('a refund of the dashboard that had failed before it is told of', async () => {
  const { id, intent } = await bought();
  const made = dashboard.refund(intent, 700);
  await tell.heard('refund.failed', dashboard.failRefund(made.id));
  await tell.heard('refund.created', made);
  assert.deepEqual(await money(id), ['paid', 20.8, 0, 0]);
});

test('a dispute that is over before it is told of', async () => {
  const { id, intent } = await bought();
  const made = dashboard.dispute(intent);
  await tell.heard('charge.dispute.closed', dashboard.close(made.id, 'lost'));
  await tell.heard('charge.dispute.created', made);
  assert.deepEqual((await money(id)).slice(0, 3), ['refunded', 20.8, 20.8]);
});

test('what older versions call a refund of what was not captured is none', async () => {
  const { id, intent } = await held();
  const captured = dashboard.capture(intent, 1500);
  const rest = { ...dashboard.refund(intent, 580), id: `re_rest_${id}` };
  await tell.heard('payment_intent.succeeded', captured);
  await tell.heard('refund.created', rest, '2024-11-20.acacia');
  assert.deepEqual(await money(id), ['pending', 15, 0, 5.8]);
  await tell.heard('refund.created', rest);
  assert.deepEqual((await money(id)).slice(1, 3), [15, 5.8]);
});
