// The second factor: switched on by its first code, asked for at every sign-in, demanded of roles.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, meeting, row, rows, value } from '../support/database.js';
import { operations } from '../support/document.js';
import { anyone, bearer, Client } from '../support/http.js';
import { orderctl, url } from '../support/instance.js';
import { PASSWORD, registered, signIn, someEmail, someone } from '../support/people.js';
import { withSettings } from '../support/settings.js';
import { codeOf, forgetCodes, noCodeOf, switchedOn } from '../support/totp.js';

let admin;
before(async () => {
  admin = await someone('admin');
});

const login = ({ email, password }, otp) => new Client().post('/auth/login', { email, password, otp });
const tellsOf = (event, { id }) => count('outbox WHERE event = $1 AND subject_id = $2', event, id);
const auditOf = (event, { id }) => count('audit_log WHERE event = $1 AND subject_id = $2', event, id);
const failures = ({ id }) => value('SELECT coalesce(max(failures), 0) FROM login_failures WHERE user_id = $1', id);

/** Someone whose second factor is on, with its secret and recovery codes. */
async function guarded(role) {
  const person = await someone(role);
  return Object.assign(person, await switchedOn(person));
}

/** Signs in with the code of the step after the one that was used last. */
async function enter(person) {
  await forgetCodes(person);
  const { body } = assertStatus(await login(person, codeOf(person.secret)), 200);
  return Object.assign(new Client(bearer(body.access_token)), body);
}

// ---- on ----

test('a secret is given once, and its first code switches it on and gives ten recovery codes', async () => {
  const person = await someone();
  const begun = assertStatus(await person.post('/auth/totp'), 200).body;
  assertMembers(begun, ['secret', 'uri']);
  assert.match(begun.secret, /^[A-Z2-7]{32}$/);
  const uri = new URL(begun.uri);
  assert.deepEqual([uri.protocol, uri.host, decodeURIComponent(uri.pathname)],
    ['otpauth:', 'totp', `/${url.hostname}:${person.email}`]);
  assert.deepEqual(Object.fromEntries(uri.searchParams),
    { secret: begun.secret, issuer: url.hostname, algorithm: 'SHA1', digits: '6', period: '30' });

  const { recovery_codes: codes, ...more } = assertStatus(
    await person.post('/auth/totp/confirm', { otp: codeOf(begun.secret) }), 200).body;
  assert.deepEqual(more, {});
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/);
  const { confirmed_at, ...state } = assertStatus(await person.get('/auth/totp'), 200).body;
  assert.ok(Math.abs(Date.parse(confirmed_at) - Date.now()) < 60_000);
  assert.deepEqual(state, { is_on: true, recovery_codes_left: 10, is_demanded: false });
  assert.deepEqual([await tellsOf('user.totp_enabled', person), await auditOf('totp.enabled', person)], [1, 1]);
  assert.equal((await admin.get(`/admin/users/${person.id}`)).body.has_second_factor, true);
});

test('an e-mail address is whole in the link, whatever is in it', async () => {
  const person = await someone('customer', { email: `a&b?c#d%e=${someEmail()}` });
  const { uri } = assertStatus(await person.post('/auth/totp'), 200).body;
  assert.equal(decodeURIComponent(new URL(uri).pathname), `/${url.hostname}:${person.email}`);
});

test('what is begun and not confirmed changes nothing', async () => {
  const person = await someone();
  const first = assertStatus(await person.post('/auth/totp'), 200).body;
  assertStatus(await login(person), 200);
  assert.deepEqual((await person.get('/auth/totp')).body,
    { is_on: false, confirmed_at: null, recovery_codes_left: 0, is_demanded: false });
  assert.equal(await tellsOf('user.totp_enabled', person), 0);

  const second = assertStatus(await person.post('/auth/totp'), 200).body;
  assert.notEqual(second.secret, first.secret);
  assertInvalid(await person.post('/auth/totp/confirm', { otp: codeOf(first.secret) }), '/otp');
  assertStatus(await person.post('/auth/totp/confirm', { otp: codeOf(second.secret) }), 200);
});

