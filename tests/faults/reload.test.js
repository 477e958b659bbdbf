// A reload is waited for: it says how it went, and one that does not go well changes nothing.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '../api/support/http.js';
import { folder, orderctl } from '../api/support/instance.js';
import { someone } from '../api/support/people.js';
import { assertStockAddsUp, someProduct } from '../api/support/shop.js';
import { orderAt, program, startOrderd } from './support/orderd.js';
import { childrenOf, until } from './support/processes.js';
import { Relay } from './support/relay.js';

let here, binary, orderd, customer, product, load;
before(async () => {
  here = mkdtempSync('/var/tmp/orderd-reload-');
  binary = join(here, 'orderd');
  copyFileSync(program, binary);
  chmodSync(here, 0o755);
  [customer, product] = [await someone(), await someProduct(await someone('manager'), { stock: 1000000 })];
  orderd = await startOrderd({ binary });
  load = orderAt(orderd.url, customer, product, 1);
  await until('a load worth the name', () => load.answers.length > 30);
});
after(async () => {
  const answers = await load?.stop();
  await orderd?.stop();
  rmSync(here, { recursive: true });
  // Reloads that went well and that did not: no request failed.
  assert.deepEqual([...new Set(answers)], [201]);
  await assertStockAddsUp(product);
});

const pid = () => orderd.process.pid;
const crew = () => childrenOf(pid()).sort();
const reload = () => orderctl('reload', String(pid()));

/** Another file in the program's place, as a package manager puts it there. */
function replaceProgram(put) {
  const next = join(here, 'next');
  put(next);
  renameSync(next, binary);
}
const sameProgram = (next) => {
  copyFileSync(program, next);
};

const WORKERS = 8; // of orderd, as the first reload says

/** The reload fails with this line, and the same workers serve on. */
async function assertRefused(line) {
  await until('those of before a reload are gone', () => crew().length === WORKERS);
  const serving = crew();
  await assert.rejects(reload(), ({ code, stderr }) => {
    assert.equal(code, 1);
    assert.match(stderr, line);
    return true;
  });
  assert.deepEqual(crew(), serving);
  assert.equal((await send('GET', '/health/ready', { at: orderd.url })).status, 200);
}

test('a reload is over when all workers are new, and is of the same process', async () => {
  const old = crew();
  const { stdout } = await reload();
  assert.match(stdout, /^reloaded: version .*, 8 workers$/m);
  await until('the last of before is gone', () => !crew().some((worker) => old.includes(worker)));
  assert.equal(crew().length, old.length);
});

test('a new program is taken, by the master, too', async () => {
  const exe = () => statSync(`/proc/${pid()}/exe`).ino;
  const before = exe();
  replaceProgram(sameProgram);
  await reload();
  assert.notEqual(exe(), before);
  assert.equal(exe(), statSync(binary).ino);
});

test('a program that does not run is not taken', async () => {
  replaceProgram((next) => writeFileSync(next, 'no program', { mode: 0o755 }));
  await assertRefused(/not reloaded: .*can't be executed/);
  replaceProgram(sameProgram);
  await reload();
});

test('settings that are bad are refused with their line', async () => {
  await orderd.configure({ colour: 'red' });
  await assertRefused(/not reloaded: .*orderd\.conf:\d+: unknown setting "colour"/);
  await orderd.configure({});
});

test('a database whose tables do not fit: the workers of before serve on', async () => {
  await orderd.configure({ database: `"host=${folder}/run dbname=postgres user=orderd_app"` });
  await assertRefused(/a new worker did not get ready/);
  await orderd.configure({});
  await reload();
});

test('a reload in which the master dies is one that failed', async () => {
  const victim = await startOrderd();
  try {
    const stopped = victim.process.pid;
    process.kill(stopped, 'SIGSTOP');
    const asked = assert.rejects(orderctl('reload', String(stopped)), /has ended/);
    await until('it waits', () => readFileSync('/proc/net/unix', 'utf8').includes('@orderd-reload-'));
    process.kill(stopped, 'SIGKILL');
    await asked;
  } finally {
    await victim.stop();
  }
});

test('a relay is reloaded once each desk is anew, and then left alone', async () => {
  const relay = await new Relay().open();
  try {
    const desks = () => relay.all.slice(1).sort();
    await until('all desks are there', () => desks().length === 8);
    const old = desks();
    const { stdout } = await orderctl('reload', String(relay.running.process.pid));
    assert.match(stdout, /^reloaded: /);
    const fresh = desks();
    assert.equal(fresh.length, 8);
    assert.ok(!fresh.some((desk) => old.includes(desk)), 'none is of before');
    await sleep(3000);
    assert.deepEqual(desks(), fresh);
  } finally {
    await relay.close();
  }
});
