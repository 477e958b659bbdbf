// Returns: asked for, received, restocked or not, and what is to be refunded.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { rows, value } from '../support/database.js';
import { someDepartment, someone, unique } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct } from '../support/shop.js';

let manager, customer, one, other;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

/** An order of 3 of `one` (3.33) and 2 of `other` (10.01), shipped: 30.01 and 2.40 tax. */
async function shipped(who = customer, ones = 3) {
  one = await someProduct(manager, { stock: 10, price: '3.33' });
  other = await someProduct(manager, { stock: 10, price: '10.01' });
  const { id } = await placed(who, [
    [one, ones],
    [other, 2],
  ]);
  assertStatus(await manager.post(`/orders/${id}/confirm`), 200);
  return assertStatus(await manager.post(`/orders/${id}/shipments`), 201).body;
}

const send = (who, order, ...items) =>
  who.post(`/orders/${order.id}/returns`, {
    items: items.map(([product, quantity, restock]) => ({
      product_id: product.id,
      quantity,
      ...(restock === undefined ? {} : { restock }),
    })),
    reason: 'Broken',
  });
const returned = async (who, order, ...items) =>
  assertStatus(await send(who, order, ...items), 201).body;
const back = (order) => order.items.map((item) => item.returned_quantity);
const refunds = (order) => order.returns.map((r) => r.refund_amount);

for (const [what, broken, pointer] of [
  ['nothing', {}, '/items'],
  ['no items', { items: [] }, '/items'],
  ['a quantity of none', { items: [{ product_id: 1, quantity: 0 }] }, '/items/0/quantity'],
  ['a restock that is no yes or no', { items: [{ product_id: 1, quantity: 1, restock: 'yes' }] }, '/items/0/restock'],
  ['less than nothing', { items: [{ product_id: 1, quantity: 1 }], refund_amount: -5 }, '/refund_amount'],
  ['nothing and an amount', { items: [{ product_id: 1, quantity: 1 }], refund: 'none', refund_amount: 5 }, '/refund_amount'],
])
  test(`a return of ${what} is refused`, async () => {
    assertInvalid(await manager.post(`/orders/${(await shipped()).id}/returns`, broken), pointer);
  });

test('of one line, some restocked and some not, takes two returns', async () => {
  assertInvalid(await send(manager, await shipped(), [one, 1, true], [one, 1, false]), '/items/1/restock');
});

test('nobody has more than fifty returns that wait, however many are asked for at once', async () => {
  const person = await someone();
  const order = await shipped(person, 10);
  await rows('INSERT INTO returns (order_id, requested_by) SELECT $1, $2 FROM generate_series(1, 48)', order.id, person.id);
  const ask = () => send(person, order, [one, 1]);
  const replies = await Promise.all(Array.from({ length: 5 }, ask));
  const refused = replies.filter(({ status }) => status !== 201);
  assert.equal(refused.length, 3);
  for (const reply of refused) assertProblem(reply, 409, 'too_many_returns');
  assertStatus(await send(manager, order, [one, 1]), 201); // taken in at once
  const id = await value(`SELECT max(id) FROM returns WHERE order_id = $1 AND status = 'requested'`, order.id);
  assertStatus(await manager.post(`/orders/${order.id}/returns/${id}/receive`), 200);
  assertStatus(await ask(), 201);
});

test('what has not left does not come back', async () => {
  const product = await someProduct(manager);
  const order = await placed(customer, [[product, 2]]);
  for (const who of [manager, customer])
    assertProblem(await send(who, order, [product, 1]), 409, 'invalid_transition');
  assertStatus(await manager.post(`/orders/${order.id}/confirm`), 200);
  const items = [{ product_id: product.id, quantity: 1 }];
  assertStatus(await manager.post(`/orders/${order.id}/shipments`, { items }), 201);
  const { errors } = assertProblem(await send(manager, order, [product, 2]), 409, 'quantity_exceeded');
  assert.deepEqual(
    errors.map((e) => [e.pointer, e.requested, e.remaining]),
    [['/items/0/quantity', 2, 1]],
  );
  const part = await returned(manager, order, [product, 1]);
  assert.equal(part.status, 'partially_shipped', 'the rest has still to leave');
  assertProblem(await send(manager, order, [product, 1]), 409, 'quantity_exceeded');
});

