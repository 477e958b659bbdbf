// Old rows of the audit log go into files, and nothing can be done to them unseen, there or on the way.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { folder } from '../api/support/instance.js';
import { newCompany } from './support/company.js';

const OLD = 2300; // rows, three seals
const NEW = 40;

let company, old, moment;
const rowsOf = async (where = 'true') => Number((await company.query(`SELECT count(*) FROM audit_log WHERE ${where}`))[0].count);
const happened = (event, count) =>
  company.query(
    `INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
     SELECT $1, NULL, n % 7, '192.0.2.1', jsonb_build_object('name', 'Zoë "' || n), 'r' || n FROM generate_series(1, $2) n`,
    event, count);
const out = async (...args) => (await company.ctl('audit', ...args)).stdout;
const refused = (...args) => company.ctl('audit', ...args).then(
  ({ stdout }) => assert.fail(`it said: ${stdout}`),
  ({ code, stderr }) => `${code} ${stderr}`,
);
const found = async (...args) => (await out('find', ...args, old)).split('\n').filter(Boolean).map((line) => JSON.parse(line));

before(async () => {
  company = await newCompany('audit');
  old = join(company.here, 'old.audit');
  await company.query('DELETE FROM audit_log');
  await happened('thing.done', OLD);
  for (let i = 0; i < 3; i++) await out('seal');
  await sleep(1100); // a seal is of a second
  moment = new Date().toISOString();
  await sleep(1100);
  await happened('thing.done_since', NEW);
  await out('seal');
});
after(() => company?.drop());

test('nothing is as old as that: no file', async () => {
  assert.match(await refused('archive', '--to', '2020-01-01', old), /^1 orderctl: no row under a seal is as old as that/);
  await assert.rejects(readFile(old), { code: 'ENOENT' });
  assert.equal(await rowsOf(), OLD + NEW);
});

test('a disk that is full: nothing has left the log', async () => {
  const orderctl = join(folder, 'root/usr/sbin/orderctl');
  const environment = { ...process.env, ...company.environment };
  const short = `trap '' XFSZ; ulimit -f 64; exec "$0" "$@"`; // in units of 512 or 1,024 bytes
  await assert.rejects(
    promisify(execFile)('bash', ['-c', short, orderctl, 'audit', 'archive', '--to', moment, old], { env: environment }),
    ({ code, stderr }) => assert.match(`${code} ${stderr}`, /^1 .*old\.audit: File too large/) === undefined,
  );
  await assert.rejects(readFile(old), { code: 'ENOENT' });
  assert.equal(await rowsOf(), OLD + NEW);
});

