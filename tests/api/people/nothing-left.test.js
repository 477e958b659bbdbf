// Who is forgotten leaves nothing: after it no row of the whole database has a word of theirs, or
// what anybody typed about their orders. And nobody is forgotten to whom something is still on its way.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { count, row, rows } from '../support/database.js';
import { anyone } from '../support/http.js';
import { orderctl } from '../support/instance.js';
import { paid } from '../support/payments.js';
import { registered, signIn, someDepartment, someone, unique } from '../support/people.js';
import { place, placed, someProduct } from '../support/shop.js';

let admin, manager, product;
before(async () => {
  [admin, manager] = await Promise.all(['admin', 'manager'].map((role) => someone(role)));
  product = await someProduct(manager, { stock: 1000 });
});

const forget = (customerId) => admin.post(`/customers/${customerId}/anonymise`, {});

/** The tables in which a row has this text, in a column of any type. */
async function tablesWith(text) {
  const tables = await rows(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'orderd'::regnamespace AND relkind = 'r' ORDER BY 1`,
  );
  const found = [];
  for (const { name } of tables)
    if (await count(`orderd.${name} AS any_row WHERE any_row::text ILIKE $1`, `%${text}%`)) found.push(name);
  return found;
}

const addressOf = (mark) => ({ name: mark, street: `${mark} Street`, city: mark, postal_code: '1', country: 'USA' });

async function moved(order, ...moves) {
  for (const [status, note] of moves)
    assertStatus(await manager.patch(`/orders/${order.id}/status`, { status, note }), 200);
}

/** A person who wrote the mark wherever one can, and about whom others did. */
async function marked(mark, address) {
  const account = await registered({
    email: `${mark}@example.com`, username: mark, first_name: `${mark} Rosa`, last_name: `Luz ${mark}`,
  });
  const from = { 'X-Forwarded-For': address };
  const person = await signIn(account.email, account.password, { ...from, 'User-Agent': `Browser of ${mark}` });
  await anyone.post('/auth/login', { email: account.email, password: 'a wrong one' }, from);
  await anyone.post('/auth/password/forgot', { email: account.email });
  await orderctl('user', 'reset-link', account.email);
  const phoned = await manager.put(`/customers/${person.customerId}`, { phone: mark, address: addressOf(mark) });
  assertStatus(phoned, 200);
  assertStatus(await person.post('/api-keys', { name: `key of ${mark}` }), 201);
  return person;
}

const typed = (mark) => ({
  shipping_address: addressOf(mark), billing_address: `${mark}, somewhere`, customer_notes: `ring at ${mark}`,
  payment_method: mark, shipping_method: mark,
});

/** An order of theirs that came, went back and was paid back, with words at every step. */
async function ended(person, mark) {
  const keyed = { 'Idempotency-Key': `key ${mark}` };
  const order = assertStatus(await place(person, [[product, 2]], typed(mark), keyed), 201).body;
  await paid(person, order.id, {}, { 'Idempotency-Key': `pay ${mark}` });
  assertStatus(await manager.patch(`/orders/${order.id}`, { internal_notes: `${mark} rang` }), 200);
  await moved(order, ['confirmed', `${mark} is known`], ['shipped', `to ${mark}`], ['delivered', `${mark} was in`]);
  const items = [{ product_id: product.id, quantity: 1 }];
  assertStatus(await person.post(`/orders/${order.id}/returns`, { items, reason: `too small for ${mark}` }), 201);
  assertStatus(await manager.post(`/orders/${order.id}/refunds`, { amount: '1.00', reason: `sorry ${mark}` }), 201);
  return order;
}

test('no row of any table has a word of who was forgotten; numbers, moves and money stay', async () => {
  const mark = `zq${unique()}`;
  const address = `10.201.${randomInt(100, 256)}.${randomInt(100, 256)}`;
  const person = await marked(mark, address);
  const order = await ended(person, mark);
  const other = await placed(person, [[product, 1]], typed(mark));
  assertStatus(await person.post(`/orders/${other.id}/cancel`, { note: `${mark} changed their mind` }), 200);
  assert.deepEqual(
    await tablesWith(mark),
    ['api_keys', 'customers', 'idempotency_keys', 'order_history', 'orders', 'refunds', 'returns', 'sessions', 'users'],
    'what there is to forget',
  );
  assert.deepEqual(await tablesWith(address), ['audit_log', 'login_failures', 'sessions']);
  const books = () => Promise.all([
    row('SELECT status, total, payment_status, order_number, created_at FROM orders WHERE id = $1', order.id),
    rows('SELECT from_status, to_status, action, actor_id, created_at FROM order_history WHERE order_id = $1 ORDER BY id', order.id),
    rows('SELECT amount, actor_id FROM refunds WHERE order_id = $1 ORDER BY id', order.id),
  ]);
  const kept = await books();

  assertStatus(await forget(person.customerId), 200);
  assert.deepEqual(await tablesWith(mark), []);
  assert.deepEqual(await tablesWith(address), ['audit_log'], 'what happened from where is sealed');
  for (const [table, whose] of Object.entries({ password_resets: 'user_id', login_failures: 'user_id', totp: 'user_id' }))
    assert.equal(await count(`${table} WHERE ${whose} = $1`, person.id), 0, table);
  assert.deepEqual(await books(), kept);
});

test('an order of staff that is for nobody else is theirs, too', async () => {
  const mark = `zq${unique()}`;
  const own = await someone('staff');
  const order = await placed(own, [[product, 1]], typed(mark));
  assert.equal(order.customer_id, null);
  assertProblem(await forget(own.customerId), 409, 'open_orders');
  await moved(order, ['cancelled', mark]);
  assertStatus(await forget(own.customerId), 200);
  assert.deepEqual(await tablesWith(mark), []);
});

test('what the person did for others stays as it was', async () => {
  const mark = `zq${unique()}`;
  const [own, other] = [await someone('staff'), await someone()];
  const order = await placed(own, [[product, 1]], { ...typed(mark), customer_id: other.customerId });
  assertStatus(await forget(own.customerId), 200);
  const { body } = assertStatus(await manager.get(`/orders/${order.id}`), 200);
  assert.deepEqual([body.customer_notes, body.customer.email], [`ring at ${mark}`, other.email]);
});

const OPEN = {
  draft: [],
  pending: [],
  confirmed: ['confirmed'],
  processing: ['confirmed', 'processing'],
  partially_shipped: ['confirmed'],
  shipped: ['confirmed', 'shipped'],
};
for (const [status, moves] of Object.entries(OPEN))
  test(`with an order that is ${status} nobody is forgotten: 409 names it`, async () => {
    const person = await someone();
    const order = await placed(person, [[product, 2]], status === 'draft' ? { status } : {});
    const [done, deleted] = [await placed(person, [[product, 1]]), await placed(person, [[product, 1]])];
    assertStatus(await person.post(`/orders/${done.id}/cancel`, {}), 200);
    assertStatus(await admin.delete(`/orders/${deleted.id}`), 204);
    await moved(order, ...moves.map((to) => [to]));
    const one = [{ product_id: product.id, quantity: 1 }];
    if (status === 'partially_shipped')
      assertStatus(await manager.post(`/orders/${order.id}/shipments`, { items: one }), 201);
    const { errors } = assertProblem(await forget(person.customerId), 409, 'open_orders');
    assert.deepEqual(
      errors.map((e) => [e.code, e.order_id, e.order_number, e.status]),
      [['open_order', order.id, order.order_number, status]],
    );
    assert.equal(await count('customers WHERE id = $1 AND email = $2', person.customerId, person.email), 1);
    assertStatus(await person.get('/auth/me'), 200);
  });

test('one that waits for approval is open, too; once it is rejected it has ended', async () => {
  const person = await someone();
  const buyer = await someone('staff', { department: await someDepartment({ threshold: '1.00' }) });
  const order = await placed(buyer, [[product, 1]], { customer_id: person.customerId });
  assert.equal(order.status, 'pending_approval');
  assertProblem(await forget(person.customerId), 409, 'open_orders');
  assertStatus(await manager.post(`/orders/${order.id}/reject`, {}), 200);
  assertStatus(await forget(person.customerId), 200);
});

test('one that came back whole has ended', async () => {
  const person = await someone();
  const order = await placed(person, [[product, 1]]);
  await moved(order, ['confirmed'], ['shipped']);
  const items = [{ product_id: product.id, quantity: 1 }];
  assertStatus(await manager.post(`/orders/${order.id}/returns`, { items }), 201);
  assertStatus(await forget(person.customerId), 200);
});
