// How often one address may ask for what is dear, and how much at once: the limits as installed.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem } from '../support/check.js';
import { direct } from '../support/direct.js';
import { send, someAddress } from '../support/http.js';
import { openHttp2 } from '../support/http2.js';
import { folder } from '../support/instance.js';
import { installedNginx } from '../support/nginx.js';

const LET_THROUGH = 502; // nobody is behind this nginx
const BEHIND_PROXY = 'set_real_ip_from 127.0.0.1;\nreal_ip_header X-Forwarded-For;\n';

let unproxied, proxied;
before(async () => {
  [unproxied, proxied] = await Promise.all([
    installedNginx(),
    installedNginx({ trusted: BEHIND_PROXY }),
  ]);
});
after(() => Promise.all([unproxied?.stop(), proxied?.stop()]));

const from = (address, path = '/api/v1/auth/login', method = 'POST', by = send) =>
  by(method, path, {
    at: proxied.url,
    body: method === 'POST' ? {} : undefined,
    headers: { 'X-Forwarded-For': address },
  });

const statuses = async (replies) =>
  (await Promise.all(replies)).map((reply) => reply.status).sort();

/**
 * The statuses of what is asked one after another. At once, each worker of nginx may let one more
 * through: it looks at a limit and counts a request there in two steps.
 */
async function inTurn(askers) {
  const replies = [];
  for (const ask of askers) replies.push(await ask());
  return statuses(replies);
}
const times = (count, ask) => Array.from({ length: count }, (_, i) => () => ask(i));
const sixThrough = (count) => [...Array(count - 6).fill(429), ...Array(6).fill(LET_THROUGH)];

test('six at once are let through, the next is told to wait', async () => {
  const address = someAddress();
  const refused = (await statuses(times(10, () => from(address)).map((ask) => ask()))).filter((status) => status === 429);
  assert.ok(refused.length === 4 || refused.length === 3, `${refused.length} of 10 refused`);
  const reply = await from(address);
  assertProblem(reply, 429, 'rate_limited');
  assert.equal(reply.headers['retry-after'], '12');
});

test('replies say which limit they count in, as limits.conf has it', async () => {
  const conf = await readFile(join(folder, 'root/etc/nginx/orderd/local/limits.conf'), 'utf8');
  for (const [path, zone, atOnce, wait, method] of [
    ['/login', 'login', 6, 12],
    ['/register', 'register', 6, 12],
    ['/auth/password/forgot', 'forgot', 6, 12],
    ['/auth/password', 'password', 21, 3],
    ['/api/admin/users', 'password', 21, 3],
    ['/products?search=lamp', 'search', 31, 1, 'GET'],
    ['/orders/1/cancel?dry_run=true', 'dry_run', 16, 1],
  ]) {
    const [, rate, unit] = new RegExp(`zone=orderd_${zone}:\\S+\\s+rate=(\\d+)r/([ms])`).exec(conf);
    const address = someAddress();
    const asked = Array.from({ length: atOnce + 30 }, () => from(address, path, method, direct));
    const refused = (await Promise.all(asked)).filter((reply) => reply.status === 429);
    for (const { headers } of await Promise.all(asked))
      assert.equal(headers['ratelimit-policy'], `"${zone}";q=${rate};w=${unit === 's' ? 1 : 60}`);
    for (const { headers } of refused) assert.equal(headers['retry-after'], String(wait));
    assert.ok(refused.length > 0 && refused.length <= 30, `${zone}: ${refused.length} of 30 refused`);
  }
});

/** Of 90 requests by these paths in turn, at once, how many an address of its own is refused. */
async function refusedOf(method, paths) {
  const address = someAddress();
  const asked = Array.from({ length: 90 }, (_, i) => from(address, paths[i % paths.length], method, direct));
  return (await statuses(asked)).filter((status) => status === 429).length;
}

test('all searches count together, however they are written', async () => {
  const searches = [
    '/products?search=x', '/api/inventory/products?limit=5&search=x', '/orders?search=%25', '/customers?&search=x',
    '/products?se%61rch=x', '/products?limit=5&%73earch=x', '/products?search=&search=x', '/api/reports/export/orders?search=x',
  ];
  assert.ok((await refusedOf('GET', searches)) > 0);
  assert.ok((await refusedOf('HEAD', searches)) > 0);
  const others = ['/products', '/products?search=', '/products?research=x', '/products?category=search%3dx', '/?search=x'];
  assert.equal(await refusedOf('GET', others), 0);
  assert.equal(await refusedOf('POST', ['/orders?search=x']), 0);
});

test('all dry runs count together, however they are written', async () => {
  const tried = ['/orders?dry_run=true', '/orders/1/cancel?x=y&dry_run=true', '/orders/bulk?dry%5frun=true',
    '/orders?dry_run=%74rue', '/orders?dry_run=false&dry_run=true'];
  assert.ok((await refusedOf('POST', tried)) > 0);
  assert.ok((await refusedOf('PATCH', ['/orders/1?dry_run=true'])) > 0);
  assert.equal(await refusedOf('POST', ['/orders', '/orders?dry_run=false', '/orders?dry_run=', '/orders/quote']), 0);
  assert.equal(await refusedOf('GET', ['/orders?dry_run=true']), 0);
});

test('whatever makes a hash counts together, and who only looks at accounts does not', async () => {
  assert.ok((await refusedOf('POST', ['/auth/password', '/api/admin/users'])) > 30);
  assert.equal(await refusedOf('GET', ['/api/admin/users', '/auth/password']), 0);
});

