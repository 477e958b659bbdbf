// Making an account: what may be sent, what comes back, who may choose a role.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, row } from '../support/database.js';
import { anyone, Client } from '../support/http.js';
import { url } from '../support/instance.js';
import {
  everyone,
  PASSWORD,
  registered,
  signIn,
  someDepartment,
  someEmail,
  signedUp,
  unique,
} from '../support/people.js';

let roles;
before(async () => {
  roles = await everyone();
});

const register = (fields, as = new Client()) =>
  as.post('/auth/register', { email: someEmail(), password: PASSWORD, ...fields });

test('answers 201 with a message and the user, and nothing secret', async () => {
  const email = someEmail();
  const username = unique();
  const fields = { email, username, first_name: 'John', last_name: 'Doe' };
  const reply = assertStatus(await register(fields), 201);
  assertMembers(reply.body, ['message', 'user']);
  const { id, created_at, ...user } = reply.body.user;
  assert.ok(Number.isSafeInteger(id) && id > 0);
  assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 60_000);
  assert.match(created_at, /^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)$/);
  assert.deepEqual(user, { ...fields, role: 'customer', department_id: null, is_active: true, language: null });
  assert.ok(!reply.text.includes(PASSWORD) && !reply.text.includes('argon2'));
});

test('stores the password as Argon2id alone', async () => {
  const user = await registered();
  const { password_hash: hash } = await row(
    'SELECT password_hash FROM users WHERE id = $1',
    user.id,
  );
  assert.match(hash, /^\$argon2id\$/);
});

test('gives the user a new customer, also when one with that e-mail stands', async () => {
  const email = someEmail();
  const { id: standing } = await row(
    'INSERT INTO customers (email) VALUES ($1) RETURNING id',
    email,
  );
  const user = await registered({ email });
  const { customer_id: own } = await row('SELECT customer_id FROM users WHERE id = $1', user.id);
  assert.notEqual(own, standing);
  assert.equal(await count('customers WHERE email = $1', email), 2);
});

test('splits name at the last space', async () => {
  const names = async (name) => {
    const { first_name, last_name } = await registered({ name });
    return [first_name, last_name];
  };
  assert.deepEqual(await names('Mary Ann Smith'), ['Mary Ann', 'Smith']);
  assert.deepEqual(await names('John Doe'), ['John', 'Doe']);
  assert.deepEqual(await names('Plato'), ['Plato', null]);
  assert.deepEqual(await names(' Plato '), ['Plato', null]);
  assert.deepEqual(await names('John  Doe '), ['John', 'Doe']);
  for (const name of [' ', 'x'.repeat(101), `${'x'.repeat(101)} y`, `x ${'y'.repeat(101)}`])
    assertInvalid(await register({ name }), '/name');
});

test('refuses an e-mail that is registered, in any case of letters', async () => {
  const { email } = await registered();
  const { errors } = assertProblem(await register({ email }), 409, 'email_taken');
  assert.deepEqual(errors.map(({ pointer, code }) => [pointer, code]), [['/email', 'email_taken']]);
  assertProblem(await register({ email: email.toUpperCase() }), 409, 'email_taken');
  assert.equal(await count('users WHERE lower(email) = lower($1)', email), 1);
});

test('refuses a username that is taken', async () => {
  const { username } = await registered({ username: unique() });
  assertProblem(await register({ username }), 409, 'username_taken');
});

test('lets any number of users go without a username', async () => {
  assert.equal((await registered()).username, null);
  assert.equal((await registered()).username, null);
});

test('takes usernames of 3 to 50 characters, counting characters', async () => {
  assertInvalid(await register({ username: 'ab' }), '/username');
  assertInvalid(await register({ username: 'x'.repeat(51) }), '/username');
  const shortest = unique().slice(0, 3);
  const longest = 'ü'.repeat(30) + unique();
  assert.ok([201, 409].includes((await register({ username: shortest })).status));
  assertStatus(await register({ username: longest }), 201);
});

test('takes passwords of 8 to 128 characters', async () => {
  assertInvalid(await register({ password: 'Zq7!xyz' }), '/password');
  assertStatus(await register({ password: 'Zq7!xyzw' }), 201);
  assertStatus(await register({ password: 'Zq7!'.repeat(32) }), 201);
  assertInvalid(await register({ password: 'Zq7!'.repeat(32) + 'x' }), '/password');
});

test('refuses passwords that everybody tries first', async () => {
  for (const password of ['password', '12345678', 'qwertyuiop', 'iloveyou'])
    assertInvalid(await register({ password }), '/password');
});

test('refuses the same with figures and signs at the end, and blanks alone', async () => {
  for (const password of ['Password2024!', 'qwerty!!!!', 'Summer2026?', '         ', '\u00a0\u3000'.repeat(4)])
    assertInvalid(await register({ password }), '/password');
});

test("refuses a password that holds the product's, the shop's or one's own name", async () => {
  const fields = { email: `jolene.${unique()}@example.com`, username: `bigboss ${unique()}`, name: 'Dolly Parton' };
  for (const name of ['OrderD', url.hostname, 'JOLENE', 'BigBoss', 'dolly', 'parton']) {
    const [error] = assertInvalid(await register({ ...fields, password: `7-${name}-7-x` }), '/password');
    assert.equal(error.code, 'holds_name');
    assertInvalid(await roles.admin.post('/admin/users', { ...fields, password: `7-${name}-7-x` }), '/password');
  }
  assertStatus(await register({ ...fields, password: '7-example-7-x' }), 201);
});

