// Access tokens: what they say, who can check them, and every forgery refused (RFC 8725).
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, test } from 'node:test';
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { anyone, bearer, Client } from '../support/http.js';
import { url } from '../support/instance.js';
import { signedUp } from '../support/people.js';
import { joined, resigned } from '../support/tokens.js';

let person, header, claims, jwks;
before(async () => {
  person = await signedUp();
  header = decodeProtectedHeader(person.access_token);
  claims = decodeJwt(person.access_token);
  jwks = assertStatus(await anyone.get('/.well-known/jwks.json'), 200).body;
});

const me = (token) => new Client(bearer(token)).get('/auth/me');
const now = () => Math.floor(Date.now() / 1000);
const publicKey = () => jwks.keys.find((key) => key.kid === header.kid);

async function assertRefused(token, why) {
  const reply = await me(token);
  assert.equal(reply.status, 401, why);
  assertProblem(reply, 401, 'invalid_token');
}

test('a token has the claims of the contract and lives an hour', () => {
  assertMembers(claims, ['iss', 'aud', 'sub', 'sid', 'jti', 'iat', 'exp', 'role']);
  assert.equal(claims.iss, url.origin);
  assert.equal(claims.sub, String(person.id));
  assert.equal(claims.role, 'customer');
  assert.equal(claims.exp - claims.iat, 3600);
  assert.ok(Math.abs(claims.iat - now()) < 60);
});

test('no two tokens have one jti', async () => {
  const { body } = await anyone.post('/auth/refresh', { refresh_token: person.refresh_token });
  assert.notEqual(decodeJwt(body.access_token).jti, claims.jti);
  assert.equal(decodeJwt(body.access_token).sid, claims.sid);
});

test('anybody can check a token with the published keys', async () => {
  const { payload } = await jwtVerify(person.access_token, createLocalJWKSet(jwks), {
    issuer: url.origin,
    audience: 'orderd',
    algorithms: ['EdDSA'],
  });
  assert.equal(payload.sub, String(person.id));
});

test('the published keys are public halves alone, each with its kid', () => {
  assert.ok(jwks.keys.length >= 1);
  for (const key of jwks.keys) {
    assert.equal(key.kty, 'OKP');
    assert.equal(key.crv, 'Ed25519');
    assert.ok(key.kid && key.x);
    assert.equal(key.d, undefined);
  }
});

test('a token signed anew with the right key and claims is good', async () => {
  // The control of the tests below: what they change is what is refused.
  assertStatus(await me(await resigned(person.access_token)), 200);
});

test('alg none is refused, in any spelling', async () => {
  for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
    await assertRefused(joined({ ...header, alg }, claims), alg);
    await assertRefused(joined({ ...header, alg }, claims, person.access_token.split('.')[2]), alg);
  }
});

test('HS256 with the public key as its secret is refused', async () => {
  const { x } = publicKey();
  const secrets = [x, Buffer.from(x, 'base64url'), JSON.stringify(publicKey())];
  for (const secret of secrets) {
    const signed = joined({ ...header, alg: 'HS256' }, claims).replace(/\.$/, '');
    const mac = createHmac('sha256', secret).update(signed).digest('base64url');
    await assertRefused(`${signed}.${mac}`, 'HS256');
  }
});

test('a token signed with another key is refused, under our kid, its own or none', async () => {
  const { privateKey, publicKey: stranger } = await generateKeyPair('EdDSA', { extractable: true });
  for (const kid of [header.kid, 'A'.repeat(22), undefined]) {
    const token = await resigned(person.access_token, { key: privateKey, header: { kid } });
    await assertRefused(token, `kid ${kid}`);
  }
  const jwk = await exportJWK(stranger);
  await assertRefused(
    await resigned(person.access_token, { key: privateKey, header: { jwk } }),
    'jwk',
  );
});

