// Editing orders: who may, until when, and that stock, money, budget and approval follow.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { rows, value } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { someDepartment, someone, unique } from '../support/people.js';
import { paid } from '../support/payments.js';
import { ADDRESS, assertStockAddsUp, place, placed, someProduct } from '../support/shop.js';

let manager, customer, one, other;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

/** Customer's pending order of 4 of `one` (10.00): 40.00 + 3.20 + 10.00. */
async function pending(who = customer) {
  one = await someProduct(manager, { stock: 10, price: '10.00' });
  other = await someProduct(manager, { stock: 10, price: '30.00' });
  return placed(who, [[one, 4]]);
}

const lines = (...pairs) => ({
  items: pairs.map(([product, quantity]) => ({ product_id: product.id, quantity })),
});
const edit = (who, order, body, headers) => who.patch(`/orders/${order.id}`, body, headers);
const edited = async (who, order, body) => assertStatus(await edit(who, order, body), 200).body;
const move = async (order, status) =>
  assertStatus(await manager.patch(`/orders/${order.id}/status`, { status }), 200).body;
const money = ({ subtotal, tax, shipping_cost, total }) => [subtotal, tax, shipping_cost, total];
const has = (order) => order.items.map((item) => [item.product_id, item.quantity, item.unit_price]);

for (const [what, broken, pointer] of [
  ['no lines', { items: [] }, '/items'],
  ['no quantity', { items: [{ product_id: 1 }] }, '/items/0/quantity'],
  ['a total', { total: 1 }, '/total'],
  ['a status and lines', { status: 'shipped', customer_notes: 'x' }, '/status'],
  ['no address', { shipping_address: null }, '/shipping_address'],
  ['a negative cost', { shipping_cost: '-1.00' }, '/shipping_cost'],
  ['notes without end', { internal_notes: 'x'.repeat(2001) }, '/internal_notes'],
])
  test(`an edit with ${what} is refused`, async () => {
    assertInvalid(await edit(manager, await pending(), broken), pointer);
  });

test('new lines: the old ones go, the stock follows, and all amounts are made anew', async () => {
  const order = await pending();
  const now = await edited(customer, order, lines([one, 1], [other, 3]));
  assert.deepEqual(has(now), [
    [one.id, 1, 10],
    [other.id, 3, 30],
  ]);
  assert.deepEqual(money(now), [100, 8, 0, 108], 'free shipping from 100.00');
  assert.equal(now.items[0].id, order.items[0].id, 'a line that stays keeps its id');
  assert.equal(now.version, order.version + 1);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 10, reserved: 1 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 10, reserved: 3 });

  const again = await edited(customer, order, lines([other, 1], [other, 1]));
  assert.deepEqual(has(again), [[other.id, 2, 30]]);
  assert.deepEqual(money(again), [60, 4.8, 10, 74.8]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 10, reserved: 0 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 10, reserved: 2 });
});

test('what the order holds is there for it, and no piece more', async () => {
  const order = await pending();
  await edited(customer, order, lines([one, 10]));
  const { errors } = assertProblem(await edit(customer, order, lines([one, 11])), 409, 'insufficient_stock');
  assert.deepEqual(
    errors.map((e) => [e.pointer, e.requested, e.available]),
    [['/items/0/quantity', 11, 10]],
  );
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 10, reserved: 10 });
});

test('what grows or is new is priced as of today, and what is out of sale is refused', async () => {
  const order = await pending();
  assertStatus(await manager.patch(`/products/${one.id}`, { price: '9.00', name: 'Renamed' }), 200);
  const { items } = await edited(customer, order, lines([one, 5], [other, 1]));
  assert.deepEqual([items[0].unit_price, items[0].product_name, items[0].subtotal], [9, 'Renamed', 45]);
  assert.equal(items[1].unit_price, 30);
  const gone = await someProduct(manager, { is_active: false });
  assertInvalid(await edit(customer, order, lines([gone, 1])), '/items/0/product_id');
});

test('addresses, notes and methods change alone, and money stays', async () => {
  const order = await pending();
  const fields = {
    shipping_address: { ...ADDRESS, city: 'Boston' },
    billing_address: 'Elsewhere 5',
    customer_notes: 'Twice\nplease',
    payment_method: 'invoice',
    shipping_method: 'express',
  };
  const now = await edited(customer, order, fields);
  for (const [name, sent] of Object.entries(fields)) assert.deepEqual(now[name], sent, name);
  assert.deepEqual([money(now), has(now)], [money(order), has(order)]);
  const { body } = assertStatus(await customer.put(`/orders/${order.id}`, { customer_notes: null }), 200);
  assert.deepEqual([body.customer_notes, body.payment_method], [null, 'invoice'], 'PUT as PATCH');
});

