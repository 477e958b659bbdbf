// What the relay tells its operator: what waits, what became of what it sent, and who listens.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { request } from 'node:https';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { assertProblem, assertStatus } from '../support/check.js';
import { row, rows } from '../support/database.js';
import { send } from '../support/http.js';
import { database, orderctl, url } from '../support/instance.js';
import { ask, promtool, total } from '../support/metrics.js';
import { someone } from '../support/people.js';
import { hook, receiver, unhook } from '../support/receiver.js';
import { relayDoes } from '../support/relay.js';
import { place, placed, someProduct } from '../support/shop.js';

const PATH = '/metrics/relay';
const told = async (name, labels) => total((await ask(PATH)).text, name, labels);

/** Waits until `check` holds of what is told. */
async function until(what, name, check) {
  let value;
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) if (check((value = await told(name)))) return value;
  throw new Error(`${what}: ${name} is ${value}`);
}

let admin, customer, product;
before(async () => {
  [admin, customer] = await Promise.all([someone('admin'), someone()]);
  product = await someProduct(await someone('manager'), { stock: 100 });
});

test('Prometheus finds nothing wrong with them', async () => {
  const { status, type, text } = await ask(PATH);
  assert.deepEqual([status, type], [200, 'text/plain; version=0.0.4; charset=utf-8']);
  assert.equal(promtool(text), '');
});

test('what has no number yet is counted, and grows old', async () => {
  await until('nothing waits', 'orderd_outbox_fresh', (fresh) => fresh === 0);
  const numbered = await told('orderd_feed_events_total');
  const holder = new pg.Client(database);
  await holder.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT pg_advisory_xact_lock(4, 0)'); // the turn to number
    await placed(customer, [[product, 1]]);
    await placed(customer, [[product, 1]]);
    assert.equal(await told('orderd_outbox_fresh'), 2);
    await until('it grows', 'orderd_outbox_oldest_seconds', (age) => age > 1);
    assert.equal(await told('orderd_feed_events_total'), numbered);
  } finally {
    await holder.end();
  }
  await until('it goes on', 'orderd_feed_events_total', (events) => events === numbered + 2);
  assert.deepEqual([await told('orderd_outbox_fresh'), await told('orderd_outbox_oldest_seconds')], [0, 0]);
});

test('they say when the world is told nothing', async () => {
  assert.equal(await told('orderd_feed_silent'), 0);
  await rows("UPDATE feed SET silent = 'copied'");
  try {
    assert.equal(await told('orderd_feed_silent'), 1);
  } finally {
    await rows('UPDATE feed SET silent = NULL');
  }
});

test('a stream is counted as long as it is open', async () => {
  const rest = await told('orderd_streams_open');
  const headers = { Authorization: `Bearer ${customer.access_token}` };
  const stream = await new Promise((resolve, reject) => {
    request(new URL('/api/v1/events/stream', url), { headers }, resolve).on('error', reject).end();
  });
  assert.equal(stream.statusCode, 200);
  stream.on('error', () => {});
  await until('it is open', 'orderd_streams_open', (open) => open === rest + 1);
  stream.destroy();
  await until('it is gone', 'orderd_streams_open', (open) => open === rest);
});

test('a seal covers what waits for one', async () => {
  const seals = await told('orderd_audit_seals_total');
  await someone(); // is written to the audit log
  await sleep(10);
  assert.ok((await told('orderd_audit_unsealed_seconds')) > 0);
  await orderctl('audit', 'seal');
  assert.ok((await told('orderd_audit_seals_total')) > seals);
});

