// A server that answers as Stripe's published API does (https://docs.stripe.com/api): PaymentIntents
// and Refunds, errors, and one result for each Idempotency-Key.
// SPDX-License-Identifier: MIT
import { createServer } from 'node:http';

const VISA = 'pm_card_visa';
const DECLINES = {
  pm_card_chargeDeclined: 'generic_decline',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds',
};

/**
 * Resolves to the stub: `url`, `requests` (what came, as {method, path, headers, form}), `intents`
 * and `refunds` by id, `next(how)` for the next request, and `start` and `stop`. `how` is given
 * {request, answer, done}: `answer` sends what Stripe would, `done` computes it without sending.
 */
export async function startStripe(key = 'sk_test_123') {
  const stub = {
    key,
    requests: [],
    intents: new Map(),
    refunds: new Map(),
    saved: new Map(),
    hows: [],
    count: 0,
    next: (how) => stub.hows.push(how),
  };
  stub.start = () => listen(stub);
  stub.stop = () =>
    new Promise((resolve) => {
      stub.server.close(resolve);
      stub.server.closeAllConnections();
    });
  await stub.start();
  return stub;
}

async function listen(stub) {
  stub.server = createServer((request, reply) => serve(stub, request, reply));
  await new Promise((resolve) => stub.server.listen(stub.port ?? 0, '127.0.0.1', resolve));
  stub.port = stub.server.address().port;
  stub.url = `http://127.0.0.1:${stub.port}`;
}

async function serve(stub, incoming, reply) {
  let body = '';
  for await (const part of incoming) body += part;
  const request = {
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
    form: Object.fromEntries(new URLSearchParams(body)),
  };
  stub.requests.push(request);
  const done = () => keyed(stub, request);
  const answer = ([status, object] = done()) => {
    reply.writeHead(status, {
      'Content-Type': 'application/json',
      'Request-Id': `req_${++stub.count}`,
    });
    reply.end(JSON.stringify(object));
  };
  const how = stub.hows.shift();
  if (how) how({ request, answer, done, reply });
  else answer();
}

const error = (status, type, more = {}) => [status, { error: { type, message: 'No.', ...more } }];

/** The first result of a key is the result of all, whatever it was: also a 500. */
function keyed(stub, request) {
  if (request.headers.authorization !== `Bearer ${stub.key}`)
    return error(401, 'invalid_request_error', { message: 'Invalid API Key provided' });
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || !key) return route(stub, request);
  const what = JSON.stringify([request.path, request.form]);
  const saved = stub.saved.get(key) ?? { what, result: route(stub, request) };
  if (saved.what !== what) return error(400, 'idempotency_error');
  stub.saved.set(key, saved);
  return saved.result;
}

function route(stub, { method, path, form }) {
  const [, , noun, id, verb] = path.split('/');
  const things = { payment_intents: stub.intents, refunds: stub.refunds }[noun];
  const thing = things?.get(id);
  if (!things || (id && !thing))
    return error(404, 'invalid_request_error', { code: 'resource_missing' });
  if (method === 'GET') return [200, thing];
  if (noun === 'refunds') return refund(stub, form);
  if (!id) return create(stub, form);
  return verb === 'capture' ? capture(thing, form) : cancel(thing);
}

function create(stub, form) {
  const method = form.payment_method;
  if (method !== VISA && !DECLINES[method])
    return error(400, 'invalid_request_error', {
      code: 'resource_missing',
      param: 'payment_method',
    });
  const manual = form.capture_method === 'manual';
  const amount = Number(form.amount);
  const intent = {
    id: `pi_${++stub.count}_${Date.now()}`,
    object: 'payment_intent',
    amount,
    amount_capturable: manual ? amount : 0,
    amount_received: manual ? 0 : amount,
    capture_method: form.capture_method,
    confirmation_method: 'automatic',
    created: Math.floor(Date.now() / 1000),
    currency: form.currency,
    last_payment_error: null,
    latest_charge: `ch_${stub.count}`,
    livemode: false,
    metadata: metadataOf(form),
    payment_method: method,
    payment_method_types: ['card'],
    status: manual ? 'requires_capture' : 'succeeded',
  };
  if (DECLINES[method]) {
    const declined = { code: 'card_declined', decline_code: DECLINES[method] };
    Object.assign(intent, {
      status: 'requires_payment_method',
      amount_capturable: 0,
      amount_received: 0,
      last_payment_error: { type: 'card_error', ...declined },
    });
    return error(402, 'card_error', { ...declined, payment_intent: intent });
  }
  stub.intents.set(intent.id, intent);
  return [200, intent];
}

const metadataOf = (form) =>
  Object.fromEntries(
    Object.entries(form).flatMap(([k, v]) => {
      const [, name] = /^metadata\[(\w+)\]$/.exec(k) ?? [];
      return name ? [[name, v]] : [];
    }),
  );

function capture(intent, form) {
  if (intent.status !== 'requires_capture')
    return error(400, 'invalid_request_error', { code: 'payment_intent_unexpected_state' });
  Object.assign(intent, {
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: Number(form.amount_to_capture ?? intent.amount),
  });
  return [200, intent];
}

function cancel(intent) {
  if (!['requires_capture', 'requires_payment_method', 'requires_action'].includes(intent.status))
    return error(400, 'invalid_request_error', { code: 'payment_intent_unexpected_state' });
  Object.assign(intent, { status: 'canceled', amount_capturable: 0 });
  return [200, intent];
}

function refund(stub, form) {
  const intent = stub.intents.get(form.payment_intent);
  const before = [...stub.refunds.values()]
    .filter((r) => r.payment_intent === intent?.id)
    .reduce((n, r) => n + r.amount, 0);
  if (!intent || before + Number(form.amount) > intent.amount_received)
    return error(400, 'invalid_request_error', { code: 'charge_already_refunded' });
  const made = {
    id: `re_${++stub.count}_${Date.now()}`,
    object: 'refund',
    amount: Number(form.amount),
    charge: intent.latest_charge,
    created: Math.floor(Date.now() / 1000),
    currency: intent.currency,
    metadata: metadataOf(form),
    payment_intent: intent.id,
    reason: null,
    status: 'succeeded',
  };
  stub.refunds.set(made.id, made);
  return [200, made];
}
