// Stripe as the provider: what it is sent, and how its answers are taken.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, chown, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { promisify } from 'node:util';
import { until, workers } from '../../faults/support/processes.js';
import { assertProblem, assertStatus } from '../support/check.js';
import { row, rows } from '../support/database.js';
import { folder } from '../support/instance.js';
import { assertBooksBalance, key } from '../support/payments.js';
import { KEY, stripeTill } from '../support/stripe-till.js';

let stub,
  orderd,
  here,
  manager,
  customer,
  order,
  at,
  pay,
  paid,
  refund,
  paymentOf,
  chargesOf,
  settle,
  stop;
before(async () => {
  ({
    stub,
    orderd,
    here,
    manager,
    customer,
    order,
    at,
    pay,
    paid,
    refund,
    paymentOf,
    chargesOf,
    settle,
    stop,
  } = await stripeTill());
});
after(() => stop?.());
beforeEach(() => {
  stub.requests.length = stub.hows.length = 0;
});

test('what a payment sends', async () => {
  const { id, order_number } = await order();
  const payment = await paid(id);
  const [{ method, path, headers, form }, ...more] = stub.requests;
  assert.deepEqual([method, path, more.length], ['POST', '/v1/payment_intents', 0]);
  assert.equal(headers.authorization, `Bearer ${KEY}`);
  assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
  assert.match(headers['stripe-version'], /^2025-03-31\.basil$/); // the first in which a rest that is not captured is no Refund
  assert.match(headers['idempotency-key'], /^[0-9a-f-]{36}$/);
  assert.deepEqual(form, {
    amount: '2080',
    currency: 'usd',
    payment_method: 'pm_card_visa',
    'payment_method_types[]': 'card',
    confirm: 'true',
    capture_method: 'automatic',
    error_on_requires_action: 'true',
    'metadata[order_number]': order_number,
    'metadata[orderd_operation]': headers['idempotency-key'],
  });
  assert.deepEqual(
    [payment.provider, payment.status, payment.payment_status],
    ['stripe', 'captured', 'paid'],
  );
  assert.ok(stub.intents.has(payment.provider_reference));
  await assertBooksBalance(id);
});

test('held, a part captured, a part of that given back', async () => {
  const { id } = await order();
  const held = await paid(id, { capture: false });
  assert.equal(stub.requests[0].form.capture_method, 'manual');
  assert.equal(held.status, 'authorized');
  assertStatus(await at(manager).post(`/payments/${held.id}/capture`, { amount: '10.00' }), 200);
  assertStatus(await refund(id, { amount: '2.50' }), 201);
  const intent = held.provider_reference;
  const sent = stub.requests.slice(1).map((r) => [r.path, r.form]);
  const refundKey = stub.requests[2].headers['idempotency-key'];
  assert.deepEqual(sent, [
    [`/v1/payment_intents/${intent}/capture`, { amount_to_capture: '1000' }],
    [
      '/v1/refunds',
      { payment_intent: intent, amount: '250', 'metadata[orderd_operation]': refundKey },
    ],
  ]);
  assert.equal(new Set(stub.requests.map((r) => r.headers['idempotency-key'])).size, 3);
  await assertBooksBalance(id);
});

test('held and let go', async () => {
  const { id } = await order();
  const held = await paid(id, { capture: false });
  assertStatus(await at(manager).post(`/payments/${held.id}/void`, {}), 200);
  assert.equal(stub.requests[1].path, `/v1/payment_intents/${held.provider_reference}/cancel`);
  assert.equal(stub.intents.get(held.provider_reference).status, 'canceled');
});