test('it is confirmed by its own code alone, once there is something to confirm', async () => {
  const person = await someone();
  const confirm = (otp) => person.post('/auth/totp/confirm', { otp });
  assertProblem(await confirm('123456'), 409, 'totp_off');
  const { secret } = assertStatus(await person.post('/auth/totp'), 200).body;
  for (const otp of [noCodeOf(secret), codeOf(secret, -3), codeOf(secret, 3), 'ABCD-EFGH-IJKL-MNOP'])
    assertInvalid(await confirm(otp), '/otp');
  for (const otp of ['12345', 123456, null, undefined]) assertInvalid(await confirm(otp), '/otp');
  assertStatus(await confirm(codeOf(secret).replace(/.../, '$& ')), 200);
  assertProblem(await confirm(codeOf(secret, 1)), 409, 'totp_on');
  assertProblem(await person.post('/auth/totp'), 409, 'totp_on');
});

test('the secret and the codes are not in the database', async () => {
  const person = await guarded();
  const { sealed } = await row('SELECT sealed FROM totp WHERE user_id = $1', person.id);
  const stored = JSON.stringify(await rows('SELECT * FROM recovery_codes WHERE user_id = $1', person.id));
  assert.equal(sealed.length, 24 + 20 + 16);
  for (const code of person.recovery_codes) assert.ok(!stored.includes(Buffer.from(code).toString('hex')));

  // Nor is it of use in another row: it opens for its owner alone.
  const other = await guarded();
  await rows('UPDATE totp SET sealed = $2, last_step = 0 WHERE user_id = $1', other.id, sealed);
  assertProblem(await login(other, codeOf(person.secret)), 401, 'invalid_otp');
  assertStatus(await login(other, other.recovery_codes[0]), 200);
});

test('other sessions end when it is switched on, also one that is just beginning', async () => {
  const person = await someone();
  const other = await signIn(person.email);
  const { secret } = assertStatus(await person.post('/auth/totp'), 200).body;
  const late = await meeting(
    (sql) => sql('UPDATE users SET updated_at = now() WHERE id = $1', person.id),
    async () => {
      const [reply, confirmed] = await Promise.all([
        login(person), person.post('/auth/totp/confirm', { otp: codeOf(secret) })]);
      assertStatus(confirmed, 200);
      return reply;
    },
  );
  if (late.status === 200) assertProblem(await new Client(bearer(late.body.access_token)).get('/auth/me'), 401);
  else assertProblem(late, 401, 'otp_required');
  assertProblem(await other.get('/auth/me'), 401, 'invalid_token');
  assertStatus(await person.get('/auth/me'), 200);
});

test('an API key can not manage it', async () => {
  const { key } = assertStatus(await (await someone()).post('/api-keys', { name: 'robot' }), 201).body;
  assertProblem(await new Client(bearer(key)).post('/auth/totp'), 403, 'session_required');
});

// ---- signing in ----

test('the password alone is told that a code is needed, and that counts as no failure', async () => {
  const person = await guarded();
  for (let i = 0; i < 6; i++) assertProblem(await login(person), 401, 'otp_required');
  assert.equal(await failures(person), 0);
  const wrong = { ...person, password: 'something else' };
  assertProblem(await login(wrong), 401, 'invalid_credentials');
  assertProblem(await login(wrong, codeOf(person.secret, 1)), 401, 'invalid_credentials');
  assertStatus(await login(person, codeOf(person.secret, 1)), 200);
});

test('a code is good once, and so is the one that switched it on', async () => {
  const person = await someone();
  const { secret } = assertStatus(await person.post('/auth/totp'), 200).body;
  const first = codeOf(secret);
  assertStatus(await person.post('/auth/totp/confirm', { otp: first }), 200);
  assertProblem(await login(person, first), 401, 'invalid_otp');
  const second = codeOf(secret, 1);
  assertStatus(await login(person, second), 200);
  assertProblem(await login(person, second), 401, 'invalid_otp');
  await forgetCodes(person);
  assertProblem(await login(person, codeOf(secret, -3)), 401, 'invalid_otp');
});

test('of two who come with the same code at the same time one gets in', async () => {
  const person = await guarded();
  const otp = codeOf(person.secret, 1);
  const replies = await Promise.all([login(person, otp), login(person, otp)]);
  assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 401]);
  assertProblem(replies.find((reply) => reply.status === 401), 401, 'invalid_otp');
});

test('wrong codes are failures, and lock as wrong passwords do', async () => {
  const person = await guarded();
  const otp = noCodeOf(person.secret);
  assertProblem(await login(person, otp), 401, 'invalid_otp');
  assert.equal(await failures(person), 1);
  const address = { 'X-Forwarded-For': new Client().headers['X-Forwarded-For'] };
  for (let i = 0; i < 5; i++)
    await new Client(address).post('/auth/login', { email: person.email, password: PASSWORD, otp });
  const right = { email: person.email, password: PASSWORD, otp: codeOf(person.secret, 1) };
  assertProblem(await new Client(address).post('/auth/login', right), 401, 'invalid_credentials');
});

