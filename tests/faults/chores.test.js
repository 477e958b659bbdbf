// Two relays share the chores; one stands still in the middle of one, and goes on when the other has done it: all is
// done once, whoever does it again.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { count, rows, value } from '../api/support/database.js';
import { database, logTail, orderctl } from '../api/support/instance.js';
import { relay, relayAtRest } from '../api/support/own-relay.js';
import { assertBooksBalance, eventsOf, pay, till } from '../api/support/payments.js';
import { signedUp, someone } from '../api/support/people.js';
import { hold, relayDoes } from '../api/support/relay.js';
import { withSettings } from '../api/support/settings.js';
import { assertStockAddsUp, placed, someProduct } from '../api/support/shop.js';
import { childrenOf, isRunning, until } from './support/processes.js';

let rest;
before(async () => {
  rest = await relayAtRest();
});
after(() => rest.end());

const tell = (signal, { child }) => {
  for (const pid of [child.pid, ...childrenOf(child.pid)]) if (isRunning(pid)) process.kill(pid, signal);
};

/**
 * After `make` one relay begins the chore and stands still while its statement waits for `table`, which it then gets; another does
 * the chore to its end; then the first goes on, and ends it, too.
 */
async function twice(chore, table, make, meanwhile = () => {}) {
  const one = await relay();
  let other;
  try {
    await relayDoes(chore); // it has begun to work
    await make();
    await withLock(table, async (waiters) => {
      await rows('UPDATE chores SET due_at = now() WHERE name = $1', chore);
      await until('it waits', waiters);
      tell('SIGSTOP', one);
    });
    await until('its statement is done', async () => !(await count(`pg_stat_activity WHERE application_name LIKE 'relay %' AND state = 'active'`)));
    await meanwhile();
    other = await relay();
    await relayDoes(chore);
    const since = await value('SELECT now()::text');
    tell('SIGCONT', one);
    await until('the first ends it', () => count('chores WHERE name = $1 AND greatest(done_at, failed_at) > $2::timestamptz', chore, since));
    const { failed, failure } = (await rows('SELECT failed_at > done_at AS failed, failure FROM chores WHERE name = $1', chore))[0];
    assert.ok(!failed, failure);
  } finally {
    tell('SIGCONT', one);
    await hold(chore);
    await one.end();
    await other?.end();
  }
}

async function withLock(table, work) {
  const client = new pg.Client({ connectionString: database, options: '-c search_path=orderd' });
  await client.connect();
  try {
    await client.query(`BEGIN; LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
    await work(() => count(`pg_locks l JOIN pg_stat_activity USING (pid)
                            WHERE NOT granted AND application_name ~ '^relay (chores|payments) ' AND $1 = ANY (pg_blocking_pids(pid))`, client.processID));
  } finally {
    await client.end();
  }
}

test('what has lapsed is cancelled once', async () => {
  const [manager, customer] = [await someone('manager'), await someone()];
  const product = await someProduct(manager, { stock: 1000 });
  const ids = [];
  for (let i = 0; i < 110; i += 10) ids.push(...(await Promise.all(Array.from({ length: 10 }, () => placed(customer, [[product, 1]])))).map(({ id }) => id));
  const lapse = () => rows(`UPDATE orders SET created_at = now() - interval '10 years 1 day' WHERE id = ANY ($1)`, ids);
  await withSettings({ unpaid_order_seconds: '315360000' }, () => twice('expire', 'order_history', lapse));
  const told = await rows(
    `SELECT id, (SELECT count(*)::int FROM order_history h WHERE h.order_id = o.id AND action = 'expire') AS moves,
            (SELECT count(*)::int FROM outbox e WHERE e.event = 'order.cancelled' AND e.order_id = o.id) AS events
     FROM orders o WHERE id = ANY ($1) AND status = 'cancelled'`, ids);
  assert.equal(told.length, 110);
  assert.deepEqual(told.filter(({ moves, events }) => moves !== 1 || events !== 1), []);
  assert.equal((await assertStockAddsUp(product)).reserved, 0);
});

test('each manager gets one mail a day', async () => {
  const manager = await someone('manager');
  await someProduct(manager, { stock: 0 });
  const unmailed = () => rows('DELETE FROM mails WHERE day IS NOT NULL');
  await withSettings({ time_zone: new Date().getUTCHours() >= 7 ? 'UTC' : 'Asia/Tokyo' }, () => twice('daily_mails', 'mails', unmailed));
  assert.equal(await count(`mails WHERE user_id = $1 AND kind = 'low_stock'`, manager.id), 1);
});

test('the audit log is sealed by a chain that holds', async () => {
  await twice('seal', 'audit_seals', () => signedUp());
  assert.match((await orderctl('audit', 'verify')).stdout, /\b0 wait for a seal/);
});

test('a payment that was open is settled once, also when two ask the provider', async () => {
  const { customer, order, paymentsOf, statusOf } = await till();
  const { id } = await order();
  const open = () => pay(customer, id, { method: 'tok_timeout' });
  await twice('settle', 'payment_operations', open, () => rows('UPDATE payment_operations SET claimed_until = now() WHERE claimed_until > now()'));
  assert.equal(await statusOf(id), 'paid');
  assert.equal((await paymentsOf(id)).length, 1);
  assert.equal((await eventsOf(id)).filter((event) => event === 'payment.captured').length, 1);
  await assertBooksBalance(id);
});

test('the stock is looked at, and what was found stands there once', async () => {
  await twice('stock', 'findings', () => rows('DELETE FROM findings'));
  assert.equal(await count(`findings WHERE name = 'stock_differences'`), 1);
});

test('what has expired is swept once, and counted once', async () => {
  const said = await logTail('relay.log');
  const expired = () => rows(
    `INSERT INTO idempotency_keys (principal, route, key, request_hash, status, resource_id, created_at)
     SELECT 'shared', 'POST /x', n::text, '', 201, 1, now() - interval '4 days' FROM generate_series(1, 2500) n`,
  );
  await twice('idempotency_keys', 'idempotency_keys', expired);
  assert.equal(await count(`idempotency_keys WHERE principal = 'shared'`), 0);
  const counts = [...(await said()).matchAll(/"chore":"idempotency_keys","count":"(\d+)"/g)].map(([, n]) => Number(n));
  assert.equal(counts.reduce((sum, n) => sum + n, 0), 2500, `${counts}`);
});
