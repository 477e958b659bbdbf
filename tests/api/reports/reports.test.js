// Reports: their figures are those of the orders and products they are made from.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { before, test } from 'node:test';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { cents, text, totals } from '../support/money.js';
import { someDepartment, someone } from '../support/people.js';
import { exported, someYear } from '../support/reports.js';
import { placed, someProduct } from '../support/shop.js';

let manager, admin, department, products;
before(async () => {
  [manager, admin, department] = await Promise.all([someone('manager'), someone('admin'), someDepartment()]);
  products = await Promise.all(['10.00', '2.50'].map((price) => someProduct(manager, { price })));
});

/** Orders of a long time ago: [created_at, lines, status]; resolves to them. */
async function sold(year, who, list) {
  const made = [];
  for (const [when, lines, ...moves] of list) {
    const order = await placed(who, lines);
    for (const move of moves) assertStatus(await manager.post(`/orders/${order.id}/${move}`, {}), 200);
    await rows('UPDATE orders SET created_at = $2 WHERE id = $1', order.id, `${year}-${when}`);
    made.push(order);
  }
  return made;
}

const sales = async (query) => assertStatus(await manager.get(`/reports/sales?${query}`), 200);
/** What the report of the period says of a currency. */
const soldIn = async (query, currency = 'USD') => (await sales(query)).body.currencies.find((c) => c.currency === currency);
const SUMS = ['orders', 'gross', 'discount', 'tax', 'tax_in_prices', 'shipping_cost', 'revenue', 'refunded', 'net'];
/** Sums of orders of one flat rate without discounts. */
const plain = (orders, of) => ({
  orders, gross: Number(of.subtotal), discount: 0, tax: Number(of.tax), tax_in_prices: 0, shipping_cost: Number(of.shipping_cost),
  revenue: Number(of.total), refunded: 0, net: Number(of.total),
});

test('sales: by day, by status and by department, without what was not sold', async () => {
  const year = await someYear(1000, 800);
  const [customer, staff] = await Promise.all([someone(), someone('staff', { department })]);
  const [a, b] = products;
  await sold(year, customer, [
    ['03-01 00:00:00Z', [[a, 1]]],
    ['03-01 23:59:59.999Z', [[a, 2], [b, 1]]],
    ['03-02 12:00Z', [[a, 50]], 'cancel'],
    ['04-01 00:00Z', [[a, 7]]],
  ]);
  await sold(year, staff, [['03-02 12:00Z', [[b, 2]], 'confirm']]);
  const one = totals([['10.00', 1]]), two = totals([['10.00', 2], ['2.50', 1]]), three = totals([['2.50', 2]]);
  const gone = totals([['10.00', 50]]);
  const sum = (...of) => Object.fromEntries(['subtotal', 'tax', 'shipping_cost', 'total'].map((name) =>
    [name, text(of.reduce((all, t) => all + cents(t[name]), 0n))]));

  const reply = await sales(`from=${year}-03-01&to=${year}-03-31`);
  assertMembers(reply.body, ['from', 'to', 'time_zone', 'currencies']);
  const [body, ...others] = reply.body.currencies;
  assert.equal(others.length, 0);
  assertMembers(body, ['currency', ...SUMS, 'average_order', 'by_day', 'by_status', 'by_department', 'by_code']);
  const { total } = sum(one, two, three);
  assert.match(reply.text, new RegExp(`"revenue":${total}\\b`), 'two decimals');
  assert.deepEqual(Object.fromEntries(SUMS.map((name) => [name, body[name]])), plain(3, sum(one, two, three)));
  assert.equal(body.average_order.toFixed(2), text((cents(total) * 2n + 3n) / 6n));
  assert.deepEqual(body.by_day, [
    { day: `${year}-03-01`, ...plain(2, sum(one, two)) },
    { day: `${year}-03-02`, ...plain(1, three) },
  ]);
  assert.deepEqual(body.by_status, [
    { status: 'pending', orders: 2, total: Number(sum(one, two).total) },
    { status: 'confirmed', orders: 1, total: Number(three.total) },
    { status: 'cancelled', orders: 1, total: Number(gone.total) },
  ]);
  assert.deepEqual(body.by_department, [
    { department_id: department.id, department: department.name, ...plain(1, three) },
    { department_id: null, department: null, ...plain(2, sum(one, two)) },
  ]);
  assert.deepEqual(body.by_code, []);
});

