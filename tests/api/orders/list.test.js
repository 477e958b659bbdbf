// Listing orders: filters, search and sorts.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import pg from 'pg';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { database } from '../support/instance.js';
import { paid } from '../support/payments.js';
import { someDepartment, someone, unique } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, customer, orders, name;
before(async () => {
  name = `Zoe${unique()}`;
  [manager, customer] = [
    await someone('manager'),
    await someone('customer', { first_name: name, last_name: 'O_Neil' }),
  ];
  const product = await someProduct(manager, { price: '10.00', stock: 1000 });
  orders = [];
  for (const quantity of [3, 1, 20, 2]) orders.push(await placed(customer, [[product, quantity]]));
  assertStatus(await manager.post(`/orders/${orders[1].id}/confirm`, {}), 200);
  assertStatus(await customer.post(`/orders/${orders[2].id}/cancel`, {}), 200);
});

/** Which of the four orders a query finds, by their place in the order of placing. */
async function found(query, who = customer, path = '/orders') {
  const { data } = assertStatus(await who.get(`${path}?${new URLSearchParams(query)}`), 200).body;
  return data
    .map(({ id }) => orders.findIndex((order) => order.id === id))
    .filter((index) => index >= 0);
}

test('newest first', async () => {
  assert.deepEqual(await found({}), [3, 2, 1, 0]);
});

test('a list says where it stands, and its rows are whole orders', async () => {
  const { body } = await customer.get('/orders?limit=3');
  assert.deepEqual(
    [body.page, body.limit, body.total, body.pages, typeof body.next_cursor],
    [1, 3, 4, 2, 'string'],
  );
  assert.deepEqual(body.data[0], (await customer.get(`/orders/${orders[3].id}`)).body);
});

test('status filters, in any case, and in the words of other clients', async () => {
  assert.deepEqual(await found({ status: 'pending' }), [3, 0]);
  assert.deepEqual(await found({ status: 'CANCELLED' }), [2]);
  assert.deepEqual(await found({ status: 'approved' }), [1]);
  assert.deepEqual(await found({ status: 'completed' }), []);
  assert.deepEqual(await found({ status: 'draft' }), []);
});

test('status takes several, or all but some', async () => {
  assert.deepEqual(await found({ status: 'cancelled,approved' }), [2, 1]);
  assert.deepEqual(await found({ status: 'confirmed,approved' }), [1]);
  assert.deepEqual(await found({ status: '!cancelled,!DRAFT' }), [3, 1, 0]);
  assert.deepEqual(await found({ status: '!pending' }, manager, '/orders/all'), [2, 1]);
  assert.deepEqual(await found({ payment_status: '!paid,!failed' }), [3, 2, 1, 0]);
  assert.deepEqual(await found({ payment_status: 'paid,failed' }), []);
  for (const status of ['pending,!draft', '!pending,draft', 'pending,', ',', '!'])
    assertProblem(await customer.get(`/orders?status=${status}`), 400, 'bad_query');
});

test('customer, department and product filter', async () => {
  const department = await someDepartment();
  const staff = await someone('staff', { department });
  const [one, other] = [await someProduct(manager), await someProduct(manager)];
  const made = [await placed(staff, [[one, 1]]), await placed(staff, [[other, 1], [one, 2]], { customer_id: customer.customerId })];
  const ids = async (query, who = manager) => (await who.get(`/orders?${new URLSearchParams(query)}`)).body.data.map(({ id }) => id);
  assert.deepEqual(await ids({ department_id: department.id }), [made[1].id, made[0].id]);
  assert.deepEqual(await ids({ product_id: one.id }), [made[1].id, made[0].id]);
  assert.deepEqual(await ids({ product_id: other.id, sort: 'total' }), [made[1].id]);
  assert.deepEqual(await ids({ sku: one.sku.toLowerCase() }), [made[1].id, made[0].id]);
  assert.deepEqual(await ids({ sku: other.sku, department_id: department.id }), [made[1].id]);
  assert.deepEqual(await ids({ sku: other.sku, product_id: one.id }), [made[1].id], 'both');
  assert.deepEqual(await ids({ sku: unique() }), []);
  assert.deepEqual(await ids({ customer_id: customer.customerId, department_id: department.id }), [made[1].id]);
  assert.deepEqual(await found({ customer_id: customer.customerId }, manager), [3, 2, 1, 0]);
  assert.deepEqual(await ids({ product_id: one.id }, customer), [made[1].id], 'and nothing that is not theirs');
  assert.deepEqual(await ids({ department_id: department.id }, await someone('staff')), []);
});

