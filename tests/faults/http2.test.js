// Random requests, many at once on one HTTP/2 connection: nginx's workers live, every error is a
// problem, and who comes beside them notices nothing. A failing run prints its seed;
// ORDERD_TEST_FUZZ=seed sends the same requests again, ORDERD_TEST_FUZZ_SECONDS=N longer.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { constants } from 'node:http2';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { askHttp2, openHttp2 } from '../api/support/http2.js';
import { send, someAddress } from '../api/support/http.js';
import { logTail } from '../api/support/instance.js';

const SEED = Number(process.env.ORDERD_TEST_FUZZ ?? randomInt(2 ** 31));
const SECONDS = Number(process.env.ORDERD_TEST_FUZZ_SECONDS ?? 20);
const CONNECTIONS = 3;
const STREAMS = 6; // at once on a connection

/** Numbers that are the same for the same seed (mulberry32), and what is made of them. */
function chance(seed) {
  let state = seed >>> 0;
  const below = (most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
  const one = (list) => list[below(list.length)];
  return { below, one };
}

/* ---- what is sent ---- */

const PATHS = [
  () => '/openapi.json',
  ({ below }) => `/api/v1/products?limit=${1 + below(3)}&max_price=${below(1e6)}`,
  ({ below }) => `/inventory/products?limit=2&search=x${below(50)}`,
  () => '/api/v1/inventory/products?limit=1',
  () => '/api/v1/inventory/categories',
  ({ below }) => `/products/${below(9)}`,
  () => '/api/v1/health/live',
  () => '/api/v1/auth/me',
  () => '/orders?limit=1',
  () => '/',
  () => '/favicon.svg',
  () => '/docs',
  () => '/problem/',
  ({ below }) => `/nothing/${below(9)}`,
  ({ below }) => `/api/v1/${'x'.repeat(below(7_000))}`, // longer ones end the connection
];
const METHODS = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE'];

const TAGS = ['"x"', '*', 'W/"x"', '""', '"1"', 'nonsense', '"a", W/"b"', ''];
const DATES = ['Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 01 Jan 2100 00:00:00 GMT', 'yesterday', ''];
const HEADERS = {
  'if-match': TAGS,
  'if-none-match': TAGS,
  'if-modified-since': DATES,
  'if-unmodified-since': DATES,
  'if-range': [...TAGS, ...DATES],
  range: ['bytes=0-0', 'bytes=-1', 'bytes=9-1', 'bytes=999999999-', 'bytes=0-1,3-4', 'lines=1-2'],
  expect: ['100-continue', 'wonders'],
  'accept-encoding': ['gzip', 'br, gzip;q=0', 'identity;q=0, *;q=0'],
  accept: ['text/csv', '*/*'],
  authorization: ['Bearer x', 'Basic eDp4', ''],
  'x-api-key': ['x'],
  cookie: ['a=b'],
  origin: ['https://shop.example.com', 'null'],
  'idempotency-key': ['again', ''],
  'content-type': ['application/json', 'text/csv', 'multipart/form-data'],
  'x-request-id': ['12345678', 'no id', 'x'.repeat(3000)],
};

function someRequest(random) {
  const { below, one } = random;
  const method = one(METHODS);
  const headers = { 'x-forwarded-for': someAddress() };
  for (const name of Object.keys(HEADERS)) {
    if (below(5) === 0) headers[name] = one(HEADERS[name]);
  }
  const body = method === 'POST' ? one(['{}', '{', '', 'x'.repeat(below(200_000))]) : undefined;
  return { method, path: one(PATHS)(random), headers, body, left: below(20) === 0 };
}

/**
 * What may end without a reply: nginx itself finds an empty condition unmet, and its stream ends
 * with more than the 412; a body that is refused while it is sent is reset, and Node forgets the
 * reply over it.
 */
const mayEnd = ({ headers, body }) =>
  headers['if-match'] === '' || headers['if-unmodified-since'] === '' || body?.length > 60_000;

/** nginx ends a connection now and then (GOAWAY): what it refused of that is to be asked again. */
const isGoing = ({ code, message }) => code === 'ERR_HTTP2_GOAWAY_SESSION' || /REFUSED_STREAM/.test(message);

/* ---- how it is sent ---- */

/** What came: replies by status, and what should not have been. */
const newAccount = () => ({ replies: {}, complaints: [] });

/** Held to the little that is true of all of them. */
function judge({ status, headers, text }) {
  assert.ok(status < 500 || status === 503, `${status} ${text.slice(0, 200)}`);
  if (status >= 400)
    assert.match(headers['content-type'], /^application\/problem\+json/, text.slice(0, 200));
}

function leave(session, asked) {
  const stream = session.request({ ...asked.headers, ':path': asked.path });
  stream.on('error', () => {});
  return sleep(3).then(() => stream.close(constants.NGHTTP2_CANCEL));
}

async function sendOne(session, asked, { replies, complaints }) {
  try {
    if (asked.left) return await leave(session, asked);
    const reply = await askHttp2(session, asked.method, asked.path, asked);
    replies[reply.status] = (replies[reply.status] ?? 0) + 1;
    judge(reply);
  } catch (error) {
    const what = JSON.stringify(asked).replace(/x{9,}/g, 'x…');
    if (isGoing(error)) return session.close();
    if (!mayEnd(asked) || error.code === 'ERR_ASSERTION') complaints.push(`${what}: ${error.message}`);
  }
}

/** A connection after the other, each for a second or until it breaks. */
async function connections(seed, account, over) {
  const random = chance(seed);
  while (!over()) {
    const session = openHttp2();
    const until = Date.now() + 1000;
    const done = () => over() || session.closed || session.destroyed || Date.now() > until;
    const streams = Array.from({ length: STREAMS }, async () => {
      while (!done()) await sendOne(session, someRequest(random), account);
    });
    await Promise.all(streams);
    session.destroy();
  }
}

/** Who asks decently meanwhile. */
async function neighbour({ complaints }, over) {
  for (; !over(); await sleep(20)) {
    const reply = await send('GET', '/api/v1/products?limit=1').catch((error) => error);
    if (reply.status !== 200) complaints.push(`the neighbour got ${reply.status ?? reply}`);
  }
}

test('no request makes a worker of nginx crash', async (t) => {
  const logged = await logTail('nginx.error.log');
  const end = Date.now() + SECONDS * 1000;
  const over = () => Date.now() > end;
  const account = newAccount();
  const strangers = Array.from({ length: CONNECTIONS }, (_, i) => connections(SEED + i, account, over));
  await Promise.all([...strangers, neighbour(account, over)]);
  await sleep(200); // for the log
  const crashes = (await logged()).match(/exited on signal/g) ?? [];
  const seen = `ORDERD_TEST_FUZZ=${SEED} ${JSON.stringify(account.replies)}`;
  t.diagnostic(seen);
  assert.equal(crashes.length, 0, `${crashes.length} crashes, ${account.complaints.length} complaints; ${seen}`);
  assert.deepEqual(account.complaints.slice(0, 5), [], seen);
  for (const status of [200, 204, 401, 404, 405, 412]) assert.ok(account.replies[status], `${status}; ${seen}`);
});