test('days are those of the business time zone', async () => {
  const year = await someYear(1000, 800);
  await sold(year, await someone(), [['06-15 23:30Z', [[products[0], 1]]]]);
  assertStatus(await admin.patch('/admin/settings', { time_zone: 'Etc/GMT-2' }), 200);
  try {
    const { body } = await sales(`from=${year}-06-16&to=${year}-06-16`);
    assert.deepEqual([body.from, body.to], [`${year}-06-15T22:00:00Z`, `${year}-06-16T22:00:00Z`]);
    assert.deepEqual(body.currencies[0].by_day.map((d) => d.day), [`${year}-06-16`]);
    assert.equal((await soldIn(`from=${year}-06-15&to=${year}-06-15`)).orders, 0);
    assert.equal((await soldIn(`from=${year}-06-15T23:00:00Z&to=${year}-06-16T00:00:00Z`)).orders, 1);
  } finally {
    assertStatus(await admin.patch('/admin/settings', { time_zone: 'UTC' }), 200);
  }
});

test('days count back from today, with today', async () => {
  const ago = (days) => new Date(Date.now() - days * 86400e3).toISOString().slice(0, 10);
  for (const [query, days] of [['days=1', 1], ['days=7', 7], ['', 30]])
    assert.equal((await sales(query)).body.from, `${ago(days - 1)}T00:00:00Z`, query);
  const order = await placed(await someone(), [[products[0], 1]]);
  const today = await soldIn('days=1');
  assert.ok(today.orders >= 1 && today.revenue >= order.total);
});

test('a period without orders is all zeros', async () => {
  const { currencies } = (await sales('from=0900-01-01&to=0901-01-01')).body;
  const none = { subtotal: 0, tax: 0, shipping_cost: 0, total: 0 };
  assert.deepEqual(currencies, [{ currency: 'USD', ...plain(0, none), average_order: 0, by_day: [], by_status: [], by_department: [], by_code: [] }]);
});

test('what is no period is refused', async () => {
  for (const query of ['days=7&from=2026-01-01', 'days=7&to=2026-01-01', 'days=0', 'days=x', 'from=yesterday',
    'until=2026-01-01', 'to=2026-02-30'])
    assertProblem(await manager.get(`/reports/sales?${query}`), 400, 'bad_query');
  assertProblem(await manager.get('/reports/top-products?limit=101'), 400, 'bad_query');
  assertProblem(await manager.get('/reports/inventory?days=1'), 400, 'bad_query');
});

test('a period that ends before it begins is refused wherever one is taken', async () => {
  for (const path of ['/reports/sales', '/reports/sales/customers', '/reports/sales/countries', '/reports/top-products', '/reports/export/sales', '/reports/export/lines',
    '/reports/export/orders', '/orders', '/orders/all', '/orders/me', '/orders/selection', '/returns', '/payments', '/admin/audit']) {
    assertProblem(await admin.get(`${path}?from=2026-02-02&to=2026-02-01`), 422, 'invalid_period');
    assertStatus(await admin.get(`${path}?from=2026-02-01&to=2026-02-01`), 200);
  }
});

test('all sales together are those of /admin/stats', async () => {
  const { currencies } = (await sales('from=0001-01-01')).body;
  const stats = assertStatus(await admin.get('/admin/stats'), 200).body;
  assert.deepEqual(stats.sales, currencies.map(({ currency, ...c }) => ({ currency, ...Object.fromEntries(SUMS.map((name) => [name, c[name]])) })));
  const statuses = {};
  for (const { status, orders } of currencies.flatMap((c) => c.by_status)) statuses[status] = (statuses[status] ?? 0) + orders;
  assert.deepEqual(statuses, stats.orders_by_status);
});

test('top products are those that sold most pieces', async () => {
  const year = await someYear(1000, 800);
  const [a, b] = products;
  await sold(year, await someone(), [
    ['01-01 10:00Z', [[a, 3], [b, 1]]],
    ['01-02 10:00Z', [[b, 4]]],
    ['01-03 10:00Z', [[a, 50]], 'cancel'],
  ]);
  const top = async (limit) =>
    assertStatus(await manager.get(`/reports/top-products?from=${year}-01-01&to=${year}-02-01&limit=${limit}`), 200).body;
  const { data } = await top(10);
  assert.deepEqual(data.map((p) => [p.product_id, p.currency, p.quantity, p.orders, p.returned_quantity, p.gross, p.tax, p.net]),
    [[b.id, 'USD', 5, 2, 0, 12.5, 1, 13.5], [a.id, 'USD', 3, 1, 0, 30, 2.4, 32.4]]); // 8 % of 2.50, 10.00 and 30.00
  assert.deepEqual([data[0].product_sku, data[0].product_name, data[0].category], [b.sku, b.name, null]);
  assert.equal((await top(1)).data.length, 1);
});

