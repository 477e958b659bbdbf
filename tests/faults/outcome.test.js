// What a client is told when the database goes away over a write: the truth, as far as it is known.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { count, rows } from '../api/support/database.js';
import { anyone } from '../api/support/http.js';
import { logTail } from '../api/support/instance.js';
import { someone, unique } from '../api/support/people.js';
import { place, someProduct } from '../api/support/shop.js';
import { stripeTill } from '../api/support/stripe-till.js';
import { backends, killPostgres, withSettings } from './support/postgres.js';
import { isRunning, postmaster, startPostgres, until } from './support/processes.js';

let product;
before(async () => {
  product = await someProduct(await someone('manager'));
});
after(async () => {
  if (!isRunning(postmaster())) await startPostgres();
});

const isReady = async () => (await anyone.get('/health/ready')).status === 200;
const ordersOf = (person) => count('orders WHERE user_id = $1', person.id);

/**
 * What an order answers whose connection ends once it is committed, and before that is told: its
 * commit waits for a standby that is not there.
 */
const cutOffAfterCommit = (person, headers) =>
  withSettings({ synchronous_standby_names: 'nobody' }, async (undo) => {
    const reply = place(person, [[product, 1]], {}, headers);
    await until('it is committed and waits for the standby', async () => {
      const end = async (condition) => {
        const waiting = await backends(`wait_event = 'SyncRep' AND query ${condition} '%emit_message%'`);
        for (const pid of waiting) process.kill(pid, 'SIGTERM');
        await until('its backend is gone', () => !waiting.some(isRunning));
        return waiting.length > 0;
      };
      await end('NOT LIKE'); // a draw from a sequence may have to wait, too; it is drawn again
      return end('LIKE');
    });
    undo();
    return reply;
  });

test('a connection that is lost over the commit: nobody knows, and the reply says so', async () => {
  const customer = await someone();
  const reply = await cutOffAfterCommit(customer, {});
  assertProblem(reply, 503, 'outcome_unknown');
  assert.ok(Number(reply.headers['retry-after']) > 0);
  assert.equal(await ordersOf(customer), 1, 'here it was done');
});

test('with a key orderd looks itself, and answers what was made', async () => {
  const customer = await someone();
  const key = { 'Idempotency-Key': randomUUID() };
  const reply = assertStatus(await cutOffAfterCommit(customer, key), 201);
  assert.equal(reply.headers['idempotent-replayed'], 'true');
  assert.equal(await ordersOf(customer), 1);
  const again = assertStatus(await place(customer, [[product, 1]], {}, key), 201);
  assert.equal(again.body.id, reply.body.id);
});

test('a server that is only read: not ready, no 500, and back once it is written to', async () => {
  const customer = await someone();
  await withSettings({ default_transaction_read_only: 'on' }, async () => {
    await until('not ready', async () => !(await isReady()));
    for (let i = 0; i < 5; i++) assertProblem(await place(customer, [[product, 1]]), 503, 'unavailable');
    assertStatus(await customer.get('/auth/me'), 200);
  });
  await until('ready', isReady);
  await until('an order goes through', async () => (await place(customer, [[product, 1]])).status === 201);
  assert.equal(await ordersOf(customer), 1);
});

test('what the payment provider answered is written down when the database is back', async () => {
  const till = await stripeTill();
  try {
    const order = await till.order();
    const key = { 'Idempotency-Key': randomUUID() };
    let back;
    till.stub.next(async ({ answer }) => {
      await killPostgres();
      answer();
      back = sleep(1500).then(startPostgres);
    });
    const paid = assertStatus(await till.pay(order.id, {}, key), 201).body;
    await back;
    assert.equal(paid.status, 'captured');
    assert.equal((await till.chargesOf(order.id)).length, 1);
  } finally {
    await till.stop();
  }
});

test('when it is not back in time, who paid is told not to pay again', async () => {
  const till = await stripeTill({ request_seconds: 5 });
  try {
    const order = await till.order();
    const key = { 'Idempotency-Key': randomUUID() };
    till.stub.next(async ({ answer }) => {
      await killPostgres();
      answer();
    });
    const told = assertProblem(await till.pay(order.id, {}, key), 503, 'payment_unrecorded');
    assert.match(told.detail, /Do not pay again/);
    await startPostgres();
    const paid = await until('the same key tells', async () => {
      const reply = await till.pay(order.id, {}, key);
      return reply.status === 201 && reply.body;
    });
    assert.equal(paid.status, 'captured');
    assert.equal((await till.chargesOf(order.id)).length, 1);
  } finally {
    await till.stop();
  }
  await until('ready', isReady);
});

/** Does `work` while every new category fails with this SQLSTATE. */
async function failingWith(state, work) {
  await rows(`BEGIN;
    CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION USING ERRCODE = '${state}', MESSAGE = 'as the test wants it'; END $$;
    CREATE TRIGGER fails BEFORE INSERT ON categories FOR EACH ROW EXECUTE FUNCTION fails();
    COMMIT`);
  try {
    return await work();
  } finally {
    await rows('BEGIN; DROP TRIGGER fails ON categories; DROP FUNCTION fails; COMMIT');
  }
}

for (const [state, most] of [['XX000', 1], ['22P02', 0]]) {
  test(`a fault inside PostgreSQL (${state}) is a 500 that is logged, and no reason to connect ten times`, async () => {
    const manager = await someone('manager');
    const log = await logTail('orderd.log');
    const reply = await failingWith(state, () => manager.post('/inventory/categories', { name: unique() }));
    const { request_id } = assertProblem(reply, 500, 'internal');
    const lines = (await log()).split('\n').filter((line) => line.includes(request_id));
    assert.ok(lines.some((line) => line.includes('statement failed') && line.includes('as the test wants it')));
    assert.ok(lines.filter((line) => line.includes('database connected')).length <= most, lines.join('\n'));
  });
}
