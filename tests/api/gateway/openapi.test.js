// The OpenAPI document: it names every route, and no reply of any test is other than it says.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { document, operations, someOf } from '../support/document.js';
import { faultsOf } from '../support/held.js';
import { anyone, send } from '../support/http.js';

const ASKED = { method: 'GET', path: '/api/v1/products?limit=1' };

test('a reply that is not as documented is found out', async () => {
  const reply = assertStatus(await send(ASKED.method, ASKED.path), 200);
  const refused = assertStatus(await send(ASKED.method, '/api/v1/products?limit=x'), 400);
  const { data, ...less } = reply.body;
  assert.deepEqual(faultsOf(ASKED, reply), []);
  const wrong = {
    'the status': { ...reply, status: 203 },
    'the type': { ...reply, headers: { ...reply.headers, 'content-type': 'text/plain' } },
    'a header too many': { ...reply, headers: { ...reply.headers, 'x-more': '1' } },
    'a header too few': { ...reply, headers: { ...reply.headers, 'x-request-id': undefined } },
    'a member too many': { ...reply, body: { ...reply.body, more: 1 } },
    'a member too few': { ...reply, body: less },
    'a member of another type': { ...reply, body: { ...reply.body, limit: 'many' } },
    'a code that nobody knows': { ...refused, body: { ...refused.body, code: 'odd' } },
  };
  for (const [what, other] of Object.entries(wrong)) assert.equal(faultsOf(ASKED, other).length, 1, what);
});

test('the document is OpenAPI 3.1, and each operation says who may call it', () => {
  assert.match(document.openapi, /^3\.1\./);
  for (const { name, ...operation } of operations) {
    assert.ok(operation.operationId && operation.summary, name);
    const open =
      operation.security?.length === 0 || operation.security?.some((s) => Object.keys(s).length === 0);
    assert.equal(open, operation['x-least-role'] === 'anyone', name);
    assert.ok(operation.responses['401'] || open, `401 of ${name}`);
  }
});

test('what is documented is there', async () => {
  for (const path of Object.keys(document.paths)) {
    const methods = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    const reply = await anyone.send('OPTIONS', someOf(path));
    assert.equal(reply.status, 204, path);
    const allowed = reply.headers.allow
      .split(', ')
      .filter((method) => !['HEAD', 'OPTIONS'].includes(method));
    assert.deepEqual(allowed.sort(), methods.sort(), path);
  }
});

test('the document is served at every spelling, and Swagger UI beside it', async () => {
  for (const path of ['/openapi.json', '/api/openapi.json', '/api/v1/openapi.json']) {
    const reply = assertStatus(await send('GET', path), 200);
    assert.match(reply.headers['content-type'], /^application\/json/);
    assert.deepEqual(reply.body, document);
  }
  for (const path of ['/docs', '/docs/', '/api/docs', '/api/v1/docs'])
    assert.match(
      assertStatus(await send('GET', path), 200).headers['content-type'],
      /^text\/html/,
      path,
    );
});
