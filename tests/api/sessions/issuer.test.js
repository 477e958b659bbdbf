// Trusting an outside issuer: whose tokens are taken, whose accounts they reach, and how they end.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { startOrderd } from '../../faults/support/orderd.js';
import { assertProblem, assertStatus } from '../support/check.js';
import { count, meeting, row, rows, value } from '../support/database.js';
import { bearer, Client } from '../support/http.js';
import { folder } from '../support/instance.js';
import { PASSWORD, someEmail, someone, unique } from '../support/people.js';
import { withSettings } from '../support/settings.js';
import { joined } from '../support/tokens.js';

const ISSUER = 'https://login.example';
const AUDIENCE = 'orders';
const now = () => Math.floor(Date.now() / 1000);

const keys = {}; // by alg: {kid, privateKey, publicKey, jwk}
let jwks, hits, server, orderd;

async function newKey(alg, kid = unique()) {
  const pair = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
  return { ...pair, kid, alg, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' } };
}

before(async () => {
  for (const alg of ['RS256', 'ES256', 'EdDSA']) keys[alg] = await newKey(alg);
  jwks = { keys: Object.values(keys).map((key) => key.jwk) };
  hits = 0;
  server = createServer((request, reply) => {
    hits++;
    reply.end(JSON.stringify(jwks));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  orderd = await trusting(`http://127.0.0.1:${server.address().port}/jwks.json`);
});
after(async () => {
  await orderd.stop();
  server.close();
});

/** An orderd with one worker a pool, so that what a worker remembers is what there is. */
const trusting = (source, more = {}) =>
  startOrderd({
    settings: {
      outside_issuer: ISSUER, outside_audience: AUDIENCE, outside_jwks: source, workers_api: 1, ...more,
    },
  });

/** A token of the issuer; claims and header members that are undefined are left out. */
function signed(claims = {}, { key = keys.RS256, header = {} } = {}) {
  const all = { iss: ISSUER, aud: AUDIENCE, sub: unique(), iat: now(), exp: now() + 600, jti: randomUUID(), ...claims };
  const given = { alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header };
  const without = (object) => Object.fromEntries(Object.entries(object).filter(([, v]) => v !== undefined));
  return new SignJWT(without(all)).setProtectedHeader(without(given)).sign(key.privateKey);
}

/** A client of the orderd that trusts the issuer. */
class Outsider extends Client {
  constructor(token, at = orderd.url) {
    super(bearer(token));
    this.at = at;
  }

  send(method, path, options = {}) {
    return super.send(method, path, { at: this.at, ...options });
  }
}
const outsider = async (claims, options) => new Outsider(await signed(claims, options));
const me = async (client) => assertStatus(await client.get('/auth/me'), 200).body.user;

async function assertRefused(token, why) {
  const reply = await new Outsider(token).get('/auth/me');
  assert.equal(reply.status, 401, `${why}: ${reply.status} ${reply.text}`);
  assertProblem(reply, 401, 'invalid_token');
}

for (const alg of ['RS256', 'ES256', 'EdDSA']) {
  test(`${alg}: a new subject gets a customer account, and the same one ever after`, async () => {
    const claims = { sub: unique(), email: someEmail(), email_verified: true, given_name: 'Ada', family_name: 'Lee' };
    const first = await me(await outsider(claims, { key: keys[alg] }));
    assert.deepEqual([first.role, first.email, first.first_name, first.last_name],
      ['customer', claims.email, 'Ada', 'Lee']);
    const again = await me(await outsider({ sub: claims.sub }, { key: keys[alg] }));
    assert.deepEqual(again, first);
    assert.equal(await count('user_links WHERE issuer = $1 AND subject = $2 AND user_id = $3', ISSUER, claims.sub, first.id), 1);
  });
}

test('many first requests at once make one account', async () => {
  const client = await outsider({ email: someEmail(), email_verified: true });
  const replies = await Promise.all(Array.from({ length: 12 }, () => client.get('/auth/me')));
  const ids = replies.map((reply) => assertStatus(reply, 200).body.user.id);
  assert.equal(new Set(ids).size, 1);
});

test('the first request may already be a change, and is done once', async () => {
  const client = await outsider();
  const { user } = assertStatus(await client.patch('/auth/me', { first_name: 'New' }), 200).body;
  assert.equal(user.first_name, 'New');
});

test('what the issuer does not vouch for is nobody’s address', async () => {
  const person = await someone();
  for (const email_verified of [false, undefined, 'true', 1]) {
    const user = await me(await outsider({ email: person.email, email_verified }));
    assert.notEqual(user.id, person.id);
    assert.match(user.email, /@orderd\.invalid$/);
  }
  const free = someEmail();
  assert.match((await me(await outsider({ email: free }))).email, /@orderd\.invalid$/);
  assertStatus(await new Client().post('/auth/register', { email: free, password: PASSWORD }), 201);
});

test('a vouched address links the customer who has it, and ends what its password made', async () => {
  const person = await someone();
  const { key } = (await person.post('/api-keys', { name: 'robot' })).body;
  const client = await outsider({ email: person.email.toUpperCase(), email_verified: true });
  assert.equal((await me(client)).id, person.id);
  assertProblem(await person.get('/auth/me'), 401, 'invalid_token');
  assertProblem(await new Client(bearer(key)).get('/auth/me'), 401, 'invalid_token');
  const { email } = person;
  assertProblem(await new Client().post('/auth/login', { email, password: PASSWORD }), 401, 'invalid_credentials');
  assert.equal(await count(`audit_log WHERE event = 'user.linked' AND subject_id = $1`, person.id), 1);
});

test('a sign-in with the password that ends while the account is linked ends, too', async () => {
  const person = await someone();
  const client = await outsider({ email: person.email, email_verified: true });
  const session = randomUUID();
  const signIn = async (query) => {
    await query('UPDATE users SET updated_at = now() WHERE id = $1', person.id);
    await query(`INSERT INTO sessions (id, user_id, expires_at) VALUES ($1, $2, now() + interval '1 day')`, session, person.id);
  };
  assert.equal((await meeting(signIn, () => me(client))).id, person.id);
  assert.notEqual(await value('SELECT revoked_at FROM sessions WHERE id = $1', session), null);
});

for (const role of ['staff', 'manager', 'admin']) {
  test(`a vouched address never reaches a ${role}'s account`, async () => {
    const person = await someone(role);
    const client = await outsider({ email: person.email, email_verified: true, role: 'admin' });
    const user = await me(client);
    assert.notEqual(user.id, person.id);
    assert.deepEqual([user.role, /@orderd\.invalid$/.test(user.email)], ['customer', true]);
    assertProblem(await client.get('/orders/all'), 403, 'forbidden');
    assertStatus(await person.get('/auth/me'), 200);
  });
}

test('an account that has its subject is not given to another one', async () => {
  const email = someEmail();
  const first = await me(await outsider({ email, email_verified: true }));
  const second = await me(await outsider({ email, email_verified: true }));
  assert.notEqual(second.id, first.id);
});

test('a closed account stays closed, linked or not', async () => {
  const sub = unique();
  const { id } = await me(await outsider({ sub }));
  await rows('UPDATE users SET is_active = false WHERE id = $1', id);
  await assertRefused(await signed({ sub }), 'closed');
  const closed = await someone();
  await rows('UPDATE users SET is_active = false WHERE id = $1', closed.id);
  await assertRefused(await signed({ email: closed.email, email_verified: true }), 'closed before');
});

test('who was forgotten comes back as somebody new', async () => {
  const admin = await someone('admin');
  const claims = { sub: unique(), email: someEmail(), email_verified: true, given_name: 'Ada', family_name: 'Lee' };
  const before = await me(await outsider(claims));
  const customer = await value('SELECT customer_id FROM users WHERE id = $1', before.id);
  assertStatus(await admin.post(`/customers/${customer}/anonymise`, {}), 200);
  for (const table of ['user_links', 'users', 'customers', 'audit_log', 'outbox'])
    assert.equal(await count(`${table} AS any_row WHERE any_row::text ILIKE ANY ($1)`, [`%${claims.sub}%`, `%${claims.email}%`]), 0, table);

  const client = await outsider(claims);
  const now = await me(client);
  assert.notEqual(now.id, before.id);
  assert.deepEqual([now.email, now.first_name, now.last_name], [claims.email, 'Ada', 'Lee']);
  assert.deepEqual(await me(await outsider({ sub: claims.sub })), now);
  assert.deepEqual(assertStatus(await client.get('/orders/me'), 200).body.data, []);
  assert.equal(await value('SELECT is_active FROM users WHERE id = $1', before.id), false);
});

test('addresses and names that can not be stored are left out', async () => {
  const user = await me(await outsider({ email: 'no address', email_verified: true, given_name: 'x'.repeat(101), family_name: 7 }));
  assert.deepEqual([user.first_name, user.last_name, /@orderd\.invalid$/.test(user.email)], [null, null, true]);
});

test('logging out denies this token, and no other', async () => {
  const sub = unique();
  const [leaves, stays] = [await outsider({ sub }), await outsider({ sub })];
  await me(stays);
  assertStatus(await leaves.post('/auth/logout'), 200);
  assertProblem(await leaves.get('/auth/me'), 401, 'invalid_token');
  assertProblem(await leaves.post('/auth/logout'), 401, 'invalid_token');
  await me(stays);
  const without = await outsider({ sub, jti: undefined });
  const other = await outsider({ sub, jti: undefined, iat: now() - 1 });
  assertStatus(await without.post('/auth/logout'), 200);
  assertProblem(await without.get('/auth/me'), 401, 'invalid_token');
  await me(other);
});

test('a token without an id that was signed out is denied under its other signature, too', async () => {
  const token = await signed({ jti: undefined }, { key: keys.ES256 });
  const [head, claims, signature] = token.split('.');
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n; // of the curve P-256
  const [r, s] = Buffer.from(signature, 'base64url').toString('hex').match(/.{64}/g);
  const mirrored = (order - BigInt(`0x${s}`)).toString(16).padStart(64, '0');
  const twin = `${head}.${claims}.${Buffer.from(r + mirrored, 'hex').toString('base64url')}`;
  await me(new Outsider(twin));
  assertStatus(await new Outsider(token).post('/auth/logout'), 200);
  await assertRefused(token, 'signed out');
  await assertRefused(twin, 'signed out');
});

test('the rest of the interface takes them as anyone else', async () => {
  const client = await outsider();
  assertStatus(await client.get('/orders'), 200);
  assert.deepEqual(assertStatus(await client.get('/auth/sessions'), 200).body.data, []);
  const { key } = assertStatus(await client.post('/api-keys', { name: 'robot' }), 201).body;
  assert.equal((await me(new Client(bearer(key)))).id, (await me(client)).id);
  const { body } = assertStatus(await client.post('/auth/validate'), 200);
  assert.equal(body.session_id, null);
});

test('the instance that trusts nobody takes none of them', async () => {
  assertProblem(await new Client(bearer(await signed())).get('/auth/me'), 401, 'invalid_token');
});

test('an audience among several is good', async () => {
  await me(await outsider({ aud: ['other', AUDIENCE] }));
  for (const typ of ['JWT', 'jwt', 'application/at+jwt', undefined]) await me(await outsider({}, { header: { typ } }));
});

test('claims that are wrong or missing are refused', async () => {
  for (const claims of [
    { iss: 'https://other.example' }, { iss: `${ISSUER}/` }, { iss: undefined }, { aud: 'other' }, { aud: ['other'] },
    { aud: undefined }, { aud: [] }, { exp: now() - 1 }, { exp: undefined }, { exp: String(now() + 600) },
    { nbf: now() + 600 }, { nbf: 'soon' }, { iat: now() + 600 }, { sub: undefined }, { sub: '' }, { sub: 7 },
    { sub: 'x'.repeat(256) },
  ]) await assertRefused(await signed(claims), JSON.stringify(claims));
});

test('headers that are wrong are refused', async () => {
  for (const header of [
    { typ: 'id_token' }, { typ: 'logout+jwt' }, { typ: 'dpop+jwt' }, { kid: undefined }, { kid: '' }, { kid: 'unknown' },
    { kid: keys.ES256.kid },
  ]) await assertRefused(await signed({}, { header }), JSON.stringify(header));
});

test('a token expires also when it is remembered', async () => {
  const client = await outsider({ exp: now() + 3 });
  await me(client);
  const deadline = Date.now() + 8000;
  let reply;
  do reply = await client.get('/auth/me');
  while (reply.status === 200 && Date.now() < deadline);
  assertProblem(reply, 401, 'invalid_token');
});

test('an unsigned token is refused, in any spelling', async () => {
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: unique(), iat: now(), exp: now() + 600 };
  for (const alg of ['none', 'None', 'NONE', '']) {
    await assertRefused(joined({ alg, kid: keys.RS256.kid }, claims), alg);
    await assertRefused(joined({ alg, kid: keys.RS256.kid }, claims, 'AAAA'), alg);
  }
});

test('a public key is never the secret of a MAC', async () => {
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: unique(), iat: now(), exp: now() + 600 };
  const { publicKey, jwk, kid } = keys.RS256;
  const pem = await exportSPKI(publicKey);
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  for (const secret of [pem, pem.trim(), der, jwk.n, Buffer.from(jwk.n, 'base64url'), JSON.stringify(jwk)]) {
    const text = joined({ alg: 'HS256', typ: 'at+jwt', kid }, claims).replace(/\.$/, '');
    const mac = createHmac('sha256', secret).update(text).digest('base64url');
    await assertRefused(`${text}.${mac}`, 'HS256');
  }
});

test('an algorithm other than the key’s is refused, however well it is signed', async () => {
  const { kid } = keys.RS256;
  await me(new Outsider(await forged('RS256', kid))); // the control: what is changed is what is refused
  for (const alg of ['PS256', 'RS384', 'RS512', 'ES256', 'EdDSA', 'HS256'])
    await assertRefused(await forged(alg, kid), alg);
});

/** The RSA key's token with this `alg` in its header, its RS256 signature made over that header. */
async function forged(alg, kid) {
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: unique(), iat: now(), exp: now() + 600 };
  const text = joined({ alg, kid, typ: 'at+jwt' }, claims).replace(/\.$/, '');
  return `${text}.${sign('sha256', Buffer.from(text), keys.RS256.privateKey).toString('base64url')}`;
}

