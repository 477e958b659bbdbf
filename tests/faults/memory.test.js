// Workers whose memory ends: they say so, and nothing is counted against who asked.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { row } from '../api/support/database.js';
import { send } from '../api/support/http.js';
import { PASSWORD, someone } from '../api/support/people.js';
import { startOrderd } from './support/orderd.js';
import { runAsOwner, until, workers } from './support/processes.js';

const MEGABYTE = 1 << 20;

/** Lets a process grow by so many bytes and no more; Infinity: as it likes. */
function limit(pid, more) {
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
