// Workers whose memory ends: they say so, and nothing is counted against who asked.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { row, value } from '../api/support/database.js';
import { send } from '../api/support/http.js';
import { PASSWORD, someone } from '../api/support/people.js';
import { ADDRESS, assertStockAddsUp, someProduct } from '../api/support/shop.js';
import { startOrderd } from './support/orderd.js';
import { runAsOwner, until, workers } from './support/processes.js';

const MEGABYTE = 1 << 20;

/** Lets a process grow by so many bytes and no more; Infinity: as it likes. */
async function limit(pid, more) {
  const kilobytes = Number(/^VmSize:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  const most = more === Infinity ? 'unlimited' : kilobytes * 1024 + more;
  return runAsOwner('prlimit', ['--pid', String(pid), `--as=${most}:unlimited`]);
}

/** How many requests the log has as failed with this code, one by one or counted. */
const toldOf = (log, code) =>
  log
    .split('\n')
    .filter((line) => line.includes(`"code":"${code}"`))
    .map((line) => JSON.parse(line))
    .reduce((sum, { event, others }) => sum + (event === 'request failed') + Number(others), 0);

test('a right password is not a wrong one because the hash finds no memory', async () => {
  const person = await someone();
  const orderd = await startOrderd();
  const signIn = () =>
    send('POST', '/auth/login', { at: orderd.url, body: { email: person.email, password: PASSWORD } });
  const failures = () =>
    row(
      `SELECT count(*) AS failed FROM audit_log WHERE event = 'login.failed' AND subject_id = $1`,
      person.id,
    );
  try {
    const before = await failures();
    const pids = workers('auth', orderd.process.pid);
    assertStatus(await signIn(), 200);
    for (const pid of pids) await limit(pid, 32 * MEGABYTE);
    for (let i = 0; i < 3; i++) {
      const reply = await signIn();
      assertProblem(reply, 503, 'out_of_memory');
      assert.ok(Number(reply.headers['retry-after']) > 0);
    }
    assert.deepEqual(await failures(), before);
    await until('each is told, or counted', () => toldOf(orderd.log(), 'out_of_memory') === 3);
    for (const pid of pids) await limit(pid, Infinity);
    assertStatus(await signIn(), 200);
    assert.deepEqual(workers('auth', orderd.process.pid), pids, 'nobody died of it');
  } finally {
    await orderd.stop();
  }
});

test('orders whose worker runs out of memory are not half done, nor told wrong', async () => {
  const manager = await someone('manager');
  const products = await Promise.all(
    Array.from({ length: 20 }, (_, n) => someProduct(manager, { name: `${n}`.padEnd(200, 'x'), stock: 10000 })),
  );
  const items = products.map((product) => ({ product_id: product.id, quantity: 1 }));
  const order = { items, shipping_address: ADDRESS, customer_notes: 'x'.repeat(1000) };
  const body = { entries: Array(40).fill({ order }) };
  const orders = () => value('SELECT count(*)::int FROM orders WHERE user_id = $1', manager.id);
  const orderd = await startOrderd();
  const told = [];
  try {
    for (const kilobytes of [0, 100, 400, 800, Infinity]) {
      await until('a worker answers', async () =>
        (await manager.send('GET', '/inventory/reconcile', { at: orderd.url })).status === 200);
      const [pid] = workers('slow', orderd.process.pid);
      await limit(pid, kilobytes * 1024);
      const before = await orders();
      const reply = await manager.send('POST', '/orders/bulk', { at: orderd.url, body });
      const made = (await orders()) - before;
      told.push(`${kilobytes} kB: ${reply.status} ${reply.body?.code ?? ''}, ${made} made`);
      if (reply.status === 200) assert.equal(made, 40, told.join('; '));
      else if (reply.status !== 502) assertProblem(reply, 503, made ? 'outcome_unknown' : 'out_of_memory');
      await limit(pid, Infinity).catch(() => {}); // it may be gone
    }
    assert.match(told.join(), /outcome_unknown/, told.join('; '));
    const total = await orders();
    const lines = `order_lines l JOIN orders o ON o.id = l.order_id WHERE o.user_id = $1`;
    assert.equal(await value(`SELECT count(*)::int FROM ${lines}`, manager.id), 20 * total);
    for (const product of products) assert.equal((await assertStockAddsUp(product)).reserved, total);
  } finally {
    await orderd.stop();
  }
});
