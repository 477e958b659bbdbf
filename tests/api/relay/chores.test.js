// What time alone asks for, done by the relay at its pace.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../../faults/support/processes.js';
import { count, meeting, row, rows, value } from '../support/database.js';
import { logTail, orderctl } from '../support/instance.js';
import { someone } from '../support/people.js';
import { hold, relayDoes } from '../support/relay.js';
import { setSetting } from '../support/settings.js';
import { placed, someProduct } from '../support/shop.js';

const TEN_YEARS = 315_360_000; // s, so that no other test's order is old enough

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});
after(() => setSetting('unpaid_order_seconds', null));

/** An order that is too old in so many seconds, or has been. */
async function unpaid(seconds) {
  const order = await placed(customer, [[await someProduct(manager), 1]]);
  await rows(
    `UPDATE orders SET created_at = now() - make_interval(secs => $2::int - $3::int) WHERE id = $1`,
    order.id,
    TEN_YEARS,
    seconds,
  );
  await setSetting('unpaid_order_seconds', String(TEN_YEARS));
  return order;
}
const statusOf = async (order) => (await manager.get(`/orders/${order.id}`)).body.status;

test('an order that lapses is cancelled within a minute', async () => {
  const order = await unpaid(3);
  await rows(`UPDATE chores SET due_at = now() WHERE name = 'expire'`);
  try {
    await until('it is cancelled', async () => (await statusOf(order)) === 'cancelled', 70);
  } finally {
    await hold('expire');
  }
  const late = await value(
    `SELECT extract(epoch FROM cancelled_at - created_at)::float8 - $2::int FROM orders WHERE id = $1`,
    order.id,
    TEN_YEARS,
  );
  assert.ok(late >= 0 && late < 60, `after ${late} s`);
});

test('it is done at its pace, again and again', async () => {
  const since = await value(`UPDATE chores SET due_at = now() WHERE name = 'expire' RETURNING now()::text`);
  const taken = (from) =>
    until('it was taken', async () =>
      (await rows(
        `SELECT every_seconds, due_at::text, extract(epoch FROM due_at - begun_at)::int AS pace FROM chores
         WHERE name = 'expire' AND begun_at >= $1::timestamptz`,
        from,
      ))[0]);
  try {
    const { every_seconds, due_at, pace } = await taken(since);
    assert.equal(pace, every_seconds);
    await taken(due_at);
  } finally {
    await hold('expire');
  }
});

test('what providers left open is settled', async () => {
  const { id } = await placed(customer, [[await someProduct(manager), 1]]);
  assert.equal((await customer.post(`/orders/${id}/payments`, { method: 'tok_timeout' })).status, 504);
  await relayDoes('settle');
  assert.equal((await customer.get(`/orders/${id}`)).body.payment_status, 'paid');
});

test('the audit log is sealed, and the head is in the log of the relay', async () => {
  const said = await logTail('relay.log');
  await someone('manager');
  const { failure, done_at, failed_at } = await relayDoes('seal');
  assert.ok(!failed_at || failed_at < done_at, failure);
  const { id, head } = await row(`SELECT id, encode(head, 'hex') AS head FROM audit_seals ORDER BY id DESC LIMIT 1`);
  assert.ok((await said()).includes(`seal ${id}: `) && (await said()).includes(`head ${head}`));
  assert.match((await orderctl('audit', 'verify')).stdout, /0 wait for a seal/);
});

test('what has expired goes, more of it than a step takes', async () => {
  await rows(
    `INSERT INTO idempotency_keys (principal, route, key, request_hash, status, resource_id, created_at)
     SELECT 'swept', 'POST /x', n::text, '', 201, 1, now() - interval '4 days' FROM generate_series(1, 2500) n`,
  );
  const said = await logTail('relay.log');
  await relayDoes('idempotency_keys');
  assert.equal(await count(`idempotency_keys WHERE principal = 'swept'`), 0);
  assert.match(await said(), /"chore":"idempotency_keys","count":"2500"/);
});