test('cancelling an order refunds it', async () => {
  const { id } = await order();
  await paid(id);
  const { body } = assertStatus(await at(customer).post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual([body.status, body.payment_status], ['cancelled', 'refunded']);
  assert.deepEqual([...stub.refunds.values()].at(-1).amount, 2080);
});

for (const [method, code] of [
  ['pm_card_chargeDeclined', 'generic_decline'],
  ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
  ['pm_no_such_card', 'resource_missing'],
])
  test(`${method} is declined: ${code}`, async () => {
    const { id } = await order();
    const { errors } = assertProblem(await pay(id, { method }), 402, 'payment_declined');
    assert.equal(errors[0].code, code);
    assert.equal((await paymentOf(id)).status, 'failed');
    assert.equal((await paid(id)).payment_status, 'paid');
  });

test('a capture that Stripe refuses is a 502 with its reason, and changes nothing', async () => {
  const { id } = await order();
  const held = await paid(id, { capture: false });
  stub.intents.get(held.provider_reference).status = 'canceled'; // in Stripe's dashboard
  const { errors } = assertProblem(
    await at(manager).post(`/payments/${held.id}/capture`, {}),
    502,
    'payment_refused',
  );
  assert.equal(errors[0].code, 'payment_intent_unexpected_state');
  assert.equal((await paymentOf(id)).status, 'authorized');
});

test('a refund that Stripe refused is left to people: a later change asks only for its own', async () => {
  const { id } = await order();
  await paid(id);
  const changed = async (body) => {
    assertStatus(await manager.patch(`/orders/${id}`, body), 200);
    await settle();
    return paymentOf(id);
  };
  stub.next(({ answer }) => answer([400, { error: { type: 'invalid_request_error', code: 'charge_disputed' } }]));
  const refused = await changed({ shipping_cost: '9.00' });
  assert.deepEqual([refused.operations.at(-1).error_code, refused.refunded_amount], ['charge_disputed', 0]);
  assert.equal((await changed({ internal_notes: 'Given back by bank transfer' })).refunded_amount, 0);
  assert.equal((await changed({ shipping_cost: '8.50' })).refunded_amount, 0.5);
});

/** The next answer goes wrong in this way; whether Stripe did it all the same. */
const FAULTS = {
  'no answer in time': [({ done }) => done(), 'timeout'],
  'a connection that is lost after it was done': [
    ({ done, reply }) => (done(), reply.destroy()),
    'connection_lost',
  ],
  'a connection that is lost before': [({ reply }) => reply.destroy(), 'connection_lost'],
  'half a JSON': [({ done, reply }) => (done(), reply.end('{"id": "pi_')), 'bad_reply'],
  'an answer without end': [
    ({ done, reply }) => (done(), reply.end('x'.repeat(2 << 20))),
    'reply_too_large',
  ],
  'a redirect': [
    ({ reply }) => reply.writeHead(302, { Location: `${stub.url}/v1/elsewhere` }).end(),
    'http_302',
  ],
  'too many requests': [
    ({ answer }) => answer([429, { error: { type: 'invalid_request_error', code: 'rate_limit' } }]),
    'rate_limit',
  ],
  'an idempotent request in progress': [
    ({ answer }) =>
      answer([409, { error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } }]),
    'idempotency_key_in_use',
  ],
  'a bad gateway in HTML': [({ reply }) => reply.writeHead(502).end('<html>'), 'http_502'],
};
for (const [what, [how, word]] of Object.entries(FAULTS))
  test(`${what} leaves the payment open; asking again with the same key charges once`, async () => {
    const { id } = await order();
    const retry = key();
    stub.next(how);
    assertProblem(await pay(id, {}, retry), 504, 'payment_pending');
    const open = (await paymentOf(id)).operations[0];
    assert.deepEqual([open.state, open.error_code], ['unknown', word]);
    assert.equal(stub.requests.length, 1);
    const payment = await paid(id, {}, retry);
    assert.equal(payment.payment_status, 'paid');
    const [first, second] = stub.requests;
    assert.equal(second.headers['idempotency-key'], first.headers['idempotency-key']);
    assert.deepEqual(second.form, first.form);
    assert.deepEqual(
      (await chargesOf(id)).map((i) => i.id),
      [payment.provider_reference],
    );
    await assertBooksBalance(id);
  });