test('customers edit what is pending, managers until it ships', async () => {
  let order = await pending();
  for (const status of ['confirmed', 'processing']) {
    order = await move(order, status);
    assertProblem(await edit(customer, order, { customer_notes: 'Hm' }), 403, 'forbidden');
    assert.equal((await edited(manager, order, lines([one, 2]))).status, status);
  }
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 10, reserved: 2 });
  order = await move(order, 'shipped');
  for (const who of [customer, manager])
    assertProblem(await edit(who, order, lines([one, 1])), 409, 'invalid_transition');
});

test('internal notes, tracking and cost are the managers\', until delivery', async () => {
  let order = await pending();
  for (const field of ['internal_notes', 'customer_note', 'tracking_number', 'carrier', 'shipping_cost'])
    for (const who of [customer])
      assertProblem(await edit(who, order, { [field]: field === 'shipping_cost' ? '1.00' : 'x' }), 403);
  assertProblem(await edit(customer, order, { customer_notes: 'Hi', carrier: 'x' }), 403, 'forbidden');

  order = await edited(manager, order, { internal_notes: 'Watch it', shipping_cost: '4.50' });
  assert.deepEqual(money(order), [40, 3.2, 4.5, 47.7]);
  order = await move(await move(order, 'confirmed'), 'shipped');
  order = await edited(manager, order, { carrier: 'DHL', tracking_number: 'T1', internal_notes: null });
  assert.deepEqual([order.carrier, order.tracking_number, order.internal_notes], ['DHL', 'T1', null]);
  order = await move(order, 'delivered');
  assertProblem(await edit(manager, order, { carrier: 'UPS' }), 409, 'invalid_transition');
});

test('what the customer is told goes with an edit as with a move, and they see it', async () => {
  let order = await edited(manager, await pending(), { customer_note: 'One less was left', ...lines([one, 1]) });
  order = await edited(manager, order, { customer_note: 'By road', note: 'cheaper', carrier: 'DHL' });
  await edited(manager, order, { status: 'confirmed', customer_note: 'All well' });
  const { data } = (await customer.get(`/orders/${order.id}/history`)).body;
  assert.deepEqual(data.slice(1).map((h) => [h.action, h.customer_note, h.note]),
    [['edit', 'One less was left', null], ['annotate', 'By road', null], ['confirm', 'All well', null]]);
});

test('customers see internal notes nowhere', async () => {
  const secret = `secret ${unique()}`;
  const order = await pending();
  const seen = await edited(manager, order, { internal_notes: secret });
  assert.equal(seen.internal_notes, secret);
  const replies = await Promise.all([
    customer.get(`/orders/${order.id}`),
    customer.get('/orders'),
    customer.get('/orders/me'),
    customer.get(`/orders/number/${order.order_number}`),
    customer.get(`/orders/${order.id}/history`),
    edit(customer, order, { customer_notes: 'x' }),
    edit(customer, order, { customer_notes: 'x' }, { 'If-Match': '"1"' }),
    customer.post(`/orders/${order.id}/cancel`),
  ]);
  for (const reply of replies) assert.ok(!reply.text.includes(secret), reply.text);
  assert.ok((await manager.get(`/orders/${order.id}`)).text.includes(secret));
  const told = await rows('SELECT payload::text FROM outbox WHERE subject_id = $1', order.id);
  for (const { payload } of told) assert.ok(!payload.includes(secret));
});

test('from others than managers a shipping cost is the most they agree to pay', async () => {
  const order = await pending();
  const low = await edit(customer, order, { ...lines([one, 1]), shipping_cost: '9.99' });
  assert.equal(assertProblem(low, 409, 'shipping_cost_changed').errors[0].shipping_cost, 10);
  assertProblem(
    await edit(customer, order, { customer_notes: 'x', shipping_cost: '0' }),
    409,
    'shipping_cost_changed',
  );
  const now = await edited(customer, order, { ...lines([one, 1]), shipping_cost: '50.00' });
  assert.deepEqual(money(now), [10, 0.8, 10, 20.8]);
});