test('a signature of another key, or over other claims, is refused', async () => {
  for (const alg of Object.keys(keys)) {
    const stranger = await newKey(alg, keys[alg].kid);
    await assertRefused(await signed({}, { key: stranger }), `${alg} by a stranger`);
    const [head, , signature] = (await signed({}, { key: keys[alg] })).split('.');
    const payload = joined({}, { iss: ISSUER, aud: AUDIENCE, sub: 'admin', exp: now() + 600 }).split('.')[1];
    await assertRefused(`${head}.${payload}.${signature}`, `${alg} changed`);
    await assertRefused(`${head}.${payload}.${'A'.repeat(86)}`, `${alg} zeros`);
  }
});

test('its tokens can not name another issuer’s users, nor ours', async () => {
  const person = await someone('admin');
  await assertRefused(await signed({ iss: new URL(process.env.ORDERD_TEST_URL).origin, sub: String(person.id) }), 'our iss');
  const user = await me(await outsider({ sub: String(person.id) }));
  assert.notEqual(user.id, person.id);
});

test('a new key is found at once, and unknown ones are looked for once a minute at most', async () => {
  const own = await trusting(`http://127.0.0.1:${server.address().port}/jwks.json`);
  const at = (token) => new Outsider(token, own.url).get('/auth/me');
  try {
    const before = hits;
    assertStatus(await at(await signed()), 200);
    assert.equal(hits, before + 1);
    for (let i = 0; i < 5; i++) assertStatus(await at(await signed()), 200);
    assert.equal(hits, before + 1); // kept

    const next = await newKey('ES256');
    jwks.keys.push(next.jwk);
    assertStatus(await at(await signed({}, { key: next })), 200);
    assert.equal(hits, before + 2);
    for (let i = 0; i < 5; i++) assertProblem(await at(await signed({}, { header: { kid: unique() } })), 401);
    assert.equal(hits, before + 2);
    assertStatus(await at(await signed({}, { key: next })), 200);
  } finally {
    await own.stop();
  }
});

