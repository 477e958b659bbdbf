// What may become of PostgreSQL: killed, standing still, set otherwise, and whole again.
// SPDX-License-Identifier: MIT
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { folder } from '../../api/support/instance.js';
import { childrenOf, isRunning, postmaster, until } from './processes.js';

export async function killPostgres() {
  const pid = postmaster();
  process.kill(pid, 'SIGKILL');
  await until('PostgreSQL is gone', () => !isRunning(pid));
}

/** All of it stands still, as a host that was paused, until the function that is given is called. */
export function pausePostgres() {
  const pid = postmaster();
  process.kill(pid, 'SIGSTOP');
  const all = [pid, ...childrenOf(pid)];
  for (const child of all) process.kill(child, 'SIGSTOP');
  return () => {
    for (const child of all.reverse()) if (isRunning(child)) process.kill(child, 'SIGCONT');
  };
}

/**
 * Until the server goes by its settings. Who connects does so from the reload on; whether commits
 * wait for a standby is the checkpointer's to say, which reads its settings before it answers.
 */
async function inForce(settings) {
  const client = await superuser();
  try {
    for (const [name, value] of Object.entries(settings))
      if ((await client.query('SELECT current_setting($1)', [name])).rows[0].current_setting !== value) return false;
    await client.query('CHECKPOINT');
    return true;
  } finally {
    await client.end();
  }
}

/** Does `work` while the server has these settings besides its own. */
export async function withSettings(settings, work) {
  const file = join(folder, 'pg/postgresql.auto.conf');
  const before = readFileSync(file);
  const reload = () => process.kill(postmaster(), 'SIGHUP');
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  const undo = () => {
    writeFileSync(file, before);
    reload();
  };
  writeFileSync(file, before + lines.join(''));
  reload();
  try {
    await until('the settings are in force', () => inForce(settings));
    return await work(undo);
  } finally {
    undo();
  }
}

/** The superuser, who sees what everybody's connection is about: one query after the other until `end`. */
export async function superuser() {
  const client = new pg.Client({ host: join(folder, 'run'), user: 'postgres', database: 'orderd' });
  await client.connect();
  return client;
}

/** The backends of orderd's workers for which this is true in pg_stat_activity. */
export async function backends(condition, asking) {
  const client = asking ?? (await superuser());
  try {
    const { rows } = await client.query(
      `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'orderd-%' AND ${condition}`,
    );
    return rows.map(({ pid }) => pid);
  } finally {
    if (!asking) await client.end();
  }
}