test('sales by customer and by country: each figure is that of a list and a file', async () => {
  const year = await someYear(1000, 800);
  const [a] = products;
  const [one, two] = [await someone('customer', { first_name: 'Ada', last_name: 'Lovelace' }), await someone()];
  const to = (country) => ({ shipping_address: { street: '1 Road', city: 'Town', country } });
  const made = [
    await placed(one, [[a, 1]], to('Germany')), await placed(one, [[a, 2]], to('de')), await placed(two, [[a, 4]], to('Austria')),
    await placed(two, [[a, 8]], { shipping_address: 'Somewhere' }), await placed(one, [[a, 16]], to('DE')),
  ];
  assertStatus(await one.post(`/orders/${made[4].id}/cancel`, {}), 200);
  await rows('UPDATE orders SET created_at = $2 WHERE id = ANY ($1)', made.map(({ id }) => id), `${year}-03-01 12:00Z`);
  const period = `from=${year}-03-01&to=${year}-03-01`;
  const get = async (path) => assertStatus(await manager.get(path), 200).body.data;
  const worth = (...of) => of.reduce((sum, index) => sum + cents(made[index].total.toFixed(2)), 0n);
  const said = (list, key) => list.map((row) => [row[key], row.orders, cents(row.net.toFixed(2))]);

  const customers = await get(`/reports/sales/customers?${period}`);
  assertMembers(customers[0], ['customer_id', 'customer', 'currency', ...SUMS]);
  assert.deepEqual(said(customers, 'customer_id'), [[two.customerId, 2, worth(2, 3)], [one.customerId, 2, worth(0, 1)]]);
  assert.equal(customers[1].customer, 'Ada Lovelace');
  assert.equal((await get(`/reports/sales/customers?${period}&limit=1`)).length, 1);
  const countries = await get(`/reports/sales/countries?${period}`);
  assertMembers(countries[0], ['country', 'currency', ...SUMS]);
  assert.deepEqual(said(countries, 'country'), [[null, 1, worth(3)], ['AT', 1, worth(2)], ['DE', 2, worth(0, 1)]]);

  const sold = `${period}&status=!draft,!pending_approval,!rejected,!cancelled`;
  const listed = async (filter) => (await get(`/orders?${sold}&${filter}`)).map(({ id }) => made.findIndex((o) => o.id === id)).sort();
  assert.deepEqual(await listed(`customer_id=${one.customerId}`), [0, 1]);
  for (const name of ['DE', 'germany', 'deu']) assert.deepEqual(await listed(`country=${name}`), [0, 1], name);
  assert.deepEqual(await listed('country=Nowhere'), []);
  const entries = async (filter) => (await exported(manager, `sales?${period}&${filter}`)).map((e) => [e.order_number, e.customer, e.country]);
  assert.deepEqual((await entries('country=Germany')).sort(), [0, 1].map((i) => [made[i].order_number, 'Ada Lovelace', 'DE']).sort());
  assert.deepEqual((await entries(`customer_id=${two.customerId}`)).map(([, , country]) => country).sort(), ['', 'AT']);
});

test('what was cancelled of an order that shipped was not sold', async () => {
  const year = await someYear(1000, 800);
  const [a] = products;
  const [{ id }] = await sold(year, await someone(), [['01-01 10:00Z', [[a, 5]], 'confirm']]);
  const items = [{ product_id: a.id, quantity: 2 }];
  assertStatus(await manager.post(`/orders/${id}/shipments`, { items }), 201);
  assertStatus(await manager.post(`/orders/${id}/cancel`, {}), 200);
  const { body } = await manager.get(`/reports/top-products?from=${year}-01-01&to=${year}-02-01`);
  assert.deepEqual(body.data.map((p) => [p.product_id, p.quantity, p.gross]), [[a.id, 2, 20]]);
});

test('the inventory follows the stock', async () => {
  const inventory = async () => {
    const { body, text } = assertStatus(await manager.get('/reports/inventory'), 200);
    const [, value] = /"value":(\d+\.\d\d)/.exec(text); // may be more than a double holds to the cent
    return { ...body, cents: BigInt(value.replace('.', '')) };
  };
  const before = await inventory();
  const category = `Category ${randomInt(1e9)}`;
  const product = await someProduct(manager, { price: '3.10', stock: 20, category, low_stock_threshold: 17 });
  await placed(await someone(), [[product, 4]]);
  const after = await inventory();
  const grown = (name) => after[name] - before[name];
  assert.deepEqual(['products', 'active_products', 'on_hand', 'reserved', 'available', 'low_stock_products',
    'out_of_stock_products'].map(grown), [1, 1, 20, 4, 16, 1, 0]);
  assert.equal(grown('cents'), 6200n);
  assert.deepEqual(after.by_category.find((c) => c.category === category),
    { category, products: 1, on_hand: 20, reserved: 4, available: 16, value: 62 });
});
