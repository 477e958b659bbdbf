// Two hosts of one database, each with a keys folder of its own: they sign with the same keys.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { count, rows } from '../api/support/database.js';
import { send, someAddress } from '../api/support/http.js';
import { folder, orderctl, orderctlIn, url } from '../api/support/instance.js';
import { PASSWORD, registered } from '../api/support/people.js';
import { startOrderd } from './support/orderd.js';
import { runAsOwner, until } from './support/processes.js';

const FOLLOWS = 15; // s in which every worker has asked the database, on a busy machine

let person, other, keysDir;
const secretOf = (name) => join(folder, name, 'secret');

/** A keys folder that holds nothing but a secret. */
async function folderWith(name, secret) {
  const here = join(folder, name);
  rmSync(here, { recursive: true, force: true });
  await runAsOwner('install', ['-d', '-m', '700', here]);
  await runAsOwner('install', ['-m', '600', secret, join(here, 'secret')]);
  return here;
}

before(async () => {
  person = await registered();
  await orderctl('keys', 'init'); // a host that others have gone before has an older file
  keysDir = await folderWith('keys-2', secretOf('keys'));
  await orderctlIn({ ORDERD_KEYS_DIR: keysDir }, 'keys', 'init');
  other = await startOrderd({ settings: { keys_dir: keysDir } });
});
// One key for whoever comes next, the same in the folder.
after(async () => {
  await other?.stop();
  await rows(`DELETE FROM signing_keys WHERE created_at <> (SELECT max(created_at) FROM signing_keys WHERE kid NOT IN ('new', 'old'))`);
  await orderctl('keys', 'init');
  for (const name of ['keys-2', 'keys-3']) rmSync(join(folder, name), { recursive: true, force: true });
});

const hosts = () => [url, other.url];

async function signIn(at) {
  const body = { email: person.email, password: PASSWORD };
  const { access_token } = assertStatus(await send('POST', '/api/v1/auth/login', { at, body, headers: { 'X-Forwarded-For': someAddress() } }), 200).body;
  return access_token;
}

const kid = (token) => decodeProtectedHeader(token).kid;
const me = (at, token) => send('GET', '/api/v1/auth/me', { at, headers: { Authorization: `Bearer ${token}` } });

async function assertGood(at, token) {
  for (const reply of await Promise.all(Array.from({ length: 20 }, () => me(at, token)))) assertStatus(reply, 200);
}

test('a host that has but the secret of the others signs as they do', async () => {
  const signs = (here) => readFileSync(join(here, 'current'), 'utf8');
  assert.equal(signs(keysDir), signs(join(folder, 'keys')));
  for (const at of hosts()) for (const by of hosts()) await assertGood(by, await signIn(at));
});

test('a rotation on one host is good on the other at once, which signs with it within seconds', async () => {
  for (const [here, there, settings] of [[...hosts(), {}], [...hosts().reverse(), { ORDERD_KEYS_DIR: keysDir }]]) {
    const old = await signIn(there);
    await orderctlIn(settings, 'keys', 'rotate');
    const fresh = await signIn(here);
    assert.notEqual(kid(fresh), kid(old));
    await new Promise((done) => setTimeout(done, 1000)); // a miss is asked about once a second
    await assertGood(there, fresh);
    await assertGood(here, old);
    await until('the other signs with it', async () => kid(await signIn(there)) === kid(fresh), FOLLOWS);
  }
});

test('a key that is gone is accepted by none', async () => {
  const old = await signIn(other.url);
  await orderctl('keys', 'rotate');
  await rows('DELETE FROM signing_keys WHERE kid = $1', kid(old));
  for (const at of hosts())
    await until('every worker refuses it', async () => {
      const replies = await Promise.all(Array.from({ length: 20 }, () => me(at, old)));
      return replies.every(({ status }) => status === 401);
    }, FOLLOWS);
  assertProblem(await me(url, old), 401, 'invalid_token');
});

test('a rotation removes what was replaced before the last tokens expired, and nothing that does not open signs', async () => {
  const before = await signIn(url);
  await rows(`INSERT INTO signing_keys (kid, created_at, sealed) VALUES
    ('older', now() - interval '3 days', 'x'), ('old', now() - interval '2 days', 'x'), ('new', now() + interval '1 day', 'x')`);
  await orderctl('keys', 'rotate');
  const left = await rows(`SELECT kid FROM signing_keys WHERE kid IN ('older', 'old', 'new', $1) ORDER BY kid`, kid(before));
  assert.deepEqual(left.map(({ kid: id }) => id), [kid(before), 'new', 'old'].sort());
  for (const at of hosts()) await assertGood(at, await signIn(at));
});

test('what the database has lost a host hands in again', async () => {
  const token = await signIn(url);
  await rows('DELETE FROM signing_keys');
  await until('it is there again', () => count('signing_keys WHERE kid = $1', kid(token)), FOLLOWS);
  await new Promise((done) => setTimeout(done, 1000));
  for (const at of hosts()) await assertGood(at, token);
});

test('a host with another secret is told so, and makes nothing worse', async () => {
  const strange = join(folder, 'keys-3');
  rmSync(strange, { recursive: true, force: true });
  const before = await count('signing_keys');
  const init = await orderctlIn({ ORDERD_KEYS_DIR: strange }, 'keys', 'init').catch((error) => error);
  assert.equal(init.code, 1);
  assert.match(init.stderr, /another secret/);
  const { stdout } = await orderctlIn({ ORDERD_KEYS_DIR: strange }, 'doctor').catch((error) => error);
  assert.match(stdout, /WRONG +shared keys .*another secret/);
  const rotate = await orderctlIn({ ORDERD_KEYS_DIR: strange }, 'keys', 'rotate').catch((error) => error);
  assert.match(rotate.stderr, /another secret/);
  assert.equal(await count('signing_keys'), before);
});
