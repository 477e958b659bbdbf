// What the logs say: one line of JSON each, with the request's id, and never a secret.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { anyone, Client } from '../support/http.js';
import { logBytes, logTail } from '../support/instance.js';
import { registered, signIn, signedUp, unique } from '../support/people.js';
import { request, sendRaw } from '../support/raw.js';
import { place, someProduct } from '../support/shop.js';
import { signingKey } from '../support/tokens.js';

test('no password, token or key is ever logged', async () => {
  const logs = await Promise.all(
    ['orderd.log', 'nginx.access.log', 'nginx.error.log', 'postgresql.log'].map(logTail),
  );
  const password = `S3cret-${unique()}`;
  const { email } = await registered({ password });
  const wrong = `Wr0ng-${unique()}`;
  const person = await signIn(email, password);
  await new Client().post('/auth/login', { email, password: wrong });
  await new Client().post('/auth/login', `{"email":"${email}","password":"${wrong}"`);
  await new Client().post('/auth/register', { email, password: wrong, surprise: wrong });
  await new Client().post('/auth/register', { email, password: wrong });
  await person.get(`/auth/me?access_token=${person.access_token}`);
  await anyone.get('/auth/me', { Authorization: `Bearer ${person.access_token}x` });
  const next = (await anyone.post('/auth/refresh', { refresh_token: person.refresh_token })).body;
  await anyone.post('/auth/refresh', { refresh_token: `${next.refresh_token}x` });
  await sleep(200);

  const secrets = {
    password,
    wrong,
    access: person.access_token,
    refresh: person.refresh_token,
    next: next.refresh_token,
    key: (await signingKey()).d,
  };
  for (const since of logs) {
    const text = await since();
    for (const [name, secret] of Object.entries(secrets))
      assert.ok(!text.includes(secret), `${name} is logged: ${lineWith(text, secret)}`);
  }
});

test('orderd logs lines of JSON', async () => {
  const since = await logTail('orderd.log');
  await new Client().post('/auth/login', {
    email: 'nobody@example.com',
    password: 'wrong password',
  });
  await anyone.get('/nothing');
  for (const line of (await since()).split('\n').filter(Boolean))
    assert.equal(typeof JSON.parse(line), 'object', line);
});

test('an event of Stripe that nobody has set up is refused without a line in the log', async () => {
  const since = await logTail('orderd.log');
  const signature = { 'Stripe-Signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` };
  const event = { id: 'evt_1', type: 'customer.created', data: { object: {} } };
  const reply = await new Client().post('/payments/stripe/webhook', event, signature);
  const { request_id } = assertProblem(reply, 400, 'bad_signature');
  assert.equal(lineWith(await since(), request_id), undefined);
});

test('nginx logs every request with its id and path, without the query', async () => {
  const since = await logTail('nginx.access.log');
  const id = `log-${unique()}`;
  await anyone.get('/nothing?secret=1', {
    'X-Request-Id': id,
    'User-Agent': 'a "quoted" \\ agent',
  });
  await sleep(200);
  const line = lineWith(await since(), id);
  const { request_id, method, path, status, agent } = JSON.parse(line);
  assert.deepEqual(
    { request_id, method, path, status, agent },
    {
      request_id: id,
      method: 'GET',
      path: '/api/v1/nothing',
      status: 404,
      agent: 'a "quoted" \\ agent',
    },
  );
  assert.ok(!line.includes('secret'));
});

test('nginx logs the route and how long its database took, and tells nobody', async () => {
  const since = await logTail('nginx.access.log');
  const customer = await signedUp();
  const ask = async (who, path, status) => {
    const id = `log-${unique()}`;
    const reply = assertStatus(await who.get(path, { 'X-Request-Id': id }), status);
    for (const name of ['route', 'database']) assert.equal(reply.headers[`x-orderd-${name}`], undefined);
    return id;
  };
  const asked = [
    [await ask(customer, '/orders/999999999', 404), '/orders/{id}', true],
    [await ask(customer, '/admin/users', 403), '/admin/users', true],
    [await ask(anyone, '/health/live', 200), '/health/live', false],
    [await ask(anyone, '/nothing', 404), '', undefined],
  ];
  await logged(since, asked.at(-1)[0]);
  for (const [id, route, database] of asked) {
    const line = JSON.parse(lineWith(await since(), id));
    assert.equal(line.route, route);
    const { database_seconds: seconds } = line;
    if (database === undefined) assert.equal(seconds, '');
    else assert.equal(seconds > 0 && seconds < Number(line.seconds) + 0.001, database, `${seconds} of ${line.seconds}`);
  }
});

// W3C Trace Context, section 3.2: what is a trace, and as what it is sent on.
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const TRACES = [
  [`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-01`],
  [`00-${TRACE}-${PARENT}-00`, `00-${TRACE}-${PARENT}-00`],
  [`00-${TRACE}-${PARENT}-fe`, `00-${TRACE}-${PARENT}-02`],
  [`00-${TRACE}-${PARENT}-ff`, `00-${TRACE}-${PARENT}-03`],
  [`cc-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-01`],
  [`cc-${TRACE}-${PARENT}-01-what-the-future-will-be-like`, `00-${TRACE}-${PARENT}-01`],
  [`cc-${TRACE}-${PARENT}-01.what-the-future-will-be-like`, null],
  [`00-${TRACE}-${PARENT}-01-what-the-future-will-be-like`, null],
  [`00-${TRACE}-${PARENT}-01-`, null],
  [`ff-${TRACE}-${PARENT}-01`, null],
  [`00-${'0'.repeat(32)}-${PARENT}-01`, null],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, null],
  [`00-${TRACE.toUpperCase()}-${PARENT}-01`, null],
  [`00-${TRACE.slice(1)}-${PARENT}-01`, null],
  [`00-${TRACE}-${PARENT}-1`, null],
  [`00-${TRACE}-${PARENT}`, null],
  [`0-${TRACE}-${PARENT}-01`, null],
  [`.0-${TRACE}-${PARENT}-01`, null],
  [`00-${TRACE}${PARENT}-01`, null],
  [`00-${TRACE}-${PARENT}-0g`, null],
  [`x 00-${TRACE}-${PARENT}-01`, null],
  [`00-${TRACE}-${PARENT}-01"}`, null],
  ['', null],
];

