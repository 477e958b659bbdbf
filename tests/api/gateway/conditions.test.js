// Conditions, ranges and codings: nginx judges them for files, and for nothing that orderd answers.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { send } from '../support/http.js';
import { askHttp2, openHttp2 } from '../support/http2.js';
import { logTail } from '../support/instance.js';
import { request, sendRaw } from '../support/raw.js';
import { someone, unique } from '../support/people.js';
import { someProduct } from '../support/shop.js';

let http2, customer, product, file, logged;
before(async () => {
  logged = await logTail('nginx.error.log');
  http2 = openHttp2();
  customer = await someone();
  product = await someProduct(await someone('manager'));
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

/** What is asked for, and what to send with it. */
const filter = () => `max_price=${parseInt(unique(), 16) % 1e9}`;
const LIST = '/api/v1/products?limit=1';
const ANSWERS = {
  'a list of the micro-cache': () => [LIST],
  'a list that is not in it': () => [`${LIST}&${filter()}`],
  'a list past it': () => [LIST, { cookie: 'a=b' }],
  'a list for who signed in': () => [LIST, { authorization: customer.headers.Authorization }],
  'one thing': () => [`/api/v1/products/${product.id}`],
  "somebody's own": () => ['/api/v1/orders/me', { authorization: customer.headers.Authorization }],
};

const PAST = 'Thu, 01 Jan 1970 00:00:00 GMT';
const FUTURE = 'Fri, 01 Jan 2100 00:00:00 GMT';
const lastModified = () => file.headers['last-modified'];
const etag = () => file.headers.etag;

/**
 * A header, its value, and what a file answers to it; orderd's GETs know none of them. A file has
 * no version that a change could wait for.
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

for (const [protocol, ask] of Object.entries(PROTOCOLS)) {
  test(`over ${protocol} orderd's answers are judged by orderd alone`, async () => {
    for (const [what, where] of Object.entries(ANSWERS)) {
      for (const row of CASES) {
        const [path, headers] = where();
        const reply = await ask('GET', path, { headers: { ...headers, ...sent(row) } });
        assertWhole(reply, `${what}, ${row}`);
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
    const manager = await someone('manager');
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
