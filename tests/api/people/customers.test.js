// Customers: made, found, changed and deleted while nothing refers to them.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, rows } from '../support/database.js';
import { someEmail, someone, unique } from '../support/people.js';
import { ADDRESS, placed, someProduct } from '../support/shop.js';

let manager, staff;
before(async () => {
  [manager, staff] = await Promise.all([someone('manager'), someone('staff')]);
});

const make = async (fields = {}) =>
  assertStatus(
    await manager.post('/customers', {
      first_name: 'Jane',
      last_name: `Smith ${unique()}`,
      ...fields,
    }),
    201,
  ).body;

test('a new customer is answered and found, also by staff', async () => {
  const email = someEmail();
  const made = await make({
    email,
    phone: '+1 555 0100',
    address: { ...ADDRESS, zipCode: undefined },
  });
  assertMembers(made, [
    'id',
    'first_name',
    'last_name',
    'email',
    'external_id',
    'phone',
    'address',
    'vat_id',
    'vat_id_confirmed_at',
    'tax_exemption',
    'tax_note',
    'version',
    'created_at',
    'updated_at',
  ]);
  assert.deepEqual([made.email, made.phone, made.address], [email, '+1 555 0100', ADDRESS]);
  assert.deepEqual((await staff.get(`/customers/${made.id}`)).body, made);
});

test('an address may be one string', async () => {
  const { address } = await make({ address: 'Obere Str. 57, Berlin' });
  assert.equal(address, 'Obere Str. 57, Berlin');
});

test('the list is searched by name and e-mail, newest first', async () => {
  const word = unique();
  const one = await make({ first_name: word });
  const other = await make({ email: `${word}@example.com` });
  const { body } = await staff.get(`/customers?search=${word.toUpperCase()}`);
  assert.deepEqual(
    body.data.map((c) => c.id),
    [other.id, one.id],
  );
  assert.equal(body.total, 2);
  const ascending = await staff.get(`/customers?search=${word}&sort=id&limit=1`);
  assert.deepEqual(
    ascending.body.data.map((c) => c.id),
    [one.id],
  );
  const next = await staff.get(
    `/customers?search=${word}&limit=1&cursor=${ascending.body.next_cursor}`,
  );
  assert.deepEqual(
    next.body.data.map((c) => c.id),
    [other.id],
  );
});

test('PUT changes what is sent; null clears what may be empty', async () => {
  const made = await make({ phone: '1', email: someEmail() });
  const changed = assertStatus(
    await manager.put(`/customers/${made.id}`, { first_name: 'Janet', phone: null }),
    200,
  ).body;
  assert.deepEqual(
    [changed.first_name, changed.last_name, changed.email, changed.phone],
    ['Janet', made.last_name, made.email, null],
  );
  assertInvalid(await manager.put(`/customers/${made.id}`, { first_name: null }), '/first_name');
});

test('bad fields are named, and nothing is made', async () => {
  const last_name = `Bad ${unique()}`;
  assertInvalid(
    await manager.post('/customers', {
      last_name,
      email: 'nobody',
      address: { street: 'x' },
      x: 1,
    }),
    '/first_name',
    '/email',
    '/address/city',
    '/address/country',
    '/x',
  );
  assert.equal(await count('customers WHERE last_name = $1', last_name), 0);
});

test('names sort by family, in any case, and cursors go along', async () => {
  const mark = unique();
  for (const [first_name, last_name] of [['Bo', 'berg'], ['Al', 'Berg'], ['Cy', 'Adam']])
    assertStatus(await manager.post('/customers', { first_name, last_name, phone: mark, email: `${unique()}@${mark}.example` }), 201);
  await rows("UPDATE customers SET last_name = NULL WHERE email LIKE '%' || $1 || '%' AND first_name = 'Cy'", mark);
  const walk = async (sort) => {
    const seen = [];
    for (let cursor = ''; cursor !== null; ) {
      const { data, next_cursor } = assertStatus(await manager.get(`/customers?search=${mark}&limit=1&sort=${sort}${cursor}`), 200).body;
      seen.push(...data.map(({ first_name }) => first_name));
      cursor = next_cursor && `&cursor=${next_cursor}`;
    }
    return seen;
  };
  assert.deepEqual(await walk('name'), ['Cy', 'Al', 'Bo']);
  assert.deepEqual(await walk('-name'), ['Bo', 'Al', 'Cy']);
});

test('two managers editing one customer: the second is told', async () => {
  const { id } = await make();
  assertStatus(await manager.put(`/customers/${id}`, { phone: '1' }, { 'If-Match': '"1"' }), 200);
  const { current } = assertProblem(
    await manager.put(`/customers/${id}`, { phone: '2' }, { 'If-Match': '"1"' }),
    412,
  );
  assert.equal(current.phone, '1');
});

test('one with orders or an account is not deleted; another is', async () => {
  const buyer = await make();
  await placed(staff, [[await someProduct(manager), 1]], { customer_id: buyer.id });
  assertProblem(await manager.delete(`/customers/${buyer.id}`), 409, 'customer_has_orders');
  const person = await someone();
  assertProblem(await manager.delete(`/customers/${person.customerId}`), 409, 'customer_has_user');
  const { id } = await make();
  assertStatus(await manager.delete(`/customers/${id}`), 204);
  assertProblem(await manager.get(`/customers/${id}`), 404);
});
