// The pools: what stops one of them leaves the others at work.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { row } from '../api/support/database.js';
import { anyone } from '../api/support/http.js';
import { installedNginx } from '../api/support/nginx.js';
import { childrenOf, postmaster, until, workers } from './support/processes.js';

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // a server process that ended meanwhile
  }
}

/** Runs `work` while PostgreSQL stands still: it answers nothing and closes nothing. */
async function whileItStandsStill(work) {
  const server = postmaster();
  const all = [server, ...childrenOf(server)];
  try {
    for (const pid of all) signal(pid, 'SIGSTOP');
    return await work();
  } finally {
    for (const pid of all) signal(pid, 'SIGCONT');
  }
}

test('while PostgreSQL stands still and the pool is full, the service says that it lives', async () => {
  const waiting = [];
  await whileItStandsStill(async () => {
    for (let i = 0; i < 2 * workers('api').length; i++)
      waiting.push(anyone.get(`/products?limit=1&search=stands-still-${i}`));
    const done = await Promise.race([
      Promise.all(waiting).then(() => 'answered'),
      new Promise((resolve) => setTimeout(resolve, 500, 'waiting')),
    ]);
    assert.equal(done, 'waiting');
    for (let i = 0; i < 5; i++) {
      const began = Date.now();
      assertStatus(await anyone.get('/health/live'), 200);
      assertStatus(await anyone.get('/.well-known/jwks.json'), 200);
      assert.ok(Date.now() - began < 2000, 'at once');
    }
  });
  await Promise.all(waiting);
  await until('it is ready', async () => (await anyone.get('/health/ready')).status === 200);
});

test('the pool that needs no database has none', async () => {
  assert.equal(workers('live').length, 1);
  assertStatus(await anyone.get('/health/live'), 200);
  const { held } = await row(
    `SELECT count(*)::int AS held FROM pg_stat_activity WHERE application_name LIKE 'orderd-live %'`,
  );
  assert.equal(held, 0);
});

test('nginx does not take a backend.conf that lacks a pool', async () => {
  const backend = (text) => text.replace(/upstream orderd_pay \{[^}]*\}/, '');
  await assert.rejects(installedNginx({ backend }), /upstream "orderd_pay"/);
});
