// orderctl tidy: what has expired goes, what has not stays.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { count, rows, value } from '../support/database.js';
import { anyone } from '../support/http.js';
import { orderctl } from '../support/instance.js';
import { signIn, signedUp } from '../support/people.js';
import { numbered, unnumbered } from '../support/relay.js';
import { withSettings } from '../support/settings.js';

test('expired sessions and their tokens go, others stay', async () => {
  const gone = await signedUp();
  const stays = await signIn(gone.email);
  const { data } = (await stays.get('/auth/sessions')).body;
  const { id } = data.find((session) => !session.current);
  await rows(`UPDATE sessions SET expires_at = now() WHERE id = $1`, id);
  await rows(`UPDATE refresh_tokens SET expires_at = now() WHERE session_id = $1`, id);
  await orderctl('tidy');
  assert.equal(await count('sessions WHERE id = $1', id), 0);
  assert.equal(await count('refresh_tokens WHERE session_id = $1', id), 0);
  assertStatus(await anyone.post('/auth/refresh', { refresh_token: stays.refresh_token }), 200);
});

test('failed sign-ins are forgotten after an hour, and a device that guessed with its cookie', async () => {
  const person = await signedUp();
  await rows(
    `INSERT INTO login_failures (user_id, origin, since)
     SELECT $1, origin, now() - age::interval
     FROM (VALUES ('all', '59 minutes'), ('address:192.0.2.1', '61 minutes'),
                  ('device:young', '399 days'), ('device:old', '401 days')) AS f (origin, age)`,
    person.id,
  );
  await orderctl('tidy');
  const left = await rows('SELECT origin FROM login_failures WHERE user_id = $1 ORDER BY 1', person.id);
  assert.deepEqual(left.map(({ origin }) => origin), ['all', 'device:young']);
});

test('links that are over go, others stay', async () => {
  const person = await signedUp();
  await orderctl('user', 'reset-link', person.email);
  await rows('UPDATE password_resets SET expires_at = now() WHERE user_id = $1', person.id);
  await orderctl('user', 'reset-link', person.email);
  await orderctl('tidy');
  assert.equal(await count('password_resets WHERE user_id = $1', person.id), 1);
});

test('API keys go ninety days after their end, however they ended', async () => {
  const person = await signedUp();
  await rows(
    `INSERT INTO api_keys (user_id, name, prefix, key_hash, role, created_at, revoked_at, expires_at)
     SELECT $1::bigint, name, 'ord_tidied', sha256(format('%s %s', $1::bigint, name)::bytea), 'customer', now() - interval '1 year',
            now() - revoked::interval, now() - expired::interval
     FROM (VALUES ('lives', NULL, NULL), ('lives on', NULL, '-1 day'), ('revoked lately', '89 days', NULL),
                  ('revoked long ago', '91 days', '-1 day'), ('expired lately', NULL, '89 days'),
                  ('expired long ago', '1 day', '91 days')) AS k (name, revoked, expired)`,
    person.id,
  );
  await orderctl('tidy');
  const left = await rows('SELECT name FROM api_keys WHERE user_id = $1 ORDER BY 1', person.id);
  assert.deepEqual(left.map(({ name }) => name), ['expired lately', 'lives', 'lives on', 'revoked lately']);
});

test('idempotency keys are kept for 72 hours', async () => {
  const manager = await signedUp('manager');
  const keys = { old: randomUUID(), young: randomUUID() };
  for (const key of Object.values(keys))
    assertStatus(await manager.post('/customers', { first_name: 'A', last_name: 'B' }, { 'Idempotency-Key': key }), 201);
  const age = (key, hours) =>
    rows(`UPDATE idempotency_keys SET created_at = now() - make_interval(hours => $2, mins => 1) WHERE key = $1`, key, hours);
  await age(keys.old, 72);
  await age(keys.young, 71);
  await orderctl('tidy');
  assert.equal(await count('idempotency_keys WHERE key = $1', keys.old), 0);
  assert.equal(await count('idempotency_keys WHERE key = $1', keys.young), 1);
});

test('events of payment providers are kept for 30 days', async () => {
  const [old, young] = [randomUUID(), randomUUID()];
  await rows(
    `INSERT INTO payment_events (provider, reference, event, received_at)
     VALUES ('stripe', $1, 'x', now() - interval '30 days 1 minute'),
            ('stripe', $2, 'x', now() - interval '29 days 23 hours')`,
    old,
    young,
  );
  await orderctl('tidy');
  assert.equal(await count('payment_events WHERE reference = $1', old), 0);
  assert.equal(await count('payment_events WHERE reference = $1', young), 1);
});

test('it goes on until nothing is left, and says how much it was', async () => {
  await rows(
    `INSERT INTO idempotency_keys (principal, route, key, request_hash, status, resource_id, created_at)
     SELECT 'test', 'POST /x', n::text, '', 201, 1, now() - interval '4 days' FROM generate_series(1, 2500) n`,
  );
  const { stdout } = await orderctl('tidy');
  assert.match(stdout, /^2500 idempotency keys$/m);
  assert.equal(await count(`idempotency_keys WHERE principal = 'test'`), 0);
  assert.equal((await orderctl('tidy')).stdout, '');
});

// ---- the outbox ----

const stays = async (id) => (await count('outbox WHERE id = $1', id)) === 1;

/** All events up to this one are so old. */
const age = ({ number }, days) =>
  rows(`UPDATE outbox SET numbered_at = now() - make_interval(days => $2, mins => 1) WHERE number <= $1`, number, days);
