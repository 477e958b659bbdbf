// Fair shares: what one asks for at once does not stop another.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { meeting } from '../api/support/database.js';
import { PASSWORD, someone } from '../api/support/people.js';
import { place, someProduct } from '../api/support/shop.js';
import { askWithoutEnd } from './support/fastcgi.js';
import { startOrderd } from './support/orderd.js';
import { until } from './support/processes.js';

let orderd;
before(async () => (orderd = await startOrderd({ settings: { workers_api: 4, workers_pay: 2, workers_slow: 2, queue_ms: 2000 } })));
after(() => orderd.stop());

/** A person who asks this orderd. */
async function guest(role) {
  const person = await someone(role);
  const { send } = person;
  person.send = (method, path, options) =>
    send.call(person, method, path, { ...options, at: orderd.url });
  return person;
}

/** Asks again and again, in `many` ways at once, until `stop`, which gives the replies. */
function keepAsking(many, ask) {
  const replies = [];
  let stopped = false;
  const running = Array.from({ length: many }, async () => {
    while (!stopped) replies.push(await ask());
  });
  const stop = async () => {
    stopped = true;
    await Promise.all(running);
    return replies;
  };
  return { replies, stop };
}

const assertWait = (reply) => {
  assertProblem(reply, 429, 'rate_limited');
  assert.match(reply.headers['retry-after'], /^[1-9]\d*$/);
};

test('one alone may have the whole pool', async () => {
  const person = await guest();
  const ask = () => person.get('/auth/me');
  await until('nobody is refused', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, ask));
    return replies.every((reply) => reply.status === 200);
  });
});

test('one who fills the pool is refused what another then has at once', async () => {
  const [manager, greedy, other] = await Promise.all([someone('manager'), guest(), guest()]);
  const product = await someProduct(manager, { stock: 100000 });
  const seconds = 6;
  const holding = meeting(
    async (query) => {
      await query('SELECT 1 FROM products WHERE id = $1 FOR UPDATE', product.id);
    },
    () => place(greedy, [[product, 1]]),
    async (lock) => {
      // Each order waits for the row for a while, again and again.
      for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
        await sleep(400);
        await lock.query('COMMIT');
        await lock.query('BEGIN');
        await lock.query('SELECT 1 FROM products WHERE id = $1 FOR UPDATE', [product.id]);
      }
      await lock.query('COMMIT');
    },
  );
  const flood = keepAsking(24, () => place(greedy, [[product, 1]]));
  const honest = keepAsking(1, () => other.get('/auth/me'));
  await holding;
  const served = await honest.stop();
  const orders = await flood.stop();
  for (const reply of served) assertStatus(reply, 200);
  assert.ok(served.length >= 15, `${served.length} in ${seconds} s`);
  const refused = orders.filter((reply) => reply.status === 429);
  assert.ok(refused.length > 0);
  refused.slice(0, 10).forEach(assertWait);
});

test('who asks one thing after the other is never refused', async () => {
  const person = await guest('manager');
  for (let i = 0; i < 100; i++) assertStatus(await person.post('/orders/1/returns/1/receive'), 404);
});

test('one has streams in all workers but one', async () => {
  const [greedy, other] = await Promise.all([guest('manager'), guest('manager')]);
  const socket = askWithoutEnd(
    join(dirname(orderd.conf), 'slow.sock'),
    {
      REQUEST_METHOD: 'POST',
      ROUTE_PATH: '/api/v1/products/import',
      QUERY_STRING: '',
      CONTENT_TYPE: 'text/csv',
      CONTENT_LENGTH: String(2 << 20),
      REMOTE_ADDR: '192.0.2.1',
      REQUEST_ID: 'a-stream-that-does-not-end',
      HTTP_AUTHORIZATION: greedy.headers.Authorization,
    },
    { whole: true },
  );
  try {
    await sleep(1000); // of two that come at once it may be the first that is refused
    const second = await until('a second stream is refused', async () => {
      const reply = await greedy.get('/reports/export/inventory');
      return reply.status === 429 && reply;
    });
    assertWait(second);
    assertStatus(await greedy.get('/reports/inventory'), 200);
    assertStatus(await other.get('/reports/export/inventory'), 200);
  } finally {
    socket.destroy();
  }
  await until('the stream is over', async () => {
    const reply = await greedy.get('/reports/export/inventory');
    return reply.status === 200;
  });
});

test('an account has ten changes of its password, then one in six seconds', async () => {
  const [person, other] = await Promise.all([guest(), guest()]);
  const change = (who) =>
    who.post('/auth/password', { current_password: PASSWORD, new_password: 'another long one 9' });
  const wrong = () =>
    person.post('/auth/password', { current_password: 'not it', new_password: 'a long one 9' });
  for (let i = 0; i < 10; i++) assertStatus(await wrong(), 422);
  const reply = await wrong();
  assertWait(reply);
  assert.ok(Number(reply.headers['retry-after']) <= 6);
  assertStatus(await change(other), 200);
});

test('nobody has two hashes in hand', async () => {
  const second = await startOrderd({ settings: { workers_password: 3 } });
  try {
    const person = await someone();
    const change = () =>
      person.send('POST', '/auth/password', {
        at: second.url,
        body: { current_password: PASSWORD, new_password: PASSWORD },
      });
    const replies = await Promise.all([change(), change(), change()]);
    const refused = replies.filter((reply) => reply.status === 429);
    assert.ok(refused.length > 0, replies.map((reply) => reply.status).join());
    refused.forEach(assertWait);
  } finally {
    await second.stop();
  }
});
