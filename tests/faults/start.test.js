// Settings that are wrong stop the start, with a line that says which and where.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { program } from './support/orderd.js';

let here, file;
before(async () => {
  here = await mkdtemp(join(tmpdir(), 'orderd-start-'));
  file = join(here, 'orderd.conf');
});
after(() => rm(here, { recursive: true }));

/** Exit code and messages of `orderd -t` on these settings. */
async function start(text, { args = ['-t'], env = {} } = {}) {
  await writeFile(file, text);
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('ORDERD_')),
  );
  return new Promise((resolve) => {
    execFile(
      program,
      [...args, '-c', file],
      { env: { ...inherited, ...env }, timeout: 10_000 },
      (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, stderr });
      },
    );
  });
}

async function assertRefused(result, ...words) {
  const { code, stderr } = await result;
  assert.notEqual(code, 0);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  for (const word of words) assert.ok(stderr.includes(word), `"${word}" in ${stderr}`);
}

test('good settings, and none but the defaults, are good', async () => {
  assert.equal(
    (await start('# nothing\n\nworkers_api = 3\nissuer = "https://orders.example.com"\n')).code,
    0,
  );
  assert.equal((await start('')).code, 0);
});

test('an unknown setting, a bad value, a line that is none: file, line and name', async () => {
  await assertRefused(start('workers_api = 3\ncolour = red\n'), `${file}:2`, 'colour');
  await assertRefused(start('\nworkers_api = many\n'), `${file}:2`, 'workers_api');
  await assertRefused(start('workers_api = 0\n'), `${file}:1`, 'workers_api');
  await assertRefused(start('log_level = loud\n'), `${file}:1`, 'log_level', 'debug');
  await assertRefused(start('workers_api\n'), `${file}:1`);
  await assertRefused(start('workers_api = 3\nworkers_api = 4\n'), `${file}:2`, 'workers_api');
});

test('the environment comes after the file, and is checked as well', async () => {
  assert.equal((await start('workers_api = 3\n', { env: { ORDERD_WORKERS_API: '4' } })).code, 0);
  await assertRefused(
    start('workers_api = 3\n', { env: { ORDERD_WORKERS_API: 'x' } }),
    'environment',
    'workers_api',
  );
  await assertRefused(start('', { env: { ORDERD_COLOUR: 'red' } }), 'ORDERD_COLOUR');
});

test('it does not start on bad settings either, nor where it can make no socket', async () => {
  await assertRefused(start('colour = red\n', { args: [] }), 'colour');
  const { code, stderr } = await start(`socket_dir = ${here}/nowhere\nkeys_dir = ${here}\n`, {
    args: [],
  });
  assert.notEqual(code, 0);
  assert.match(stderr, /nowhere/);
});

test('a file that is not there is named', async () => {
  const { code, stderr } = await new Promise((resolve) => {
    execFile(program, ['-t', '-c', join(here, 'missing.conf')], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
  assert.notEqual(code, 0);
  assert.match(stderr, /missing\.conf/);
});
