// The browser's way to stay signed in: a refresh token that no script can read.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { cutOff } from '../support/database.js';
import { anyone, bearer, Client } from '../support/http.js';
import { PASSWORD, registered, signedUp } from '../support/people.js';

const BROWSER = { 'X-Session': 'cookie' };

/** "name=value" and the attributes of the cookie of the refresh token that a reply sets. */
function cookieOf(reply) {
  const set = (reply.headers['set-cookie'] ?? []).filter((cookie) => cookie.includes('refresh='));
  assert.equal(set.length, 1);
  const [pair, ...attributes] = set[0].split(/;\s*/);
  return { pair, attributes: attributes.map((a) => a.toLowerCase()) };
}

async function signedInByCookie() {
  const { email } = await registered();
  const reply = await new Client(BROWSER).post('/auth/login', { email, password: PASSWORD });
  return { ...cookieOf(assertStatus(reply, 200)), body: reply.body };
}

const refresh = (headers) => anyone.post('/auth/refresh', {}, headers);

test('signing in with X-Session: cookie sets the refresh token as a cookie alone', async () => {
  const { pair, attributes, body } = await signedInByCookie();
  for (const attribute of ['httponly', 'secure', 'samesite=strict'])
    assert.ok(attributes.includes(attribute), `${attribute} in ${attributes}`);
  assert.equal(body.refresh_token ?? null, null);
  assert.ok(body.access_token);
  const [, value] = pair.split('=');
  assert.ok(value.length >= 32);
  assert.ok(!JSON.stringify(body).includes(value));
});

test('the cookie lives seven days, and no other host can have set it', async () => {
  const { pair, attributes } = await signedInByCookie();
  assert.ok(attributes.includes(`max-age=${7 * 24 * 3600}`));
  assert.ok(pair.startsWith('__Host-'));
  assert.ok(attributes.includes('path=/'));
  assert.ok(!attributes.some((attribute) => attribute.startsWith('domain')));
  assertProblem(await refresh({ Cookie: pair.replace('__Host-', '__Secure-'), ...BROWSER }), 401);
});

test('tabs that refresh by one cookie at the same moment get one cookie', async () => {
  const { pair } = await signedInByCookie();
  const tabs = await Promise.all([1, 2, 3].map(() => refresh({ Cookie: pair, ...BROWSER })));
  assert.equal(new Set(tabs.map((tab) => cookieOf(assertStatus(tab, 200)).pair)).size, 1);
});

test('signing in without the header sets no cookie', async () => {
  const { email } = await registered();
  const reply = await new Client().post('/auth/login', { email, password: PASSWORD });
  assert.equal(assertStatus(reply, 200).headers['set-cookie'], undefined);
  assert.ok(reply.body.refresh_token);
});

test('refreshing by cookie needs the header, which no foreign form can send', async () => {
  const { pair } = await signedInByCookie();
  assertProblem(await refresh({ Cookie: pair }), 401, 'invalid_refresh_token');
  assertStatus(await refresh({ Cookie: pair, ...BROWSER }), 200);
});

test('refreshing by cookie rotates the cookie', async () => {
  const { pair } = await signedInByCookie();
  const reply = assertStatus(await refresh({ Cookie: pair, ...BROWSER }), 200);
  const next = cookieOf(reply);
  assert.notEqual(next.pair, pair);
  assert.equal(next.pair.split('=')[0], pair.split('=')[0]);
  assert.equal(reply.body.refresh_token ?? null, null);
  assertStatus(await refresh({ Cookie: next.pair, ...BROWSER }), 200);
});

test('the cookie is found among others', async () => {
  const { pair } = await signedInByCookie();
  assertStatus(await refresh({ Cookie: `theme=dark; ${pair}; x${pair}`, ...BROWSER }), 200);
});

test('a cookie and a token in the body are one too many', async () => {
  const { pair } = await signedInByCookie();
  const { refresh_token } = await signedUp();
  const reply = await anyone.post('/auth/refresh', { refresh_token }, { Cookie: pair, ...BROWSER });
  assertProblem(reply, 400);
});

test('the cookie alone signs no other request', async () => {
  const { pair } = await signedInByCookie();
  assertProblem(
    await anyone.get('/auth/me', { Cookie: pair, ...BROWSER }),
    401,
    'authentication_required',
  );
});

test('logging out takes the cookie away', async () => {
  const { pair, body } = await signedInByCookie();
  const out = await anyone.post(
    '/auth/logout',
    {},
    { ...bearer(body.access_token), Cookie: pair, ...BROWSER },
  );
  const cookie = cookieOf(assertStatus(out, 200));
  assert.equal(cookie.pair, `${pair.split('=')[0]}=`);
  assert.ok(cookie.attributes.includes('max-age=0'));
  assertProblem(await refresh({ Cookie: pair, ...BROWSER }), 401, 'invalid_refresh_token');
});

test('a sign-out or a refresh that fails leaves the cookie as it was, and good', async () => {
  const { pair, body } = await signedInByCookie();
  const headers = { ...bearer(body.access_token), Cookie: pair, ...BROWSER };
  const holdSession = (sql) => sql('SELECT FROM sessions WHERE user_id = $1 FOR UPDATE', body.user.id);
  for (const path of ['/auth/logout', '/auth/refresh']) {
    const failed = await cutOff(holdSession, () => anyone.post(path, {}, headers));
    assertProblem(failed, 503);
    assert.equal(failed.headers['set-cookie'], undefined, path);
  }
  assertStatus(await refresh({ Cookie: pair, ...BROWSER }), 200);
});