test('an issuer that does not answer holds up nobody for long, and is not asked again at once', async () => {
  let asked = 0;
  const deaf = createServer(() => asked++); // never replies
  await new Promise((listening) => deaf.listen(0, '127.0.0.1', listening));
  const own = await trusting(`http://127.0.0.1:${deaf.address().port}/`);
  try {
    const began = Date.now();
    for (let i = 0; i < 5; i++) assertProblem(await new Outsider(await signed(), own.url).get('/auth/me'), 401);
    assert.ok(Date.now() - began < 6000, 'two seconds once, not each time');
    assert.equal(asked, 1);
    assertStatus(await new Client().send('GET', '/products', { at: own.url }), 200);
    assert.match(own.log(), /outside issuer's keys can't be read/);
  } finally {
    await own.stop();
    deaf.closeAllConnections();
    deaf.close();
  }
});

test('the keys may lie in a file; weak, foreign and private ones are passed over', async () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const weakJwk = { ...weak.publicKey.export({ format: 'jwk' }), kid: 'weak', alg: 'RS256' };
  const secret = { kty: 'oct', k: Buffer.alloc(32).toString('base64url'), kid: 'oct', alg: 'HS256' };
  const encrypts = { ...keys.EdDSA.jwk, kid: 'enc', use: 'enc' };
  const offCurve = { ...keys.ES256.jwk, kid: 'off', y: keys.ES256.jwk.x };
  const path = join(folder, 'run', `${unique()}.json`);
  await writeFile(path, JSON.stringify({ keys: [weakJwk, secret, encrypts, offCurve, 7, keys.ES256.jwk] }));
  await chmod(path, 0o644);
  const own = await trusting(path);
  try {
    const at = (token) => new Outsider(token, own.url).get('/auth/me');
    assertStatus(await at(await signed({}, { key: keys.ES256 })), 200);
    assertProblem(await at(await signed({}, { key: { ...keys.EdDSA, kid: 'enc' } })), 401);
    assertProblem(await at(await signed({}, { key: { ...keys.ES256, kid: 'off' } })), 401);
    const text = joined({ alg: 'RS256', kid: 'weak' }, { iss: ISSUER, aud: AUDIENCE, sub: 'x', exp: now() + 600 }).replace(/\.$/, '');
      const signature = sign('sha256', Buffer.from(text), weak.privateKey).toString('base64url');
    assertProblem(await at(`${text}.${signature}`), 401);
    const mac = createHmac('sha256', Buffer.alloc(32));
    const maced = joined({ alg: 'HS256', kid: 'oct' }, { iss: ISSUER, aud: AUDIENCE, sub: 'x', exp: now() + 600 }).replace(/\.$/, '');
    assertProblem(await at(`${maced}.${mac.update(maced).digest('base64url')}`), 401);
  } finally {
    await own.stop();
  }
});

test('who was made by a token is told of like who registered', async () => {
  const sub = unique();
  const { id } = await me(await outsider({ sub, email: someEmail(), email_verified: true }));
  const { details } = await row(`SELECT details FROM audit_log WHERE event = 'user.created' AND subject_id = $1`, id);
  assert.deepEqual(details, { issuer: ISSUER });
  assert.equal(await count(`outbox WHERE event = 'user.registered' AND subject_id = $1`, id), 1);
  assert.equal(await value('SELECT count(*) FROM customers c JOIN users u ON u.customer_id = c.id WHERE u.id = $1', id), '1');
});

test('a second factor is for the issuer to ask', async () => {
  const who = await outsider();
  await rows("UPDATE users SET role = 'manager' WHERE id = $1", (await me(who)).id);
  await withSettings({ second_factor: 'manager' }, async () => {
    assertStatus(await who.get('/orders/all'), 200);
    assertProblem(await who.post('/auth/totp'), 403, 'session_required');
  });
});