test('payment_status filters', async () => {
  assert.deepEqual(await found({ payment_status: 'pending' }), [3, 2, 1, 0]);
  assert.deepEqual(await found({ payment_status: 'paid' }), []);
});

test('search finds by number and by customer', async () => {
  const { order_number } = orders[1];
  assert.deepEqual(await found({ search: order_number }, manager), [1]);
  assert.deepEqual(await found({ search: order_number.toLowerCase() }, manager), [1]);
  for (const search of [name, name.toUpperCase(), name.slice(3, -3), customer.email])
    assert.deepEqual(await found({ search }, manager), [3, 2, 1, 0], search);
  assert.deepEqual(await found({ search: unique() }, manager), []);
});

test('_ and % in a search stand for themselves', async () => {
  assert.deepEqual(await found({ search: `${name} O_N` }, manager), [3, 2, 1, 0]);
  assert.deepEqual(await found({ search: `${name} OXN` }, manager), []);
  assert.deepEqual(await found({ search: `${name}%` }, manager), []);
  assert.deepEqual(await found({ search: 'ORD-________-' }, manager), []);
});

test('search finds nothing that its asker may not see', async () => {
  const stranger = await someone();
  assert.deepEqual(await found({ search: orders[0].order_number }, stranger), []);
});

test('from and to bound the time of placing', async () => {
  const at = (index, seconds) =>
    new Date(Date.parse(orders[index].created_at) + seconds * 1000).toISOString();
  await rows("UPDATE orders SET created_at = created_at - interval '1 hour' WHERE id = ANY($1)", [
    orders[0].id,
    orders[1].id,
  ]);
  orders = await Promise.all(
    orders.map(async ({ id }) => (await customer.get(`/orders/${id}`)).body),
  );
  assert.deepEqual(await found({ from: at(2, -60) }), [3, 2]);
  assert.deepEqual(await found({ to: at(2, -60) }), [1, 0]);
  assert.deepEqual(await found({ from: at(0, -60), to: at(2, -60) }), [1, 0]);
  assert.deepEqual(await found({ from: orders[3].created_at }), [3], 'from includes its moment');
  const tomorrow = new Date(Date.now() + 36 * 3600_000).toISOString().slice(0, 10);
  assert.deepEqual(await found({ from: '2020-01-01', to: tomorrow }), [3, 2, 1, 0], 'dates alone');
  assert.deepEqual(await found({ from: tomorrow }), []);
});

/** Moves the last change of orders into the past, as if nothing had happened to them since. */
const rest = (ids) => rows("UPDATE orders SET updated_at = updated_at - interval '2 days' WHERE id = ANY ($1)", ids);

test('changed_since finds whatever happened to an order since', async () => {
  const product = await someProduct(manager, { price: '10.00', stock: 100 });
  const buyer = await someone();
  const made = [];
  for (let i = 0; i < 6; i++) made.push((await placed(buyer, [[product, 2]])).id);
  const since = new Date(Date.now() - 60_000).toISOString();
  const changed = async (query) =>
    (await buyer.get(`/orders?${new URLSearchParams({ sort: 'created_at', ...query })}`)).body.data.map(({ id }) => made.indexOf(id));
  assert.deepEqual(await changed({ changed_since: since }), [0, 1, 2, 3, 4, 5], 'placed');
  await rest(made);
  assert.deepEqual(await changed({ changed_since: since }), []);
  assertStatus(await manager.post(`/orders/${made[1]}/confirm`, {}), 200);
  await paid(buyer, made[2]);
  assertStatus(await buyer.patch(`/orders/${made[3]}`, { customer_notes: 'Ring' }), 200);
  assertStatus(await manager.post('/orders/printed', { order_ids: [made[4]] }), 201);
  assertStatus(await buyer.post(`/orders/${made[5]}/cancel`, {}), 200);
  assert.deepEqual(await changed({ changed_since: since }), [1, 2, 3, 4, 5]);
  assert.deepEqual(await changed({ changed_since: since, status: 'confirmed' }), [1]);
  assert.deepEqual(await changed({ changed_since: since.slice(0, 10) }), [1, 2, 3, 4, 5], 'a date');
  assert.deepEqual(await changed({ changed_since: new Date(Date.now() + 600_000).toISOString() }), []);
  const csv = await manager.get(`/reports/export/orders?changed_since=${since}&sku=${encodeURIComponent(product.sku)}&columns=order_number`);
  assert.equal(csv.text.trim().split('\r\n').length, 1 + 5, 'the file has the same');
});

