// Accounts of every role, as admins make and change them.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { anyone } from '../support/http.js';
import { PASSWORD, signIn, someDepartment, someEmail, someone } from '../support/people.js';

let admin;
before(async () => {
  admin = await someone('admin');
});

const make = async (fields = {}) =>
  assertStatus(await admin.post('/admin/users', { email: someEmail(), password: PASSWORD, ...fields }), 201).body;

test('an admin makes an account of any role, and it signs in', async () => {
  const department = await someDepartment();
  const made = await make({ role: 'staff', department_id: department.id, name: 'Ann Lee' });
  assertMembers(made, ['id', 'email', 'username', 'first_name', 'last_name', 'role', 'department_id', 'is_active', 'language',
    'created_at', 'customer_id', 'is_locked', 'has_second_factor', 'version', 'updated_at']);
  assert.deepEqual([made.role, made.department_id, made.first_name, made.last_name],
    ['staff', department.id, 'Ann', 'Lee']);
  const staff = await signIn(made.email);
  assert.equal(staff.user.role, 'staff');
  assert.deepEqual((await admin.get(`/admin/users/${made.id}`)).body, made);
});

test('accounts are searched and filtered', async () => {
  const made = await make({ role: 'manager' });
  const found = async (query) => (await admin.get(`/admin/users?${query}`)).body.data.map((u) => u.id);
  const name = encodeURIComponent(made.email);
  assert.deepEqual(await found(`search=${name}`), [made.id]);
  assert.deepEqual(await found(`search=${name}&role=manager`), [made.id]);
  assert.deepEqual(await found(`search=${name}&role=staff`), []);
  assert.deepEqual(await found(`search=${name}&is_active=false`), []);
});

for (const [what, change] of [
  ['role', () => ({ role: 'staff' })],
  ['activity', () => ({ is_active: false })],
  ['department', async () => ({ department_id: (await someDepartment()).id })],
]) {
  test(`a change of ${what} ends the sessions at once`, async () => {
    const person = await someone('manager');
    assertStatus(await person.get('/auth/me'), 200);
    assertStatus(await admin.patch(`/admin/users/${person.id}`, await change()), 200);
    assertProblem(await person.get('/auth/me'), 401, 'invalid_token');
  });
}

test('a change of name ends nothing', async () => {
  const person = await someone();
  const { body } = assertStatus(await admin.patch(`/admin/users/${person.id}`, { first_name: 'New' }), 200);
  assert.equal(body.first_name, 'New');
  assertStatus(await person.get('/auth/me'), 200);
});

test('a role is changed by its own route, and holds at the next sign-in', async () => {
  const person = await someone();
  assertStatus(await admin.patch(`/admin/users/${person.id}/role`, { role: 'MANAGER' }), 200);
  assertStatus(await (await signIn(person.email)).get('/orders/all'), 200);
  assertInvalid(await admin.patch(`/admin/users/${person.id}/role`, { role: 'king' }), '/role');
});

test('an inactive account can not sign in', async () => {
  const person = await someone();
  await admin.patch(`/admin/users/${person.id}`, { is_active: false });
  const reply = await anyone.post('/auth/login', { email: person.email, password: PASSWORD });
  assertProblem(reply, 401, 'invalid_credentials');
});

test('what does not fit is refused, and two admins do not overwrite each other', async () => {
  const { id, version } = await make();
  assertInvalid(await admin.patch(`/admin/users/${id}`, { department_id: 999999999 }), '/department_id');
  const old = { 'If-Match': `"${version}"` };
  assertStatus(await admin.patch(`/admin/users/${id}`, { first_name: 'A' }, old), 200);
  assert.equal(assertProblem(await admin.patch(`/admin/users/${id}`, { first_name: 'B' }, old), 412).current.first_name, 'A');
  assertProblem(await admin.patch('/admin/users/999999999', { first_name: 'A' }), 404);
});

test('of the last two admins who demote each other at the same time, one stays', async () => {
  const others = await value(`SELECT array_agg(id) FROM users WHERE role = 'admin' AND is_active`);
  const [one, other] = await Promise.all([someone('admin'), someone('admin')]);
  await row(`WITH x AS (UPDATE users SET is_active = false WHERE id = ANY ($1) RETURNING id) SELECT count(*) FROM x`, others);
  try {
    const replies = await Promise.all([
      one.patch(`/admin/users/${other.id}/role`, { role: 'customer' }),
      other.patch(`/admin/users/${one.id}/role`, { role: 'customer' }),
    ]);
    const admins = await value(`SELECT count(*) FROM users WHERE role = 'admin' AND is_active`);
    assert.equal(Number(admins), 1, replies.map((r) => r.text).join('\n'));
  } finally {
    await row(`WITH x AS (UPDATE users SET is_active = true WHERE id = ANY ($1) RETURNING id) SELECT count(*) FROM x`, others);
  }
});

test('an admin opens a locked account', async () => {
  const person = await someone();
  await rows(`INSERT INTO login_failures (user_id, origin, locked_until) VALUES ($1, 'all', now() + interval '1 hour')`, person.id);
  assert.equal((await admin.get(`/admin/users/${person.id}`)).body.is_locked, true);
  assert.equal(assertStatus(await admin.post(`/admin/users/${person.id}/unlock`), 200).body.is_locked, false);
  await signIn(person.email);
});

test('the last admin is neither demoted nor closed nor forgotten', async () => {
  const others = await rows("UPDATE users SET role = 'manager' WHERE role = 'admin' AND id <> $1 RETURNING id", admin.id);
  try {
    for (const change of [{ role: 'manager' }, { is_active: false }])
      assertProblem(await admin.patch(`/admin/users/${admin.id}`, change), 409, 'last_admin');
    assertProblem(await admin.post(`/customers/${admin.customerId}/anonymise`), 409, 'last_admin');
    assertStatus(await admin.get('/auth/me'), 200);
  } finally {
    await rows("UPDATE users SET role = 'admin' WHERE id = ANY ($1)", others.map((other) => other.id));
  }
});
