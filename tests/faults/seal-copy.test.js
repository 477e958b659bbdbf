// A copy of the database that is given the original's keys: it makes no seal, so that the original's chain
// goes on; a standby that leads now goes on with its own.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { rows } from '../api/support/database.js';
import { folder, orderctl, orderctlIn } from '../api/support/instance.js';
import { Pair } from './support/pair.js';
import { runAsOwner, until } from './support/processes.js';

const ours = join(folder, 'keys');
const theirs = join(folder, `keys-${randomBytes(3).toString('hex')}`);
const head = (keys) => readFileSync(join(keys, 'audit-head'), 'utf8');
const NOTE = `INSERT INTO audit_log (event, details) VALUES ('database.restored', '{}')`;

let pair;
before(async () => {
  await rows(NOTE);
  await orderctl('audit', 'seal');
  await runAsOwner('cp', ['-r', ours, theirs]);
  pair = await new Pair().open();
});
after(async () => {
  await pair?.close();
  rmSync(theirs, { recursive: true, force: true });
});

/** Seals what is new in the pair, by the keys of a folder; `database` may lead to one of the two. */
async function seal(keys, database = pair.conninfo.slice(1, -1), ...words) {
  const command = words.length ? words : ['audit', 'seal'];
  return orderctlIn({ ORDERD_DATABASE: database, ORDERD_KEYS_DIR: keys }, ...command);
}
const alone = ({ port }) => `host=127.0.0.1 port=${port} dbname=orderd user=orderd_app`;
const note = () => pair.leader.run(NOTE);
const seals = () => pair.leader.value('SELECT max(id) FROM audit_seals');

test('what was a standby goes on with the chain', async () => {
  await note();
  const before = await seals();
  await seal(theirs);
  assert.equal(await seals(), String(Number(before) + 1));
  await pair.leader.end('SIGINT');
  await pair.promote();
  await until('it leads', () => pair.leader.value('SELECT NOT pg_is_in_recovery()'));
  await note();
  await seal(theirs);
  assert.equal(await seals(), String(Number(before) + 2));
});

test('a copy that holds the last seal is refused the keys of the original, which goes on', async () => {
  // As the copy was when it was made: the end of the original's chain is the end of its own.
  await pair.leader.run(`SET session_replication_role = replica;
    DELETE FROM audit_seals WHERE id > ${Number(head(ours).split(' ')[0])}`);
  const [kept, before] = [head(ours), await seals()];
  await assert.rejects(seal(ours, alone(pair.leader)), /may be a copy.*orderctl after-restore/);
  assert.equal(head(ours), kept);
  assert.equal(await seals(), before);
  await rows(NOTE);
  await orderctl('audit', 'seal');
  assert.notEqual(head(ours), kept);
  await orderctl('audit', 'verify');
});

test('with a folder of its own it goes on once that is said', async () => {
  await assert.rejects(seal(theirs, alone(pair.leader)), /orderctl/);
  await seal(theirs, alone(pair.leader), 'after-restore', '--head-only', '--reason', 'a copy');
  const before = await seals();
  await note();
  await seal(theirs, alone(pair.leader));
  assert.equal(await seals(), String(Number(before) + 1));
});

test('a head of another server, of another database or of a later timeline is not gone on with', async () => {
  const kept = head(theirs);
  const [id, hash, database, timeline, place] = kept.trim().split(' ');
  const [system, oid] = database.split('/');
  for (const other of [[`${system}1`, oid, timeline], [system, `${oid}1`, timeline], [system, oid, Number(timeline) + 1]]) {
    writeFileSync(join(theirs, 'audit-head'), `${id} ${hash} ${other[0]}/${other[1]} ${other[2]} ${place}\n`);
    await assert.rejects(seal(theirs, alone(pair.leader)), /another database/);
  }
  writeFileSync(join(theirs, 'audit-head'), kept);
  await seal(theirs, alone(pair.leader));
});
