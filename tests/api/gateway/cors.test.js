// Pages of other sites: none may call the API until the operator names their origin. The tests'
// instance names https://shop.example.com; as it is installed, the site names none.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { document } from '../support/document.js';
import { anyone, send } from '../support/http.js';
import { installedNginx } from '../support/nginx.js';
import { someone } from '../support/people.js';

const LISTED = { Origin: 'https://shop.example.com' };
const preflight = (method) => ({ 'Access-Control-Request-Method': method });
const words = (header) => header.split(/,\s*/).sort();
const corsHeaders = (reply) =>
  Object.keys(reply.headers).filter((name) => name.startsWith('access-control-'));

let installed, customer;
before(async () => {
  [installed, customer] = await Promise.all([installedNginx(), someone()]);
});
after(() => installed?.stop());

test('as it is installed, no origin is let in', async () => {
  for (const method of ['GET', 'OPTIONS']) {
    const headers = { ...LISTED, ...preflight('POST') };
    const reply = await send(method, '/api/v1/orders', { at: installed.url, headers });
    assert.deepEqual(corsHeaders(reply), []);
  }
});

test('an origin that is not listed to the letter is not let in', async () => {
  for (const origin of [
    'https://evil.example',
    'http://shop.example.com',
    'https://shop.example.com:8443',
    'https://shop.example.com.evil.example',
    'https://evil-shop.example.com',
    'https://shop-example.com',
    'null',
  ]) {
    for (const method of ['GET', 'OPTIONS']) {
      const reply = await anyone.send(method, '/products', {
        headers: { Origin: origin, ...preflight('POST') },
      });
      assert.deepEqual(corsHeaders(reply), [], `${method} ${origin}`);
      assert.deepEqual(words(reply.headers.vary), ['Origin']);
    }
  }
});

test('a listed origin reads replies and their headers, its credentials sent along', async () => {
  const reply = assertStatus(await customer.get('/auth/me', LISTED), 200);
  assert.equal(reply.headers['access-control-allow-origin'], LISTED.Origin);
  assert.equal(reply.headers['access-control-allow-credentials'], 'true');
  const readable = words(reply.headers['access-control-expose-headers']);
  assert.deepEqual(readable, Object.keys(document.components.headers), 'all that the document names');
  assert.deepEqual(words(reply.headers.vary), ['Origin']);
  for (const name of ['methods', 'headers'])
    assert.equal(reply.headers[`access-control-allow-${name}`], undefined);
});

test("it reads refusals too, orderd's and nginx's own", async () => {
  for (const [reply, status] of [
    [await anyone.get('/orders', LISTED), 401],
    [await anyone.get('/nothing', LISTED), 404],
    [await anyone.send('POST', '/auth/login', { body: 'x'.repeat(2 << 20), headers: LISTED }), 413],
  ]) {
    assertProblem(reply, status);
    assert.equal(reply.headers['access-control-allow-origin'], LISTED.Origin, `${status}`);
  }
});

test('a preflight is answered with the methods of the route, without a token', async () => {
  for (const [path, methods] of [
    ['/products', ['GET', 'HEAD', 'OPTIONS', 'POST']],
    ['/orders/1/cancel', ['DELETE', 'OPTIONS', 'POST']],
    ['/auth/login', ['OPTIONS', 'POST']],
  ]) {
    const headers = { ...LISTED, ...preflight('POST') };
    const reply = assertStatus(await anyone.send('OPTIONS', path, { headers }), 204);
    assert.deepEqual(words(reply.headers['access-control-allow-methods']), methods, path);
    assert.deepEqual(words(reply.headers['access-control-allow-headers']), [
      'Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'If-None-Match', 'Traceparent', 'X-API-Key', 'X-Request-Id', 'X-Session',
    ]);
    assert.equal(reply.headers['access-control-allow-origin'], LISTED.Origin);
    assert.ok(Number(reply.headers['access-control-max-age']) > 0);
  }
});

test('a cached list is not given out with the origin of who asked first', async () => {
  const [mine, theirs, mineAgain] = [
    await anyone.get('/products?limit=1', LISTED),
    await anyone.get('/products?limit=1', { Origin: 'https://evil.example' }),
    await anyone.get('/products?limit=1', LISTED),
  ];
  assert.deepEqual(corsHeaders(theirs), []);
  for (const { headers } of [mine, mineAgain])
    assert.equal(headers['access-control-allow-origin'], LISTED.Origin);
});