test('the customer is changed by staff and above, with the snapshot', async () => {
  const stranger = await someone('customer', { first_name: 'Ann', last_name: 'Other' });
  const order = await pending();
  assertProblem(await edit(customer, order, { customer_id: stranger.customerId }), 403, 'forbidden');
  assertInvalid(await edit(manager, order, { customer_id: 999999999 }), '/customer_id');
  const now = await edited(manager, order, { customer_id: stranger.customerId });
  assert.deepEqual([now.customer_id, now.customer.last_name], [stranger.customerId, 'Other']);
  assertStatus(await stranger.get(`/orders/${order.id}`), 200);
});

test('someone else\'s order is not there; staff edit their department\'s', async () => {
  const department = await someDepartment();
  const [staff, colleague, stranger] = await Promise.all([
    someone('staff', { department }),
    someone('staff', { department }),
    someone('staff'),
  ]);
  const order = await pending(staff);
  for (const who of [customer, stranger])
    assertProblem(await edit(who, order, { customer_notes: 'x' }), 404, 'not_found');
  await edited(colleague, order, { customer_notes: 'x' });
});

test('two edit one order: the second, with an old ETag, gets 412 and the order as it is', async () => {
  const order = await pending();
  const first = { 'If-Match': `"${order.version}"` };
  const now = assertStatus(await edit(manager, order, lines([one, 1]), first), 200).body;
  const { current } = assertProblem(await edit(manager, order, lines([one, 2]), first), 412);
  assert.deepEqual(current, now);
});

test('history and outbox tell of an edit', async () => {
  const order = await pending();
  const headers = { 'X-Request-Id': `req-${unique()}` };
  assertStatus(await edit(customer, order, lines([one, 1]), headers), 200);
  const last = (await customer.get(`/orders/${order.id}/history`)).body.data.at(-1);
  assert.deepEqual([last.action, last.to_status, last.actor_id], ['edit', 'pending', customer.id]);
  const told = await rows('SELECT event, payload FROM outbox WHERE request_id = $1', headers['X-Request-Id']);
  assert.deepEqual(
    told.map((t) => [t.event, t.payload.total]),
    [['order.updated', 20.8]],
  );
});

test('what is paid of an order follows its total', async () => {
  const order = await pending();
  await paid(customer, order.id);
  assert.equal((await edited(manager, order, lines([one, 5]))).payment_status, 'pending');
  assert.equal((await edited(manager, order, lines([one, 4]))).payment_status, 'paid');
  assert.equal((await edited(manager, order, { shipping_cost: '11.00' })).payment_status, 'pending');
  await paid(customer, order.id);
  const now = (await customer.get(`/orders/${order.id}`)).body;
  assert.deepEqual([now.payment_status, now.total], ['paid', 54.2]);
});

/** What a department's months count, all of them. */
const spent = (department) =>
  value('SELECT coalesce(sum(spent), 0) FROM department_months WHERE department_id = $1', department.id);

/** Staff of a new department. A piece of `crane` is 108.00 with tax, and ships free. */
async function staffOf(limits) {
  const department = await someDepartment(limits);
  const staff = await someone('staff', { department });
  const crane = await someProduct(manager, { price: '100.00', stock: 1000 });
  return { staff, department, crane };
}

test('the budget follows an edit, up and down', async () => {
  const { staff, department, crane } = await staffOf({ budget: '1000.00' });
  const order = await placed(staff, [[crane, 2]]);
  assert.equal(await spent(department), '216.00');
  await edited(staff, order, lines([crane, 5]));
  assert.equal(await spent(department), '540.00');
  await edited(staff, order, lines([crane, 1]));
  assert.equal(await spent(department), '108.00');
  await edited(staff, order, { customer_notes: 'No money in this' });
  assert.equal(await spent(department), '108.00');
  assertStatus(await staff.post(`/orders/${order.id}/cancel`), 200);
  assert.equal(await spent(department), '0.00');
});

test('an edit over the budget gives back what was held and waits for approval', async () => {
  const { staff, department, crane } = await staffOf({ budget: '500.00' });
  const order = await placed(staff, [[crane, 2]]);
  await placed(staff, [[crane, 1]]);
  assert.equal((await edited(staff, order, lines([crane, 3]))).status, 'pending');
  assert.equal((await edited(staff, order, lines([crane, 4]))).status, 'pending_approval');
  assert.equal(await spent(department), '108.00');
  assertProblem(await edit(staff, order, lines([crane, 1])), 403, 'forbidden');
  assert.equal((await edited(manager, order, lines([crane, 3]))).status, 'pending_approval');
  assertStatus(await manager.post(`/orders/${order.id}/approve`), 200);
  assert.equal(await spent(department), '432.00');
});

