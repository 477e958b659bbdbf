// The audit log under its seals: whatever is done to sealed rows is found, and named.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import pg from 'pg';
import { spawnAsOwner, until } from '../../faults/support/processes.js';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, row, rows, value } from '../support/database.js';
import { anyone, Client } from '../support/http.js';
import { database, folder, orderctl } from '../support/instance.js';
import { someEmail, someone } from '../support/people.js';

let admin;
before(async () => {
  admin = await someone('admin');
});

const verify = async () => assertStatus(await admin.get('/admin/audit/verify'), 200).body;
const seal = async () => (await orderctl('audit', 'seal')).stdout;

/** An event of the audit log, and its row. */
async function event() {
  const { headers } = await new Client().post('/auth/password/forgot', { email: someEmail() });
  return Number(await value('SELECT id FROM audit_log WHERE request_id = $1', headers['x-request-id']));
}

/** Three sealed rows, in order. */
async function sealedRows() {
  const ids = [await event(), await event(), await event()];
  await seal();
  assert.equal((await verify()).sound, true);
  return ids;
}

/** What the API and orderctl say while the log is tampered with; then all is put back. */
async function whileTampered(tables, tamper, look) {
  const saved = {};
  for (const [table, where] of Object.entries(tables))
    saved[table] = await value(`SELECT coalesce(jsonb_agg(t), '[]') FROM ${table} t WHERE ${where}`);
  try {
    await tamper();
    await look(await verify());
    await assert.rejects(orderctl('audit', 'verify'), (error) => {
      assert.equal(error.code, 1);
      assert.match(error.stderr, /^orderctl: (audit row|seal) \d+ (was|and)/);
      return true;
    });
  } finally {
    for (const [table, where] of Object.entries(tables)) {
      await rows(`DELETE FROM ${table} WHERE ${where}`);
      await rows(
        `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`,
        JSON.stringify(saved[table]),
      );
    }
  }
  assert.equal((await verify()).sound, true);
}

test('sealed rows are sound, and new ones wait for their seal', async () => {
  await sealedRows();
  const before = await verify();
  assertMembers(before, ['sound', 'seals', 'rows', 'archived', 'unsealed', 'head', 'problem', 'detail', 'audit_id', 'seal_id']);
  const last = await row('SELECT id, last_id, head FROM audit_seals ORDER BY id DESC LIMIT 1');
  assert.equal(before.seals, Number(last.id));
  assert.equal(before.head, last.head.toString('hex'));
  assert.equal(before.rows, await count('audit_log WHERE id <= $1', last.last_id));
  assert.deepEqual([before.problem, before.detail, before.audit_id, before.seal_id], [null, null, null, null]);

  await event();
  const after = await verify();
  assert.ok(after.unsealed >= before.unsealed + 1);
  assert.match((await orderctl('audit', 'verify')).stdout, /as they were/);
});

test('every head is printed, and sealing nothing prints nothing', async () => {
  await event();
  const printed = (await seal()).trim().split('\n').at(-1);
  assert.equal(printed.split('head ')[1], (await verify()).head);
  assert.equal(await seal(), '');
});

test('a changed row is named, whatever was changed', async () => {
  const [, id] = await sealedRows();
  for (const change of ["event = 'login.nothing'", 'actor_id = subject_id, subject_id = 1', "address = '192.0.2.99'",
    `details = '{"x": 1}'`, "request_id = 'other'", "created_at = created_at - interval '1 microsecond'"]) {
    await whileTampered(
      { audit_log: `id = ${id}` },
      () => rows(`UPDATE audit_log SET ${change.replace('subject_id = 1', `subject_id = ${admin.id}`)} WHERE id = ${id}`),
      (found) => assert.deepEqual([found.sound, found.problem, found.audit_id], [false, 'changed', id], change),
    );
  }
});

