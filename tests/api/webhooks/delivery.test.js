// What receivers get: signed, in order, again until they take it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { someone } from '../support/people.js';
import { deliveries, eventually, hook, receiver, tried, unhook } from '../support/receiver.js';
import { placed, someProduct } from '../support/shop.js';

let admin, customer, manager, product;
const made = [];
before(async () => {
  [admin, manager, customer] = await Promise.all([someone('admin'), someone('manager'), someone()]);
  product = await someProduct(manager, { stock: 10000 });
});
after(() => unhook(...made));

const webhook = async (to, fields) => {
  const one = await hook(admin, to, fields);
  made.push(one);
  return one;
};
const place = () => placed(customer, [[product, 1]]);
const about = (order) => (call) => JSON.parse(call.body).data.order_id === order.id;
const types = (calls) => calls.map((call) => JSON.parse(call.body).type);

test('an event arrives, signed as Standard Webhooks say', async (t) => {
  const to = await receiver();
  t.after(to.close);
  const { secret } = await webhook(to, { events: ['order.*'] });
  const order = await place();
  const [call] = (await to.until((calls) => calls.some(about(order)))).filter(about(order));
  const said = new Webhook(secret).verify(call.body, call.headers);
  assert.deepEqual(Object.keys(said), ['type', 'timestamp', 'number', 'data']);
  assert.equal(said.type, 'order.created');
  assert.equal(said.data.order_number, order.order_number);
  assert.equal(said.data.order_version, order.version);
  assert.ok(Math.abs(Date.parse(said.timestamp) - Date.parse(order.created_at)) < 1000);
  assert.match(call.headers['webhook-id'], /^evt_[0-9a-f]{12}_\d+$/);
  assert.ok(Math.abs(call.headers['webhook-timestamp'] - Date.now() / 1000) < 60);
  assert.equal(call.headers['content-type'], 'application/json');
  assert.equal(call.method, 'POST');
  assert.deepEqual([call.headers.expect, call.headers['x-webhook-event']], [undefined, undefined]);
  assert.throws(() => new Webhook(secret).verify(call.body.replace('order.created', 'order.deleted'), call.headers));
});

test('with plain headers a client that knows nothing but them can verify', async (t) => {
  const to = await receiver();
  t.after(to.close);
  const { secret } = await webhook(to, { events: ['order.created'], plain_signature: true });
  const order = await place();
  const [call] = (await to.until((calls) => calls.some(about(order)))).filter(about(order));
  assert.equal(call.headers['x-webhook-event'], 'order.created');
  assert.equal(call.headers['x-webhook-signature'], createHmac('sha256', secret).update(call.body).digest('hex'));
});

test('over TLS, with keep-alive', async (t) => {
  const to = await receiver(undefined, { secure: true });
  t.after(to.close);
  const { secret } = await webhook(to, { events: ['order.created'] });
  for (let i = 0; i < 3; i++) {
    const order = await place();
    await to.until((calls) => calls.some(about(order)));
  }
  assert.equal(to.connections(), 1);
  new Webhook(secret).verify(to.calls[0].body, to.calls[0].headers);
});

test('only what it asked for, and nothing from before it was made', async (t) => {
  const to = await receiver();
  t.after(to.close);
  const before = await place();
  await webhook(to, { events: ['order.confirmed', 'payment.*'] });
  const order = await place();
  assertStatus(await manager.post(`/orders/${order.id}/confirm`), 200);
  assertStatus(await manager.post(`/orders/${before.id}/cancel`), 200);
  assertStatus(await customer.post(`/orders/${order.id}/payments`, { method: 'tok_ok' }), 201);
  await to.until((calls) => calls.some((c) => JSON.parse(c.body).type === 'payment.captured'));
  assert.deepEqual(new Set(types(to.calls.filter(about(order)))), new Set(['order.confirmed', 'payment.captured']));
  assert.deepEqual(to.calls.filter(about(before)), []);
});

