// Administration: accounts of every role, settings, figures, the audit log, a person's data.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { anyone } from '../support/http.js';
import { paid } from '../support/payments.js';
import { PASSWORD, registered, signIn, someDepartment, someEmail, someone } from '../support/people.js';
import { ADDRESS, placed, someProduct } from '../support/shop.js';

let admin, manager;
before(async () => {
  [admin, manager] = await Promise.all([someone('admin'), someone('manager')]);
});

const make = async (fields = {}) =>
  assertStatus(await admin.post('/admin/users', { email: someEmail(), password: PASSWORD, ...fields }), 201).body;

test('an admin makes an account of any role, and it signs in', async () => {
  const department = await someDepartment();
  const made = await make({ role: 'staff', department_id: department.id, name: 'Ann Lee' });
  assertMembers(made, ['id', 'email', 'username', 'first_name', 'last_name', 'role', 'department_id', 'is_active',
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

test('settings hold from the next request on, and the audit log tells who changed them', async () => {
  const before = (await admin.get('/admin/settings')).body;
  after(() => admin.patch('/admin/settings', before));
  const product = await someProduct(manager, { price: '10.00' });
  const { body } = assertStatus(await admin.patch('/admin/settings', { tax_rate: '0.195', shipping_cost: 3 }), 200);
  assert.deepEqual(body, { ...before, tax_rate: 0.195, shipping_cost: 3 });
  const quote = await manager.post('/orders/quote', { items: [{ product_id: product.id, quantity: 1 }] });
  assert.deepEqual([quote.body.tax, quote.body.shipping_cost, quote.body.total], [1.95, 3, 14.95]);
  const { data } = (await admin.get(`/admin/audit?event=settings.changed&user_id=${admin.id}`)).body;
  assert.deepEqual(data[0].details, { tax_rate: '0.195', shipping_cost: '3.00' });

  const never = await admin.patch('/admin/settings', { free_shipping_from: null });
  assert.equal(never.body.free_shipping_from, null);
  assertInvalid(await admin.patch('/admin/settings', { tax_rate: 1.5, currency: null, x: 1 }), '/tax_rate', '/currency', '/x');
  assertProblem(await admin.patch('/admin/settings', { time_zone: 'Mars/Olympus' }), 422, 'unknown_time_zone');
  for (const currency of ['12A', '1$€', 'U D', 'ÄÖÜ'])
    assertInvalid(await admin.patch('/admin/settings', { currency }), '/currency');
});

test('settings answer money with its cents, whole amounts too', async () => {
  const { body } = await admin.get('/admin/settings');
  after(() => admin.patch('/admin/settings', body));
  const reply = assertStatus(await admin.patch('/admin/settings', { shipping_cost: 3, free_shipping_from: '50.5' }), 200);
  assert.match(reply.text, /"shipping_cost":3\.00\b/);
  assert.match(reply.text, /"free_shipping_from":50\.50\b/);
});

test('settings take a number in any form that it may be sent in', async () => {
  const { body } = await admin.get('/admin/settings');
  after(() => admin.patch('/admin/settings', body));
  for (const [sent, answered] of [
    ['"shipping_cost":"10.000"', '"shipping_cost":10.00'],
    ['"shipping_cost":-0', '"shipping_cost":0.00'],
    ['"free_shipping_from":-0.000', '"free_shipping_from":0.00'],
    ['"free_shipping_from":9999999999.990', '"free_shipping_from":9999999999.99'],
    ['"tax_rate":0.08000000', '"tax_rate":0.08'],
    ['"tax_rate":-0.0', '"tax_rate":0'],
    ['"tax_rate":1.0000000', '"tax_rate":1'],
  ]) {
    const reply = await admin.patch('/admin/settings', `{${sent}}`);
    assert.ok(assertStatus(reply, 200).text.includes(`${answered},`), `${sent}: ${reply.text}`);
  }
});

test('the currency has two decimals', async () => {
  const { currency } = (await admin.get('/admin/settings')).body;
  after(() => admin.patch('/admin/settings', { currency }));
  for (const unfit of ['JPY', 'krw', 'KWD'])
    assertProblem(await admin.patch('/admin/settings', { currency: unfit }), 422, 'unfit_currency');
  assert.equal((await admin.get('/admin/settings')).body.currency, currency);
  assert.equal(assertStatus(await admin.patch('/admin/settings', { currency: 'chf' }), 200).body.currency, 'CHF');
});

test('nobody registers while registration is closed, but admins make accounts', async () => {
  after(() => admin.patch('/admin/settings', { registration_open: true }));
  await admin.patch('/admin/settings', { registration_open: false });
  assertProblem(await anyone.post('/auth/register', { email: someEmail(), password: PASSWORD }), 403, 'registration_closed');
  await make();
});

test('the figures count what there is', async () => {
  const before = (await admin.get('/admin/stats')).body;
  const product = await someProduct(manager, { price: '50.00', stock: 5 });
  const { total } = await placed(manager, [[product, 1]]);
  const now = (await admin.get('/admin/stats')).body;
  assert.equal(now.orders, before.orders + 1);
  assert.equal(now.products, before.products + 1);
  assert.equal(now.low_stock_products, before.low_stock_products + 1);
  assert.equal(now.orders_by_status.pending, (before.orders_by_status.pending ?? 0) + 1);
  assert.equal(Math.round((now.revenue - before.revenue) * 100), Math.round(total * 100));
});

test('nobody stands in the way of being forgotten by an address taken before', async () => {
  const person = await someone();
  await registered({ email: `anonymised-${person.id}@orderd.invalid` });
  assertStatus(await admin.post(`/customers/${person.customerId}/anonymise`), 200);
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

test('a person gets all that is held about them, and can be forgotten while the books stay', async () => {
  const person = await someone();
  const product = await someProduct(manager);
  const order = await placed(person, [[product, 2]], { shipping_address: ADDRESS, notes: 'ring twice' });
  await person.post('/api-keys', { name: 'till of mine' });
  await paid(person, order.id);
  await manager.post(`/orders/${order.id}/confirm`);
  assertStatus(await manager.post(`/orders/${order.id}/shipments`, { tracking_number: 'T-1' }), 201);
  assertStatus(await manager.patch(`/orders/${order.id}/status`, { status: 'delivered' }), 200);
  const items = [{ product_id: product.id, quantity: 1 }];
  assertStatus(await person.post(`/orders/${order.id}/returns`, { items, reason: 'too small for my son' }), 201);
  const held = assertStatus(await admin.get(`/customers/${person.customerId}/export`), 200).body;
  assert.equal(held.customer.email, person.email);
  assert.equal(held.user.email, person.email);
  assert.equal(held.sessions.length, 1);
  assert.deepEqual(held.api_keys.map((k) => k.name), ['till of mine']);
  const [{ shipments, returns, payments, ...one }] = held.orders;
  assert.deepEqual([one.id, one.customer_notes, one.items[0].quantity], [order.id, 'ring twice', 2]);
  assert.deepEqual([shipments[0].tracking_number, returns[0].reason], ['T-1', 'too small for my son']);
  assert.deepEqual([payments[0].method, payments[0].captured], ['tok_ok', order.total]);

  assertStatus(await admin.post(`/customers/${person.customerId}/anonymise`), 200);
  const left = (await admin.get(`/customers/${person.customerId}/export`)).text;
  for (const word of [person.email, 'ring twice', ADDRESS.street, 'my son'])
    assert.ok(!left.includes(word), `${word} is still in ${left}`);
  assertProblem(await person.get('/auth/me'), 401);
  const kept = (await manager.get(`/orders/${order.id}`)).body;
  assert.deepEqual([kept.total, kept.items[0].subtotal, kept.order_number], [order.total, order.items[0].subtotal, order.order_number]);
});
