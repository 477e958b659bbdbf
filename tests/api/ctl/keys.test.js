// The keys folder in a file, and back into an empty one.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runAsOwner } from '../../faults/support/processes.js';
import { folder, orderctl, orderctlIn } from '../support/instance.js';

const here = join(folder, 'run', randomBytes(3).toString('hex'));
const at = (name) => join(here, name);
const put = (name, text) => {
  writeFileSync(at(name), text);
  return at(name);
};
const failed = (promise) => promise.then(() => assert.fail('it went well'), (error) => error.stderr);
const into = (keys, file, phrase = 'right') =>
  orderctlIn({ ORDERD_KEYS_DIR: at(keys) }, 'keys', 'import', '--passphrase-file', at(phrase), file);

/** All files of a keys folder but the head of the audit log, which is no key. */
const keysIn = (path) =>
  Object.fromEntries(readdirSync(path).filter((name) => name !== 'audit-head').sort().map((name) => [name, readFileSync(join(path, name), 'utf8')]));

let sealed;
before(async () => {
  await runAsOwner('mkdir', [here]);
  put('right', 'correct horse battery\r\nanother line\n');
  put('wrong', 'correct horse batterz\n');
  await orderctl('keys', 'export', '--passphrase-file', at('right'), at('sealed'));
  sealed = readFileSync(at('sealed'), 'utf8');
});
after(() => rmSync(here, { recursive: true, force: true }));

test('what was exported comes back into a folder that has no keys, once and again', async () => {
  assert.equal(statSync(at('sealed')).mode & 0o777, 0o600, 'for its owner alone');
  assert.ok(!sealed.includes(readFileSync(join(folder, 'keys/secret'), 'utf8').trim()));
  for (let n = 0; n < 2; n++) {
    const { stdout } = await into('new', at('sealed'));
    assert.match(stdout, /key \S{22} signs/);
    assert.deepEqual(keysIn(at('new')), keysIn(join(folder, 'keys')));
    assert.equal(statSync(at('new')).mode & 0o777, 0o700);
  }
});

test('a file that is there is not overwritten', async () => {
  put('mine', 'mine');
  assert.match(await failed(orderctl('keys', 'export', '--passphrase-file', at('right'), at('mine'))), /is there already/);
  assert.equal(readFileSync(at('mine'), 'utf8'), 'mine');
});

test('a wrong passphrase, and a file that was cut or changed, are told apart, and make no folder', async () => {
  assert.match(await failed(into('none', at('sealed'), 'wrong')), /passphrase does not open/);
  const damaged = [sealed.slice(0, -20), sealed.slice(0, 40), '', 'keys', sealed.replace(/.(?=\n.*\n$)/, (c) => (c === 'A' ? 'B' : 'A'))];
  for (const text of damaged) assert.match(await failed(into('none', put('damaged', text))), /was cut or changed/);
  assert.match(await failed(into('none', at('nowhere'))), /nowhere: No such file/);
  assert.ok(!existsSync(at('none')));
});

test('other keys are not overwritten', async () => {
  await orderctlIn({ ORDERD_KEYS_DIR: at('other'), ORDERD_DATABASE: 'host=/nowhere' }, 'keys', 'init');
  const own = keysIn(at('other'));
  assert.match(await failed(into('other', at('sealed'))), /other keys are there, and stay/);
  assert.deepEqual(keysIn(at('other')), own);
});

test('a passphrase that is none is told so, and makes no file', async () => {
  const export_ = (...args) => failed(orderctl('keys', 'export', ...args, at('no')));
  assert.match(await export_('--passphrase-file', put('short', 'eleven-char\n')), /shorter than 12/);
  assert.match(await export_('--passphrase-file', put('empty', '')), /empty: no passphrase/);
  assert.match(await export_('--passphrase-file', at('nowhere')), /nowhere: No such file/);
  assert.ok(!existsSync(at('no')));
});

/** What a terminal shows on which these are typed, each when it is asked for. */
async function onTerminal(command, ...lines) {
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '', asked = 0;
  child.stdout.on('data', (data) => {
    shown += data;
    const prompts = shown.match(/(Passphrase|Again): /g)?.length ?? 0;
    for (; asked < Math.min(prompts, lines.length); asked++) child.stdin.write(`${lines[asked]}\n`);
  });
  const [code] = await once(child, 'exit');
  child.stdin.destroy();
  return { code, shown };
}

test('on a terminal it is typed twice, shown never, and opens the file', async () => {
  const ctl = process.env.ORDERD_TEST_CTL;
  const differ = await onTerminal(`${ctl} keys export ${at('typed')}`, 'typed passphrase', 'typed passphrasf');
  assert.match(differ.shown, /typed twice differs/);
  assert.equal(differ.code, 1);
  const { code, shown } = await onTerminal(`${ctl} keys export ${at('typed')}`, 'typed passphrase', 'typed passphrase');
  assert.equal(code, 0, shown);
  assert.ok(!shown.includes('typed passphrase'));
  put('typed-phrase', 'typed passphrase');
  await into('typed-keys', at('typed'), 'typed-phrase');
  assert.deepEqual(keysIn(at('typed-keys')), keysIn(join(folder, 'keys')));
});