test('no username is an address, or a word that speaks for the shop', async () => {
  const person = await signedUp();
  for (const username of ['john@example.com', '@john', 'admin', 'ROOT', 'Support', 'n.u.l.l', 'orderd']) {
    assertInvalid(await register({ username }), '/username');
    assertInvalid(await person.patch('/auth/me', { username }), '/username');
    assertInvalid(await roles.admin.patch(`/admin/users/${person.id}`, { username }), '/username');
  }
});

test('takes the passwords of the clients that exist', async () => {
  for (const password of ['SecurePass123', 'secure123'])
    assertStatus(await register({ password }), 201);
});

test('takes a password of any characters, and signs in with it', async () => {
  const password = ' пароль "\\ 密码🔑 ';
  const { email } = await registered({ password });
  await signIn(email, password);
});

test('takes a password with control characters, signs in with it, and changes it', async () => {
  const [password, next] = ['first\tone\u0001\n', 'second\tone\u007f\r'];
  const { email } = await registered({ password });
  const person = await signIn(email, password);
  const changed = await person.post('/auth/password', { current_password: password, new_password: next });
  assertStatus(changed, 200);
  await signIn(email, next);
  const login = (sent) => anyone.post('/auth/login', { email, password: sent });
  assertProblem(await login(password), 401, 'invalid_credentials');
  assertInvalid(await login('\t'.repeat(129)), '/password');
  assertProblem(await login('second\tone\u0000'), 400, 'malformed_json');
});

test('reports every invalid field at once', async () => {
  const reply = await anyone.post('/auth/register', {
    email: 'nobody',
    password: 'short',
    username: 'x',
    shoe_size: 42,
    first_name: 7,
  });
  assertInvalid(reply, '/email', '/password', '/username', '/shoe_size', '/first_name');
  assertInvalid(await anyone.post('/auth/register', {}), '/email', '/password');
});

test('a role or department from anyone but an admin is a 403, and no account', async () => {
  const department = await someDepartment();
  for (const who of ['anyone', 'customer', 'staff', 'manager']) {
    for (const choice of [
      { role: 'admin' },
      { role: 'customer' },
      { department_id: department.id },
    ]) {
      const email = someEmail();
      assertProblem(await register({ email, ...choice }, roles[who]), 403);
      assert.equal(
        await count('users WHERE email = $1', email),
        0,
        `${who} made ${JSON.stringify(choice)}`,
      );
    }
  }
});

test('an admin makes users of any role and department', async () => {
  const department = await someDepartment();
  const fields = { role: 'staff', department_id: department.id };
  const { user } = assertStatus(await register(fields, roles.admin), 201).body;
  assert.equal(user.role, 'staff');
  assert.equal(user.department_id, department.id);
});

test('an admin who names a department that is not there gets a 422', async () => {
  const email = someEmail();
  assertProblem(await register({ email, department_id: 999999999 }, roles.admin), 422);
  assert.equal(await count('users WHERE email = $1', email), 0);
});

test('a key makes registering safe to retry', async () => {
  const body = { email: someEmail(), password: PASSWORD };
  const key = { 'Idempotency-Key': unique() };
  const first = assertStatus(await anyone.post('/auth/register', body, key), 201);
  const again = assertStatus(await anyone.post('/auth/register', body, key), 201);
  assert.equal(again.body.user.id, first.body.user.id);
  assert.ok(again.headers['idempotent-replayed']);
});

test('a domain is one, in letters and in the form that DNS has of it', async () => {
  const id = unique();
  const [letters, ascii] = [`${id}@müller.example`, `${id}@XN--MLLER-KVA.example`];
  assert.equal(assertStatus(await anyone.post('/auth/register', { email: ascii, password: PASSWORD }), 201).body.user.email, letters);
  assertProblem(await anyone.post('/auth/register', { email: letters, password: PASSWORD }), 409, 'email_taken');
  for (const email of [letters, ascii, ascii.toLowerCase()])
    assertStatus(await anyone.post('/auth/login', { email, password: PASSWORD }), 200);
});

test('an address may be of letters of any script, and one that is not says why', async () => {
  const id = unique();
  for (const email of [`josé-${id}@example.com`, `info-${id}@müller.example`]) {
    const { body } = assertStatus(await anyone.post('/auth/register', { email, password: PASSWORD }), 201);
    assert.equal(body.user.email, email);
    assertStatus(await anyone.post('/auth/login', { email: email.toUpperCase().normalize('NFD'), password: PASSWORD }), 200);
    assertProblem(await anyone.post('/auth/register', { email: email.normalize('NFD'), password: PASSWORD }), 409, 'email_taken');
  }
  for (const [email, why] of [['nobody', /as in name@example.com/], ['a b@example.com', /before one @/], ['a@b_c', /domain behind the @/]])
    assert.match(assertInvalid(await anyone.post('/auth/register', { email, password: PASSWORD }), '/email')[0].detail, why);
});
