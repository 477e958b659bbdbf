// What holds on every route of the document, whatever it does: HEAD, OPTIONS, 405, limits, ETags
// and idempotency keys. A route that changes or makes something needs a row here.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { documented, someOf } from '../support/document.js';
import { anyone, send } from '../support/http.js';
import { PASSWORD, someDepartment, someEmail, someone, unique } from '../support/people.js';
import { paid } from '../support/payments.js';
import { placed, someProduct } from '../support/shop.js';

let admin, operations, amount = 0;
before(async () => {
  admin = await someone('admin');
  operations = await documented();
});

afterEach(() => rows('DELETE FROM shipping_rates')); // a rate is a rule for every other order

/** How a thing with a path's parameters is made; the longest beginning of the path decides. */
const MADE = {
  '/admin/users/{id}': () => someone('staff'),
  '/api-keys/{id}': async () => made('/api-keys', { name: unique(), role: 'staff' }),
  '/auth/sessions/{session_id}': () => ({ session_id: randomUUID() }),
  '/customers/{id}': () => made('/customers', { first_name: 'Ann', last_name: 'Lee' }),
  '/departments/{id}': () => someDepartment(),
  '/inventory/products/{id}': () => someProduct(admin),
  '/inventory/products/sku/{sku}': () => someProduct(admin),
  '/orders/number/{order_number}': () => order(),
  '/orders/{id}': () => order(),
  '/orders/{id}/refunds': () => order((o) => paid(admin, o.id)),
  '/orders/{id}/returns': () => order(ship),
  '/orders/{id}/returns/{return_id}': async () => {
    const shipped = await order(ship);
    const { returns } = await made(`/orders/${shipped.id}/returns`, { items: oneOf(shipped) });
    return { id: shipped.id, return_id: returns[0].id };
  },
  '/orders/{id}/shipments': () => order((o) => admin.post(`/orders/${o.id}/confirm`, {})),
  '/payments/{id}': async () => paid(admin, (await order()).id),
  '/products/{id}': () => someProduct(admin),
  '/products/sku/{sku}': () => someProduct(admin),
  '/shipping/rates/{id}': () => made('/shipping/rates', rate()),
};

const made = async (path, body) => assertStatus(await admin.post(path, body), 201).body;
const oneOf = (order) => [{ product_id: order.items[0].product_id, quantity: 1 }];
const rate = () => ({ name: unique(), min_weight_kg: '900', max_weight_kg: '1000', price: '5.00' });

/** A new order of two pieces, after `steps`. */
async function order(steps = () => {}) {
  const placedOne = await placed(admin, [[await someProduct(admin), 2]]);
  await steps(placedOne);
  return placedOne;
}

async function ship({ id }) {
  await admin.post(`/orders/${id}/confirm`, {});
  return made(`/orders/${id}/shipments`, {});
}

/** `path` with the parameters of a thing made for it alone, which comes along. */
async function filled(path) {
  if (!path.includes('{')) return { there: path };
  const beginnings = Object.keys(MADE).filter((start) => `${path}/`.startsWith(`${start}/`));
  assert.ok(beginnings.length, `${path} has a row in MADE`);
  const thing = await MADE[beginnings.sort().at(-1)]();
  return { thing, there: path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(thing[name])) };
}

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

/** Query parameters that make a request one that is limited. */
const LIMITED = { search: 'x', dry_run: 'true' };

test('what is limited, and nothing else, says what its limit is', async () => {
  for (const { method, path, parameters, responses } of operations) {
    const there = path.replaceAll(/\{id\}/g, '1').replaceAll(/\{\w+\}/g, 'x');
    const policy = async (query) => (await anyone.send(method, there + query)).headers['ratelimit-policy'];
    const names = (parameters ?? []).map((p) => p.name).filter((name) => name in LIMITED);
    const says = Object.values(responses).some((r) => r.headers?.['RateLimit-Policy']);
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

/** Bodies of changes that take more than {}. */
const CHANGES = {
  'PATCH /admin/users/{id}/role': { role: 'manager' },
  'PATCH /inventory/products/{id}/stock': { adjustment: 1 },
  'PATCH /products/{id}/stock': { adjustment: 1 },
  'PATCH /orders/{id}/status': { status: 'confirmed' },
  'PUT /orders/{id}/status': { status: 'confirmed' },
};

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

/** Of every route that makes something, a body that makes a new one of a thing. */
const CREATES = {
  'POST /admin/users': () => ({ email: someEmail(), password: PASSWORD, role: 'staff' }),
  'POST /api-keys': () => ({ name: unique(), role: 'staff' }),
  'POST /auth/register': () => ({ email: someEmail(), password: PASSWORD }),
  'POST /customers': () => ({ first_name: 'Ann', last_name: unique() }),
  'POST /departments': () => ({ name: unique() }),
  'POST /inventory/categories': () => ({ name: unique() }),
  'POST /inventory/products': () => ({ sku: unique(), name: 'Pen', price: '1.00' }),
  'POST /orders': async () => ({ items: [{ sku: (await someProduct(admin)).sku, quantity: 1 }] }),
  'POST /orders/{id}/payments': () => ({ method: 'tok_ok', amount: `${++amount}.00` }),
  'POST /orders/{id}/refunds': () => ({ amount: '1.00', reason: unique() }),
  'POST /orders/{id}/returns': (order) => ({ items: oneOf(order), reason: unique() }),
  'POST /orders/{id}/shipments': () => ({ tracking_number: unique() }),
  'POST /products': () => ({ sku: unique(), name: 'Pen', price: '1.00' }),
  'POST /shipping/rates': rate,
};

test('every route that makes something has a row here', () => {
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
    assertProblem(await who.post(there, await body(thing), key), 422, 'idempotency_key_reused');
  });
}