test('another algorithm is refused, however well it is signed', async () => {
  const { privateKey } = await generateKeyPair('ES256');
  const token = await new SignJWT(claims)
    .setProtectedHeader({ ...header, alg: 'ES256' })
    .sign(privateKey);
  await assertRefused(token, 'ES256');
});

test('a changed claim breaks the signature', async () => {
  const [head, , signature] = person.access_token.split('.');
  const changed = joined({}, { ...claims, role: 'admin' }).split('.')[1];
  await assertRefused(`${head}.${changed}.${signature}`, 'role');
});

test('expired, premature and timeless tokens are refused', async () => {
  await assertRefused(
    await resigned(person.access_token, { claims: { exp: now() - 1 } }),
    'expired',
  );
  await assertRefused(
    await resigned(person.access_token, { claims: { exp: undefined } }),
    'no exp',
  );
  await assertRefused(
    await resigned(person.access_token, { claims: { exp: String(now() + 900) } }),
    'exp as text',
  );
  await assertRefused(
    await resigned(person.access_token, { claims: { iat: now() + 600 } }),
    'from the future',
  );
});

test('a token that expires is refused from then on, however often it was good', async () => {
  const token = await resigned(person.access_token, { claims: { exp: now() + 2 } });
  const replies = await Promise.all(Array.from({ length: 20 }, () => me(token)));
  assert.ok(replies.every((reply) => reply.status === 200));
  await new Promise((done) => setTimeout(done, 2100));
  for (let i = 0; i < 20; i++) await assertRefused(token, 'expired');
});

test('another issuer, audience or type is refused', async () => {
  const wrong = [
    { claims: { iss: 'https://elsewhere.example' } },
    { claims: { iss: undefined } },
    { claims: { aud: 'another' } },
    { claims: { aud: undefined } },
    { header: { typ: 'id_token' } },
    { header: { typ: 'JWT+x' } },
  ];
  for (const change of wrong)
    await assertRefused(await resigned(person.access_token, change), JSON.stringify(change));
});

test("a token for another user's session, or for none, is refused", async () => {
  const other = await signedUp();
  const wrong = [
    { sub: String(other.id) },
    { sid: undefined },
    { sid: 'x' },
    { sub: undefined },
    { sub: '0' },
  ];
  for (const change of wrong)
    await assertRefused(
      await resigned(person.access_token, { claims: change }),
      JSON.stringify(change),
    );
});

test('a role in a token raises nobody', async () => {
  const token = await resigned(person.access_token, { claims: { role: 'admin' } });
  assertProblem(await new Client(bearer(token)).get('/orders/all'), 403, 'forbidden');
});

test('what is no token is refused', async () => {
  const [head, payload, signature] = person.access_token.split('.');
  const flipped = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1);
  const broken = [
    'x',
    '..',
    '...',
    `${head}.${payload}`,
    `${head}.${payload}.`,
    `${head}..${signature}`,
    `${head}.${payload}.${flipped}`,
    `${person.access_token}.x`,
    `${head}.${payload}.${signature}=`,
    'A'.repeat(6000),
  ];
  for (const token of broken) await assertRefused(token, token.slice(0, 40));
});

test('only the Bearer scheme signs a request, in any case', async () => {
  const basic = Buffer.from(`${person.email}:${person.password}`).toString('base64');
  for (const value of [
    `Basic ${basic}`,
    person.access_token,
    `Bearer`,
    `Token ${person.access_token}`,
  ]) {
    const reply = await new Client({ Authorization: value }).get('/auth/me');
    assert.equal(reply.status, 401, value.slice(0, 20));
  }
  assertStatus(
    await new Client({ Authorization: `bearer ${person.access_token}` }).get('/auth/me'),
    200,
  );
});

test('a bad token is a 401 even where nobody needs one', async () => {
  assertProblem(await new Client(bearer('x')).get('/products'), 401, 'invalid_token');
});

test('a token in the query string is no token', async () => {
  const reply = await anyone.get(`/auth/me?access_token=${person.access_token}`);
  assertProblem(reply, 401, 'authentication_required');
});
