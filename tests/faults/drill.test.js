// The drill: a copy of the database stands up beside it and is looked through, and nothing of the original
// is touched.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { count, value } from '../api/support/database.js';
import { folder, orderctl } from '../api/support/instance.js';
import { someone } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { owner } from './support/processes.js';

const drill = join(import.meta.dirname, '../../ops/drill.sh');
const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b));
const copy = `/usr/lib/postgresql/${versions.at(-1)}/bin/pg_basebackup -h ${folder}/run -U postgres -D "$data" -c fast`;

const run = (restore) =>
  promisify(execFile)('bash', [drill], {
    env: {
      ...process.env,
      DRILL_ACCOUNT: String(owner().uid ?? userInfo().uid),
      DRILL_KEYS: join(folder, 'keys'),
      DRILL_ORDERCTL: join(folder, 'root/usr/sbin/orderctl'),
      DRILL_PARENT: join(folder, 'run'),
      DRILL_RESTORE: restore,
      DRILL_SECONDS: '60',
    },
  });

test('a backup that would do: it says how long it took, and how old the newest order is', async () => {
  await placed(await someone(), [[await someProduct(await someone('manager')), 1]]);
  await orderctl('stock', 'reconcile', '--fix').catch(() => {});
  await orderctl('money', 'reconcile', '--repair').catch(() => {});
  await orderctl('audit', 'seal');
  const head = readFileSync(join(folder, 'keys/audit-head'), 'utf8');
  const [orders, life] = [await count('orders'), await value('SELECT life FROM feed')];
  const { stdout } = await run(copy);
  const [, told, age] = /restored in \d+ s, looked through in \d+ s; (\d+) orders, the newest (\d+) s old/.exec(stdout);
  assert.equal(Number(told), orders);
  assert.ok(Number(age) < 600, stdout);
  assert.match(stdout, /rows under \d+ seals are as they were/);
  assert.equal(readFileSync(join(folder, 'keys/audit-head'), 'utf8'), head);
  assert.equal(await value('SELECT life FROM feed'), life);
  assert.deepEqual(readdirSync(join(folder, 'run')).filter((name) => name.startsWith('drill.')), []);
});

test('one that would not do fails', async () => {
  await assert.rejects(run('exit 1'));
  assert.deepEqual(readdirSync(join(folder, 'run')).filter((name) => name.startsWith('drill.')), []);
  assert.ok(statSync(join(folder, 'keys/secret')));
});
