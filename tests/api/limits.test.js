// How often one address may try to sign in: the limits as they are installed.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem } from './support/check.js';
import { send, someAddress } from './support/http.js';
import { folder } from './support/instance.js';
import { installedNginx } from './support/nginx.js';

const LET_THROUGH = 502; // nobody is behind this nginx
const BEHIND_PROXY = 'set_real_ip_from 127.0.0.1;\nreal_ip_header X-Forwarded-For;\n';

let direct, proxied;
before(async () => {
  [direct, proxied] = await Promise.all([
    installedNginx(),
    installedNginx({ trusted: BEHIND_PROXY }),
  ]);
});
after(() => Promise.all([direct?.stop(), proxied?.stop()]));

const from = (address, path = '/api/v1/auth/login', method = 'POST') =>
  send(method, path, {
    at: proxied.url,
    body: method === 'POST' ? {} : undefined,
    headers: { 'X-Forwarded-For': address },
  });

const statuses = async (replies) =>
  (await Promise.all(replies)).map((reply) => reply.status).sort();
const sixThrough = (count) => [...Array(count - 6).fill(429), ...Array(6).fill(LET_THROUGH)];

test('six at once are let through, the next is told to wait', async () => {
  const address = someAddress();
  assert.deepEqual(await statuses(Array.from({ length: 10 }, () => from(address))), sixThrough(10));
  const reply = await from(address);
  assertProblem(reply, 429, 'rate_limited');
  assert.equal(reply.headers['retry-after'], '12');
});

test('replies say which limit they count in, as limits.conf has it', async () => {
  const conf = await readFile(join(folder, 'root/etc/nginx/orderd/local/limits.conf'), 'utf8');
  for (const [path, zone] of [
    ['/login', 'login'],
    ['/register', 'register'],
    ['/auth/password/forgot', 'forgot'],
  ]) {
    const [, rate] = new RegExp(`zone=orderd_${zone}:\\S+\\s+rate=(\\d+)r/m`).exec(conf);
    const address = someAddress();
    const replies = await Promise.all(Array.from({ length: 8 }, () => from(address, path)));
    for (const { headers } of replies)
      assert.equal(headers['ratelimit-policy'], `"${zone}";q=${rate};w=60`);
    assert.equal(replies.filter((reply) => reply.status === 429).length, 2);
  }
});

test('OPTIONS, which a browser sends first, does not count', async () => {
  const address = someAddress();
  const asked = Array.from({ length: 20 }, () => from(address, '/login', 'OPTIONS'));
  assert.ok((await statuses(asked)).every((status) => status === LET_THROUGH));
  assert.deepEqual(await statuses(Array.from({ length: 8 }, () => from(address))), sixThrough(8));
});

test('after Retry-After one more is let through, and no second one', async () => {
  const address = someAddress();
  await statuses(Array.from({ length: 7 }, () => from(address)));
  await sleep(12_100);
  assert.deepEqual(await statuses([from(address), from(address)]), [429, LET_THROUGH]);
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
  assert.deepEqual(await statuses(spellings.map((path) => from(address, path))), sixThrough(10));
});

test('each address counts by itself', async () => {
  const replies = Array.from({ length: 20 }, () => from(someAddress()));
  assert.deepEqual(await statuses(replies), Array(20).fill(LET_THROUGH));
});

test('an IPv6 network of /64 counts as one address, and its neighbour as another', async () => {
  const network = `2001:db8:${Math.floor(Math.random() * 0xfffe).toString(16)}`;
  const inside = Array.from({ length: 10 }, (_, i) => from(`${network}:1::${i + 1}`));
  assert.deepEqual(await statuses(inside), sixThrough(10));
  assert.equal((await from(`${network}:2::1`)).status, LET_THROUGH);
});

test('registering counts apart from signing in, and is limited alike', async () => {
  const address = someAddress();
  for (const path of ['/api/v1/auth/login', '/register'])
    assert.deepEqual(
      await statuses(Array.from({ length: 8 }, () => from(address, path))),
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
      at: direct.url,
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
