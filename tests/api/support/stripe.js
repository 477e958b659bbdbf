// A server that answers as Stripe's published API does (https://docs.stripe.com/api): PaymentIntents
// and Refunds and lists of them, errors, and one result for each Idempotency-Key, for 24 hours; and does
// what people do in its dashboard, and banks.
// SPDX-License-Identifier: MIT
import { createServer } from 'node:http';

const VISA = 'pm_card_visa';
const DECLINES = {
  pm_card_chargeDeclined: 'generic_decline',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds',
};
const KEYS_LAST = 24 * 3600;
const PAGE_MOST = 100;

/**
 * Resolves to the stub: `url`, `requests` (what came, as {method, path, headers, form}), `intents`
 * and `refunds` by id, `next(how)` for the next request, `pass(hours)`, after which all that is
 * there is so much older, `pageMost`, `dashboard`, `tells(type, object)`, which is called for each event that
 * Stripe would send, and `start` and `stop`. `how` is given {request, answer, done}: `answer` sends what Stripe
 * would, `done` computes it without sending.
 */
export async function startStripe(key = 'sk_test_123') {
  const stub = {
    key,
    requests: [],
    intents: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    saved: new Map(),
    hows: [],
    count: 0,
    pageMost: PAGE_MOST,
    tells: () => {},
    pass: (hours) => {
      for (const thing of [...stub.intents.values(), ...stub.refunds.values(), ...stub.saved.values()])
        thing.created -= hours * 3600;
    },
    next: (how) => stub.hows.push(how),
  };
  stub.dashboard = dashboard(stub);
  stub.start = () => listen(stub);
  stub.stop = () =>
    new Promise((resolve) => {
      stub.server.close(resolve);
      stub.server.closeAllConnections();
    });
  await stub.start();
  return stub;
}

/**
 * What happens there without our asking; each resolves to the object as its event has it. Amounts are
 * in hundredths; without one it is all there is.
 */
const dashboard = (stub) => ({
  capture: (id, amount) => done(stub, capture(stub.intents.get(id), { amount_to_capture: amount })),
  cancel: (id, cancellation_reason = 'expired') => done(stub, cancel(stub.intents.get(id), { cancellation_reason })),
  refund: (id, amount = left(stub, stub.intents.get(id))) => done(stub, refund(stub, { payment_intent: id, amount })),
  failRefund: (id, failure_reason = 'expired_or_canceled_card') =>
    done(stub, [200, Object.assign(stub.refunds.get(id), { status: 'failed', failure_reason })]),
  dispute: (id, amount = left(stub, stub.intents.get(id)), status = 'needs_response') =>
    done(stub, dispute(stub, stub.intents.get(id), amount, status)),
  close: (id, status) =>
    done(stub, [200, Object.assign(stub.disputes.get(id), { status, is_charge_refundable: status !== 'lost' })]),
});

function done(stub, [status, object]) {
  if (status !== 200) throw new Error(JSON.stringify(object));
  told(stub, object);
  return structuredClone(object);
}

/** What an object's status is told as. */
const TYPES = {
  payment_intent: {
    canceled: ['payment_intent.canceled'],
    requires_capture: ['payment_intent.amount_capturable_updated'],
    requires_payment_method: ['payment_intent.payment_failed'],
    succeeded: ['payment_intent.succeeded'],
  },
  refund: {
    failed: ['refund.updated', 'refund.failed', 'charge.refund.updated'],
    succeeded: ['refund.created'],
  },
  dispute: {
    lost: ['charge.dispute.closed'],
    needs_response: ['charge.dispute.created'],
    warning_closed: ['charge.dispute.closed'],
    warning_needs_response: ['charge.dispute.created'],
    won: ['charge.dispute.closed'],
  },
};

function told(stub, object) {
  for (const type of TYPES[object.object][object.status]) stub.tells(type, structuredClone(object));
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

const now = () => Math.floor(Date.now() / 1000);

const error = (status, type, more = {}) => [status, { error: { type, message: 'No.', ...more } }];

/** The first result of a key is the result of all, whatever it was: also a 500; until it is forgotten. */
function keyed(stub, request) {
  if (request.headers.authorization !== `Bearer ${stub.key}`)
    return error(401, 'invalid_request_error', { message: 'Invalid API Key provided' });
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || !key) return route(stub, request);
  const what = JSON.stringify([request.path, request.form]);
  const known = stub.saved.get(key);
  const saved =
    known && known.created > now() - KEYS_LAST
      ? known
      : { what, created: now(), result: route(stub, request) };
  if (saved.what !== what) return error(400, 'idempotency_error');
  stub.saved.set(key, saved);
  return saved.result;
}