test('each recovery code signs in once, however it is written', async () => {
  const [person, other] = await Promise.all([guarded(), guarded()]);
  const [one, two] = person.recovery_codes;
  assertStatus(await login(person, one), 200);
  assertProblem(await login(person, one), 401, 'invalid_otp');
  assertStatus(await login(person, two.toLowerCase().replaceAll('-', ' ')), 200);
  assertProblem(await login(person, other.recovery_codes[0]), 401, 'invalid_otp');
  assert.equal((await enter(person).then((in_) => in_.get('/auth/totp'))).body.recovery_codes_left, 8);
  assert.deepEqual([await tellsOf('user.recovery_code_used', person), await auditOf('recovery_code.used', person)], [2, 2]);

  const three = person.recovery_codes[2];
  const replies = await Promise.all([login(person, three), login(person, three)]);
  assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 401]);
});

test('who has none may send a code all the same', async () => {
  assertStatus(await login(await registered(), '123456'), 200);
});

test('a code of the wrong form is a 422 before any password is tried', async () => {
  for (const otp of ['12345', 123456, '1'.repeat(41)])
    assertInvalid(await login({ email: someEmail(), password: PASSWORD }, otp), '/otp');
});

// ---- off ----

test('it is switched off by password and code; what is wrong counts as a failure', async () => {
  const person = await guarded();
  const off = (body) => person.send('DELETE', '/auth/totp', { body });
  assertInvalid(await off({}), '/password', '/otp');
  assertInvalid(await off({ password: 'something else', otp: codeOf(person.secret, 1) }), '/password');
  assertInvalid(await off({ password: PASSWORD, otp: noCodeOf(person.secret) }), '/otp');
  assertInvalid(await off({ password: PASSWORD, otp: person.used }), '/otp');
  assert.equal(await failures(person), 3);
  assert.equal((await person.get('/auth/totp')).body.is_on, true);

  assertStatus(await off({ password: PASSWORD, otp: codeOf(person.secret, 1) }), 204);
  assertStatus(await login(person), 200);
  assertProblem(await off({ password: PASSWORD, otp: codeOf(person.secret, 1) }), 409, 'totp_off');
  assert.equal(await count('recovery_codes WHERE user_id = $1', person.id), 0);
  assert.deepEqual([await tellsOf('user.totp_disabled', person), await auditOf('totp.disabled', person)], [1, 1]);
  assertStatus(await person.post('/auth/totp'), 200);
});

test('who has lost the app switches it off by a recovery code', async () => {
  const person = await guarded();
  const body = { password: PASSWORD, otp: person.recovery_codes[4] };
  assertStatus(await person.send('DELETE', '/auth/totp', { body }), 204);
  assertStatus(await login(person), 200);
});

test('an admin takes it off, and the operator where there is no admin', async () => {
  const [one, two] = await Promise.all([guarded(), guarded('admin')]);
  assertStatus(await admin.delete(`/admin/users/${one.id}/totp`), 204);
  assertProblem(await admin.delete(`/admin/users/${one.id}/totp`), 404, 'not_found');
  const { stdout } = await orderctl('user', 'totp-off', two.email.toUpperCase());
  assert.match(stdout, /password alone/);
  await assert.rejects(orderctl('user', 'totp-off', two.email), /no user .* second factor/);
  for (const person of [one, two]) {
    assertStatus(await login(person), 200);
    assert.deepEqual([await tellsOf('user.totp_disabled', person), await auditOf('totp.disabled', person)], [1, 1]);
  }
  assert.equal(await value("SELECT actor_id FROM audit_log WHERE event = 'totp.disabled' AND subject_id = $1", one.id),
    String(admin.id));
});

test('it goes when the person is forgotten', async () => {
  const person = await guarded();
  assertStatus(await admin.post(`/customers/${person.customerId}/anonymise`), 200);
  assert.equal(await count('totp WHERE user_id = $1', person.id), 0);
});

// ---- demanded ----

const demanding = (role, work) => withSettings({ second_factor: role }, work);

/** What is open to a session without the factor that is demanded: its own account. */
const OWN = [
  'POST /auth/logout', 'GET /auth/me', 'PATCH /auth/me', 'POST /auth/password', 'GET /auth/sessions',
  'DELETE /auth/sessions/{session_id}', 'POST /auth/validate', 'GET /auth/totp', 'POST /auth/totp',
  'POST /auth/totp/confirm', 'DELETE /auth/totp',
];

