// Looking into the database as the schema's owner: what a reply says is checked against rows.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import pg from 'pg';
import { database } from './instance.js';

const connection = { connectionString: database, options: '-c search_path=orderd' };
const pool = new pg.Pool({
  ...connection,
  max: 4,
  allowExitOnIdle: true,
});
pool.on('error', () => {}); // an idle connection may go with the server; the next query tells

/** All rows; bigints and numerics come as strings. */
export async function rows(sql, ...parameters) {
  return (await pool.query(sql, parameters)).rows;
}

/** The only row. */
export async function row(sql, ...parameters) {
  const found = await rows(sql, ...parameters);
  if (found.length !== 1) throw new Error(`${found.length} rows where one was expected: ${sql}`);
  return found[0];
}

/** The only value of the only row. */
export async function value(sql, ...parameters) {
  return Object.values(await row(sql, ...parameters))[0];
}

/** count(*) of what follows FROM, as a number. */
export async function count(from, ...parameters) {
  return Number(await value(`SELECT count(*) FROM ${from}`, ...parameters));
}

/**
 * What a request answers that meets a transaction: `work(sql, …parameters)` has locked or written
 * what it needs, and `then` happens once the request waits for it: it commits.
 */
export async function meeting(work, request, then = (other) => other.query('COMMIT')) {
  const other = new pg.Client(connection);
  await other.connect();
  try {
    await other.query('BEGIN');
    await work((sql, ...parameters) => other.query(sql, parameters));
    let over = false;
    const reply = request().finally(() => (over = true));
    while (!over && !(await count('pg_locks WHERE NOT granted AND $1 = ANY (pg_blocking_pids(pid))', other.processID)));
    assert.equal(over, false, 'the request waits');
    await then(other);
    return await reply;
  } finally {
    await other.end();
  }
}

/** The same of a request whose connection to the database is ended there. */
export const cutOff = (work, request) =>
  meeting(work, request, async (other) => {
    for (const { pid } of await rows(`SELECT pid FROM pg_locks WHERE NOT granted AND $1 = ANY (pg_blocking_pids(pid))`, other.processID))
      process.kill(pid, 'SIGTERM'); // as pg_terminate_backend, which the owner may not call
  });