test('both secrets sign while one is rotated', async (t) => {
  const to = await receiver();
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'], plain_signature: true });
  const { secret } = assertStatus(await admin.post(`/webhooks/${one.id}/secret`), 200).body;
  const order = await place();
  const [call] = (await to.until((calls) => calls.some(about(order)))).filter(about(order));
  assert.equal(call.headers['webhook-signature'].split(' ').length, 2);
  for (const key of [one.secret, secret]) new Webhook(key).verify(call.body, call.headers);
  const plain = (key) => createHmac('sha256', key).update(call.body).digest('hex');
  assert.deepEqual([call.headers['x-webhook-signature'], call.headers['x-webhook-signature-previous']],
    [plain(secret), plain(one.secret)]);
  const alone = assertStatus(await admin.post(`/webhooks/${one.id}/secret`, { keep_seconds: 0 }), 200).body.secret;
  const next = await place();
  const [last] = (await to.until((calls) => calls.some(about(next)))).filter(about(next));
  new Webhook(alone).verify(last.body, last.headers);
  assert.throws(() => new Webhook(secret).verify(last.body, last.headers));
});

test('what fails is sent again, the same bytes under the same id, signed anew', async (t) => {
  let failures = 2;
  const to = await receiver((call, response) => response.writeHead(failures-- > 0 ? 500 : 200).end('ok'));
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  const order = await place();
  const first = await tried(admin, one, 1);
  assert.deepEqual([first.state, first.status, first.reason], ['waiting', 500, 'server_error']);
  const wait = (Date.parse(first.due_at) - Date.parse(first.attempted_at)) / 1000;
  assert.ok(wait >= 5 && wait <= 5.5, `5 s and a little, not ${wait}`);
  assertStatus(await admin.post(`/webhooks/deliveries/${first.id}/retry`), 200);
  const second = await tried(admin, one, 2);
  const long = (Date.parse(second.due_at) - Date.parse(second.attempted_at)) / 1000;
  assert.ok(long >= 300 && long <= 330, `5 minutes and a little, not ${long}`);
  assertStatus(await admin.post(`/webhooks/deliveries/${first.id}/retry`), 200);
  const done = await tried(admin, one, 3);
  assert.deepEqual([done.state, done.status, done.reason, done.due_at], ['done', 200, null, null]);
  assert.equal(new Set(to.calls.map((c) => c.body)).size, 1);
  assert.equal(new Set(to.calls.map((c) => c.headers['webhook-id'])).size, 1);
  assert.equal(about(order)(to.calls[0]), true);
  for (const call of to.calls) new Webhook(one.secret).verify(call.body, call.headers);
  assertProblem(await admin.post(`/webhooks/deliveries/${first.id}/retry`), 409, 'delivery_past_retry');
});

test('a delivery shows its last ten attempts', async (t) => {
  const answers = [500, 404, 307];
  const to = await receiver((call, response) => response.writeHead(answers.shift() ?? 503).end());
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  await place();
  const shown = async ({ id }) => assertStatus(await admin.get(`/webhooks/deliveries/${id}`), 200).body;
  const again = async ({ id }) => {
    assertStatus(await admin.post(`/webhooks/deliveries/${id}/retry`), 200);
    await rows('UPDATE webhooks SET rest_until = NULL WHERE id = $1', one.id);
  };
  const begun = new Date().toISOString();
  for (let times = 1; times <= 3; times++) {
    const delivery = await shown(await tried(admin, one, times));
    assert.equal(delivery.tries.length, times);
    const { attempted_at, ...newest } = delivery.tries.at(-1);
    const { status, reason, took_ms } = delivery;
    assert.deepEqual(newest, { status, reason, took_ms });
    assert.equal(Date.parse(attempted_at), Date.parse(delivery.attempted_at));
    await again(delivery);
  }
  const fourth = await shown(await tried(admin, one, 4));
  assert.deepEqual(fourth.tries.map((t) => [t.status, t.reason]),
    [[500, 'server_error'], [404, 'client_error'], [307, 'redirect_not_followed'], [503, 'server_error']]);
  const times = fourth.tries.map((t) => t.attempted_at);
  assert.deepEqual(times, times.toSorted());
  assert.ok(times[0] > begun.slice(0, 16) && fourth.tries.every((t) => t.took_ms >= 0));

  for (let more = 5; more <= 12; more++) {
    await again(fourth);
    await eventually(() => to.calls.length, (calls) => calls >= more);
    await eventually(() => shown(fourth), ({ state, due_at }) => state !== 'sending' && (due_at === null || Date.parse(due_at) > Date.now()));
  }
  const last = await shown(fourth);
  assert.equal(last.tries.length, 10);
  assert.deepEqual(last.tries.slice(0, 2).map((t) => t.status), [307, 503]);
});

