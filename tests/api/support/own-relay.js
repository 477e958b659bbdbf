// Relays of a test's own.
// SPDX-License-Identifier: MIT
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnAsOwner } from '../../faults/support/processes.js';
import { until } from './mails.js';
import { folder } from './instance.js';

const program = join(folder, 'root/usr/sbin/orderd-relay');
const pidFile = join(folder, 'run/relay.pid');

/** A relay of the instance's database with these settings; `end` ends it. */
export async function relay(settings = {}) {
  const log = openSync(join(folder, 'log/relay.log'), 'a');
  const child = spawnAsOwner(program, ['-c', join(folder, 'orderd.conf')], {
    env: { ...process.env, ...settings }, stdio: ['ignore', log, log],
  });
  const gone = once(child, 'exit');
  return {
    child,
    async end() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

const runs = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Ends the instance's own relay; `end` begins another like it. */
export async function relayAtRest() {
  const pid = Number(await readFile(pidFile, 'utf8'));
  if (runs(pid)) process.kill(pid, 'SIGTERM');
  await until(() => !runs(pid), 'the relay to end');
  return {
    async end() {
      const log = openSync(join(folder, 'log/relay.log'), 'a');
      const child = spawnAsOwner(program, ['-c', join(folder, 'orderd.conf')], { detached: true, stdio: ['ignore', log, log] });
      child.unref();
      await writeFile(pidFile, `${child.pid}\n`);
    },
  };
}