/** Requests that stay under way, since their bodies do not come; gives what ends them. */
function held(address, path, count) {
  const sessions = [];
  for (let i = 0; i < count; i++) {
    if (i % 100 === 0) sessions.push(openHttp2(proxied.url));
    const headers = { 'x-forwarded-for': address, authorization: 'Bearer x', 'content-length': '9' };
    sessions.at(-1).request({ ':method': 'POST', ':path': path, ...headers }).on('error', () => {});
  }
  return () => sessions.forEach((session) => session.destroy());
}

/** Waits until this path is refused to the address, or (false) is not. */
async function untilRefused(address, path, refused = true) {
  for (const deadline = Date.now() + 10_000; ; await sleep(50)) {
    const reply = await from(address, path, 'GET');
    if ((reply.status === 429) === refused) return reply;
    assert.ok(Date.now() < deadline, `${path}: ${reply.status}`);
  }
}

test('an address has 200 requests under way, and its neighbour its own', async () => {
  const address = someAddress();
  const release = held(address, '/api/v1/orders', 200);
  try {
    const reply = await untilRefused(address, '/orders');
    assertProblem(reply, 429, 'rate_limited');
    assert.equal(reply.headers['retry-after'], '1');
    assert.equal(reply.headers.connection, 'close', 'a refused one makes room');
    assert.equal((await from(address, '/', 'GET')).status, 429);
    for (const path of ['/health', '/health/live', '/api/v1/health/ready'])
      assert.equal((await from(address, path, 'GET')).status, LET_THROUGH, 'how it is, is always told');
    assert.equal((await from(someAddress(), '/orders', 'GET')).status, LET_THROUGH);
  } finally {
    release();
  }
  await untilRefused(address, '/orders', false);
});

test('an address has four imports and exports under way', async () => {
  const address = someAddress();
  const few = held(address, '/api/v1/products/import', 3);
  await sleep(300);
  assert.equal((await from(address, '/api/reports/export/orders', 'GET')).status, LET_THROUGH);
  await sleep(300); // nginx counts it for a moment after its reply
  const release = held(address, '/api/v1/products/import', 1);
  try {
    await untilRefused(address, '/api/reports/export/orders');
    for (const path of ['/api/reports/export/orders', '/api/inventory/products/import'])
      assertProblem(await from(address, path, 'GET'), 429, 'rate_limited');
    assert.equal((await from(address, '/orders', 'GET')).status, LET_THROUGH);
  } finally {
    few();
    release();
  }
});

test('OPTIONS, which a browser sends first, does not count', async () => {
  const address = someAddress();
  const asked = Array.from({ length: 20 }, () => from(address, '/login', 'OPTIONS'));
  assert.ok((await statuses(asked)).every((status) => status === LET_THROUGH));
  assert.deepEqual(await inTurn(times(8, () => from(address))), sixThrough(8));
});

test('after Retry-After one more is let through, and no second one', async () => {
  const address = someAddress();
  assert.deepEqual(await inTurn(times(7, () => from(address))), sixThrough(7));
  await sleep(12_100);
  assert.deepEqual(await inTurn(times(2, () => from(address))), [429, LET_THROUGH]);
});

test('every spelling of the path counts as one', async () => {
  const address = someAddress();
  const spellings = [
    '/login',
    '/api/login',
    '/auth/login',
    '/api/auth/login',
    '/api/v1/login',
    '/api/v1/auth/login/',
    '//auth//login',
    '/auth%2flogin',
    '/%61uth/login',
    '/x/../login',
  ];
  assert.deepEqual(await inTurn(spellings.map((path) => () => from(address, path))), sixThrough(10));
});

test('each address counts by itself', async () => {
  const replies = Array.from({ length: 20 }, () => from(someAddress()));
  assert.deepEqual(await statuses(replies), Array(20).fill(LET_THROUGH));
});

test('an IPv6 network of /64 counts as one address, and its neighbour as another', async () => {
  const network = `2001:db8:${Math.floor(Math.random() * 0xfffe).toString(16)}`;
  const inside = times(10, (i) => from(`${network}:1::${i + 1}`));
  assert.deepEqual(await inTurn(inside), sixThrough(10));
  assert.equal((await from(`${network}:2::1`)).status, LET_THROUGH);
});

test('registering counts apart from signing in, and is limited alike', async () => {
  const address = someAddress();
  for (const path of ['/api/v1/auth/login', '/register'])
    assert.deepEqual(
      await inTurn(times(8, () => from(address, path))),
      sixThrough(8),
      path,
    );
});

test('other routes are not limited', async () => {
  const address = someAddress();
  for (const [method, path] of [
    ['GET', '/products'],
    ['POST', '/orders'],
    ['POST', '/auth/refresh'],
    ['GET', '/auth/me'],
  ]) {
    const replies = Array.from({ length: 30 }, () => from(address, path, method));
    assert.deepEqual(await statuses(replies), Array(30).fill(LET_THROUGH), path);
  }
});

test('nobody is believed who says they come from elsewhere, until a proxy is named', async () => {
  const pretend = () =>
    send('POST', '/login', {
      at: unproxied.url,
      body: {},
      headers: { 'X-Forwarded-For': someAddress() },
    });
  assert.deepEqual(await statuses(Array.from({ length: 10 }, pretend)), sixThrough(10));
});

test('without a worker the answer is a problem that says when to try again', async () => {
  const reply = await send('GET', '/api/v1/orders', { at: proxied.url });
  assertProblem(reply, LET_THROUGH, 'bad_gateway');
  assert.ok(Number(reply.headers['retry-after']) > 0);
});
