// Workers that are killed: replaced at once, and nothing that was promised is lost.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertStatus } from '../api/support/check.js';
import { anyone } from '../api/support/http.js';
import { PASSWORD, registered, signIn, someone } from '../api/support/people.js';
import { assertNothingLost, startLoad } from './support/load.js';
import { master, POOLS, until, workers } from './support/processes.js';

const anyOf = (list) => list[Math.floor(Math.random() * list.length)];

const kill = (pid) => pid && process.kill(pid, 'SIGKILL');

test('kill -9 of workers in a load of orders loses no order', async () => {
  const count = workers('api').length;
  const load = await startLoad();
  await sleep(500);
  for (let i = 0; i < 12; i++) {
    kill(anyOf(workers('api')));
    await sleep(200);
  }
  await until('a load worth the name', () => load.acknowledged.length > 50);
  await load.stop();
  await assertNothingLost(load);
  const strange = Object.keys(load.answers).filter(
    (status) => !['201', '502', '503', '409'].includes(status),
  );
  assert.deepEqual(strange, [], JSON.stringify(load.answers));
  await until('as many workers as before', () => workers('api').length === count);
});

test('who only reads does not notice: nginx asks another worker', async () => {
  const person = await someone();
  let stopped = false;
  const statuses = {};
  const readers = Array.from({ length: 6 }, async () => {
    while (!stopped) {
      const { status } = await person.get('/auth/me');
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  });
  for (let i = 0; i < 8; i++) {
    kill(anyOf(workers('api')));
    await sleep(250);
  }
  stopped = true;
  await Promise.all(readers);
  assert.deepEqual(Object.keys(statuses), ['200'], JSON.stringify(statuses));
  assert.ok(statuses[200] > 50);
});

test('a pool that is killed again and again comes back, and the other pools go on', async () => {
  const person = await someone();
  const { email } = await registered();
  const count = workers('auth').length;
  for (let i = 0; i < 6; i++) {
    for (const pid of workers('auth')) kill(pid);
    assertStatus(await person.get('/auth/me'), 200);
    await sleep(100);
  }
  await until('somebody signs in', async () => {
    const { status } = await anyone.post('/auth/login', { email, password: PASSWORD });
    return status === 200;
  });
  await until('as many workers as before', () => workers('auth').length === count);
});

test('SIGHUP replaces every worker under a load of orders, and no request is lost', async () => {
  const [pid, count] = [master(), workers('api').length];
  const load = await startLoad();
  await sleep(300);
  for (let round = 0; round < 3; round++) {
    const old = new Set(POOLS.flatMap((pool) => workers(pool)));
    process.kill(pid, 'SIGHUP');
    await until(
      'every worker is a new one',
      () => {
        const now = POOLS.flatMap((pool) => workers(pool));
        return now.length === old.size && now.every((worker) => !old.has(worker));
      },
      60,
    );
  }
  await load.stop();
  await assertNothingLost(load);
  assert.deepEqual(Object.keys(load.answers), ['201'], JSON.stringify(load.answers));
  assert.equal(master(), pid);
  assert.equal(workers('api').length, count);
});

test('signing in goes on while workers are replaced', async () => {
  const { email } = await registered();
  process.kill(master(), 'SIGHUP');
  for (let i = 0; i < 8; i++) await signIn(email);
});
