// The errors that nginx answers itself look like orderd's own.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { connect as connectHttp2 } from 'node:http2';
import { test } from 'node:test';
import { connect } from 'node:net';
import { assertProblem } from '../support/check.js';
import { anyone, bearer, send } from '../support/http.js';
import { url } from '../support/instance.js';
import { request, sendRaw } from '../support/raw.js';

test('404 outside the API', async () => {
  assertProblem(await send('GET', '/nothing'), 404, 'not_found');
  assertProblem(await send('GET', '/nothing.html'), 404, 'not_found');
});

test('/problem is nothing to ask for, in any spelling', async () => {
  const spellings = ['', '/', '//', '/?', '/?a=b', '/.', '/x/..', '%2f'].map((end) => `/problem${end}`);
  for (const path of [...spellings, '//problem/', '/%70roblem/', '/x/../problem/', '/./problem//']) {
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
      const reply = await sendRaw(request(`${method} ${path} HTTP/1.1`));
      assert.equal(reply.status, 404, `${method} ${path}`);
      if (method !== 'HEAD') assertProblem(reply, 404, 'not_found');
    }
  }
});

test('412 for what has no version to wait for', async () => {
  for (const path of ['/', '/docs', '/openapi.json', '/favicon.svg', '/nothing'])
    assertProblem(await send('GET', path, { headers: { 'If-Match': '"1"' } }), 412, 'precondition_failed');
  assertProblem(await send('GET', '/nothing', { headers: { 'If-Match': '*' } }), 404);
});

test('501 and 505 for HTTP that nginx does not speak', async () => {
  const coded = request('POST /api/v1/orders HTTP/1.1', { 'Transfer-Encoding': 'gzip' });
  assertProblem(await sendRaw(coded), 501, 'not_implemented');
  assertProblem(await sendRaw(request('GET / HTTP/3.0')), 505, 'http_version_not_supported');
});

test('413 for a body over the limit', async () => {
  const headers = bearer('whoever');
  assertProblem(await anyone.post('/products', 'x'.repeat((1 << 20) + 1), headers), 413, 'body_too_large');
});

test('413 before the body is sent, when its length tells', async () => {
  const reply = await sendRaw(
    request('POST /api/v1/orders HTTP/1.1', {
      'Content-Length': 1e10,
      'X-API-Key': 'whoever',
      'Content-Type': 'application/json',
    }),
  );
  assertProblem(reply, 413, 'body_too_large');
});

test('414 for a path, 431 for headers over the limit', async () => {
  assertProblem(await send('GET', `/api/v1/${'x'.repeat(20_000)}`), 414);
  assertProblem(await anyone.get('/products', { 'X-Long': 'x'.repeat(20_000) }), 431);
});

test('400 for what is no HTTP', async () => {
  const broken = [
    request('GET /%00 HTTP/1.1'),
    request('GET /a%00b.html HTTP/1.1'),
    request('GET /api/v1/products%00 HTTP/1.1'),
    request('GET /% HTTP/1.1'),
    'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    request('GET / HTTP/1.1', { 'Content-Length': 'x' }),
    request(
      'POST /api/v1/orders HTTP/1.1',
      { 'Transfer-Encoding': 'chunked', 'Content-Length': '5' },
      '0\r\n\r\n',
    ),
    request('POST /api/v1/auth/login HTTP/1.1', { 'Transfer-Encoding': 'chunked' }, 'zz\r\n'),
  ];
  for (const bytes of broken) {
    const reply = await sendRaw(bytes);
    assert.equal(reply.status, 400, bytes);
    assertProblem(reply, 400);
  }
});

test('plain HTTP on the TLS port is a problem, too', async () => {
  const text = await new Promise((resolve, reject) => {
    let all = '';
    const socket = connect(url.port, '127.0.0.1', () =>
      socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    );
    socket.on('data', (part) => (all += part));
    socket.on('end', () => resolve(all));
    socket.on('error', reject);
  });
  assert.match(text, /^HTTP\/1\.1 400 /);
  assert.match(text, /application\/problem\+json/);
});

test('a body in chunks is read like any other', async () => {
  const body = '{"email":"nobody@example.com"}';
  const chunks = [...body].map((c) => `1\r\n${c}\r\n`).join('') + '0\r\n\r\n';
  const reply = await sendRaw(
    request(
      'POST /api/v1/auth/login HTTP/1.1',
      { 'Transfer-Encoding': 'chunked', 'Content-Type': 'application/json' },
      chunks,
    ),
  );
  const { errors } = assertProblem(reply, 422, 'invalid_fields');
  assert.deepEqual(
    errors.map((e) => e.pointer),
    ['/password'],
  );
});

test('the API speaks HTTP/2', async () => {
  const session = connectHttp2(url.origin);
  try {
    const headers = await new Promise((resolve, reject) => {
      session.on('error', reject);
      session
        .request({ ':path': '/api/v1/health' })
        .on('response', resolve)
        .on('error', reject)
        .resume();
    });
    assert.equal(headers[':status'], 200);
    assert.ok(headers['x-request-id']);
  } finally {
    session.close();
  }
});
