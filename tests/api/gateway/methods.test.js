// GET, HEAD, OPTIONS, and what a path does not take.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { anyone, send } from '../support/http.js';
import { request, sendRaw } from '../support/raw.js';
import { someone } from '../support/people.js';
import { someProduct } from '../support/shop.js';

let manager, product;
before(async () => {
  manager = await someone('manager');
  product = await someProduct(manager);
});

const allowed = (reply) => reply.headers.allow?.split(/,\s*/).sort();

test('HEAD is GET without the body', async () => {
  const paths = [
    `/products/${product.id}`,
    `/products?search=${product.sku}`,
    '/orders/me',
    '/auth/me',
  ];
  for (const path of paths) {
    const [get, head] = [await manager.get(path), await manager.send('HEAD', path)];
    assert.equal(head.status, get.status);
    assert.equal(head.text, '');
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control'])
      assert.equal(head.headers[name], get.headers[name], `${name} of ${path}`);
  }
  assert.equal((await anyone.send('HEAD', '/products?limit=2')).text, '');
  assert.ok(
    (await anyone.get('/products?limit=2')).body.data.length > 0,
    'a HEAD before does not empty the cache',
  );
});

test('HEAD of what is not there has the status, and no body', async () => {
  const reply = await anyone.send('HEAD', '/products/999999999');
  assert.deepEqual([reply.status, reply.text], [404, '']);
});

test('OPTIONS answers the methods, without a token', async () => {
  for (const [path, methods] of Object.entries({
    '/products': ['GET', 'HEAD', 'OPTIONS', 'POST'],
    [`/products/${product.id}`]: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT'],
    '/orders/1/cancel': ['DELETE', 'OPTIONS', 'POST'],
    '/auth/login': ['OPTIONS', 'POST'],
  })) {
    const reply = await anyone.send('OPTIONS', path);
    assert.equal(reply.status, 204, path);
    assert.deepEqual(allowed(reply), methods, path);
  }
});

test('another method is a 405 that lists those there are', async () => {
  for (const [method, path, methods] of [
    ['DELETE', '/products', ['GET', 'HEAD', 'OPTIONS', 'POST']],
    ['POST', `/products/${product.id}`, ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT']],
    ['GET', '/auth/login', ['OPTIONS', 'POST']],
    ['PUT', '/orders', ['GET', 'HEAD', 'OPTIONS', 'POST']],
    ['POST', '/health', ['GET', 'HEAD', 'OPTIONS']],
  ]) {
    const reply = await manager.send(method, path, { body: {} });
    assertProblem(reply, 405, 'method_not_allowed');
    assert.deepEqual(allowed(reply), methods, `${method} ${path}`);
  }
});

test('a method nobody has heard of is refused as a problem', async () => {
  const reply = await sendRaw(request(`BREW /api/v1/products HTTP/1.1`));
  assert.ok([400, 405].includes(reply.status));
  assert.equal(reply.headers['content-type'], 'application/problem+json');
});

test('TRACE and CONNECT are refused', async () => {
  for (const line of [
    'TRACE /api/v1/products HTTP/1.1',
    'TRACE / HTTP/1.1',
    'CONNECT localhost:443 HTTP/1.1',
  ]) {
    const reply = await sendRaw(request(line, { Cookie: 'secret=1' }));
    assert.ok([400, 405].includes(reply.status), `${line}: ${reply.status}`);
    assert.ok(!reply.text.includes('secret'));
  }
});

test('files take GET and HEAD alone', async () => {
  assertStatus(await send('HEAD', '/'), 200);
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const reply = await send(method, '/index.html', { body: {} });
    assertProblem(reply, 405, 'method_not_allowed');
    assert.deepEqual(allowed(reply), ['GET', 'HEAD', 'OPTIONS']);
  }
});

test('no header overrides the method', async () => {
  const reply = await anyone.post(
    `/products/${product.id}`,
    {},
    { 'X-HTTP-Method-Override': 'GET' },
  );
  assertProblem(reply, 405);
});