test('it is tried again by itself', async (t) => {
  let failures = 1;
  const to = await receiver((call, response) => response.writeHead(failures-- > 0 ? 503 : 204).end());
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  await place();
  const done = await tried(admin, one, 2);
  assert.equal(done.state, 'done');
  assert.ok(to.calls[1].at - to.calls[0].at >= 4900);
});

test('Retry-After is heeded, in seconds and as a date', async (t) => {
  const answers = [{ 'Retry-After': '60' }, { 'Retry-After': new Date(Date.now() + 900000).toUTCString() }];
  const to = await receiver((call, response) => response.writeHead(429, answers.shift()).end());
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  await place();
  const first = await tried(admin, one, 1);
  const wait = (Date.parse(first.due_at) - Date.parse(first.attempted_at)) / 1000;
  assert.ok(wait >= 59.9 && wait <= 61, `a minute, not ${wait} s`);
  assertStatus(await admin.post(`/webhooks/deliveries/${first.id}/retry`), 200);
  const second = await tried(admin, one, 2);
  const until = Date.parse(second.due_at) - Date.now();
  assert.ok(until > 780000 && until < 940000, `until the date, not for ${until} ms`);
});

test('after the last attempt it is dead, and may be tried from the beginning', async (t) => {
  const to = await receiver((call, response) => response.writeHead(500).end());
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  await place();
  const { id } = await tried(admin, one, 1);
  await rows('UPDATE webhook_deliveries SET attempts = 9, due_at = now() WHERE id = $1', id);
  const dead = await tried(admin, one, 10);
  assert.deepEqual([dead.state, dead.attempts, dead.due_at, dead.status], ['dead', 10, null, 500]);
  to.answer((call, response) => response.writeHead(204).end());
  assertStatus(await admin.post(`/webhooks/deliveries/${id}/retry`), 200);
  const done = await eventually(async () => (await deliveries(admin, one))[0], (d) => d.state === 'done');
  assert.equal(done.attempts, 1);
});

test('410 switches it off, and its owner is told of it', async (t) => {
  const to = await receiver((call, response) => response.writeHead(410).end());
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  await place();
  const off = await eventually(async () => (await admin.get(`/webhooks/${one.id}`)).body, (w) => !w.is_active);
  assert.equal(off.disabled_reason, 'gone');
  const told = await row("SELECT payload FROM outbox WHERE event = 'webhook.disabled' AND subject_id = $1", one.id);
  assert.deepEqual(told.payload, { webhook_id: one.id, user_id: admin.id, reason: 'gone' });
  const [delivery] = await deliveries(admin, one);
  assert.deepEqual([delivery.status, delivery.reason], [410, 'gone']);
  assertProblem(await admin.post(`/webhooks/${one.id}/test`), 409, 'webhook_inactive');
  assertProblem(await admin.post(`/webhooks/${one.id}/replay`, { from: 1, to: 2 }), 409, 'webhook_inactive');
});

