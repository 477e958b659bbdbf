// The running instance that the tests are pointed at, by ./dev test.
// SPDX-License-Identifier: MIT
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run ./dev test api`);
  return value;
}

/** https://localhost:9443 */
export const url = new URL(setting('ORDERD_TEST_URL'));

/** The folder of its cluster, sockets, keys and logs. */
export const folder = setting('ORDERD_TEST_DIR');

/** A connection string as the schema's owner. */
export const database = setting('ORDERD_TEST_DATABASE');

/** Runs orderctl on the instance; rejects when it fails. */
export const orderctl = (...args) => orderctlWith('', ...args);

/** The same with some settings from the environment. */
export const orderctlIn = (settings, ...args) =>
  promisify(execFile)(setting('ORDERD_TEST_CTL'), args, { env: { ...process.env, ...settings } });

/** The same, with `input` on its standard input. Resolves to {stdout, stderr}. */
export function orderctlWith(input, ...args) {
  const running = promisify(execFile)(setting('ORDERD_TEST_CTL'), args);
  running.child.stdin.end(input);
  return running;
}

/** What a log says from now on: `const since = await logTail('orderd.log'); … await since()`. */
export async function logTail(name) {
  const since = await logBytes(name);
  return async () => (await since()).toString();
}

/** The same, as a Buffer. */
export async function logBytes(name) {
  const path = join(folder, 'log', name);
  const { size } = await stat(path);
  return async () => (await readFile(path)).subarray(size);
}
