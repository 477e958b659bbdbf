// Views of lists: one's own, and those that others share.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { document } from '../support/document.js';
import { rows } from '../support/database.js';
import { everyone, someone, unique } from '../support/people.js';

let roles, staff;
before(async () => {
  roles = await everyone();
  staff = roles.staff;
});

const make = async (who, fields = {}) =>
  assertStatus(await who.post('/views', { list: 'orders', name: unique(), ...fields }), 201).body;
const seen = async (who, list = 'orders') => (await who.get(`/views?list=${list}`)).body.data.map(({ id }) => id);

test('a view keeps filters, order and columns as they are', async () => {
  const wanted = { list: 'orders', name: 'To pack', filters: 'status=confirmed,processing&printed=false', sort: 'created_at',
    columns: ['total', 'order_number'], is_shared: true };
  const made = await make(staff, wanted);
  assertMembers(made, ['id', 'list', 'name', 'filters', 'sort', 'columns', 'is_shared', 'user_id', 'owner', 'is_mine', 'version',
    'created_at', 'updated_at']);
  for (const [name, value] of Object.entries(wanted)) assert.deepEqual(made[name], value, name);
  assert.deepEqual([made.user_id, made.is_mine, made.version], [staff.id, true, 1]);
  assert.deepEqual(assertStatus(await staff.get(`/views/${made.id}`), 200).body, made);
  const plain = await make(staff);
  assert.deepEqual([plain.filters, plain.sort, plain.columns, plain.is_shared], ['', null, [], false]);
});

test('others see what is shared of lists that they may open', async () => {
  const [own, shared] = [await make(roles.manager), await make(roles.manager, { is_shared: true })];
  const returns = await make(roles.manager, { list: 'returns', is_shared: true });
  assert.ok(!(await seen(staff)).includes(own.id) && (await seen(staff)).includes(shared.id));
  assertProblem(await staff.get(`/views/${own.id}`), 404);
  assert.equal((await staff.get(`/views/${shared.id}`)).body.is_mine, false);
  assert.deepEqual(await seen(staff, 'returns'), []);
  assertProblem(await staff.get(`/views/${returns.id}`), 404);
  assert.ok((await seen(roles.admin, 'returns')).includes(returns.id));
  assertProblem(await staff.post('/views', { list: 'returns', name: 'x' }), 403, 'forbidden');
  assertProblem(await roles.manager.post('/views', { list: 'audit', name: 'x' }), 403, 'forbidden');
});

test('only its owner or an admin changes one', async () => {
  const { id } = await make(roles.manager, { is_shared: true, sort: 'total' });
  assertProblem(await staff.patch(`/views/${id}`, { name: 'mine' }), 403, 'forbidden');
  assertProblem(await staff.delete(`/views/${id}`), 403, 'forbidden');
  const changed = assertStatus(await roles.manager.patch(`/views/${id}`, { columns: ['status'], sort: null }, { 'If-Match': '"1"' }), 200);
  assert.deepEqual([changed.body.columns, changed.body.sort, changed.body.is_shared, changed.body.version], [['status'], null, true, 2]);
  assertProblem(await roles.manager.patch(`/views/${id}`, { name: 'x' }, { 'If-Match': '"1"' }), 412, 'precondition_failed');
  assertStatus(await roles.manager.patch(`/views/${id}`, { is_shared: false }), 200);
  assertProblem(await roles.admin.get(`/views/${id}`), 404, 'not_found');
  const other = await make(staff, { is_shared: true });
  assertStatus(await roles.admin.delete(`/views/${other.id}`), 204);
  assertProblem(await staff.get(`/views/${other.id}`), 404);
});

test('names are unique for one and the list, in any case', async () => {
  const { name, id } = await make(staff, { name: `Late ${unique()}` });
  assertProblem(await staff.post('/views', { list: 'orders', name: name.toUpperCase() }), 409, 'view_taken');
  await make(staff, { list: 'products', name });
  await make(roles.manager, { name });
  const other = await make(staff);
  assertProblem(await staff.patch(`/views/${other.id}`, { name }), 409, 'view_taken');
  assertStatus(await staff.patch(`/views/${id}`, { name: name.toUpperCase() }), 200);
});

test('what is no view is refused, and so is one too many', async () => {
  assertInvalid(await staff.post('/views', { list: 'nothing', filters: 'x'.repeat(2001), columns: Array(51).fill('x'), is_shared: 1 }),
    '/list', '/name', '/filters', '/columns', '/is_shared');
  assertInvalid(await staff.patch(`/views/${(await make(staff)).id}`, { list: 'products', name: null }), '/list', '/name');
  const many = await someone('staff');
  await rows(`INSERT INTO views (user_id, list, name, filters, columns, is_shared)
              SELECT $1, 'orders', n, '', '[]', false FROM generate_series(1, 99) n`, many.id);
  const replies = await Promise.all([1, 2, 3].map(() => many.post('/views', { list: 'orders', name: unique() })));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [201, 409, 409]);
  assertProblem(replies.find(({ status }) => status === 409), 409, 'too_many_views');
});

test('every list of the table can be named, by who may open it', async () => {
  const known = document.components.schemas.ViewIn.properties.list.enum;
  const lists = await rows('SELECT list, least_role FROM view_lists ORDER BY list');
  assert.deepEqual(known.toSorted(), lists.map(({ list }) => list));
  for (const { list, least_role } of lists) await make(roles[least_role], { list });
});