test('an edit over the threshold waits for approval, one under it does not', async () => {
  const { staff, department, crane } = await staffOf({ threshold: '300.00', budget: '1000.00' });
  const order = await placed(staff, [[crane, 1]]);
  assert.equal((await edited(staff, order, lines([crane, 2]))).status, 'pending');
  const now = await edited(staff, order, lines([crane, 3]));
  assert.equal(now.status, 'pending_approval');
  assert.equal(await spent(department), '0.00');
});

test('when a manager edits, the budget follows even beyond its limit', async () => {
  const { staff, department, crane } = await staffOf({ threshold: '300.00', budget: '400.00' });
  const order = await placed(staff, [[crane, 2]]);
  const now = await edited(manager, order, lines([crane, 5]));
  assert.deepEqual([now.status, await spent(department)], ['pending', '540.00']);
});

test('edits of many at once take no piece that is not there', async () => {
  const product = await someProduct(manager, { stock: 10 });
  const orders = await Promise.all(Array.from({ length: 5 }, () => placed(customer, [[product, 1]])));
  const replies = await Promise.all(orders.map((order) => edit(customer, order, lines([product, 4]))));
  // 5 are reserved; each edit wants 3 more, and 5 are left: one fits.
  assert.equal(replies.filter((reply) => reply.status === 200).length, 1);
  for (const reply of replies) if (reply.status !== 200) assertProblem(reply, 409, 'insufficient_stock');
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 8 });
});

test('edit against ship, place and cancel: the stock adds up whoever wins', async () => {
  const product = await someProduct(manager, { stock: 60 });
  const work = Array.from({ length: 12 }, async (_, i) => {
    const order = await placed(customer, [[product, 2]]);
    await move(order, 'confirmed');
    const replies = await Promise.all([
      edit(manager, order, lines([product, 1 + (i % 4)])),
      i % 2
        ? manager.post(`/orders/${order.id}/shipments`, lines([product, 1]))
        : customer.post(`/orders/${order.id}/cancel`),
      place(customer, [[product, 1]]),
    ]);
    for (const reply of replies) assert.ok([200, 201, 409].includes(reply.status), reply.text);
  });
  await Promise.all(work);
  await assertStockAddsUp(product);
});

test('the database itself keeps lines still once they ship, and their sum right', async () => {
  const order = await pending();
  await assert.rejects(
    rows('UPDATE order_lines SET quantity = 5 WHERE order_id = $1', order.id),
    { constraint: 'orders_lines_add_up' },
  );
  await assert.rejects(
    rows(
      `INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
       VALUES ($1, $2, 'X', 'X', 1, 1)`,
      order.id,
      other.id,
    ),
    { constraint: 'orders_lines_add_up' },
  );
  await move(await move(order, 'confirmed'), 'shipped');
  for (const sql of ['UPDATE order_lines SET unit_price = 0', 'DELETE FROM order_lines'])
    await assert.rejects(rows(`${sql} WHERE order_id = $1`, order.id), { constraint: 'order_lines_stand' });
});

test('a manager moves an order and notes what belongs to it in one request', async () => {
  const order = await pending();
  assertProblem(await edit(customer, order, { status: 'cancelled' }), 403, 'forbidden');
  assertProblem(await edit(manager, order, { status: 'shipped' }), 409, 'invalid_transition');
  const body = { status: 'approved', internal_notes: 'VIP', note: 'called' };
  const confirmed = await edited(manager, order, body);
  assert.deepEqual([confirmed.status, confirmed.internal_notes], ['confirmed', 'VIP']);
  assert.equal(await value("SELECT note FROM order_history WHERE order_id = $1 AND action = 'confirm'", order.id), 'called');
  const stale = { 'If-Match': `"${order.version}"` };
  assertProblem(await edit(manager, order, { status: 'shipped' }, stale), 412, 'precondition_failed');
  const shipped = await edited(manager, order, { status: 'shipped', carrier: 'DHL', tracking_number: 'T1' });
  assert.deepEqual([shipped.carrier, shipped.tracking_number, shipped.internal_notes], ['DHL', 'T1', 'VIP']);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 6, reserved: 0 });
});

test('an order that is cancelled by its status gives back what was paid', async () => {
  const order = await pending();
  assertStatus(await customer.post(`/orders/${order.id}/payments`, { method: 'tok_ok' }), 201);
  const gone = await edited(manager, order, { status: 'cancelled' });
  assert.equal(gone.status, 'cancelled');
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 10, reserved: 0 });
  await orderctl('payments', 'settle');
  const { body } = assertStatus(await customer.get(`/orders/${order.id}`), 200);
  assert.equal(body.payment_status, 'refunded');
});
