// Whom the relay tells of what it numbers: of nothing that stood when it first ran, of all that came later,
// and no row that can't be told holds up another.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { count, row, rows, value } from '../support/database.js';
import { database } from '../support/instance.js';
import { relayAtRest } from '../support/own-relay.js';
import { someone } from '../support/people.js';
import { hook, receiver, unhook } from '../support/receiver.js';
import { unnumbered } from '../support/relay.js';
import { until } from '../../faults/support/processes.js';

let admin, person, to, one;
before(async () => {
  [admin, person] = await Promise.all([someone('admin'), someone()]);
  to = await receiver();
  one = await hook(admin, to, { events: ['user.password_changed'] });
});
after(async () => {
  await unhook(one);
  await to.close();
});

const connected = async () => {
  const client = new pg.Client({ connectionString: database, options: '-c search_path=orderd' });
  await client.connect();
  return client;
};

const change = `INSERT INTO outbox (event, subject_id, payload)
                SELECT 'user.password_changed', $1::bigint, jsonb_build_object('user_id', $1::bigint) FROM generate_series(1, $2)`;
const all = () => until('all has its number', async () => !(await count('outbox WHERE number IS NULL')));
const mailed = (since) => count('mails WHERE user_id = $1 AND number > $2', person.id, since);

test('of what was committed before the first relay nobody is told, of what commits later all are', async () => {
  const { last } = await row('SELECT last FROM feed');
  const relay = await relayAtRest();
  const client = await connected();
  try {
    await client.query('BEGIN');
    await client.query(change, [person.id, 1]); // its id is below those that stand
    await rows(change, person.id, 2500);
    await rows('UPDATE feed SET started_at = NULL, quiet_through = 0');
    await relay.end();
    await until('the relay has begun', () => value('SELECT started_at IS NOT NULL FROM feed'));
    assert.equal(await value('SELECT quiet_through - $1 FROM feed', last), '2500');
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
  await all();
  await to.until((calls) => calls.length > 0, 'the late one');
  assert.equal(await mailed(last), 1);
  const batches = await count('(SELECT DISTINCT numbered_at FROM outbox WHERE number > $1) AS b', last);
  assert.ok(batches > 1);
  await rows(change, person.id, 1);
  await to.until((calls) => calls.length > 1, 'the next one');
  assert.equal(to.calls.length, 2);
  assert.equal(await mailed(last), 2);
});

test('where nothing happened before the first relay, the first that happens is told', async () => {
  const relay = await relayAtRest();
  await all();
  await rows('UPDATE feed SET started_at = NULL');
  await relay.end();
  await until('the relay has begun', () => value('SELECT started_at IS NOT NULL FROM feed'));
  const { last } = await row('SELECT last FROM feed');
  await rows(change, person.id, 1);
  await all();
  assert.equal(await mailed(last), 1);
});

test('a row that says nothing sensible, or was told before, holds up no other', async () => {
  const { last } = await row('SELECT last FROM feed');
  await unnumbered(async () => {
    await rows(change, person.id, 2);
    await rows(`INSERT INTO mails (event, kind, number, subject_id, user_id, happened_at, last_moment)
                SELECT event, kind, (SELECT last + 1 FROM feed), $1, $1, now(), now() + good_for FROM mail_kinds WHERE event = 'user.password_changed'`,
               person.id);
    const broken = [['user.password_changed', { user_id: 'nobody' }], ['payment.refunded', { order_id: '-' }], ['product.changed', { products: null }],
      ['return.created', ['x']], ['order.created', 'x'], ['user.locked', { user_id: '9'.repeat(30) }]];
    for (const [event, payload] of broken)
      await rows('INSERT INTO outbox (event, subject_id, payload) VALUES ($1, 9223372036854775807, $2)', event, JSON.stringify(payload));
    await rows(change, person.id, 2);
  });
  await all();
  assert.equal(await mailed(last), 4);
});

test('what commits late is numbered at once, also when its transaction is the younger and its id the lower', async () => {
  const [older, younger] = [await connected(), await connected()];
  const quiet = `INSERT INTO outbox (event, subject_id, payload) VALUES ('order.updated', $1, '{}') RETURNING id`; // of no order that there is
  const numbered = (id) => until(`${id} has its number`, () => value('SELECT number FROM outbox WHERE id = $1', id));
  try {
    for (const client of [older, younger]) await client.query('BEGIN; SELECT pg_current_xact_id()');
    const { rows: [late] } = await younger.query(quiet, [person.id]);
    const { rows: [early] } = await older.query(quiet, [person.id]);
    await older.query('COMMIT');
    await numbered(early.id);
    await numbered(await value(quiet, person.id));
    await younger.query('COMMIT');
    await numbered(late.id);
  } finally {
    await Promise.all([older.end(), younger.end()]);
  }
});