function route(stub, { method, path, form }) {
  const { pathname, searchParams } = new URL(path, stub.url);
  const [, , noun, id, verb] = pathname.split('/');
  const things = { payment_intents: stub.intents, refunds: stub.refunds }[noun];
  const thing = things?.get(id);
  if (!things || (id && !thing))
    return error(404, 'invalid_request_error', { code: 'resource_missing' });
  if (method === 'GET') return id ? [200, thing] : list(stub, things, Object.fromEntries(searchParams));
  const result = change(stub, noun, thing, verb, form);
  const changed = result[0] === 200 ? result[1] : result[1].error.payment_intent;
  if (changed) told(stub, changed);
  return result;
}

function change(stub, noun, thing, verb, form) {
  if (noun === 'refunds') return refund(stub, form);
  if (!thing) return create(stub, form);
  return verb === 'capture' ? capture(thing, form) : cancel(thing, form);
}

const FILTERS = {
  payment_intent: (thing, id) => thing.payment_intent === id,
  'created[gte]': (thing, time) => thing.created >= Number(time),
  'created[lte]': (thing, time) => thing.created <= Number(time),
};

/** The newest first, a page of them. */
function list(stub, things, { limit = 10, starting_after, ...wanted }) {
  const unknown = Object.keys(wanted).find((name) => !FILTERS[name]);
  if (unknown) return error(400, 'invalid_request_error', { code: 'parameter_unknown', param: unknown });
  const all = [...things.values()].reverse();
  const rest = all
    .slice(all.findIndex(({ id }) => id === starting_after) + 1)
    .filter((thing) => Object.entries(wanted).every(([name, value]) => FILTERS[name](thing, value)));
  const data = rest.slice(0, Math.min(Number(limit), stub.pageMost));
  return [200, { object: 'list', data, has_more: data.length < rest.length }];
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
    created: now(),
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
    stub.intents.set(intent.id, intent);
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

function cancel(intent, { cancellation_reason = null }) {
  if (!['requires_capture', 'requires_payment_method', 'requires_action'].includes(intent.status))
    return error(400, 'invalid_request_error', { code: 'payment_intent_unexpected_state' });
  Object.assign(intent, { status: 'canceled', amount_capturable: 0, canceled_at: now(), cancellation_reason });
  return [200, intent];
}

const of = (things, intent) => [...things.values()].filter((thing) => thing.payment_intent === intent?.id);
const sum = (things) => things.reduce((n, { amount }) => n + amount, 0);

/** What of an intent can still go back. */
const left = (stub, intent) =>
  intent.amount_received - sum(of(stub.refunds, intent).filter(({ status }) => !['failed', 'canceled'].includes(status)));

function refund(stub, form) {
  const intent = stub.intents.get(form.payment_intent);
  if (of(stub.disputes, intent).some(({ is_charge_refundable }) => !is_charge_refundable))
    return error(400, 'invalid_request_error', { code: 'charge_disputed' });
  if (!intent || Number(form.amount) > left(stub, intent))
    return error(400, 'invalid_request_error', { code: 'charge_already_refunded' });
  const made = {
    id: `re_${++stub.count}_${Date.now()}`,
    object: 'refund',
    amount: Number(form.amount),
    charge: intent.latest_charge,
    created: now(),
    currency: intent.currency,
    metadata: metadataOf(form),
    payment_intent: intent.id,
    reason: null,
    status: 'succeeded',
  };
  stub.refunds.set(made.id, made);
  return [200, made];
}

function dispute(stub, intent, amount, status) {
  const made = {
    id: `du_${++stub.count}_${Date.now()}`,
    object: 'dispute',
    amount,
    charge: intent.latest_charge,
    created: now(),
    currency: intent.currency,
    is_charge_refundable: status.startsWith('warning'),
    metadata: {},
    payment_intent: intent.id,
    reason: 'fraudulent',
    status,
  };
  stub.disputes.set(made.id, made);
  return [200, made];
}
