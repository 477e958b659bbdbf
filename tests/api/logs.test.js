// What the logs say: one line of JSON each, with the request's id, and never a secret.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem } from './support/check.js';
import { anyone, Client } from './support/http.js';
import { logTail } from './support/instance.js';
import { registered, signIn, unique } from './support/people.js';
import { signingKey } from './support/tokens.js';

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

const lineWith = (text, part) => text.split('\n').find((line) => line.includes(part));
