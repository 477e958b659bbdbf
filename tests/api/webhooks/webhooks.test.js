// Webhooks as admins keep them: addresses, events, secrets.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, row, rows, value } from '../support/database.js';
import { someone, unique } from '../support/people.js';

let admin;
before(async () => {
  admin = await someone('admin');
});

const address = () => `https://${unique()}.example.com/hooks?key=hidden`;
const make = async (fields = {}, headers = {}) =>
  assertStatus(await admin.post('/webhooks', { url: address(), ...fields }, headers), 201).body;
const gone = (...made) => rows('DELETE FROM webhooks WHERE id = ANY ($1)', made.map(({ id }) => id));

test('a webhook is made with a secret that is shown once', async () => {
  const url = address();
  const made = await make({ url });
  assertMembers(made, ['id', 'url', 'events', 'plain_signature', 'is_active', 'disabled_at', 'disabled_reason', 'failing_since',
    'user_id', 'previous_secret_until', 'version', 'created_at', 'updated_at', 'secret']);
  assert.match(made.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.deepEqual([made.url, made.events, made.plain_signature, made.is_active, made.user_id, made.version],
    [url, ['*'], false, true, admin.id, 1]);
  const { secret, ...shown } = made;
  assert.deepEqual(assertStatus(await admin.get(`/webhooks/${made.id}`), 200).body, shown);
  const { data } = assertStatus(await admin.get('/webhooks'), 200).body;
  assert.deepEqual(data.find(({ id }) => id === made.id), shown);
  await gone(made);
});

test('no table holds the secret', async () => {
  const made = await make();
  const stored = await row('SELECT w::text AS text, sealed FROM webhooks w WHERE id = $1', made.id);
  const bytes = Buffer.from(made.secret.slice('whsec_'.length), 'base64');
  assert.equal(bytes.length, 32);
  assert.equal(stored.sealed.includes(bytes), false);
  assert.equal(stored.text.includes(made.secret), false);
  const logged = await value("SELECT string_agg(details::text, '') FROM audit_log WHERE subject_id = $1 AND event LIKE 'webhook.%'", made.id);
  assert.ok(!logged.includes(made.secret) && !logged.includes('hidden'), 'nor does the audit log, or a query string');
  await gone(made);
});

test('repeated with its key it makes one, and shows no secret again', async () => {
  const key = { 'Idempotency-Key': unique() };
  const url = address();
  const made = await make({ url }, key);
  const again = assertStatus(await admin.post('/webhooks', { url }, key), 201);
  assert.equal(again.headers['idempotent-replayed'], 'true');
  assert.deepEqual(again.body, { ...made, secret: null });
  assert.equal(await count('webhooks WHERE url = $1', url), 1);
  await gone(made);
});

test('addresses are https, without a user or a fragment', async () => {
  for (const url of ['', 'shop.example.com', 'http:', 'ftp://a.example/', 'file:///etc/passwd', 'https://me@a.example/', 'https://a.example/#x', 'https://'])
    assertInvalid(await admin.post('/webhooks', { url }), '/url');
  assertInvalid(await admin.post('/webhooks', {}), '/url');
  assertInvalid(await admin.post('/webhooks', { url: `https://a.example/${'x'.repeat(2000)}` }), '/url');
});

test('events are of the table, a noun or all; all bad ones are named', async () => {
  const made = await make({ events: ['order.created', 'payment.*'] });
  assert.deepEqual(made.events, ['order.created', 'payment.*']);
  const url = address();
  assertInvalid(await admin.post('/webhooks', { url, events: ['order.*', 'order.eaten', 'x.*', '*', ''] }), '/events/4');
  assertInvalid(await admin.post('/webhooks', { url, events: ['order.*', 'order.eaten', 'x.*', '*'] }), '/events/1', '/events/2');
  assertInvalid(await admin.post('/webhooks', { url, events: [] }), '/events');
  assertInvalid(await admin.post('/webhooks', { url, events: 'order.*' }), '/events');
  assertInvalid(await admin.post('/webhooks', { url, events: [1, null, {}, ['*']] }), '/events/0', '/events/1', '/events/2', '/events/3');
  assertInvalid(await admin.post('/webhooks', { url, events: Array(101).fill('*') }), '/events');
  assertInvalid(await admin.patch(`/webhooks/${made.id}`, { url: 'nothing', events: ['nothing'] }), '/events/0', '/url');
  assert.equal(await count('webhooks WHERE url = $1', url), 0);
  await gone(made);
});

test('changes keep what is not sent, and heed If-Match', async () => {
  const made = await make({ events: ['order.*'] });
  const path = `/webhooks/${made.id}`;
  const changed = assertStatus(await admin.patch(path, { plain_signature: true }, { 'If-Match': '"1"' }), 200);
  assert.deepEqual([changed.body.plain_signature, changed.body.events, changed.body.url, changed.headers.etag], [true, ['order.*'], made.url, '"2"']);
  const stale = assertProblem(await admin.put(path, { events: ['*'] }, { 'If-Match': '"1"' }), 412, 'precondition_failed');
  assert.equal(stale.current.version, 2);
  assertProblem(await admin.delete(path, { 'If-Match': '"1"' }), 412, 'precondition_failed');
  assertStatus(await admin.delete(path, { 'If-Match': '"2"' }), 204);
  assertProblem(await admin.get(path), 404, 'not_found');
});

test('one that was given up begins anew when it is switched on', async () => {
  const made = await make();
  const path = `/webhooks/${made.id}`;
  await rows(`UPDATE webhooks SET is_active = false, disabled_at = now(), disabled_reason = 'failing', failures = 9, room = 1,
                                  failing_since = now() - interval '6 days', rest_until = now() + interval '1 minute',
                                  active_since = now() - interval '9 days' WHERE id = $1`, made.id);
  const shown = assertStatus(await admin.get(path), 200).body;
  assert.deepEqual([shown.is_active, shown.disabled_reason], [false, 'failing']);
  const on = assertStatus(await admin.patch(path, { is_active: true }), 200).body;
  assert.deepEqual([on.is_active, on.disabled_at, on.disabled_reason, on.failing_since], [true, null, null, null]);
  const stored = await row("SELECT failures, rest_until, active_since > now() - interval '1 minute' AS anew FROM webhooks WHERE id = $1", made.id);
  assert.deepEqual(stored, { failures: 0, rest_until: null, anew: true });
  await gone(made);
});

test('another secret is made, and the one before kept as long as asked', async () => {
  const made = await make();
  const path = `/webhooks/${made.id}/secret`;
  const next = assertStatus(await admin.post(path), 200).body;
  assert.match(next.secret, /^whsec_/);
  assert.notEqual(next.secret, made.secret);
  const kept = (Date.parse(next.previous_secret_until) - Date.now()) / 1000;
  assert.ok(kept > 86340 && kept <= 86400, `a day, not ${kept} s`);
  assertProblem(await admin.post(path), 409, 'secret_rotating');
  assertProblem(await admin.post(path, { keep_seconds: 5 }), 409, 'secret_rotating');
  const alone = assertStatus(await admin.post(path, { keep_seconds: 0 }), 200).body;
  assert.equal(alone.previous_secret_until, null);
  assert.equal(await value('SELECT previous_sealed FROM webhooks WHERE id = $1', made.id), null);
  assertInvalid(await admin.post(path, { keep_seconds: -1 }), '/keep_seconds');
  await gone(made);
});

test('there are no more than fifty', async () => {
  const others = await rows(`INSERT INTO webhooks (user_id, url, events, sealed, is_active)
                             SELECT $1, 'https://a.example/', '{*}', '', false FROM generate_series(1, 50 - (SELECT count(*) FROM webhooks)) RETURNING id`, admin.id);
  try {
    assertProblem(await admin.post('/webhooks', { url: address() }), 409, 'too_many_webhooks');
  } finally {
    await gone(...others);
  }
});

test('a dry run makes, changes and deletes nothing', async () => {
  const url = address();
  const dry = assertStatus(await admin.post('/webhooks?dry_run=true', { url }), 201);
  assert.equal(dry.headers['dry-run'], 'true');
  assert.equal(await count('webhooks WHERE url = $1', url), 0);
  const made = await make();
  const before = await row('SELECT * FROM webhooks WHERE id = $1', made.id);
  assert.deepEqual(assertStatus(await admin.patch(`/webhooks/${made.id}?dry_run=true`, { is_active: false }), 200).body.is_active, false);
  assertStatus(await admin.post(`/webhooks/${made.id}/secret?dry_run=true`), 200);
  assertStatus(await admin.post(`/webhooks/${made.id}/test?dry_run=true`), 201);
  assertStatus(await admin.delete(`/webhooks/${made.id}?dry_run=true`), 204);
  assert.deepEqual(await row('SELECT * FROM webhooks WHERE id = $1', made.id), before);
  assert.equal(await count('webhook_deliveries WHERE webhook_id = $1', made.id), 0);
  await gone(made);
});

test('a dry run replaces, replays and retries nothing', async () => {
  const made = await make();
  const dry = async (method, path, body) => assertStatus(await admin.send(method, `${path}?dry_run=true`, { body }), 200);
  const replaced = await dry('PUT', `/webhooks/${made.id}`, { events: ['order.*'] });
  assert.equal(replaced.headers['dry-run'], 'true');
  const number = await value('SELECT last::int FROM feed');
  const { body } = await dry('POST', `/webhooks/${made.id}/replay`, { from: number, to: number });
  assert.equal(body.deliveries, 1);
  assert.equal(await count('webhook_deliveries WHERE webhook_id = $1', made.id), 0);
  const dead = await row(
    `INSERT INTO webhook_deliveries (webhook_id, event, message_id, body, state, attempts, settled_at)
     VALUES ($1, 'webhook.test', 'test_1', '{}', 'dead', 9, now()) RETURNING id`,
    made.id,
  );
  await dry('POST', `/webhooks/deliveries/${dead.id}/retry`, {});
  assert.equal(await value('SELECT state FROM webhook_deliveries WHERE id = $1', dead.id), 'dead');
  const { secret, ...shown } = made;
  assert.deepEqual(assertStatus(await admin.get(`/webhooks/${made.id}`), 200).body, shown);
  await gone(made);
});

test('the log of deliveries comes in pages', async () => {
  const made = await make();
  await rows(
    `INSERT INTO webhook_deliveries (webhook_id, event, message_id, body, state, settled_at)
     SELECT $1, 'webhook.test', 'test_' || n, '{}', 'done', now() FROM generate_series(1, 3) n`,
    made.id,
  );
  const first = assertStatus(await admin.get(`/webhooks/${made.id}/deliveries?limit=2`), 200);
  assert.equal(first.body.data.length, 2);
  assert.match(first.headers.link, /rel="next"/);
  const rest = assertStatus(await admin.get(`/webhooks/${made.id}/deliveries?limit=2&cursor=${first.body.next_cursor}`), 200);
  const ids = [...first.body.data, ...rest.body.data].map(({ id }) => id);
  assert.equal(new Set(ids).size, 3);
  await gone(made);
});

test('who made, changed and deleted one stands in the audit log', async () => {
  const made = await make();
  await admin.patch(`/webhooks/${made.id}`, { is_active: false });
  await admin.post(`/webhooks/${made.id}/secret`);
  await admin.delete(`/webhooks/${made.id}`);
  const events = await rows("SELECT event, actor_id FROM audit_log WHERE subject_id = $1 AND event LIKE 'webhook.%' ORDER BY id", made.id);
  assert.deepEqual(events.map((e) => [e.event, Number(e.actor_id)]),
    ['webhook.created', 'webhook.changed', 'webhook.secret_rotated', 'webhook.deleted'].map((event) => [event, admin.id]));
});