test('expiry is not held up by a sweep that has much to do', async () => {
  await rows(
    `INSERT INTO idempotency_keys (principal, route, key, request_hash, status, resource_id, created_at)
     SELECT 'many', 'POST /x', n::text, '', 201, 1, now() - interval '4 days' FROM generate_series(1, 60000) n`,
  );
  const order = await unpaid(-1);
  await rows(`UPDATE chores SET due_at = now() WHERE name = 'idempotency_keys'`);
  await until('it has begun', async () => (await count(`idempotency_keys WHERE principal = 'many'`)) < 60000);
  await relayDoes('expire');
  assert.equal(await statusOf(order), 'cancelled');
  const swept = () => count(`idempotency_keys WHERE principal = 'many'`);
  assert.ok((await swept()) > 0, 'while the sweep went on');
  await until('all are gone', async () => (await swept()) === 0, 60);
  await hold('idempotency_keys');
});

// ---- what an operator sees ----

const doctor = async () => (await orderctl('doctor').catch((error) => error)).stdout.split('\n').filter((line) => / chores /.test(line));

test('what fails is told, with the reason, until it is done', async () => {
  const order = await unpaid(-1);
  const failed = await meeting(
    (sql) => sql('SELECT FROM products WHERE id = (SELECT product_id FROM order_lines WHERE order_id = $1) FOR UPDATE', order.id),
    () => relayDoes('expire'),
    async (other) => {
      await until('it has failed', () => value(`SELECT failed_at > now() - interval '10 s' FROM chores WHERE name = 'expire'`));
      await other.query('ROLLBACK');
    },
  );
  assert.ok(failed.failed_at > (failed.done_at ?? 0));
  assert.match(failed.failure, /lock|busy|again/i);
  const { stdout } = await orderctl('chores');
  assert.match(stdout, new RegExp(`^ +failed \\S+ \\S+: ${failed.failure}`, 'm'));
  const done = await relayDoes('expire');
  assert.ok(done.done_at > done.failed_at);
  assert.equal(await statusOf(order), 'cancelled');
});

test('doctor says which chore was not done for long, and how it failed', async () => {
  await rows(`UPDATE chores SET due_at = now() + interval '5 minutes', done_at = now() - interval '16 minutes 1 second', failed_at = NULL
              WHERE name = 'seal'`);
  try {
    const [line, ...others] = await doctor();
    assert.match(line, /^WRONG +chores +seal was last done at .*; start orderd-relay$/);
    assert.deepEqual(others, []);
    await rows(`UPDATE chores SET failed_at = now(), failure = 'the disk is full' WHERE name = 'seal'`);
    assert.match((await doctor())[0], /^WRONG +chores +seal .*; the disk is full$/);
  } finally {
    await hold('seal');
  }
  assert.match((await doctor())[0], /^ok +chores/);
});

test('what is being done for the first time is not late, unless it failed', async () => {
  await rows(`UPDATE chores SET due_at = now() + interval '5 minutes', begun_at = now(), done_at = NULL, failed_at = NULL
              WHERE name = 'seal'`);
  try {
    assert.match((await doctor())[0], /^ok +chores/);
    await rows(`UPDATE chores SET failed_at = now(), failure = 'the disk is full' WHERE name = 'seal'`);
    assert.match((await doctor())[0], /^WRONG +chores +seal was last done never; the disk is full$/);
    await rows(`UPDATE chores SET failed_at = NULL, begun_at = now() - interval '17 minutes' WHERE name = 'seal'`);
    assert.match((await doctor())[0], /^WRONG +chores +seal was last done never; start orderd-relay$/);
  } finally {
    await hold('seal');
  }
});

test('orderctl chores has a line for each, with its pace', async () => {
  await relayDoes('sessions');
  const { stdout } = await orderctl('chores');
  const known = await rows('SELECT name, every_seconds FROM chores ORDER BY name');
  const lines = stdout.split('\n').filter((line) => / every /.test(line));
  assert.deepEqual(lines.map((line) => line.split(/ +/).slice(0, 3)),
    known.map(({ name, every_seconds }) => [name, 'every', String(every_seconds)]));
  assert.match(stdout, /^sessions .*last done \d{4}-/m);
});