test('a removed row is named', async () => {
  const [, id] = await sealedRows();
  await whileTampered(
    { audit_log: `id = ${id}` },
    () => rows(`DELETE FROM audit_log WHERE id = ${id}`),
    (found) => assert.deepEqual([found.problem, found.audit_id], ['removed', id]),
  );
});

test('the first of several is the one that is named', async () => {
  const [first, second, third] = await sealedRows();
  await whileTampered(
    { audit_log: `id BETWEEN ${first} AND ${third}` },
    async () => {
      await rows(`DELETE FROM audit_log WHERE id = ${third}`);
      await rows(`UPDATE audit_log SET event = 'x' WHERE id = ${second}`);
    },
    (found) => assert.deepEqual([found.problem, found.audit_id], ['changed', second]),
  );
});

test('a row that is put among sealed ones is named', async () => {
  await event();
  const gap = Number(await value(`SELECT nextval('audit_log_id_seq')`));
  await sealedRows();
  await whileTampered(
    { audit_log: `id = ${gap}` },
    () => rows(`INSERT INTO audit_log (id, event) OVERRIDING SYSTEM VALUE VALUES (${gap}, 'innocent.event')`),
    (found) => assert.deepEqual([found.problem, found.audit_id], ['inserted', gap]),
  );
});

test('the end that was cut off is missed: the rows alone', async () => {
  const [, second] = await sealedRows();
  await whileTampered(
    { audit_log: `id >= ${second}` },
    () => rows(`DELETE FROM audit_log WHERE id >= ${second}`),
    (found) => assert.deepEqual([found.problem, found.audit_id], ['cut_off', second]),
  );
});

test('the end that was cut off is missed: the rows and their seals', async () => {
  await sealedRows();
  const [first] = await sealedRows();
  const last = Number(await value('SELECT max(id) FROM audit_seals'));
  await whileTampered(
    { audit_seals: `id = ${last}`, audit_log: `id >= ${first}` },
    async () => {
      await rows(`DELETE FROM audit_seals WHERE id = ${last}`);
      await rows(`DELETE FROM audit_log WHERE id >= ${first}`);
    },
    async (found) => {
      assert.deepEqual([found.problem, found.audit_id, found.seal_id], ['cut_off', null, last]);
      await assert.rejects(seal(), /chain does not end as it did/); // and nobody builds on it
    },
  );
});

test('a seal that was removed or changed is named', async () => {
  await sealedRows();
  await sealedRows();
  const middle = Number(await value('SELECT max(id) - 1 FROM audit_seals'));
  await whileTampered(
    { audit_seals: `id = ${middle}` },
    () => rows(`DELETE FROM audit_seals WHERE id = ${middle}`),
    (found) => assert.deepEqual([found.problem, found.audit_id, found.seal_id], ['removed', null, middle]),
  );
  for (const change of [`row_macs = set_byte(row_macs, 0, (get_byte(row_macs, 0) + 1) % 256)`,
    `head = sha256(head)`, `sealed_at = sealed_at - interval '1 day'`]) {
    await whileTampered(
      { audit_seals: `id = ${middle}` },
      () => rows(`UPDATE audit_seals SET ${change} WHERE id = ${middle}`),
      (found) => assert.deepEqual([found.problem, found.audit_id, found.seal_id], ['changed', null, middle], change),
    );
  }
});

test('two who seal at once make one chain', async () => {
  for (let i = 0; i < 3; i++) {
    await event();
    const results = await Promise.allSettled([seal(), seal(), seal()]);
    assert.ok(results.some((r) => r.status === 'fulfilled'));
  }
  assert.equal((await verify()).sound, true);
});

/** A sealer of a new event whose seal is in the chain, and its head not kept yet. */
async function sealing() {
  const last = await value('SELECT max(id) FROM audit_seals');
  await event();
  const child = spawnAsOwner(join(folder, 'root/usr/sbin/orderctl'), ['-c', join(folder, 'orderd.conf'), 'audit', 'seal'], { stdio: 'ignore' });
  await until('a seal', async () => (await value('SELECT max(id) FROM audit_seals')) !== last);
  return child;
}