test('a change that is committed late, behind others that were seen, is not lost', async () => {
  const [late, prompt] = [orders[0].id, orders[3].id];
  await rest(orders.map(({ id }) => id));
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`UPDATE orderd.orders SET internal_notes = 'late', updated_at = now() WHERE id = ${late}`);
    assertStatus(await customer.patch(`/orders/${prompt}`, { customer_notes: 'prompt' }), 200);
    const began = new Date().toISOString();
    assert.deepEqual(await found({ changed_since: began }), [3]);
    await client.query('COMMIT');
    assert.deepEqual(await found({ changed_since: began }), [3, 0]);
  } finally {
    await client.end();
  }
});

test('a walk through what has changed meets everything that changes meanwhile now or in the next', async () => {
  const product = await someProduct(manager, { price: '10.00', stock: 100 });
  const buyer = await someone();
  const made = [];
  for (let i = 0; i < 4; i++) made.push((await placed(buyer, [[product, 1]])).id);
  await rest([made[0]]);
  const began = new Date().toISOString();
  const walk = async (at, between = async () => {}) => {
    const seen = [];
    for (let cursor = ''; cursor !== null; ) {
      const { body } = await buyer.get(`/orders?sort=created_at&limit=1&changed_since=${at}${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }) => made.indexOf(id)));
      cursor = body.next_cursor;
      await between(seen);
    }
    return seen;
  };
  const first = await walk(began, async (seen) => {
    if (seen.length === 2) assertStatus(await buyer.post(`/orders/${made[0]}/cancel`, {}), 200);
  });
  assert.deepEqual(first, [1, 2, 3]);
  assert.ok((await walk(began)).includes(0));
});

test('sorts go both ways, by time and by total', async () => {
  assert.deepEqual(await found({ sort: 'created_at' }), [0, 1, 2, 3]);
  assert.deepEqual(await found({ sort: '-created_at' }), [3, 2, 1, 0]);
  assert.deepEqual(await found({ sort: 'total' }), [1, 3, 0, 2]);
  assert.deepEqual(await found({ sort: '-total' }), [2, 0, 3, 1]);
  const byNumber = [0, 1, 2, 3].sort((a, b) => (orders[a].order_number < orders[b].order_number ? -1 : 1));
  assert.deepEqual(await found({ sort: 'order_number' }), byNumber);
  assert.deepEqual(await found({ sort: '-order_number' }), byNumber.reverse());
});

test('filters go together, on every list', async () => {
  assert.deepEqual(await found({ status: 'pending', sort: 'total' }), [3, 0]);
  assert.deepEqual(
    await found({ status: 'pending', search: name }, manager, '/orders/all'),
    [3, 0],
  );
  assert.deepEqual(
    await found({ status: 'pending', sort: 'total', limit: 1 }, customer, '/orders/me'),
    [3],
  );
});

test('what a list does not know is a 400 that names it', async () => {
  const wrong = {
    'status=unheard': '?status',
    'payment_status=x': '?payment_status',
    'from=yesterday': '?from',
    'changed_since=lately': '?changed_since',
    'to=2026-13-01': '?to',
    'sort=status': '?sort',
    'colour=red': '?colour',
    'user_id=1': '?user_id',
    'scope=all': '?scope',
  };
  for (const [query, pointer] of Object.entries(wrong)) {
    for (const path of ['/orders', '/orders/me']) {
      const { errors } = assertProblem(await customer.get(`${path}?${query}`), 400, 'bad_query');
      assert.deepEqual(
        errors.map((e) => e.pointer),
        [pointer],
      );
    }
  }
});
