// A migration that takes something away, on a database of the test's own that has the registry of the instance's.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { superuser } from '../../faults/support/postgres.js';
import { folder, orderctl, orderctlIn } from '../support/instance.js';

const name = `orderd_contract_${randomBytes(3).toString('hex')}`;
const sql = join(folder, 'run', name);
const conninfo = (user) => `host=${folder}/run dbname=${name} user=${user}`;
const migrate = (...args) =>
  orderctlIn({ ORDERD_DATABASE: conninfo('orderd_app'), ORDERD_ADMIN_DATABASE: conninfo('orderd_owner') }, 'migrate', '--folder', sql, ...args);

const sessions = new Set();
async function session(application_name) {
  const client = new pg.Client({ host: join(folder, 'run'), user: 'orderd_app', database: name, application_name });
  await client.connect();
  sessions.add(client);
  return client;
}
async function end(client) {
  sessions.delete(client);
  await client.end();
}

async function asSuperuser(...statements) {
  const client = await superuser();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A migration of a later version, behind all others. */
function plan(change, note, statement) {
  appendFileSync(join(sql, 'sqitch.plan'), `${change} 2030-01-01T00:00:00Z orderd authors <authors@orderd.invalid> # ${note}\n`);
  writeFileSync(join(sql, 'deploy', `${change}.sql`), statement);
  writeFileSync(join(sql, 'revert', `${change}.sql`), 'SELECT 1;');
  writeFileSync(join(sql, 'verify', `${change}.sql`), 'SELECT 1;');
}

async function found(table) {
  const client = await session('a look');
  const { rows } = await client.query('SELECT to_regclass($1) AS found', [table]);
  await end(client);
  return rows[0].found !== null;
}

before(async () => {
  cpSync(join(import.meta.dirname, '../../../sql'), sql, { recursive: true });
  await asSuperuser(`CREATE DATABASE ${name} OWNER orderd_owner TEMPLATE template0`);
  const at = `-h ${folder}/run -U postgres`;
  await promisify(execFile)('sh', ['-c', `pg_dump ${at} -n sqitch orderd | psql ${at} -Xq -v ON_ERROR_STOP=1 -c 'CREATE TABLE goes (); ALTER TABLE goes OWNER TO orderd_owner' -f - ${name}`]);
});
after(async () => {
  for (const client of sessions) await client.end();
  await asSuperuser(`DROP DATABASE ${name}`);
  rmSync(sql, { recursive: true });
});

test('migrate --check: a database that lacks nothing', async () => {
  const { stdout } = await orderctl('migrate', '--check');
  assert.match(stdout, /has all migrations of this version/);
});

test('a contract is refused while workers or desks that are too old live, and changes nothing', async () => {
  plan('adds', 'A table comes', 'CREATE TABLE comes (id bigint);');
  plan('contract', 'Contract, since 0.1.1: a table goes', 'DROP TABLE goes;');
  const old = [
    await session('orderd-api 0.1.0'),
    await session('orderd-slow 0.1.0'),
    await session('relay mail 0.0.9'),
    await session('orderd-pay'),
  ];
  await session('orderd-api 0.1.1');
  await session('orderd-api 0.10.0');
  await session('psql');
  for (const args of [[], ['--check']]) {
    const { code, stderr } = await migrate(...args).catch((error) => error);
    assert.equal(code, 1);
    assert.match(stderr, /^orderctl: contract takes away what versions before 0\.1\.1 use/);
    assert.match(stderr, /there are 1 of 0\.0\.9 at [^,]+, 2 of 0\.1\.0 at [^,]+, 1 of no version at [^,]+: bring/);
    assert.equal(await found('comes'), false);
    assert.ok(await found('goes'));
  }
  for (const client of old) await end(client);
});

test('once the last of them is gone it runs, whoever works on other databases', async () => {
  await migrate();
  assert.ok(await found('comes'));
  assert.equal(await found('goes'), false);
});

test('the names of those who work here end with their version', async () => {
  const client = await superuser();
  const { stdout } = await orderctl('--version');
  const { rows } = await client.query(`SELECT DISTINCT application_name FROM pg_stat_activity
    WHERE datname = 'orderd' AND application_name ~ '^(orderd-|relay )' ORDER BY 1`);
  await client.end();
  const names = rows.map((row) => row.application_name);
  const version = stdout.trim().split(' ')[1];
  assert.ok(names.includes(`orderd-api ${version}`) && names.includes(`relay numbers ${version}`), `${names}`);
  assert.deepEqual(names.filter((one) => !one.endsWith(` ${version}`)), []);
});