/** Does `work` while nobody can write to the keys folder; it may `release` it itself. */
async function whileKeysAreLocked(work) {
  const lock = spawn('flock', [join(folder, 'keys'), 'sh', '-c', 'echo; read line'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(lock.stdout, 'data');
  const release = () => lock.exitCode ?? (lock.stdin.end(), once(lock, 'exit'));
  try {
    await work(release);
  } finally {
    await release();
  }
}

const kept = async () => (await readFile(join(folder, 'keys/audit-head'), 'utf8')).split(' ').slice(0, 2).join(' ');
const newest = () => value(`SELECT id || ' ' || encode(head, 'hex') FROM audit_seals ORDER BY id DESC LIMIT 1`);

test('who seals late does not set the kept head back', () =>
  whileKeysAreLocked(async (release) => {
    const early = await sealing();
    early.kill('SIGSTOP');
    const late = await sealing();
    const ends = [early, late].map((child) => once(child, 'exit'));
    await release();
    await ends[1];
    early.kill('SIGCONT');
    assert.deepEqual((await Promise.all(ends)).map(([code]) => code), [0, 0]);
    assert.equal(await kept(), await newest());
  }));

test('a sealer that was killed before its head was kept is made up for', async () => {
  await whileKeysAreLocked(async () => {
    const child = await sealing();
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  assert.notEqual(await kept(), await newest());
  assert.equal(await seal(), '', 'nothing waits for a seal');
  assert.equal(await kept(), await newest());
});

test('rows whose transaction has not ended are waited for, not passed over', async () => {
  const client = new pg.Client({ connectionString: database, options: '-c search_path=orderd' });
  await client.connect();
  try {
    await client.query('BEGIN');
    const { rows: [{ id: early }] } = await client.query(`INSERT INTO audit_log (event) VALUES ('late.commit') RETURNING id`);
    const late = await event();
    assert.ok(late > Number(early));
    const sealedBefore = await value('SELECT max(last_id) FROM audit_seals');
    await assert.rejects(seal(), /does not end/);
    assert.equal(await value('SELECT max(last_id) FROM audit_seals'), sealedBefore);
    await client.query('COMMIT');
    await seal();
    assert.equal(await count('audit_seals WHERE $1 = ANY (row_ids) AND last_id >= $2', early, late), 1);
  } finally {
    await client.end();
  }
  assert.equal((await verify()).sound, true);
});

test('only admins verify', async () => {
  assertProblem(await anyone.get('/admin/audit/verify'), 401);
  assertProblem(await (await someone('manager')).get('/admin/audit/verify'), 403);
});

test('what an admin reads of a person is in the audit log', async () => {
  const person = await someone();
  const { headers } = assertStatus(await admin.get(`/customers/${person.customerId}/export`), 200);
  const noted = await row('SELECT event, actor_id::int, subject_id::int FROM audit_log WHERE request_id = $1', headers['x-request-id']);
  assert.deepEqual(noted, { event: 'customer.exported', actor_id: admin.id, subject_id: person.customerId });
});

test('an export of all orders is in the audit log', async () => {
  const manager = await someone('manager');
  const { headers } = assertStatus(await manager.get('/reports/export/orders'), 200);
  const noted = await row('SELECT event, actor_id::int, details FROM audit_log WHERE request_id = $1', headers['x-request-id']);
  assert.deepEqual(noted, { event: 'report.exported', actor_id: manager.id, details: { report: 'orders' } });
});

test('a change of keys is in the audit log', async () => {
  const before = await count(`audit_log WHERE event = 'keys.rotated'`);
  await orderctl('keys', 'rotate');
  assert.equal(await count(`audit_log WHERE event = 'keys.rotated'`), before + 1);
  await seal();
  assert.equal((await verify()).sound, true); // the chain's key is not one of those
});