test('restocked pieces are on hand again, others are not; both count as returned', async () => {
  const order = await returned(manager, await shipped(), [one, 2, true], [other, 1]);
  assert.deepEqual([order.status, back(order)], ['shipped', [2, 1]]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 9, reserved: 0 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 8, reserved: 0 });
  assert.equal(
    await value("SELECT quantity FROM stock_movements WHERE product_id = $1 AND kind = 'return'", one.id),
    2,
  );
});

test('shares of the goods and their tax: to the cent, and all of them are the whole', async () => {
  // 30.01 + 2.40 tax = 32.41; a share is 32.41 × value / 30.01, always of all that is back.
  const order = await shipped();
  assert.deepEqual(refunds(await returned(manager, order, [one, 1])), [3.6]); //   3.33 →  3.5963
  assert.deepEqual(refunds(await returned(manager, order, [one, 1])), [3.6, 3.59]); // 6.66 →  7.1926
  assert.deepEqual(refunds(await returned(manager, order, [other, 1])), [3.6, 3.59, 10.81]); // 16.67 → 18.0032
  const last = await returned(manager, order, [one, 1], [other, 1]); //             30.01 → 32.41
  assert.deepEqual(refunds(last), [3.6, 3.59, 10.81, 14.41]);
  const cents = refunds(last).reduce((sum, amount) => sum + Math.round(amount * 100), 0);
  assert.equal(cents, 3241);
  assert.equal(last.status, 'returned');
  for (const who of [manager, customer])
    assertProblem(await send(who, order, [one, 1]), 409, 'invalid_transition');
});

test('a cancelled rest is no part of what its returns are worth', async () => {
  const product = await someProduct(manager, { price: '10.00', stock: 10 });
  const order = await placed(customer, [[product, 3]]); // 30.00 + 2.40
  assertStatus(await manager.post(`/orders/${order.id}/confirm`), 200);
  const items = [{ product_id: product.id, quantity: 2 }];
  assertStatus(await manager.post(`/orders/${order.id}/shipments`, { items }), 201);
  assertStatus(await manager.post(`/orders/${order.id}/cancel`), 200);
  const all = await returned(manager, order, [product, 2]);
  assert.deepEqual([all.status, refunds(all)], ['returned', [21.6]]);
});

test('cancelling the rest of what came back whole leaves a returned order', async () => {
  const product = await someProduct(manager, { stock: 10 });
  const order = await placed(customer, [[product, 3]]);
  assertStatus(await manager.post(`/orders/${order.id}/confirm`), 200);
  const items = [{ product_id: product.id, quantity: 2 }];
  assertStatus(await manager.post(`/orders/${order.id}/shipments`, { items }), 201);
  await returned(manager, order, [product, 2, true]);
  assert.equal(
    assertStatus(await manager.post(`/orders/${order.id}/cancel`), 200).body.status,
    'returned',
  );
  assert.deepEqual(await assertStockAddsUp(product), { on_hand: 10, reserved: 0 });
});

test('delivered orders come back too, and keep the time of their delivery', async () => {
  const order = await shipped();
  const delivered = assertStatus(
    await manager.put(`/orders/${order.id}/status`, { status: 'delivered' }),
    200,
  ).body;
  const part = await returned(manager, order, [one, 1]);
  assert.deepEqual([part.status, part.delivered_at], ['delivered', delivered.delivered_at]);
  assert.equal((await returned(manager, order, [one, 2], [other, 2])).status, 'returned');
});

test('a customer asks, a manager receives; asking changes neither stock nor quantities', async () => {
  const order = await shipped();
  const asked = await returned(customer, order, [one, 2, true]);
  assert.deepEqual([asked.status, back(asked)], ['shipped', [0, 0]]);
  const [{ id, status, reason, refund_amount }] = asked.returns;
  assert.deepEqual([status, reason, refund_amount], ['requested', 'Broken', null]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 7, reserved: 0 });

  const receive = (who, returnId = id, query = '') =>
    who.post(`/orders/${order.id}/returns/${returnId}/receive${query}`);
  assertProblem(await receive(customer), 403, 'forbidden');
  assertProblem(await receive(manager, 999999999), 404, 'not_found');
  const dry = assertStatus(await receive(manager, id, '?dry_run=true'), 200);
  assert.deepEqual([dry.headers['dry-run'], dry.body.returns[0].status], ['true', 'received']);
  const { body } = assertStatus(await receive(manager), 200);
  assert.deepEqual([body.returns[0].status, back(body), refunds(body)], ['received', [2, 0], [7.19]]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 9, reserved: 0 });
  assertProblem(await receive(manager), 409, 'return_received');
});

