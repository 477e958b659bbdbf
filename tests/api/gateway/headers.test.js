// Headers of every reply: the request's id, and what keeps browsers safe.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { anyone, send } from '../support/http.js';
import { someone, unique } from '../support/people.js';

let customer;
before(async () => {
  customer = await someone();
});

/** Replies of every kind: orderd's and nginx's own, good and bad. */
const everyKind = () =>
  Promise.all([
    anyone.get('/products'),
    customer.get('/auth/me'),
    anyone.get('/auth/me'),
    anyone.get('/nothing'),
    anyone.post('/products', '{'),
    send('GET', '/'),
    send('GET', '/nothing'),
    send('POST', '/index.html'),
    anyone.post('/auth/login', 'x'.repeat(2 << 20)),
    send('GET', `/${'x'.repeat(9000)}`),
  ]);

test('every reply has a request id of its own', async () => {
  const ids = (await everyKind()).map((reply) => reply.headers['x-request-id']);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
  assert.equal(new Set(ids).size, ids.length);
});

test("the caller's request id is taken over when it is valid", async () => {
  const ids = ['12345678', unique(), 'a.b_c-D9', 'x'.repeat(64)];
  for (const id of ids) {
    for (const reply of [
      await anyone.get('/products', { 'X-Request-Id': id }),
      await send('GET', '/nothing', { headers: { 'X-Request-Id': id } }),
    ])
      assert.equal(reply.headers['x-request-id'], id);
    assert.equal((await anyone.get('/nothing', { 'X-Request-Id': id })).body.request_id, id);
  }
});

test('another is replaced', async () => {
  for (const id of [
    '1234567',
    'x'.repeat(65),
    'has space',
    'quote"quote',
    'semi;colon',
    '<script>alert(1)</script>',
    '${jndi:ldap}',
    'caf\u00e9caf\u00e9',
  ]) {
    const reply = await anyone.get('/nothing', { 'X-Request-Id': id });
    assert.match(reply.headers['x-request-id'], /^[0-9a-f]{32}$/);
    assert.equal(reply.body.request_id, reply.headers['x-request-id']);
  }
});

test('every reply has the security headers', async () => {
  for (const { headers, status } of await everyKind()) {
    assert.match(headers['strict-transport-security'], /^max-age=\d{7,}/, `status ${status}`);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.ok(headers['content-security-policy']);
    assert.ok(headers['permissions-policy']);
    assert.equal(headers.server, 'nginx', 'without a version');
    assert.equal(headers['x-powered-by'], undefined);
  }
});

const directives = (reply) =>
  Object.fromEntries(
    reply.headers['content-security-policy']
      .split(/;\s*/)
      .map((d) => [d.split(' ')[0], d.split(' ').slice(1)]),
  );

test('pages run no inline script or style, and nothing of another host', async () => {
  for (const path of ['/', '/index.html']) {
    const reply = assertStatus(await send('GET', path), 200);
    const policy = directives(reply);
    assert.deepEqual(policy['default-src'], ["'none'"]);
    assert.deepEqual(
      [policy['script-src'], policy['style-src'], policy['connect-src']],
      [["'self'"], ["'self'"], ["'self'"]],
    );
    assert.deepEqual([policy['base-uri'], policy['frame-ancestors']], [["'none'"], ["'none'"]]);
    assert.doesNotMatch(reply.headers['content-security-policy'], /unsafe|https?:|\*/);
    assert.doesNotMatch(reply.text, /<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|\sstyle=|<style/i);
  }
});

test('a reply of the API loads nothing at all', async () => {
  const policy = directives(await anyone.get('/products'));
  assert.deepEqual([policy['default-src'], policy['frame-ancestors']], [["'none'"], ["'none'"]]);
});

test('each header comes once', async () => {
  for (const reply of await everyKind()) {
    for (const name of [
      'x-request-id',
      'content-security-policy',
      'cache-control',
      'strict-transport-security',
      'x-frame-options',
    ])
      assert.ok(
        !reply.headers[name]?.includes(', max-age') &&
          !/^(.+), \1$/.test(reply.headers[name] ?? ''),
        `${name}: ${reply.headers[name]}`,
      );
  }
});

test('replies of the API are not compressed: a length would tell secrets', async () => {
  const reply = await customer.get('/products?limit=100', { 'Accept-Encoding': 'gzip' });
  assert.equal(assertStatus(reply, 200).headers['content-encoding'], undefined);
});

test('no other site may read the API', async () => {
  const reply = await anyone.get('/products', { Origin: 'https://evil.example' });
  assert.equal(reply.headers['access-control-allow-origin'], undefined);
  assert.equal(reply.headers['cross-origin-resource-policy'], 'same-origin');
});
