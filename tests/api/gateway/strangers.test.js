// Bodies of people who show no credential: refused before they are read, or kept short.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { assertProblem, assertStatus } from '../support/check.js';
import { anyone, send } from '../support/http.js';
import { askHttp2, openHttp2 } from '../support/http2.js';
import { folder, url } from '../support/instance.js';
import { request, sendRaw } from '../support/raw.js';

const MEGABYTE = 'x'.repeat(1 << 20);
const CSV = { 'Content-Type': 'text/csv' };

/** The files of bodies that nginx's workers have open, which have no name any more; their bytes. */
async function bytesOnDisk() {
  let bytes = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const path = `/proc/${pid}/fd/${fd}`;
      const file = await readlink(path).catch(() => '');
      if (file.startsWith(join(folder, 'nginx/tmp/body'))) bytes += (await stat(path)).size;
    }
  }
  return bytes;
}

/**
 * Sends the head and a part of the body, and no more. Resolves to the status that is answered (null:
 * none within `patience` milliseconds) and whether anything of it lay on disk then.
 */
async function begin(line, headers, part, patience) {
  let answer = '';
  const socket = connect({ host: url.hostname, port: url.port, servername: url.hostname }, () =>
    socket.write(request(line, headers, part)),
  );
  socket.on('data', (bytes) => (answer += bytes)).on('error', () => {});
  for (const deadline = Date.now() + patience; !answer && Date.now() < deadline; ) await sleep(20);
  const onDisk = (await bytesOnDisk()) > 0;
  socket.destroy();
  const [, status] = /^HTTP\/1\.1 (\d+)/.exec(answer) ?? [];
  return { status: status ? Number(status) : null, onDisk };
}

const IMPORT = ['POST /api/v1/products/import HTTP/1.1', { ...CSV, 'Content-Length': 64 << 20 }];
const PLACE = ['POST /api/v1/orders HTTP/1.1', { 'Content-Length': 1 << 20 }];
const chunk = `${MEGABYTE.length.toString(16)}\r\n${MEGABYTE}`;

test("a stranger's long body is refused at once, and nothing of it lies on disk", async () => {
  const refused = { status: 401, onDisk: false };
  const part = MEGABYTE.slice(0, 600_000);
  assert.deepEqual(await begin(...IMPORT, part, 5000), refused);
  assert.deepEqual(await begin(...PLACE, part, 5000), refused);
  const chunked = { ...CSV, 'Transfer-Encoding': 'chunked' };
  assert.deepEqual(await begin(IMPORT[0], chunked, chunk, 5000), refused);
  const empty = { ...IMPORT[1], Authorization: '', 'X-API-Key': '' };
  assert.deepEqual(await begin(IMPORT[0], empty, part, 5000), refused);
});

test('that of somebody who shows a credential is read before it is judged', async () => {
  for (const credential of [{ Authorization: 'Bearer x' }, { 'X-API-Key': 'x' }]) {
    const [line, headers] = IMPORT;
    const begun = await begin(line, { ...headers, ...credential }, MEGABYTE, 1000);
    assert.deepEqual(begun, { status: null, onDisk: true });
    assertProblem(await anyone.post('/products/import', MEGABYTE, { ...CSV, ...credential }), 401, 'invalid_token');
  }
});

test("the refusal is orderd's to the letter", async () => {
  const ask = (body) =>
    sendRaw(request('POST /api/v1/orders HTTP/1.1', { 'Content-Length': body.length }, body));
  const [short, long] = [await ask('{}'), await ask('x'.repeat(20_000))];
  assertProblem(short, 401, 'authentication_required');
  assertProblem(long, 401, 'authentication_required');
  for (const member of ['title', 'detail']) assert.equal(long.body[member], short.body[member]);
  for (const header of ['www-authenticate', 'cache-control', 'content-type'])
    assert.equal(long.headers[header], short.headers[header], header);
});

test('over HTTP/2, too, where a body need not say how long it is', async () => {
  const session = openHttp2();
  after(() => session.destroy());
  const reply = await askHttp2(session, 'POST', '/api/v1/products/import', { body: 'x'.repeat(40_000) });
  assertProblem(reply, 401, 'authentication_required');
  const login = await askHttp2(session, 'POST', '/api/v1/auth/login', {
    headers: { 'content-type': 'application/json' },
    body: '{"email":"nobody@example.com"}',
  });
  assertProblem(login, 422, 'invalid_fields');
});

test('what anyone may send is short, and stays in memory', async () => {
  const paths = ['/auth/login', '/auth/register', '/auth/refresh', '/auth/password/forgot', '/auth/password/reset',
    '/auth/email/confirm', '/payments/stripe/webhook'];
  for (const path of paths) {
    const line = `POST /api/v1${path} HTTP/1.1`;
    const length = 128 << 10;
    assert.deepEqual(
      await begin(line, { 'Content-Length': length }, 'x'.repeat(length - 1), 500),
      { status: null, onDisk: false }, path,
    );
    assert.deepEqual(
      await begin(line, { 'Content-Length': length + 1 }, 'x'.repeat(length), 5000),
      { status: 413, onDisk: false }, path,
    );
  }
  const padded = `{"email":"nobody@example.com","password":"${'x'.repeat(100_000)}"}`;
  assertProblem(await anyone.post('/auth/login', padded), 422, 'invalid_fields');
});

test('what needs no body and no credential is as it was', async () => {
  assertStatus(await send('GET', '/api/v1/products?limit=1'), 200);
  assertProblem(await anyone.post('/nothing', {}), 404);
  assertProblem(await anyone.delete('/products'), 405);
});
