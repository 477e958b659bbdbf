// The mails that the instance writes into its folder, found by what its queue says of them.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { until as waitedFor } from '../../faults/support/processes.js';
import { rows } from './database.js';
import { folder } from './instance.js';

const MAILS = join(folder, 'mail');

/** Waits until `look` gives something, and gives that. */
export const until = (look, what, seconds) => waitedFor(what, look, seconds);

/** Rows of the queue by these columns, the oldest first. */
export function queued(columns) {
  const names = Object.keys(columns);
  const where = names.map((name, i) => `${name} = $${i + 1}`).join(' AND ');
  return rows(`SELECT * FROM mails WHERE ${where} ORDER BY id`, ...Object.values(columns));
}

/** A mail as it was written: parsed, with `raw`. */
export async function mailNamed(id, kind) {
  const name = (await readdir(MAILS)).find((file) => file.endsWith(`-${id}-${kind}.eml`));
  assert.ok(name, `a file of mail ${id}`);
  const raw = await readFile(join(MAILS, name));
  return Object.assign(await simpleParser(raw), { raw: raw.toString('latin1'), id });
}

/** Waits for the nth mail of a kind by these columns to have come to its end, and reads it. */
export async function mailOf(kind, columns, nth = 0) {
  const mail = await until(async () => {
    const found = (await queued({ kind, ...columns }))[nth];
    return found?.settled_at && found;
  }, `${kind} of ${JSON.stringify(columns)}`);
  assert.equal(mail.state, 'sent', mail.reason);
  return mailNamed(mail.id, kind);
}

/** Waits until all that happened so far has its number, and so its mails. */
export const numbered = () =>
  until(async () => !(await rows('SELECT FROM outbox WHERE number IS NULL LIMIT 1')).length, 'numbers');