test('five days of nothing but failures switch it off; a success before that does not', async (t) => {
  const to = await receiver((call, response) => response.writeHead(500).end());
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  await place();
  const { id } = await tried(admin, one, 1);
  assert.equal((await admin.get(`/webhooks/${one.id}`)).body.is_active, true);
  await rows("UPDATE webhooks SET failing_since = now() - interval '4 days 23 hours', rest_until = NULL WHERE id = $1", one.id);
  await admin.post(`/webhooks/deliveries/${id}/retry`);
  await tried(admin, one, 2);
  assert.equal((await admin.get(`/webhooks/${one.id}`)).body.is_active, true);
  await rows("UPDATE webhooks SET failing_since = now() - interval '5 days 1 hour', rest_until = NULL WHERE id = $1", one.id);
  await admin.post(`/webhooks/deliveries/${id}/retry`);
  const off = await eventually(async () => (await admin.get(`/webhooks/${one.id}`)).body, (w) => !w.is_active);
  assert.equal(off.disabled_reason, 'failing');
  assert.equal(await value("SELECT count(*)::int FROM outbox WHERE event = 'webhook.disabled' AND subject_id = $1", one.id), 1);
});

test('a redirect is not followed, a long answer not read to its end', async (t) => {
  let elsewhere = 0;
  const to = await receiver((call, response) => {
    if (call.path === '/elsewhere') elsewhere++;
    if (JSON.parse(call.body).type === 'order.created') response.writeHead(302, { Location: '/elsewhere' }).end();
    else response.writeHead(200).end('x'.repeat(1 << 20));
  });
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created', 'order.confirmed'] });
  const order = await place();
  const first = await tried(admin, one, 1);
  assert.deepEqual([first.status, first.reason, elsewhere], [302, 'redirect_not_followed', 0]);
  assert.match(first.response_head, /^HTTP\/1\.1 302 Found\nLocation: \/elsewhere\n/);
  assertStatus(await manager.post(`/orders/${order.id}/confirm`), 200);
  await rows("UPDATE webhook_deliveries SET state = 'dead', due_at = NULL, settled_at = now() WHERE id = $1", first.id);
  const done = await eventually(async () => (await deliveries(admin, one))[0], (d) => d.event === 'order.confirmed' && d.state === 'done');
  assert.equal(done.status, 200);
});

test('who takes too long is given up on, and the log says so', async (t) => {
  const to = await receiver(() => {});
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  await place();
  const first = await tried(admin, one, 1);
  assert.deepEqual([first.status, first.reason], [null, 'timeout']);
  assert.ok(first.took_ms >= 7900, `${first.took_ms} ms`);
});

test('the log has both heads, without a query string or a body', async (t) => {
  const to = await receiver((call, response) => response.writeHead(400, { 'X-Note': 'né\u00a0' }).end('the body says no'));
  t.after(to.close);
  const one = await webhook(`${to.url}?token=hidden`, { events: ['order.created'] });
  await place();
  const first = await tried(admin, one, 1);
  assert.deepEqual([first.status, first.reason], [400, 'client_error']);
  assert.match(first.request_head, /^POST http:\/\/127\.0\.0\.2:\d+\/hook\n(.+\n)*webhook-id: evt_/);
  assert.match(first.response_head, /^HTTP\/1\.1 400 Bad Request\n(.+\n)*X-Note: n\?+\n/);
  assert.equal(to.calls[0].path, '/hook?token=hidden');
  const all = JSON.stringify(await rows('SELECT * FROM webhook_deliveries WHERE webhook_id = $1', one.id));
  assert.ok(!all.includes('hidden') && !all.includes('says no'));
  const shown = assertStatus(await admin.get(`/webhooks/deliveries/${first.id}`), 200).body;
  assert.deepEqual(shown.body, JSON.parse(to.calls[0].body));
});

test('the test button sends one of its own, each with a new id', async (t) => {
  const to = await receiver();
  t.after(to.close);
  const one = await webhook(to, { events: ['user.locked'] });
  const sent = assertStatus(await admin.post(`/webhooks/${one.id}/test`), 201).body;
  assert.deepEqual([sent.event, sent.state, sent.number, sent.webhook_id], ['webhook.test', 'waiting', null, one.id]);
  assertStatus(await admin.post(`/webhooks/${one.id}/test`), 201);
  await to.until((calls) => calls.length === 2);
  const said = to.calls.map((call) => new Webhook(one.secret).verify(call.body, call.headers));
  assert.deepEqual(said.map((s) => [s.type, s.number, s.data]), Array(2).fill(['webhook.test', null, { webhook_id: one.id }]));
  assert.equal(new Set(to.calls.map((c) => c.headers['webhook-id'])).size, 2);
});