test('what is asked for is not asked for again, and comes back by the request', async () => {
  const order = await shipped();
  const { id } = (await returned(customer, order, [one, 2])).returns[0];
  for (const who of [customer, manager]) {
    const { errors } = assertProblem(await send(who, order, [one, 2]), 409, 'quantity_exceeded');
    assert.deepEqual(errors.map((e) => [e.requested, e.remaining]), [[2, 1]]);
  }
  await returned(customer, order, [one, 1]);
  assert.deepEqual(back(assertStatus(await manager.post(`/orders/${order.id}/returns/${id}/receive`), 200).body), [2, 0]);
});

test('many ask for the same pieces at once: each piece is asked for once', async () => {
  const order = await shipped();
  const replies = await Promise.all(Array.from({ length: 6 }, () => send(customer, order, [one, 2])));
  assert.equal(replies.filter((reply) => reply.status === 201).length, 1);
  for (const reply of replies) if (reply.status !== 201) assertProblem(reply, 409, 'quantity_exceeded');
});

const end = (who, order, verb, body, id = order.returns.at(-1).id) =>
  who.post(`/orders/${order.id}/returns/${id}/${verb}`, body);
const ended = async (...of) => assertStatus(await end(...of), 200).body;

test('who asked withdraws, and may ask again', async () => {
  const order = await returned(customer, await shipped(), [one, 3]);
  assertProblem(await end(manager, order, 'withdraw'), 403, 'forbidden');
  assertProblem(await end(await someone(), order, 'withdraw'), 404, 'not_found');
  const [back_] = (await ended(customer, order, 'withdraw', { note: 'It fits' })).returns;
  assert.deepEqual([back_.status, back_.refund_amount], ['withdrawn', null]);
  assert.ok(back_.ended_at);
  for (const [verb, who] of [['withdraw', customer], ['reject', manager], ['receive', manager]])
    assertProblem(await end(who, order, verb), 409, 'return_ended');
  await returned(customer, order, [one, 3]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 7, reserved: 0 });
  assert.equal(await value(`SELECT count(*)::int FROM outbox WHERE event = 'return.withdrawn' AND subject_id = $1`, back_.id), 1);
});

test('a manager rejects, and the customer reads why', async () => {
  const order = await returned(customer, await shipped(), [one, 3]);
  assertProblem(await end(customer, order, 'reject'), 403, 'forbidden');
  const note = { note: 'Third time this year', customer_note: 'It was opened' };
  assert.equal((await ended(manager, order, 'reject', note)).returns[0].status, 'rejected');
  const { body } = await customer.get(`/orders/${order.id}`);
  assert.deepEqual([body.returns[0].status, body.returns[0].customer_note, back(body)], ['rejected', 'It was opened', [0, 0]]);
  const told = async (who) => {
    const { action, note: words, customer_note } = (await who.get(`/orders/${order.id}/history`)).body.data.at(-1);
    return [action, words, customer_note];
  };
  assert.deepEqual(await told(customer), ['reject_return', null, 'It was opened']);
  assert.deepEqual(await told(manager), ['reject_return', 'Third time this year', 'It was opened']);
  const [{ payload }] = await rows(`SELECT payload FROM outbox WHERE event = 'return.rejected' AND subject_id = $1`, body.returns[0].id);
  assert.deepEqual([payload.status, payload.order_id, payload.refund_amount], ['rejected', order.id, null]);
  await returned(customer, order, [one, 3]);
});

test('received in part, the rest stays asked for, or is closed', async () => {
  const order = await returned(customer, await shipped(), [one, 3, true], [other, 2]);
  const of = (product, quantity, more) => ({ product_id: product.id, quantity, ...more });
  assertProblem(await end(manager, order, 'receive', { items: [of(one, 4)] }), 409, 'quantity_exceeded');
  const stranger = await someProduct(manager);
  assertInvalid(await end(manager, order, 'receive', { items: [of(stranger, 1)] }), '/items/0/product_id');
  const part = await ended(manager, order, 'receive', { items: [of(one, 1), of(other, 1, { restock: true })] });
  assert.deepEqual(part.returns.map((r) => [r.status, r.refund_amount, r.items.map((i) => [i.quantity, i.restock])]), [
    ['received', 14.41, [[1, true], [1, true]]], // 13.34 of 30.01 is 14.4070 of 32.41
    ['requested', null, [[2, true], [1, false]]],
  ]);
  const [first, rest] = part.returns;
  assert.deepEqual([rest.rest_of, rest.reason, rest.created_at], [first.id, 'Broken', first.created_at]);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 8, reserved: 0 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 9, reserved: 0 });
  assertProblem(await send(customer, order, [one, 1]), 409, 'quantity_exceeded');

  const closed = await ended(manager, part, 'receive', { items: [of(one, 1)], close: true });
  assert.deepEqual(closed.returns.map((r) => [r.status, r.items.map((i) => i.quantity)]),
    [['received', [1, 1]], ['received', [1]], ['closed', [1, 1]]]);
  assert.deepEqual([back(closed), closed.status], [[2, 1], 'shipped']);
  assert.equal((await returned(manager, order, [one, 1], [other, 1])).status, 'returned');
});

