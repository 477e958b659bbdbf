// Stopping, restarting and reloading under a load of orders.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { count } from '../api/support/database.js';
import { send } from '../api/support/http.js';
import { someone } from '../api/support/people.js';
import { assertStockAddsUp, someProduct } from '../api/support/shop.js';
import { orderAt, startOrderd } from './support/orderd.js';
import { childrenOf, until, workers } from './support/processes.js';

let manager;
before(async () => {
  manager = await someone('manager');
});

async function loadedOrderd(options) {
  const [customer, product] = [await someone(), await someProduct(manager, { stock: 1000000 })];
  const orderd = await startOrderd(options);
  const load = orderAt(orderd.url, customer, product);
  await until('a load worth the name', () => load.answers.length > 30);
  const assertAllAnswered = async () => {
    const made = load.answers.filter((status) => status === 201).length;
    assert.equal(
      await count('orders WHERE user_id = $1', customer.id),
      made,
      'every order that was made was answered',
    );
    await assertStockAddsUp(product);
  };
  return { orderd, load, assertAllAnswered };
}

test('SIGTERM: what was begun is answered, and it ends well', async () => {
  const { orderd, load, assertAllAnswered } = await loadedOrderd();
  try {
    const workersThen = childrenOf(orderd.process.pid);
    assert.ok(workersThen.length >= 5);
    orderd.process.kill('SIGTERM');
    assert.deepEqual(await orderd.ended, { code: 0, signal: null });
    await sleep(200);
    const answers = await load.stop();
    assert.deepEqual([...new Set(answers)].sort(), [201, 502]);
    await assertAllAnswered();
    assert.deepEqual(
      childrenOf(1).filter((pid) => workersThen.includes(pid)),
      [],
      'no worker stays behind',
    );
  } finally {
    await load.stop();
    await orderd.stop();
  }
});

test('sockets handed over by systemd outlive a restart, and nothing is lost', async () => {
  const { orderd, load, assertAllAnswered } = await loadedOrderd({ handOver: true });
  try {
    for (let i = 0; i < 3; i++) {
      const [master] = childrenOf(orderd.process.pid);
      orderd.process.kill('SIGUSR1');
      await until('another master', () => {
        const now = childrenOf(orderd.process.pid);
        return now.length === 1 && now[0] !== master;
      });
      const answered = load.answers.length;
      await until('it serves', () => load.answers.length > answered + 20);
    }
    const answers = await load.stop();
    assert.deepEqual([...new Set(answers)], [201]);
    await assertAllAnswered();
  } finally {
    await load.stop();
    await orderd.stop();
  }
});

test('SIGHUP takes up new settings; bad ones change nothing', async () => {
  const { orderd, load, assertAllAnswered } = await loadedOrderd();
  try {
    const { pid } = orderd.process;
    const old = workers('api', pid);
    await orderd.configure({ workers_api: 5 });
    process.kill(pid, 'SIGHUP');
    await until('five new workers', () => {
      const now = workers('api', pid);
      return now.length === 5 && !now.some((worker) => old.includes(worker));
    });
    await orderd.configure({ workers_api: 'many' });
    process.kill(pid, 'SIGHUP');
    await until('a line in the log', () => /workers_api/.test(orderd.log()));
    await sleep(300);
    assert.equal(workers('api', pid).length, 5);
    await orderd.configure({ workers_api: 2 });
    process.kill(pid, 'SIGHUP');
    await until('two workers', () => workers('api', pid).length === 2);
    assert.deepEqual([...new Set(await load.stop())], [201]);
    await assertAllAnswered();
  } finally {
    await load.stop();
    await orderd.stop();
  }
});

test('a worker that dies is replaced also while the settings file is bad', async () => {
  const orderd = await startOrderd();
  try {
    const { pid } = orderd.process;
    const [victim, ...others] = workers('api', pid);
    await orderd.configure({ workers_api: 'many' });
    process.kill(victim, 'SIGKILL');
    await until('as many workers as before', () => {
      const now = workers('api', pid);
      return now.length === others.length + 1 && !now.includes(victim);
    });
    assert.equal((await send('GET', '/health/ready', { at: orderd.url })).status, 200);
    assert.doesNotMatch(orderd.log(), /workers_api/);
  } finally {
    await orderd.stop();
  }
});