const first = async () => Number(await value('SELECT first FROM feed'));

test('events leave thirty days after they got their number, or as the setting says', async () => {
  const [old, young] = [await numbered(), await numbered()];
  await age(young, 29);
  await age(old, 30);
  await orderctl('tidy');
  assert.deepEqual([await stays(old.id), await stays(young.id)], [false, true]);
  assert.equal(await first(), young.number);
  await withSettings({ outbox_seconds: String(29 * 86400) }, () => orderctl('tidy'));
  assert.equal(await stays(young.id), false);
  assert.equal(await first(), young.number + 1);
});

test('what is older than an event that stays, stays: the feed has no holes', async () => {
  const [young, old] = [await numbered(), await numbered()];
  await age(old, 400);
  await rows('UPDATE outbox SET numbered_at = now() WHERE id = $1', young.id);
  await orderctl('tidy');
  assert.deepEqual([await stays(young.id), await stays(old.id)], [true, true]);
  assert.equal(await first(), young.number);
});

for (const [what, open] of [
  ['a delivery waits', `INSERT INTO webhook_deliveries (webhook_id, number, event, message_id) SELECT max(id), $1, 'order.created', 'x' FROM webhooks`],
  ['a mail waits', `INSERT INTO mails (event, kind, number, user_id, happened_at, last_moment, due_at)
                    SELECT event, kind, $1, (SELECT max(id) FROM users), now(), 'infinity', 'infinity' FROM mail_kinds LIMIT 1`],
])
  test(`while ${what}, its event stays, and those behind it`, async () => {
    await rows(`INSERT INTO webhooks (user_id, url, events, sealed, rest_until)
                SELECT max(id), 'https://127.0.0.2:1/', '{never}', '', 'infinity' FROM users`);
    const [old, later] = [await numbered(), await numbered()];
    try {
      await rows(open, old.number);
      await age(later, 400);
      await orderctl('tidy');
      assert.deepEqual([await stays(old.id), await stays(later.id)], [true, true]);
    } finally {
      await rows('DELETE FROM mails WHERE number = $1', old.number);
      await rows(`DELETE FROM webhooks WHERE events = '{never}'`);
    }
    await orderctl('tidy');
    assert.deepEqual([await stays(old.id), await stays(later.id)], [false, false]);
  });

test('while somebody else reads, nothing is taken from them, however old', async () => {
  const old = await numbered();
  await age(old, 400);
  await rows(`INSERT INTO outbox_readers (name) VALUES ('another')`);
  try {
    await orderctl('tidy');
    assert.equal(await stays(old.id), true);
  } finally {
    await rows(`DELETE FROM outbox_readers WHERE name = 'another'`);
  }
  await orderctl('tidy');
  assert.equal(await stays(old.id), false);
});

test('what nobody ever reads leaves by its age; with a relay it first gets its number', async () => {
  await unnumbered(async () => {
    const id = await value(
      `INSERT INTO outbox (id, event, subject_id, payload, created_at) OVERRIDING SYSTEM VALUE
       VALUES (-1, 'order.created', 1, '{}', now() - interval '400 days') RETURNING id`,
    );
    await orderctl('tidy');
    assert.equal(await stays(id), true);
    await rows('DELETE FROM outbox_readers');
    try {
      await orderctl('tidy');
    } finally {
      await rows(`INSERT INTO outbox_readers (name) VALUES ('relay')`);
    }
    assert.equal(await stays(id), false);
  });
});

// ---- what was delivered ----

test('deliveries leave with the events of their age, once they are settled; those of a webhook that is off, too', async (t) => {
  const admin = await signedUp('admin');
  const [on, off] = (await rows(
    `INSERT INTO webhooks (user_id, url, events, sealed, is_active)
     SELECT $1, 'https://a.example/', '{user.locked}', '', is_active FROM unnest('{t,f}'::boolean[]) is_active RETURNING id`, admin.id)).map(({ id }) => id);
  t.after(() => rows('DELETE FROM webhooks WHERE id IN ($1, $2)', on, off));
  const add = (webhook, number, state, days) => rows(
    `INSERT INTO webhook_deliveries (webhook_id, number, event, message_id, state, settled_at, created_at, due_at)
     SELECT $1, $2, 'user.locked', 'x', $3::delivery_state, CASE WHEN $3 <> 'waiting' THEN at END, at,
            CASE WHEN $3 = 'waiting' THEN now() + interval '1 day' END
     FROM (SELECT now() - make_interval(days => $4, mins => 1) AS at) aged`, webhook, number, state, days);
  await rows("DELETE FROM webhook_bodies WHERE number < 0");
  await rows("INSERT INTO webhook_bodies (number, body, created_at) SELECT n, '{}', now() - interval '31 days' FROM generate_series(-7, -1) n");
  await add(on, -1, 'done', 30);
  await add(on, -2, 'dead', 30);
  await add(on, -3, 'waiting', 40);
  await add(on, -4, 'done', 29);
  await add(off, -5, 'waiting', 30);
  await add(off, -6, 'waiting', 29);
  await orderctl('tidy');
  const left = await rows('SELECT number FROM webhook_deliveries WHERE number < 0 ORDER BY number DESC');
  assert.deepEqual(left.map(({ number }) => Number(number)), [-3, -4, -6]);
  const bodies = await rows('SELECT number FROM webhook_bodies WHERE number < 0 ORDER BY number DESC');
  assert.deepEqual(bodies.map(({ number }) => Number(number)), [-3, -4, -6]);
  await rows("DELETE FROM webhook_bodies WHERE number < 0");
});
