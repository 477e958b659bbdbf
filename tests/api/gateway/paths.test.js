// Every spelling of a path reaches the same handler.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { bearer, send } from '../support/http.js';
import { request, sendRaw } from '../support/raw.js';
import { PASSWORD, someEmail, someone, unique } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, product, order;
before(async () => {
  manager = await someone('manager');
  product = await someProduct(manager);
  order = await placed(manager, [[product, 1]]);
});

const get = (path, token) => send('GET', path, { headers: token ? bearer(token) : {} });

test('without a version, and at the root, the API is the same', async () => {
  for (const prefix of ['/api/v1', '/api', '']) {
    assert.deepEqual(
      assertStatus(await get(`${prefix}/products/${product.id}`), 200).body,
      assertStatus(await get(`/api/v1/products/${product.id}`), 200).body,
    );
    assert.equal(
      assertStatus(await get(`${prefix}/orders/${order.id}`, manager.access_token), 200).body.id,
      order.id,
    );
    assert.equal(
      assertStatus(await get(`${prefix}/auth/me`, manager.access_token), 200).body.user.id,
      manager.id,
    );
    assert.equal(
      assertStatus(await get(`${prefix}/me`, manager.access_token), 200).body.user.id,
      manager.id,
    );
    for (const health of ['/health', '/health/live', '/health/ready'])
      assert.equal(assertStatus(await get(prefix + health), 200).body.service, 'orderd');
    assert.ok(assertStatus(await get(`${prefix}/.well-known/jwks.json`), 200).body.keys.length > 0);
  }
});

test('registering, signing in and validating go by the short paths too', async () => {
  for (const prefix of ['', '/api', '/api/v1', '/auth', '/api/auth']) {
    const body = { email: someEmail(), password: PASSWORD };
    assertStatus(await send('POST', `${prefix}/register`, { body }), 201);
    const { token } = assertStatus(await send('POST', `${prefix}/login`, { body }), 200).body;
    assert.equal(
      assertStatus(
        await send('POST', `${prefix}/validate`, { body: {}, headers: bearer(token) }),
        200,
      ).body.valid,
      true,
    );
  }
});

test('slashes too many, dots and escapes change nothing', async () => {
  const spellings = [
    `/api/v1/products/${product.id}/`,
    `//api//v1///products//${product.id}`,
    `/api/v1/./products/x/../${product.id}`,
    `/%61pi/v1/%70roducts/${product.id}`,
    `/api/v1%2fproducts%2F${product.id}`,
    `/products/${product.id}//`,
    `/api//products/${product.id}`,
    `/%2Fproducts/${product.id}`,
  ];
  for (const path of spellings) {
    const reply = await sendRaw(request(`GET ${path} HTTP/1.1`));
    assert.equal(reply.status, 200, `${path}: ${reply.text}`);
    assert.equal(JSON.parse(reply.text).id, product.id, path);
  }
});

test('a query string goes along with every spelling', async () => {
  for (const path of [
    '/products',
    '/api/products',
    '/api/v1/products',
    '/products/',
    '//products',
    '/inventory/../products',
  ]) {
    const { body } = assertStatus(
      await sendRaw(request(`GET ${path}?search=${product.sku}&limit=3 HTTP/1.1`)),
      200,
    );
    assert.deepEqual([body.total, body.limit], [1, 3], path);
  }
});

test('a path that only looks alike is none', async () => {
  const strangers = [
    '/api/v2/products',
    '/api/v1/Products',
    '/API/v1/products',
    '/api/v1x/products',
    '/apix/products',
    '/productsx',
    '/api/v1/products.json',
    '/api/v1',
    '/api',
    '/api/',
    '/api/v1/',
    '/api/v1/nothing',
    `/api/v1/products/${product.id}/nothing`,
    '/api/v1/orders/me/x',
    '/api/v1/products/sku',
    '/api/v1/health/x',
    '/loginx',
    '/api/v1/api/v1/products',
  ];
  for (const path of strangers)
    assertProblem(await get(path, manager.access_token), 404, 'not_found');
});

test('a line end in a path does not end it', async () => {
  for (const path of [
    '/api/v1/products%0a',
    '/login%0a',
    '/api/v1/products%0d%0aX-Evil:1',
    '/products/%0a',
  ]) {
    const reply = await sendRaw(request(`GET ${path} HTTP/1.1`));
    assert.equal(reply.status, 404, path);
    assert.equal(reply.headers['x-evil'], undefined);
  }
});

test('what climbs out of the root is refused', async () => {
  for (const path of [
    '/../etc/passwd',
    '/api/../../etc/passwd',
    '/%2e%2e/etc/passwd',
    '/..%2fetc/passwd',
    '/html/..%5c..%5cetc',
  ]) {
    const reply = await sendRaw(request(`GET ${path} HTTP/1.1`));
    assert.ok([400, 404].includes(reply.status), `${path}: ${reply.status}`);
    assert.equal(reply.headers['content-type'], 'application/problem+json');
  }
});

test('numbers of the operator are not public', async () => {
  for (const path of [
    '/metrics',
    '/api/metrics',
    '/api/v1/metrics',
    '//metrics',
    '/%6detrics',
    '/metrics/',
  ])
    assert.equal((await sendRaw(request(`GET ${path} HTTP/1.1`))).status, 404, path);
});

test('the page of the web UI is at the root, and its links stay in the page', async () => {
  const reply = assertStatus(await get('/'), 200);
  assert.match(reply.headers['content-type'], /^text\/html/);
  assert.equal((await get('/index.html')).text, reply.text);
});

test('what is neither the API nor a file is a 404', async () => {
  for (const path of [`/${unique()}`, '/nothing.js', '/.git/config', '/vendor/', '/lib'])
    assertProblem(await get(path), 404, 'not_found');
});
