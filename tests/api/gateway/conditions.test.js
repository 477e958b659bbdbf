// Conditions, ranges and codings: nginx judges them for files, and for nothing that orderd answers. That
// knows If-None-Match where it gives an ETag, and If-Match of changes.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { send } from '../support/http.js';
import { askHttp2, openHttp2 } from '../support/http2.js';
import { logTail } from '../support/instance.js';
import { request, sendRaw } from '../support/raw.js';
import { someone, unique } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let http2, customer, manager, product, file, logged;
before(async () => {
  logged = await logTail('nginx.error.log');
  http2 = openHttp2();
  customer = await someone();
  manager = await someone('manager');
  product = await someProduct(manager);
  file = await send('HEAD', '/openapi.json');
});
after(() => http2.close());

/** Over HTTP/2 with another reply on its way, which is when a worker could die. */
async function overHttp2(...asked) {
  const beside = askHttp2(http2, 'GET', '/openapi.json');
  const reply = askHttp2(http2, ...asked);
  const [whole] = await Promise.allSettled([beside, reply]);
  assertStatus(whole.value, 200);
  return reply;
}
const PROTOCOLS = { 'HTTP/1.1': send, 'HTTP/2': overHttp2 };

/** What is asked for, and what to send with it. All but the last have an ETag. */
const filter = () => `max_price=${parseInt(unique(), 16) % 1e9}`;
const LIST = '/api/v1/products?limit=1';
const OWN = '/api/v1/orders/me';
const ANSWERS = {
  'a list of the micro-cache': () => [LIST],
  'a list that is not in it': () => [`${LIST}&${filter()}`],
  'a list past it': () => [LIST, { cookie: 'a=b' }],
  'a list for who signed in': () => [LIST, { authorization: customer.headers.Authorization }],
  'one thing': () => [`/api/v1/products/${product.id}`],
  "somebody's own": () => [OWN, { authorization: customer.headers.Authorization }],
};

const PAST = 'Thu, 01 Jan 1970 00:00:00 GMT';
const FUTURE = 'Fri, 01 Jan 2100 00:00:00 GMT';
const lastModified = () => file.headers['last-modified'];
const etag = () => file.headers.etag;

/**
 * A header, its value, and what a file answers to it; of these orderd's GETs know "*" alone. A file
 * has no version that a change could wait for.
 */
const CASES = [
  ['if-match', '"x"', 412],
  ['if-match', '*', 200],
  ['if-match', etag, 412],
  ['if-none-match', '"x"', 200],
  ['if-none-match', '*', 304],
  ['if-none-match', etag, 304],
  ['if-modified-since', PAST, 200],
  ['if-modified-since', lastModified, 304],
  ['if-unmodified-since', PAST, 412],
  ['if-unmodified-since', FUTURE, 412],
  ['range', 'bytes=0-1', 200],
  ['range', 'bytes=999999999-', 200],
  ['if-range', '"x"', 200],
  ['expect', '100-continue', 200],
  ['expect', 'wonders', 200],
  ['accept-encoding', 'gzip', 200],
];

const sent = ([name, value]) => ({ [name]: typeof value === 'function' ? value() : value });

/** Whole and as it is, whatever was asked about it. */
function assertWhole(reply, path) {
  const { data, id } = assertStatus(reply, 200).body;
  assert.ok(data ?? id, path);
  for (const header of ['content-range', 'content-encoding', 'accept-ranges'])
    assert.equal(reply.headers[header], undefined, header);
}

/** So that each of READ is another: a reservation or an edit of the product, a category that is new. */
async function change() {
  await placed(customer, [[product, 1]]);
  assertStatus(await manager.post('/inventory/categories', { name: unique() }), 201);
}

/** Nothing but the headers that the whole has, too (RFC 9110, 15.4.5). */
function assertNotModified(reply, whole = reply) {
  assert.equal(assertStatus(reply, 304).text, '');
  for (const name of ['etag', 'cache-control', 'vary', 'link']) assert.equal(reply.headers[name], whole.headers[name], name);
  assert.ok(reply.headers.etag);
}

