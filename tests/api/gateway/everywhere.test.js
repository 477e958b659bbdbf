// What holds on every route of the document, whatever it does: HEAD, OPTIONS, 405, limits, ETags
// and idempotency keys.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { operations, someOf } from '../support/document.js';
import { anyone, send } from '../support/http.js';
import { admin, CHANGES, CREATES, filled } from '../support/made.js';
import { unique } from '../support/people.js';

// A rate is a rule for every other order.
afterEach(() => rows('DELETE FROM shipping_rates'));
afterEach(() => rows('DELETE FROM tax_rates'));

const paths = () => [...new Set(operations.map((operation) => operation.path))];
const methodsOf = (path) => operations.filter((o) => o.path === path).map((o) => o.method);
const allowed = (path) => {
  const methods = methodsOf(path);
  return [...methods, 'OPTIONS', ...(methods.includes('GET') ? ['HEAD'] : [])].sort();
};
const words = (header) => header?.split(/,\s*/).sort();

test('a method that a path does not have is a 405 with those it has, and OPTIONS says the same', async () => {
  for (const path of paths()) {
    const there = someOf(path);
    const method = ['PATCH', 'DELETE', 'PUT', 'POST', 'GET'].find((m) => !methodsOf(path).includes(m));
    const refused = await anyone.send(method, there, { body: method === 'GET' ? undefined : {} });
    assertProblem(refused, 405, 'method_not_allowed');
    assert.deepEqual(words(refused.headers.allow), allowed(path), `${method} ${path}`);
    const options = assertStatus(await anyone.send('OPTIONS', there), 204);
    assert.deepEqual(words(options.headers.allow), allowed(path), `OPTIONS ${path}`);
    assert.equal(options.text, '');
  }
});

test('files answer OPTIONS too', async () => {
  for (const path of ['/', '/docs', '/openapi.json', '/index.html']) {
    const reply = assertStatus(await send('OPTIONS', path), 204);
    assert.deepEqual(words(reply.headers.allow), ['GET', 'HEAD', 'OPTIONS'], path);
  }
});

test('HEAD has the headers of GET, and no body', async () => {
  for (const path of paths().filter((p) => methodsOf(p).includes('GET'))) {
    const { there } = await filled(path);
    const [get, head, again] = [await admin.get(there), await admin.send('HEAD', there), await admin.get(there)];
    assert.equal(head.status, get.status, path);
    assert.equal(head.text, '', path);
    const names = ['content-type', 'etag', 'cache-control', 'content-disposition', 'vary'];
    if (get.text === again.text) names.push('content-length'); // logs grow, clocks go on
    for (const name of names) assert.equal(head.headers[name], get.headers[name], `${name} of ${path}`);
  }
});

test('a field that nobody knows is a 422, whatever it is sent to', async () => {
  const taking = operations.filter((o) => o.requestBody && '422' in o.responses && o.path !== '/payments/stripe/webhook'); // reads what is signed
  for (const { name, method, path, requestBody } of taking) {
    const type = Object.keys(requestBody.content)[0];
    const body = type === 'text/csv' ? 'nobody_knows\n1\n' : { nobody_knows: 1 };
    const reply = await admin.send(method, someOf(path), { body, headers: { 'Content-Type': type } });
    assert.match(assertProblem(reply, 422).errors[0].pointer, /nobody_knows/, name);
  }
});

/** Query parameters that make a request one that is limited. */
const LIMITED = { search: 'x', dry_run: 'true' };

test('what is limited, and nothing else, says what its limit is', async () => {
  for (const { method, path, parameters, responses } of operations) {
    const there = path.replaceAll(/\{id\}/g, '1').replaceAll(/\{\w+\}/g, 'x');
    const policy = async (query) => (await anyone.send(method, there + query)).headers['ratelimit-policy'];
    const names = (parameters ?? []).map((p) => p.name).filter((name) => name in LIMITED);
    const says = Object.entries(responses).some(([status, r]) => status < 300 && r.headers['RateLimit-Policy']);
    const what = `${method} ${path}`;
    for (const name of names)
      assert.match(await policy(`?${name}=${LIMITED[name]}`), new RegExp(`^"${name}";q=\\d+;w=1$`), what);
    if (names.length) assert.ok(says, what);
    else if (says) assert.match(await policy(''), /^"[a-z]+";q=\d+;w=60$/, what);
    if (names.length || !says) assert.equal(await policy(''), undefined, what);
  }
});

/** What has no version, so that there is nothing to match. */
const UNVERSIONED = [
  'DELETE /api-keys/{id}', 'DELETE /auth/sessions/{session_id}', 'DELETE /auth/totp', 'DELETE /admin/users/{id}/totp',
];

test('PUT, PATCH and DELETE honour If-Match', () => {
  const without = operations.filter((o) => ['PUT', 'PATCH', 'DELETE'].includes(o.method) && !('412' in o.responses));
  assert.deepEqual(without.map((o) => o.name).sort(), UNVERSIONED.toSorted());
});

test('who changes what was changed meanwhile is shown it as it is now', async () => {
  for (const { name, method, path } of operations.filter((o) => '412' in o.responses)) {
    const { there } = await filled(path);
    const body = method === 'DELETE' ? undefined : (CHANGES[name] ?? {});
    const stale = await admin.send(method, there, { body, headers: { 'If-Match': '"77777777"' } });
    const { current } = assertProblem(stale, 412, 'precondition_failed');
    const shown = await admin.get(there);
    if (shown.status === 200) assert.deepEqual(current, shown.body, name);
    else assert.equal(typeof current.version, 'number', name);
    const fresh = shown.headers.etag ?? `"${current.version}"`;
    const reply = await admin.send(method, there, { body, headers: { 'If-Match': `"0", W/${fresh}` } });
    assert.ok(reply.status !== 412 && reply.status < 500, `${name}: ${reply.status} ${reply.text}`);
  }
});

test('every route that makes something has a row in CREATES', () => {
  const making = operations.filter((o) => o.method === 'POST' && '201' in o.responses);
  assert.deepEqual(making.map((o) => o.name).sort(), Object.keys(CREATES).sort());
});

for (const [name, body] of Object.entries(CREATES)) {
  test(`${name} makes one thing for one Idempotency-Key`, async () => {
    const { thing, there } = await filled(name.split(' ')[1]);
    const who = name === 'POST /auth/register' ? anyone : admin;
    const [wanted, key] = [await body(thing), { 'Idempotency-Key': unique() }];
    const first = assertStatus(await who.post(there, wanted, key), 201);
    const again = assertStatus(await who.post(there, wanted, key), 201);
    assert.equal(first.headers['idempotent-replayed'], undefined);
    assert.equal(again.headers['idempotent-replayed'], 'true');
    assert.equal((again.body.user ?? again.body).id, (first.body.user ?? first.body).id);
    assert.equal(again.headers.location, first.headers.location);
    const other = await body(thing);
    if (isDeepStrictEqual(other, wanted)) return; // there is but one such body
    assertProblem(await who.post(there, other, key), 422, 'idempotency_key_reused');
  });
}