test('a range is replayed, under the ids of before or new ones', async (t) => {
  const to = await receiver();
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  const orders = [await place(), await place()];
  await to.until((calls) => orders.every((order) => calls.some(about(order))));
  await eventually(() => deliveries(admin, one), (all) => all.filter((d) => d.state === 'done').length >= 2);
  const numbers = to.calls.map((call) => JSON.parse(call.body).number);
  const range = { from: Math.min(...numbers), to: Math.max(...numbers) };
  const seen = to.calls.length;
  const again = assertStatus(await admin.post(`/webhooks/${one.id}/replay`, range), 200).body;
  assert.deepEqual(again, { ...range, deliveries: seen });
  await to.until((calls) => calls.length === 2 * seen);
  assert.deepEqual(new Set(to.calls.slice(seen).map((c) => c.headers['webhook-id'])), new Set(to.calls.slice(0, seen).map((c) => c.headers['webhook-id'])));
  assert.deepEqual(new Set(to.calls.slice(seen).map((c) => c.body)), new Set(to.calls.slice(0, seen).map((c) => c.body)));
  await eventually(() => deliveries(admin, one), (all) => all.every((d) => d.state === 'done'));
  const anew = assertStatus(await admin.post(`/webhooks/${one.id}/replay`, { ...range, new_ids: true }), 200).body;
  assert.equal(anew.deliveries, seen);
  await to.until((calls) => calls.length === 3 * seen);
  for (const call of to.calls.slice(2 * seen)) assert.match(call.headers['webhook-id'], /^rpl_/);
});

test('what was told since a moment is replayed', async (t) => {
  const to = await receiver();
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  const before = await place();
  await to.until((calls) => calls.some(about(before)));
  const order = await place();
  await to.until((calls) => calls.some(about(order)));
  await eventually(() => deliveries(admin, one), (all) => all.every((d) => d.state === 'done'));
  const told = await row(
    `SELECT number::int, to_char(numbered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
     FROM outbox WHERE event = 'order.created' AND subject_id = $1`, order.id);
  const replayed = assertStatus(await admin.post(`/webhooks/${one.id}/replay`, { since: told.at, new_ids: true }), 200).body;
  assert.equal(replayed.deliveries, 1);
  assert.ok(replayed.from <= told.number && told.number <= replayed.to);
  const [again] = (await to.until((calls) => calls.length === 3)).slice(2);
  assert.ok(about(order)(again));
});

test('a replay is of a range or since a moment', async () => {
  const one = await webhook('https://a.example/');
  const replay = (body) => admin.post(`/webhooks/${one.id}/replay?dry_run=true`, body);
  for (const body of [{}, { from: 1 }, { to: 1 }, { from: 1, since: '2020-01-01' }, { from: 1, to: 2, since: '2020-01-01' }]) assertInvalid(await replay(body), '/since');
  const last = await value('SELECT last::int FROM feed');
  assert.deepEqual(assertStatus(await replay({ since: '2100-01-01' }), 200).body, { from: last + 1, to: last, deliveries: 0 });
});

test('what happened while it was off comes when it is replayed, not by itself', async (t) => {
  const to = await receiver();
  t.after(to.close);
  const one = await webhook(to, { events: ['order.created'] });
  await admin.patch(`/webhooks/${one.id}`, { is_active: false });
  const missed = await place();
  const number = Number(await eventually(() => value("SELECT number FROM outbox WHERE event = 'order.created' AND subject_id = $1", missed.id), Boolean));
  assertStatus(await admin.patch(`/webhooks/${one.id}`, { is_active: true }), 200);
  const order = await place();
  await to.until((calls) => calls.some(about(order)));
  assert.equal(to.calls.some(about(missed)), false);
  assertStatus(await admin.post(`/webhooks/${one.id}/replay`, { from: number, to: number }), 200);
  await to.until((calls) => calls.some(about(missed)));
});
