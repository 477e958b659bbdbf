// Looking into the database as the schema's owner: what a reply says is checked against rows.
// SPDX-License-Identifier: MIT
import pg from 'pg';
import { database } from './instance.js';

const pool = new pg.Pool({
  connectionString: database,
  options: '-c search_path=orderd',
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
