// The relay of the instance. Its chores are held there (dev.d/instance.sh), so that nothing is done
// behind a test's back: a test says itself when something is due.
// SPDX-License-Identifier: MIT
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { until } from '../../faults/support/processes.js';
import { row, rows, value } from './database.js';
import { database, folder } from './instance.js';

/** It is due now, and held again when it was done or failed; resolves to its row of the table chores. */
export async function relayDoes(chore, seconds = 20) {
  const since = await value(`UPDATE chores SET due_at = now() WHERE name = $1 RETURNING now()::text`, chore);
  try {
    return await until(`the relay does ${chore}`, () => ended(chore, since), seconds);
  } finally {
    await hold(chore);
  }
}

const ended = async (chore, since) =>
  (await rows('SELECT * FROM chores WHERE name = $1 AND greatest(done_at, failed_at) > $2::timestamptz', chore, since))[0];

export const hold = (chore) => rows(`UPDATE chores SET due_at = 'infinity' WHERE name = $1`, chore);

/** An event of nothing that the relay has numbered: its row of the outbox. */
export async function numbered() {
  const id = await value(`INSERT INTO outbox (event, subject_id, payload) VALUES ('order.created', 1, '{}') RETURNING id`);
  await until('it has a number', () => value('SELECT number > 0 FROM outbox WHERE id = $1', id));
  return row('SELECT id, number::int FROM outbox WHERE id = $1', id);
}

/** Does `work` while no relay numbers anything. */
export async function unnumbered(work) {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(4, 0)');
    return await work();
  } finally {
    await client.end();
  }
}

/** The process of a desk, as it said of itself when it last reached the database. */
export async function deskPid(name) {
  const lines = (await readFile(join(folder, 'log/relay.log'), 'utf8')).split('\n');
  const last = lines.findLast((line) => line.includes(`"who":"relay ${name}"`) && line.includes('"database connected"'));
  return JSON.parse(last).pid;
}