test('nobody there: an order is cancelled all the same, and settled when Stripe is back', async () => {
  const { id } = await order();
  await paid(id);
  await stub.stop();
  const { body } = assertStatus(await at(customer).post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual([body.status, body.payment_status], ['cancelled', 'paid']);
  const other = await order();
  assertProblem(await pay(other.id), 504, 'payment_pending');
  assert.equal((await paymentOf(other.id)).operations[0].error_code, 'connection_refused');
  await settle();
  assert.equal((await paymentOf(other.id)).status, 'pending');
  await stub.start();
  await settle();
  assert.equal((await paymentOf(id)).status, 'refunded');
  assert.equal((await paymentOf(other.id)).status, 'captured');
  assert.equal((await chargesOf(other.id)).length, 1);
});

test('kill -9 of the worker while Stripe works: one charge, found by settling', async () => {
  const { id } = await order();
  const [worker] = workers('pay', orderd.process.pid);
  const arrived = new Promise((resolve) => stub.next(({ done }) => resolve(done())));
  const reply = pay(id);
  await arrived;
  process.kill(worker, 'SIGKILL');
  assert.equal((await reply).status, 502);
  const open = await row(
    'SELECT state, claimed_until > now() AS claimed FROM payment_operations WHERE payment_id = (SELECT id FROM payments WHERE order_id = $1)',
    id,
  );
  assert.deepEqual(open, { state: 'pending', claimed: true });
  await settle();
  assert.equal((await paymentOf(id)).status, 'pending', 'who claimed it may still be about it');
  await rows(
    `UPDATE payment_operations SET claimed_until = now() WHERE payment_id = (SELECT id FROM payments WHERE order_id = $1)`,
    id,
  );
  await settle();
  const payment = await paymentOf(id);
  assert.equal(payment.status, 'captured');
  assert.deepEqual(
    (await chargesOf(id)).map((i) => i.id),
    [payment.provider_reference],
  );
  assert.equal(stub.requests.length, 2);
  await assertBooksBalance(id);
  await until('the worker is replaced', async () =>
    workers('pay', orderd.process.pid).some((pid) => pid !== worker),
  );
});

test('what Stripe still works on is looked at, not asked for again', async () => {
  const { id } = await order();
  const retry = key();
  stub.next(({ done, answer }) => {
    const [, intent] = done();
    answer([200, { ...intent, status: 'processing' }]);
  });
  assertProblem(await pay(id, {}, retry), 504, 'payment_pending');
  const payment = await paid(id, {}, retry);
  assert.deepEqual(
    stub.requests.map((r) => `${r.method} ${r.path}`),
    ['POST /v1/payment_intents', `GET /v1/payment_intents/${payment.provider_reference}`],
  );
});

test('a key that Stripe does not know leaves the payment open, and is nowhere to be read', async () => {
  const { id } = await order();
  await writeFile(join(here, 'key'), 'sk_test_wrong\n');
  try {
    const reply = await pay(id);
    assertProblem(reply, 504, 'payment_pending');
    assert.doesNotMatch(reply.text, /sk_test/);
  } finally {
    await writeFile(join(here, 'key'), `${KEY}\n`);
  }
  await settle();
  assert.equal((await paymentOf(id)).status, 'captured');
  assert.match(
    orderd.log(),
    /"event":"payment open","provider":"stripe",.*"why":"invalid_request_error"/,
  );
  assert.doesNotMatch(orderd.log(), /sk_test|whsec/);
});

test('plain http is for this machine alone', async () => {
  const { id } = await order();
  await orderd.configure({ stripe_url: 'http://stripe.example' });
  await reload();
  try {
    assertProblem(await pay(id), 504);
    assert.equal((await paymentOf(id)).operations[0].error_code, 'address_not_allowed');
  } finally {
    await orderd.configure({});
    await reload();
  }
  await settle();
  assert.equal((await paymentOf(id)).status, 'captured');
});

async function reload() {
  const old = workers('pay', orderd.process.pid);
  orderd.process.kill('SIGHUP');
  await until('the workers are new', () => {
    const now = workers('pay', orderd.process.pid);
    return now.length === old.length && !now.some((pid) => old.includes(pid));
  });
}

test('doctor looks at what Stripe needs', async () => {
  const doctor = async (settings) => {
    const env = { ...process.env, ORDERD_PAYMENT_PROVIDER: 'stripe', ...settings };
    const ran = promisify(execFile)(process.env.ORDERD_TEST_CTL, ['doctor'], { env });
    const { stdout } = await ran.catch((error) => error);
    return stdout.split('\n').filter((line) => / payments /.test(line));
  };
  const files = {
    ORDERD_STRIPE_KEY_FILE: join(here, 'key'),
    ORDERD_STRIPE_WEBHOOK_SECRET_FILE: join(here, 'secret'),
  };
  for (const line of await doctor(files)) assert.match(line, /^WRONG .*anybody may read/);
  const { uid, gid } = await stat(join(folder, 'pg'));
  for (const file of Object.values(files)) {
    await chown(file, uid, gid);
    await chmod(file, 0o600);
  }
  assert.deepEqual(
    (await doctor(files)).map((line) => line.split(/ +/)),
    [['ok', 'payments', 'stripe', 'at', 'https://api.stripe.com']],
  );
  assert.match((await doctor({}))[0], /^WRONG .*stripe_key_file/);
  assert.match(
    (await doctor({ ...files, ORDERD_STRIPE_URL: 'http://stripe.example' }))[0],
    /^WRONG .*https/,
  );
});