test('without the factor that is demanded all is closed but the own account', async () => {
  const person = await someone('admin');
  await demanding('manager', async () => {
    for (const { name, method, path, ...operation } of operations) {
      if (OWN.includes(name) || operation['x-least-role'] === 'anyone') continue;
      const reply = await person.send(method, path.replace(/\{\w+\}/g, '1'), { body: method === 'GET' ? undefined : {} });
      assertProblem(reply, 403, 'second_factor_required');
    }
    assert.equal(assertStatus(await person.get('/auth/me'), 200).body.user.role, 'admin');
    assert.equal(assertStatus(await person.post('/auth/validate'), 200).body.role, 'customer');
    assert.equal(assertStatus(await person.get('/auth/totp'), 200).body.is_demanded, true);
    assertStatus(await person.patch('/auth/me', { first_name: 'Ann' }), 200);
    assertStatus(await person.get('/auth/sessions'), 200);
    assertStatus(await person.get('/products'), 200);
    const body = { email: someEmail(), password: PASSWORD, role: 'admin' };
    assertProblem(await person.post('/auth/register', body), 403, 'forbidden');
  });
});

test('the session that shows it is open at once, stays so when refreshed, and closes with it', async () => {
  const person = await someone('manager');
  const closed = (who) => who.get('/orders/all').then((reply) => assertProblem(reply, 403, 'second_factor_required'));
  const open = (who) => who.get('/orders/all').then((reply) => assertStatus(reply, 200));
  await demanding('manager', async () => {
    await closed(person);
    Object.assign(person, await switchedOn(person));
    await open(person);
    const fresh = await enter(person);
    await open(fresh);
    const { body } = assertStatus(await anyone.post('/auth/refresh', { refresh_token: fresh.refresh_token }), 200);
    await open(new Client(bearer(body.access_token)));
    const recovered = assertStatus(await login(person, person.recovery_codes[0]), 200).body;
    await open(new Client(bearer(recovered.access_token)));

    const off = { password: PASSWORD, otp: person.recovery_codes[1] };
    assertStatus(await person.send('DELETE', '/auth/totp', { body: off }), 204);
    for (const who of [person, fresh]) await closed(who);
  });
  await open(person);
});

test('it is demanded from a role on, and of nobody else', async () => {
  const [customer, staff, manager] = await Promise.all(['customer', 'staff', 'manager'].map((role) => someone(role)));
  await demanding('manager', async () => {
    assertStatus(await customer.get('/orders/me'), 200);
    assertStatus(await staff.get('/customers'), 200);
    assertProblem(await manager.get('/customers'), 403, 'second_factor_required');
  });
  await demanding('admin', async () => {
    assertStatus(await manager.get('/customers'), 200);
    assertProblem(await admin.get('/customers'), 403, 'second_factor_required');
  });
  assertStatus(await admin.get('/customers'), 200);
});

test('a key of such a role works for an owner who has it, and makes none who lacks it', async () => {
  const manager = await someone('manager');
  const make = async (role) => (await manager.post('/api-keys', { name: role, role })).body.key;
  const [robot, scanner] = [new Client(bearer(await make('manager'))), new Client(bearer(await make('staff')))];
  await demanding('manager', async () => {
    assertProblem(await robot.get('/orders/all'), 403, 'second_factor_required');
    assertStatus(await robot.get('/auth/me'), 200);
    assertStatus(await scanner.get('/customers'), 200);
    assertProblem(await manager.post('/api-keys', { name: 'one more' }), 403, 'second_factor_required');
    await switchedOn(manager);
    assertStatus(await robot.get('/orders/all'), 200);
    assertStatus(await manager.post('/api-keys', { name: 'one more' }), 201);
  });
});

test('the setting is an admin’s, and takes three words', async () => {
  const settings = await guarded('admin');
  assert.equal((await settings.get('/admin/settings')).body.second_factor, 'nobody');
  assertInvalid(await settings.patch('/admin/settings', { second_factor: 'customer' }), '/second_factor');
  try {
    const { body } = assertStatus(await settings.patch('/admin/settings', { second_factor: 'Manager' }), 200);
    assert.equal(body.second_factor, 'manager');
    assertProblem(await admin.get('/admin/settings'), 403, 'second_factor_required');
  } finally {
    assertStatus(await settings.patch('/admin/settings', { second_factor: 'nobody' }), 200);
  }
});
