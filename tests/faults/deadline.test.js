// Every request has its time: locks that others hold, and servers that stand still, do not take more.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { request } from 'node:https';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { count, meeting } from '../api/support/database.js';
import { send } from '../api/support/http.js';
import { PASSWORD, registered, someone } from '../api/support/people.js';
import { assertStockAddsUp, place, placed, someProduct } from '../api/support/shop.js';
import { startOrderd } from './support/orderd.js';
import { backends, pausePostgres, superuser } from './support/postgres.js';
import { isRunning, until, workers } from './support/processes.js';

const SECONDS = 5; // of a request, where the test has an orderd of its own
const LATE = 8; // what a busy machine may add

let manager, product;
before(async () => {
  manager = await someone('manager');
  product = await someProduct(manager);
});

/** The reply, and how many seconds it took. */
async function timed(asking) {
  const began = Date.now();
  const reply = await asking;
  return { reply, seconds: (Date.now() - began) / 1000 };
}

/** Sends an order, and hangs up when nginx has had the time to pass it on. */
async function hangUp(at, person, order) {
  const body = JSON.stringify(order);
  const headers = { ...person.headers, Host: at.host, 'Content-Type': 'application/json', 'Content-Length': body.length };
  const sent = request({ method: 'POST', path: '/api/v1/orders', headers, host: at.hostname, port: at.port, agent: false });
  sent.on('error', () => {});
  sent.end(body);
  await sleep(500);
  sent.destroy();
}

const ordersOf = (person) => count('orders WHERE user_id = $1', person.id);

test('what others hold for long is waited for a second: 503 for all who want it, and none is made after it', async () => {
  const crowd = await Promise.all(Array.from({ length: 8 }, () => someone()));
  const asks = () => Promise.all(crowd.map((who) => timed(place(who, [[product, 1]]))));
  let held;
  await meeting(
    (sql) => sql('SELECT FROM products WHERE id = $1 FOR UPDATE', product.id),
    () => (held = asks()),
    async (other) => {
      for (const { reply, seconds } of await held) {
        assertProblem(reply, 503, 'locked');
        assert.ok(Number(reply.headers['retry-after']) > 0);
        assert.ok(seconds < 1 + LATE, `${seconds} s`);
      }
      await other.query('COMMIT');
    },
  );
  await placed(crowd[0], [[product, 1]]);
  assert.equal(await count('orders WHERE user_id = ANY ($1)', crowd.map((who) => who.id)), 1);
  await assertStockAddsUp(product);
});

test('a server that stands still: answered in time, nothing begun after it, and back by itself', async () => {
  const orderd = await startOrderd({ settings: { request_seconds: SECONDS } });
  const crowd = await Promise.all(Array.from({ length: 6 }, () => someone()));
  const body = { items: [{ product_id: product.id, quantity: 1 }] };
  const order = (who) => timed(who.send('POST', '/orders', { at: orderd.url, body }));
  let [answers, stopped] = [[], false];
  const load = crowd.map(async (who) => {
    while (!stopped) answers.push(await order(who));
  });
  let wake = () => {};
  try {
    await until('a load worth the name', () => answers.length > 20);
    wake = pausePostgres();
    const pausedAt = new Date();
    answers = [];
    const ready = await timed(send('GET', '/health/ready', { at: orderd.url }));
    assert.equal(ready.reply.status, 503);
    assert.ok(ready.seconds < SECONDS + LATE, `${ready.seconds} s`);
    assertStatus(await send('GET', '/health/live', { at: orderd.url }), 200);
    await until('everybody is answered', () => answers.length >= 6, SECONDS * 2 + LATE);
    stopped = true;
    await Promise.all(load);
    for (const { reply, seconds } of answers) {
      assert.ok([201, 503].includes(reply.status), reply.text);
      assert.ok(seconds < SECONDS * 2 + LATE, `${seconds} s`);
    }
    wake();
    await until('ready again', async () => (await send('GET', '/health/ready', { at: orderd.url })).status === 200);
    await until('what was under way is over', async () => (await backends("state <> 'idle'")).length === 0);
    assert.equal(await count('orders WHERE user_id = ANY ($1) AND created_at > $2', crowd.map((who) => who.id), pausedAt), 0);
    assertStatus((await order(crowd[0])).reply, 201);
  } finally {
    stopped = true;
    wake();
    await Promise.all(load);
    await orderd.stop();
  }
  await assertStockAddsUp(product);
});

/** Stops the backend between what it told and what is written next: a hash is computed meanwhile. */
async function stopAfterFacts(pid, login) {
  const client = await superuser();
  const facts = `pid = ${pid} AND state = 'idle' AND query LIKE '%password_hash%'`;
  try {
    for (let tries = 0; tries < 20; tries++) {
      let over = false;
      const asked = login().finally(() => (over = true));
      while (!over && !(await backends(facts, client)).length);
      if (over) continue; // between two looks
      process.kill(pid, 'SIGSTOP');
      return asked;
    }
    throw new Error('the moment never came');
  } finally {
    await client.end();
  }
}

test('a write that the server finds when its time is over is not done', async () => {
  const known = await backends("application_name LIKE 'orderd-auth %'");
  const orderd = await startOrderd({ settings: { request_seconds: SECONDS, workers_auth: 1 } });
  const { email, id } = await registered();
  const login = () => timed(send('POST', '/api/v1/auth/login', { at: orderd.url, body: { email, password: PASSWORD } }));
  const sessions = () => count('sessions WHERE user_id = $1', id);
  const [pid] = (await backends("application_name LIKE 'orderd-auth %'")).filter((one) => !known.includes(one));
  try {
    const { reply, seconds } = await stopAfterFacts(pid, login);
    const before = await sessions();
    assertProblem(reply, 503, 'outcome_unknown');
    assert.ok(seconds < SECONDS + LATE, `${seconds} s`);
    process.kill(pid, 'SIGCONT');
    await until('the backend has found out', () => !isRunning(pid));
    assert.equal(await sessions(), before);
    assertStatus((await login()).reply, 200);
  } finally {
    if (isRunning(pid)) process.kill(pid, 'SIGCONT');
    await orderd.stop();
  }
});

test('who hung up while a request was in the queue is not served', async () => {
  const orderd = await startOrderd({ settings: { workers_api: 1 } });
  const gone = await someone();
  const [worker] = workers('api', orderd.process.pid);
  try {
    process.kill(worker, 'SIGSTOP');
    await hangUp(orderd.url, gone, { items: [{ product_id: product.id, quantity: 1 }] });
    await sleep(1000); // longer than nobody minds
    process.kill(worker, 'SIGCONT');
    assertStatus(await gone.send('GET', '/orders', { at: orderd.url }), 200); // behind it in the queue
    assert.equal(await ordersOf(gone), 0);
  } finally {
    process.kill(worker, 'SIGCONT');
    await orderd.stop();
  }
});