test('what a chore finds is told: stock that differs from its ledger', async () => {
  const found = () => told('orderd_found', { name: 'stock_differences' });
  const done = await told('orderd_chores_total', { result: 'done' });
  await relayDoes('stock');
  assert.equal(await found(), 0);
  await rows('UPDATE products SET on_hand = on_hand + 1 WHERE id = $1', product.id);
  try {
    await relayDoes('stock');
    assert.equal(await found(), 1);
  } finally {
    await rows('UPDATE products SET on_hand = on_hand - 1 WHERE id = $1', product.id);
  }
  await relayDoes('stock');
  assert.equal(await found(), 0);
  assert.ok((await told('orderd_chores_total', { result: 'done' })) >= done + 3);
  for (const [name, label] of [['orderd_found_timestamp_seconds', 'stock_differences'], ['orderd_chore_done_timestamp_seconds', 'stock']])
    assert.ok(Math.abs((await told(name, { name: label })) - Date.now() / 1000) < 60, name);
});

test('a chore that should have been done is late', async () => {
  const late = () => told('orderd_chore_late_seconds', { name: 'stock' });
  const { due_at } = await row("SELECT due_at::text FROM chores WHERE name = 'stock'");
  assert.equal(await late(), 0, 'it is held');
  await rows("UPDATE chores SET due_at = now() + interval '1 hour', done_at = now() - interval '7 hours' WHERE name = 'stock'");
  try {
    const seconds = await late(); // four times a day it should be done
    assert.ok(seconds >= 3600 && seconds < 3700, `${seconds} s`);
  } finally {
    await rows("UPDATE chores SET due_at = $1, done_at = now() WHERE name = 'stock'", due_at);
  }
});

test('deliveries are counted by what came of them, and carry the trace of their request', async (t) => {
  const results = async () => Promise.all(['done', 'retry'].map((result) => told('orderd_webhook_deliveries_total', { result })));
  const [done, retry] = await results();
  const to = await receiver((call, response) => response.writeHead(to.calls.length > 1 ? 204 : 500).end());
  t.after(to.close);
  const one = await hook(admin, to, { events: ['order.created'] });
  t.after(() => unhook(one));
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  assertStatus(await place(customer, [[product, 1]], {}, { traceparent }), 201);
  await to.until((calls) => calls.length === 1);
  await until('it fails', 'orderd_webhooks_failing', (failing) => failing === 1);
  assert.ok((await told('orderd_webhook_deliveries_waiting')) >= 1);
  await to.until((calls) => calls.length === 2);
  assert.deepEqual(to.calls.map(({ headers }) => headers.traceparent), [traceparent, traceparent]);
  await until('it works', 'orderd_webhooks_failing', (failing) => failing === 0);
  assert.deepEqual(await results(), [done + 1, retry + 1]);
  await rows('UPDATE webhooks SET is_active = false, disabled_at = now() WHERE id = $1', one.id);
  assert.equal(await told('orderd_webhooks_disabled'), 1);
});

test('mails are counted by what they have come to', async () => {
  const sent = { result: 'sent' };
  await until('none waits', 'orderd_mails_waiting', (waiting) => waiting === 0);
  const before = await told('orderd_mails_total', sent);
  await placed(customer, [[product, 1]]);
  for (const end = Date.now() + 20_000; (await told('orderd_mails_total', sent)) === before; await sleep(50)) assert.ok(Date.now() < end);
  assert.equal(await told('orderd_mails_total', sent), before + 1);
  await rows("UPDATE mail_channel SET stopped = 'test', stopped_at = now(), probe_at = now() + interval '1 hour'");
  try {
    assert.equal(await told('orderd_mail_stopped'), 1);
    await placed(customer, [[product, 1]]);
    await until('it waits', 'orderd_mails_waiting', (waiting) => waiting === 1);
    await until('it grows', 'orderd_mails_oldest_seconds', (age) => age > 1);
  } finally {
    await rows('UPDATE mail_channel SET stopped = NULL, stopped_at = NULL, probe_at = NULL');
  }
  await until('it leaves', 'orderd_mails_waiting', (waiting) => waiting === 0);
});

for (const path of ['/metrics/relay', '/api/v1/metrics/relay', '/api/v1/events/stream/../../../../metrics/relay', '/api/v1/events/metrics'])
  test(`${path} of the public site is nothing`, async () => {
    assertProblem(await send('GET', path, { headers: { 'X-Orderd-Listener': '1 2 3' } }), 404, 'not_found');
  });
