// Departments: who orders within which limits.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count } from '../support/database.js';
import { someone, unique } from '../support/people.js';
import { assertListsAll, placed, someProduct } from '../support/shop.js';

let admin, manager;
before(async () => {
  [admin, manager] = await Promise.all([someone('admin'), someone('manager')]);
});

const make = async (fields = {}) =>
  assertStatus(await admin.post('/departments', { name: `Department ${unique()}`, ...fields }), 201)
    .body;

test('a new department is answered, listed and found', async () => {
  const name = `Research ${unique()}`;
  const made = await make({ name, approval_threshold: '500', monthly_budget: 10000.5 });
  assertMembers(made, [
    'id',
    'name',
    'approval_threshold',
    'monthly_budget',
    'spent_this_month',
    'version',
    'created_at',
    'updated_at',
  ]);
  assert.deepEqual(
    [made.name, made.approval_threshold, made.monthly_budget, made.spent_this_month],
    [name, 500, 10000.5, 0],
  );
  assert.deepEqual((await admin.get(`/departments/${made.id}`)).body, made);
  const { data } = (await manager.get('/departments')).body;
  assert.ok(data.some((d) => d.id === made.id));
});

test('however many there are, the list has them all', () => assertListsAll(manager, '/departments', 'departments'));

test('limits are optional, may be cleared, and what is not sent stays', async () => {
  const { id } = await make({ approval_threshold: 10, monthly_budget: 20 });
  const cleared = assertStatus(
    await admin.put(`/departments/${id}`, { monthly_budget: null }),
    200,
  ).body;
  assert.deepEqual([cleared.approval_threshold, cleared.monthly_budget], [10, null]);
  const patched = assertStatus(
    await admin.patch(`/departments/${id}`, { approval_threshold: 11.25 }),
    200,
  ).body;
  assert.deepEqual([patched.approval_threshold, patched.monthly_budget], [11.25, null]);
});

test('a name is used once, in any case', async () => {
  const { name } = await make();
  assertProblem(
    await admin.post('/departments', { name: name.toUpperCase() }),
    409,
    'department_taken',
  );
  const other = await make();
  assertProblem(await admin.patch(`/departments/${other.id}`, { name }), 409, 'department_taken');
});

test('bad fields are named, and nothing is made', async () => {
  const name = `Bad ${unique()}`;
  assertInvalid(await admin.post('/departments', {}), '/name');
  assertInvalid(
    await admin.post('/departments', {
      name,
      approval_threshold: -1,
      monthly_budget: 'much',
      x: 1,
    }),
    '/approval_threshold',
    '/monthly_budget',
    '/x',
  );
  assert.equal(await count('departments WHERE name = $1', name), 0);
});

test('two admins editing one department: the second is told', async () => {
  const { id, version } = await make();
  const old = { 'If-Match': `"${version}"` };
  assertStatus(await admin.patch(`/departments/${id}`, { approval_threshold: 1 }, old), 200);
  const { current } = assertProblem(
    await admin.patch(`/departments/${id}`, { approval_threshold: 2 }, old),
    412,
  );
  assert.equal(current.approval_threshold, 1);
});

test('one in use is not deleted; another is', async () => {
  const { id } = await make();
  const staff = await someone('staff', { department: { id } });
  assertProblem(await admin.delete(`/departments/${id}`), 409, 'department_in_use');
  assert.equal(staff.user.department_id, id);
  const spare = await make();
  assertProblem(await admin.delete(`/departments/${spare.id}`, { 'If-Match': '"99"' }), 412);
  const gone = assertStatus(await admin.delete(`/departments/${spare.id}`), 204);
  assert.equal(gone.text, '');
  assertProblem(await admin.get(`/departments/${spare.id}`), 404);
});

test('what its staff have ordered this month is shown', async () => {
  const department = await make({ monthly_budget: 1000 });
  const staff = await someone('staff', { department });
  const product = await someProduct(manager, { price: '100.00' });
  const { total } = await placed(staff, [[product, 1]]);
  const { body } = await admin.get(`/departments/${department.id}`);
  assert.equal(body.spent_this_month, total);
});

test('a key makes it safe to retry', async () => {
  const body = { name: `Retry ${unique()}` };
  const key = { 'Idempotency-Key': unique() };
  const first = assertStatus(await admin.post('/departments', body, key), 201);
  const again = assertStatus(await admin.post('/departments', body, key), 201);
  assert.equal(again.body.id, first.body.id);
});