test('a trace is logged and kept with what its request did, if it is one', async () => {
  const since = await logTail('nginx.access.log');
  const [manager, customer] = await Promise.all([signedUp('manager'), signedUp()]);
  const product = await someProduct(manager, { stock: 1000 });
  const ids = [];
  for (const [traceparent] of TRACES) {
    const id = `log-${unique()}`;
    assertStatus(await place(customer, [[product, 1]], {}, { 'X-Request-Id': id, traceparent }), 201);
    ids.push(id);
  }
  await logged(since, ids.at(-1));
  const text = await since();
  const kept = await rows('SELECT request_id, trace FROM outbox WHERE request_id = ANY ($1)', ids);
  for (const [i, [traceparent, trace]] of TRACES.entries()) {
    assert.equal(kept.find((row) => row.request_id === ids[i]).trace, trace, traceparent);
    assert.equal(JSON.parse(lineWith(text, ids[i])).trace, trace ? TRACE : '', traceparent);
  }
});

test('the entries of a bulk request are of its trace', async () => {
  const manager = await signedUp('manager');
  const product = await someProduct(manager);
  const traceparent = `00-${TRACE}-${PARENT}-01`;
  const entries = [{ order: { items: [{ product_id: product.id, quantity: 1 }] } }];
  const { body } = assertStatus(await manager.post('/orders/bulk', { entries }, { traceparent }), 200);
  const kept = await rows("SELECT trace FROM outbox WHERE event = 'order.created' AND subject_id = $1", body.results[0].id);
  assert.deepEqual(kept, [{ trace: traceparent }]);
});

const byUser = (text, id) => JSON.parse(lineWith(text, id)).user;

test('nginx logs who asked, also whom orderd refuses, and tells nobody', async () => {
  const since = await logTail('nginx.access.log');
  const staff = await signedUp('staff');
  const admin = await signedUp('admin');
  const { body } = assertStatus(await admin.post('/api-keys', { name: 'log', role: 'staff' }), 201);
  const ask = async (headers, status) => {
    const id = `log-${unique()}`;
    const reply = await anyone.get('/admin/users', { ...headers, 'X-Request-Id': id });
    assertStatus(reply, status);
    assert.equal(reply.headers['x-orderd-user'], undefined);
    return id;
  };
  const asked = [
    [await ask({ Authorization: `Bearer ${staff.access_token}` }, 403), staff.id],
    [await ask({ Authorization: `Bearer ${admin.access_token}` }, 200), admin.id],
    [await ask({ 'X-API-Key': body.key }, 403), admin.id],
    [await ask({ Authorization: `Bearer ${staff.access_token}x` }, 401), ''],
    [await ask({}, 401), ''],
  ];
  await sleep(200);
  for (const [id, user] of asked) assert.equal(byUser(await since(), id), String(user));
});

// RFC 3629: what is cut, overlong, half of a surrogate pair, beyond U+10FFFF or no start at all.
const NO_UTF8 = ['\xe2\x82', '\xc0\xaf', '\xe0\x80\xaf', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xf0\x8f\xbf\xbf', '\x80', '\xff'];
const UTF8 = ['\u007f', 'ß', '€', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'];

test('the access log is JSON in UTF-8, whatever bytes a client sends', async () => {
  const since = await logBytes('nginx.access.log');
  const mark = unique();
  const send = async (text, encoding) => {
    const agent = { 'User-Agent': `${mark} ${text} end` };
    const path = `/api/v1/nothing-${text.replaceAll('\x7f', '')}-end`;
    const reply = await sendRaw(Buffer.from(request(`GET ${path}?secret HTTP/1.1`, agent), encoding));
    assert.ok([400, 404].includes(reply.status), `${reply.status}`);
  };
  for (const text of NO_UTF8) await send(text, 'latin1');
  for (const text of UTF8) await send(text, 'utf8');
  await sleep(200);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(await since());
  const lines = text.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter(({ agent }) => agent.startsWith(mark));
  assert.deepEqual(
    lines.map(({ agent, path }) => [agent, path]),
    [
      ...NO_UTF8.map(() => [`${mark} \ufffd`, '/api/v1/nothing-\ufffd']),
      ...UTF8.map((t) => [`${mark} ${t} end`, `/api/v1/nothing-${t.replaceAll('\x7f', '')}-end`]),
    ],
  );
  assert.ok(!text.includes('secret'));
});

/** Once the line is written: nginx does that after the reply. */
async function logged(since, id) {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) if (lineWith(await since(), id)) return;
  throw new Error(`${id} is not logged`);
}

const lineWith = (text, part) => text.split('\n').find((line) => line.includes(part));