/** Of what others change meanwhile. */
const READ = [
  ['a product', () => `/products/${product.id}`],
  ['a product by SKU', () => `/products/sku/${product.sku}`],
  ['products', () => `/products?search=${product.sku}`],
  ['categories', () => '/inventory/categories'],
];

for (const [protocol, ask] of Object.entries(PROTOCOLS)) {
  for (const [what, path] of READ) {
    for (const [who, headers] of [['anybody', () => ({})], ['a customer', () => ({ authorization: customer.headers.Authorization })]]) {
      test(`over ${protocol} ${who} who has ${what} is not sent it again until it changes`, async () => {
        const read = (method, tags) => ask(method, `/api/v1${path()}`, { headers: { ...headers(), ...(tags && { 'if-none-match': tags }) } });
        const whole = assertStatus(await read('GET', '"x"'), 200) /* past the cache */;
        const { etag } = whole.headers;
        for (const tags of [etag, `W/${etag}`, `"a", ${etag}`, '*']) assertNotModified(await read('GET', tags), whole);
        assertNotModified(await read('HEAD', etag), whole);
        for (const tags of ['"1"', etag.replace('"', '"x'), etag.slice(1, -1)]) assertStatus(await read('GET', tags), 200);

        await change();
        const changed = assertStatus(await read('GET', etag), 200);
        assert.notEqual(changed.headers.etag, etag);
        assert.notEqual(changed.text, whole.text);
      });
    }
  }

  test(`over ${protocol} orderd's answers are judged by orderd alone`, async () => {
    for (const [what, where] of Object.entries(ANSWERS)) {
      for (const row of CASES) {
        const [path, headers] = where();
        const reply = await ask('GET', path, { headers: { ...headers, ...sent(row) } });
        if (row[1] === '*' && row[2] === 304 && path !== OWN) assertNotModified(reply);
        else assertWhole(reply, `${what}, ${row}`);
      }
    }
  });

  test(`over ${protocol} conditions hold for files, and there are no ranges`, async () => {
    for (const row of CASES) {
      const reply = await ask('GET', '/openapi.json', { headers: sent(row) });
      assert.equal(reply.status, row[2], `${row}: ${reply.text.slice(0, 99)}`);
      if (reply.status === 412) assertProblem(reply, 412, 'precondition_failed');
      assert.equal(reply.headers['content-encoding'] === 'gzip', row[0] === 'accept-encoding');
      assert.equal(reply.headers['content-range'], undefined);
    }
  });

  test(`over ${protocol} a change is judged by orderd, with its ETag`, async () => {
    const headers = { authorization: manager.headers.Authorization, 'content-type': 'application/json' };
    const change = (tag) =>
      ask('PATCH', `/api/v1/products/${product.id}`, {
        headers: { ...headers, 'if-match': tag, range: 'bytes=0-1', expect: '100-continue' },
        body: JSON.stringify({ description: unique() }),
      });
    const { version } = (await send('GET', `/api/v1/products/${product.id}`)).body;
    assertProblem(await change(`"${version + 1}"`), 412, 'precondition_failed');
    assertStatus(await change(`"${version}"`), 200);
    assertProblem(await change(`"${version}"`), 412, 'precondition_failed');
  });
}

test('an empty condition does not hold, and ends no more than its own connection', async () => {
  for (const path of [LIST, '/openapi.json']) {
    for (const name of ['If-Match', 'If-Unmodified-Since']) {
      const reply = await sendRaw(request(`GET ${path} HTTP/1.1`, { [name]: '' }));
      assertProblem(reply, 412, 'precondition_failed');
      await overHttp2('GET', path, { headers: { [name]: '' }, raw: true }).catch(() => {});
    }
  }
});

test('and no worker of nginx died over it', async () => {
  assert.doesNotMatch(await logged(), /exited on signal/);
});
