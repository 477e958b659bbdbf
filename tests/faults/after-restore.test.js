// A database that was brought back to a moment by its own means: the keys folder knows a later end of the
// audit log than it has.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { row, value } from '../api/support/database.js';
import { folder, orderctl } from '../api/support/instance.js';
import { signedUp, signIn, someone } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { superuser } from './support/postgres.js';
import { until } from './support/processes.js';

after(() => orderctl('relay', 'accept'));

const head = () => readFileSync(join(folder, 'keys/audit-head'), 'utf8').trim();

/** The log as it was before the last seal: triggers and privileges are not asked when files are restored. */
async function loseLastSeal() {
  const client = await superuser();
  try {
    await client.query('SET search_path = orderd; SET session_replication_role = replica');
    await client.query(`WITH last AS (DELETE FROM audit_seals WHERE id = (SELECT max(id) FROM audit_seals) RETURNING row_ids)
                        DELETE FROM audit_log USING last WHERE id = ANY (row_ids)`);
  } finally {
    await client.end();
  }
}

test('without a word of the operator nothing is sealed; with one, it is said in the log, and all goes on', async () => {
  const person = await signedUp();
  await placed(person, [[await someProduct(await someone('manager')), 1]]);
  await orderctl('audit', 'seal');
  await signIn(person.email);
  await orderctl('audit', 'seal');
  const before = head();
  const life = await value('SELECT life FROM feed');
  await loseLastSeal();
  await assert.rejects(orderctl('audit', 'seal'), /orderctl after-restore/);
  await assert.rejects(orderctl('audit', 'verify'), /cut off/);
  await assert.rejects(orderctl('after-restore'), /reason/);

  const { stdout } = await orderctl('after-restore', '--reason', 'the disk of db1');
  assert.match(stdout, /newest order is of 20\d\d-/);
  await until('sessions have ended', async () => (await person.get('/auth/me')).status === 401);
  assertStatus(await (await signIn(person.email)).get('/auth/me'), 200);
  const feed = await row('SELECT life, silent FROM feed');
  assert.equal(feed.silent, 'restored');
  assert.notEqual(feed.life, life);
  const details = await value(`SELECT details FROM audit_log WHERE event = 'database.restored' ORDER BY id DESC LIMIT 1`);
  assert.deepEqual(details, { reason: 'the disk of db1', head_before: before });
  await orderctl('audit', 'seal');
  await orderctl('audit', 'verify');
});

test('a further host accepts the end alone', async () => {
  const person = await signedUp();
  await orderctl('audit', 'seal');
  await loseLastSeal();
  const notes = await value(`SELECT count(*) FROM audit_log WHERE event = 'database.restored'`);
  await orderctl('after-restore', '--head-only', '--reason', 'the same');
  assertStatus(await person.get('/auth/me'), 200);
  assert.equal(await value(`SELECT count(*) FROM audit_log WHERE event = 'database.restored'`), notes);
  await orderctl('audit', 'seal');
  await orderctl('audit', 'verify');
});