test('what is old goes into the file, each row once, and its seals stay', async () => {
  const was = await company.query(`SELECT id, event, subject_id, details->>'name' AS name FROM audit_log WHERE event = 'thing.done' ORDER BY id`);
  assert.match(await out('archive', '--to', moment, old), /^2300 rows are in /);
  assert.equal(await rowsOf("event = 'thing.done'"), 0);
  assert.equal(await rowsOf("event = 'thing.done_since'"), NEW);
  assert.deepEqual((await company.query("SELECT details FROM audit_log WHERE event = 'audit.archived'")).map(({ details }) => details), [{ rows: OLD, last_seal: 3 }]);
  const lines = (await readFile(old, 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(([id, event, , subject, , { name }]) => [id, event, subject, name]),
    was.map((row) => [Number(row.id), row.event, Number(row.subject_id), row.name]),
  );
  assert.match(await refused('archive', '--to', moment, old), /File exists/);
});

test('the log is sound without the file, and says what it did not look at; with it all is looked at', async () => {
  assert.match(await out('verify'), /^40 rows under 4 seals are as they were; 1 wait for a seal\n2300 rows besides are in files/);
  assert.match(await out('verify', '--archive', old), /^2340 rows under 4 seals are as they were; 1 wait for a seal\n$/);
});

test('what was archived is found as the list would find it', async () => {
  const third = await found('--user-id', '3');
  assert.equal(third.length, Math.ceil((OLD - 2) / 7));
  assert.ok(third.every(({ subject_id }) => subject_id === 3));
  assert.deepEqual(
    Object.keys(third[0]),
    ['id', 'event', 'actor_id', 'subject_id', 'address', 'details', 'request_id', 'created_at'],
  );
  assert.deepEqual([third[0].address, third[0].details, third[0].request_id], ['192.0.2.1', { name: 'Zoë "3' }, 'r3']);
  assert.equal((await found('--event', 'thing.done')).length, OLD);
  assert.equal((await found('--event', 'thing.done_since')).length, 0);
  assert.equal((await found('--to', '2020-01-01')).length, 0);
  assert.equal((await found('--from', moment)).length, 0);
  assert.equal((await found('--from', new Date(Date.parse(moment) - 3600e3).toISOString())).length, OLD);
});

/** What verify says of another file. */
async function ofFile(change) {
  const lines = (await readFile(old, 'utf8')).split('\n');
  const other = `${old}.other`;
  await writeFile(other, change(lines).join('\n'));
  const said = await refused('verify', '--archive', other);
  await rm(other);
  return said;
}

test('a file in which a row was changed, removed or put is found, and so is one of something else', async () => {
  const id = JSON.parse((await readFile(old, 'utf8')).split('\n')[1500])[0];
  assert.match(await ofFile((lines) => lines.with(1500, lines[1500].replace('thing.done', 'thing.gone'))), new RegExp(`audit row ${id} was changed \\(in seal 2\\)`));
  assert.match(await ofFile((lines) => lines.toSpliced(1500, 1)), new RegExp(`audit row ${id} was removed \\(in seal 2\\)`));
  assert.match(await ofFile((lines) => lines.toSpliced(1500, 0, lines[1499])), /audit row \d+ was inserted \(in seal 2\)/);
  assert.match(await ofFile((lines) => lines.slice(0, 1500)), new RegExp(`audit row ${id} was removed \\(in seal 2\\)`));
  assert.match(await ofFile((lines) => lines.slice(500)), /goes on with: give whole files, the oldest first/);
  assert.match(await ofFile(() => ['what', 'else']), /goes on with: give whole files, the oldest first/);
  await writeFile(`${old}.other`, 'what\n');
  assert.match(await refused('find', `${old}.other`), /is no file of orderctl audit archive/);
  assert.match(await refused('find', company.here), /: Is a directory$/m);
  assert.match(await refused('verify', '--archive', company.here), /: Is a directory$/m);
});

test('whole files one after the other are a file, and of those that are not given the rest is looked at', async () => {
  const second = join(company.here, 'second.audit');
  assert.match(await out('archive', '--to', '2999-01-01', second), /^40 rows are in /);
  const both = join(company.here, 'both.audit');
  await writeFile(both, (await readFile(old, 'utf8')) + (await readFile(second, 'utf8')));
  assert.match(await out('verify', '--archive', both), /^2340 rows under 4 seals are as they were; 2 wait for a seal\n$/);
  assert.match(await out('verify', '--archive', second), /^40 rows under 4 seals.*\n2300 rows besides are in files/);
});

test('who can only write to the database can neither call rows archived nor put some among them', async () => {
  await out('seal');
  const sealed = await company.query("SELECT id FROM audit_log WHERE event = 'audit.archived' ORDER BY id");
  await company.query('DELETE FROM audit_log WHERE id = $1', sealed[0].id);
  assert.match(await refused('verify'), new RegExp(`audit row ${sealed[0].id} was removed \\(in seal 5\\)`));
  await company.query('UPDATE audit_seals SET archived_mac = (SELECT archived_mac FROM audit_seals WHERE id = 4) WHERE id = 5');
  assert.match(await refused('verify'), /seal 5 was changed/);
  await company.query(`INSERT INTO audit_log (id, event) OVERRIDING SYSTEM VALUE VALUES ($1, 'thing.done')`, (await found())[7].id);
  assert.match(await refused('verify'), /audit row \d+ was inserted \(in seal 1\)/);
});