for (const [what, body, share, amount, shipping] of [
  ['its share', {}, 3.6, 3.6, 0],
  ['nothing', { refund: 'none' }, 3.6, 0, 0],
  ['a part', { refund_amount: '1.00' }, 3.6, 1, 0],
  ['all of it by name', { refund_amount: '3.60' }, 3.6, 3.6, 0],
  ['the shipping, too', { refund_shipping: true }, 3.6, 13.6, 10],
  ['the shipping alone', { refund: 'none', refund_shipping: true }, 3.6, 10, 10],
])
  test(`a return gives back ${what}; a dry run says so before`, async () => {
    const order = await returned(customer, await shipped(), [one, 1]);
    const figures = ({ returns: [r] }) => [r.share, r.refund_amount, r.shipping_refund];
    const dry = await end(manager, order, 'receive?dry_run=true', body);
    assert.deepEqual(figures(assertStatus(dry, 200).body), [share, amount, shipping]);
    assert.deepEqual(figures(await ended(manager, order, 'receive', body)), [share, amount, shipping]);
    const { id } = await shipped();
    const direct = await manager.post(`/orders/${id}/returns`, { items: [{ product_id: one.id, quantity: 1 }], ...body });
    assert.deepEqual(figures(assertStatus(direct, 201).body), [share, amount, shipping]);
  });

test('no more than the share goes back, the shipping once, and only managers say so', async () => {
  const order = await shipped();
  const items = [{ product_id: one.id, quantity: 1 }];
  const send_ = (who, more) => who.post(`/orders/${order.id}/returns`, { items, ...more });
  assertProblem(await send_(manager, { refund_amount: '3.61' }), 409, 'refund_too_high');
  for (const more of [{ refund: 'none' }, { refund_amount: '1.00' }, { refund_shipping: true }, { customer_note: 'x' }])
    assertProblem(await send_(customer, more), 403, 'forbidden');
  assertStatus(await send_(manager, { refund_shipping: true }), 201);
  assertProblem(await send_(manager, { refund_shipping: true }), 409, 'refund_too_high');
  const { returns } = assertStatus(await send_(manager, {}), 201).body;
  assert.equal(returns[1].refund_amount, 3.59);
});

test('strangers see nothing to return; staff ask for their department', async () => {
  const department = await someDepartment();
  const [staff, colleague, stranger] = await Promise.all([
    someone('staff', { department }),
    someone('staff', { department }),
    someone('staff'),
  ]);
  const product = await someProduct(manager);
  const order = await placed(staff, [[product, 1]]);
  assertStatus(await manager.post(`/orders/${order.id}/confirm`), 200);
  assertStatus(await manager.post(`/orders/${order.id}/shipments`), 201);
  assertProblem(await send(stranger, order, [product, 1]), 404, 'not_found');
  assert.equal((await returned(colleague, order, [product, 1])).returns[0].status, 'requested');
});

test('the history and the outbox tell of requests and receipts', async () => {
  const order = await shipped();
  const { id } = (await returned(customer, order, [one, 1])).returns[0];
  assertStatus(await manager.post(`/orders/${order.id}/returns/${id}/receive`, { note: 'All there' }), 200);
  const history = (await customer.get(`/orders/${order.id}/history`)).body.data.slice(-2);
  assert.deepEqual(
    history.map((h) => [h.action, h.to_status, h.actor_id, h.note]),
    [
      ['request_return', 'shipped', customer.id, null],
      ['return', 'shipped', manager.id, null],
    ],
  );
  const told = await rows(
    "SELECT event, payload FROM outbox WHERE subject_id = $1 AND event LIKE 'return.%' ORDER BY id",
    id,
  );
  const of = { return_id: id, order_id: order.id, currency: 'USD' };
  assert.deepEqual(
    told.map(({ event, payload: { order_version, ...payload } }) => [event, payload]),
    [
      ['return.requested', { ...of, status: 'requested', refund_amount: null }],
      ['return.created', { ...of, status: 'received', refund_amount: 3.6 }],
    ],
  );
  assert.ok(told[0].payload.order_version < told[1].payload.order_version);
});

