// The processes of the instance, found and ended without asking anybody.
// SPDX-License-Identifier: MIT
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { folder } from '../../api/support/instance.js';

const firstLine = (path) => readFileSync(path, 'utf8').split('\n')[0].trim();

export const master = () => Number(firstLine(join(folder, 'run/orderd.pid')));
export const postmaster = () => Number(firstLine(join(folder, 'pg/postmaster.pid')));

/** Of every process: [pid, parent, command line as a list]. */
function processes() {
  const found = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [, parent] = /^\S+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'));
      found.push([
        Number(name),
        Number(parent),
        readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0'),
      ]);
    } catch {
      // it ended while we looked
    }
  }
  return found;
}

export const childrenOf = (pid) =>
  processes()
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child);

/** The pools of workers, by name. */
export const POOLS = ['api', 'auth', 'live', 'password', 'pay', 'slow'];

/** The workers of a pool, as process ids. */
export const workers = (pool, of = master()) =>
  processes()
    .filter(
      ([, parent, command]) =>
        parent === of && command.includes('--worker') && command.includes(pool),
    )
    .map(([pid]) => pid);

export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until `check` answers something true, and answers that. */
export async function until(what, check, seconds = 30) {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(100)) {
    const found = await check();
    if (found) return found;
  }
  throw new Error(`${what}: not within ${seconds} seconds`);
}

/** Runs a program as the account that owns the instance; rejects when it fails. */
export function runAsOwner(program, args, options = {}) {
  const child = spawnAsOwner(program, args, { stdio: 'ignore', ...options });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ${args.join(' ')}: ${code}`)),
    );
  });
}

/** The account that owns the instance, as options of spawn. */
export function owner() {
  const { uid, gid } = statSync(join(folder, 'pg'));
  return process.getuid() === 0 ? { uid, gid } : {};
}

export const spawnAsOwner = (program, args, options = {}) => spawnMortal(program, args, { cwd: folder, ...owner(), ...options });

/** A program that ends with this process, also when that is killed; one that is detached does not. */
export function spawnMortal(program, args, options = {}) {
  return options.detached
    ? spawn(program, args, options)
    : spawn('setpriv', ['--pdeathsig', 'TERM', program, ...args], options);
}

/** Starts PostgreSQL as ./dev does, as soon as the remains of the last one let it. */
export async function startPostgres() {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b));
  const pgCtl = join('/usr/lib/postgresql', versions.at(-1), 'bin/pg_ctl');
  const start = [
    'start',
    '-w',
    '-t',
    '30',
    '-D',
    join(folder, 'pg'),
    '-l',
    join(folder, 'log/postgresql.log'),
  ];
  await until(
    'PostgreSQL starts',
    () =>
      runAsOwner(pgCtl, start).then(
        () => true,
        () => false,
      ),
    60,
  );
}
