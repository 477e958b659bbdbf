// A backup brings back the database and the keys, all of it or nothing.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { count, row, rows } from '../api/support/database.js';
import { end } from '../api/support/feed.js';
import { folder, orderctl } from '../api/support/instance.js';
import { signIn, signedUp } from '../api/support/people.js';
import { assertStockAddsUp, placed, someProduct } from '../api/support/shop.js';
import { until } from './support/processes.js';

const file = join(folder, 'run/backup.tar');
const notes = () => count(`audit_log WHERE event = 'database.restored'`);
let notesBefore;
let feedBefore;
after(async () => {
  await orderctl('relay', 'accept'); // what was restored tells the world nothing
  for (const name of [file, `${file}.cut`]) rmSync(name, { force: true });
});

test('what was there at the backup is there again, and what came later is not', async () => {
  const [manager, customer] = [await signedUp('manager'), await signedUp()];
  const product = await someProduct(manager);
  const before = await placed(customer, [[product, 1]]);
  await orderctl('audit', 'seal');
  notesBefore = await notes();
  feedBefore = await end(manager);
  await orderctl('backup', file);
  assert.equal(statSync(file).mode & 0o777, 0o600, 'for its owner alone');

  const later = await placed(customer, [[product, 5]]);
  await orderctl('keys', 'rotate');
  await orderctl('audit', 'seal');
  const rotated = await signIn(customer.email);
  await assert.rejects(orderctl('restore', file), /--force/, 'not by accident');
  await orderctl('restore', '--force', file);

  await until('the workers see it', async () => {
    const { status } = await customer.get('/auth/me');
    return status === 401;
  });
  assertProblem(await rotated.get('/auth/me'), 401, 'invalid_token');
  const again = await signIn(customer.email);
  assert.equal(
    decodeProtectedHeader(again.access_token).kid,
    decodeProtectedHeader(customer.access_token).kid,
    'the key of then',
  );
  assert.deepEqual(assertStatus(await again.get(`/orders/${before.id}`), 200).body, before);
  assertProblem(await again.get(`/orders/number/${later.order_number}`), 404);
  assert.equal((await assertStockAddsUp(product)).reserved, 1);
  await placed(again, [[product, 2]]);
});

test('the world is told nothing after it, until the operator says so, and the feed begins anew', async () => {
  const manager = await signedUp('manager');
  assertProblem(await manager.get(`/events?after=${feedBefore}`), 409, 'resync');
  assert.equal((await row('SELECT silent FROM feed')).silent, 'restored');
  await orderctl('relay', 'accept');
  assert.equal((await row('SELECT silent FROM feed')).silent, null);
});

test('the audit log ends where the backup did, says so, and is sealed from there on', async () => {
  assert.equal(await notes(), notesBefore + 1);
  await orderctl('audit', 'verify');
  await orderctl('audit', 'seal');
  await orderctl('audit', 'verify');
});

// As before a migration: a table that this program's statements name is not there yet.
const migrateBack = () => rows('ALTER TABLE password_resets RENAME TO not_yet');
const migrate = () => rows('ALTER TABLE not_yet RENAME TO password_resets');

test('a backup of an older schema waits for its migrations, its audit log is sealed from there on', async () => {
  notesBefore = await notes();
  await migrateBack();
  try {
    await orderctl('backup', file);
  } finally {
    await migrate();
  }
  await signedUp();
  await orderctl('audit', 'seal');

  const { stderr } = await orderctl('restore', '--force', file);
  assert.match(stderr, /sqitch deploy/, 'says what is still to do');
  await migrate();
  assert.equal(await notes(), notesBefore + 1);
  await orderctl('audit', 'verify');
  await orderctl('audit', 'seal');
  await orderctl('audit', 'verify');
});

test('every worker serves the restored database', async () => {
  const customers = await Promise.all(Array.from({ length: 8 }, () => signedUp()));
  const replies = await Promise.all(
    customers.flatMap((c) =>
      Array(10)
        .fill(0)
        .map(() => c.get('/orders')),
    ),
  );
  for (const reply of replies) assertStatus(reply, 200);
});

test('the restored database has the privileges and comments of the old one', async () => {
  const { stdout } = await orderctl('doctor').catch((error) => error);
  assert.match(stdout, /ok +privileges/);
  assert.match(stdout, /ok +migrations/);
  const { comment } = await row("SELECT obj_description('orders'::regclass) AS comment");
  assert.ok(comment);
});

test('a backup that is cut off or none at all changes nothing', async () => {
  const customer = await signedUp();
  await orderctl('backup', `${file}.cut`);
  truncateSync(`${file}.cut`, Math.floor(statSync(`${file}.cut`).size / 2));
  for (const bad of [`${file}.cut`, join(folder, 'cert.pem'), join(folder, 'no-such-file')])
    await assert.rejects(orderctl('restore', '--force', bad));
  assertStatus(await customer.get('/auth/me'), 200);
});