test('a retry with the same key takes back once', async () => {
  const order = await shipped();
  const key = { 'Idempotency-Key': unique() };
  const body = { items: [{ product_id: one.id, quantity: 1 }] };
  assertStatus(await manager.post(`/orders/${order.id}/returns`, body, key), 201);
  const again = assertStatus(await manager.post(`/orders/${order.id}/returns`, body, key), 201);
  assert.deepEqual(back(again.body), [1, 0]);
});

test('many take the same pieces back at once: one does', async () => {
  const order = await shipped();
  const replies = await Promise.all(
    Array.from({ length: 6 }, () => send(manager, order, [one, 3, true], [other, 2, true])),
  );
  assert.equal(replies.filter((reply) => reply.status === 201).length, 1);
  for (const reply of replies) if (reply.status !== 201) assertProblem(reply, 409);
  assert.deepEqual(await assertStockAddsUp(one), { on_hand: 10, reserved: 0 });
  assert.deepEqual(await assertStockAddsUp(other), { on_hand: 10, reserved: 0 });
});

test('the returns of all orders, with what is needed to decide', async () => {
  const person = await someone();
  const order = await shipped(person);
  assertStatus(await person.post(`/orders/${order.id}/payments`, { method: 'tok_ok' }), 201);
  const asked = (await returned(person, order, [one, 2], [other, 1, true])).returns[0];
  const received = (await returned(manager, await shipped(person), [one, 1])).returns[0];
  await rows("UPDATE returns SET created_at = created_at - interval '1 hour' WHERE id = $1", asked.id);
  const found = async (query) => assertStatus(await manager.get(`/returns?customer_id=${person.customerId}${query}`), 200).body.data;
  const ids = async (query) => (await found(query)).map(({ id }) => id);
  assert.deepEqual(await ids(''), [received.id, asked.id], 'newest first');
  assert.deepEqual(await ids('&sort=created_at'), [asked.id, received.id]);
  assert.deepEqual(await ids('&status=requested'), [asked.id]);
  assert.deepEqual(await ids('&status=received'), [received.id]);
  assert.deepEqual(await ids(`&order_id=${order.id}`), [asked.id]);
  const since = new Date(Date.now() - 1800_000).toISOString();
  assert.deepEqual([await ids(`&from=${since}`), await ids(`&to=${since}`)], [[received.id], [asked.id]]);
  const { next_cursor } = (await manager.get(`/returns?customer_id=${person.customerId}&limit=1`)).body;
  assert.deepEqual(await ids(`&limit=1&cursor=${next_cursor}`), [asked.id]);

  const [{ items, customer: shown, ...rest }] = await found('&status=requested');
  assert.equal(shown.id, person.customerId);
  assert.deepEqual([rest.order_number, rest.order_status, rest.payment_status, rest.total, rest.captured_amount, rest.refunded_amount, rest.refund_amount],
    [order.order_number, 'shipped', 'paid', order.total, order.total, 0, null]);
  assert.deepEqual([rest.reason, rest.requested_by, rest.received_by, rest.received_at], ['Broken', person.id, null, null]);
  assert.deepEqual(items.map(({ order_line_id, product_id, product_sku, unit_price, quantity, restock, ordered_quantity, shipped_quantity, returned_quantity }) =>
    [order_line_id, product_id, product_sku, unit_price, quantity, restock, ordered_quantity, shipped_quantity, returned_quantity]),
  [[order.items[0].id, order.items[0].product_id, order.items[0].product_sku, 3.33, 2, false, 3, 3, 0],
    [order.items[1].id, order.items[1].product_id, order.items[1].product_sku, 10.01, 1, true, 2, 2, 0]]);
  assertStatus(await manager.post(`/orders/${order.id}/returns/${asked.id}/receive`), 200);
  const [after] = await found(`&order_id=${order.id}`);
  assert.equal(after.received_by, manager.id);
  assert.equal(after.refunded_amount, after.refund_amount);
  assert.deepEqual(after.items.map((item) => item.returned_quantity), [2, 1]);
});
