// A shop of another system moves in: its tables as CSV files, through orderctl, and the reports
// agree with sums over the files. ORDERD_TEST_NORTHWIND names their folder; without it, and without
// ../shared/data/northwind beside the checkout, it is a small one of our own with the same columns.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { cents, share, text } from '../support/money.js';
import { someone, unique } from '../support/people.js';
import { assertStockAddsUp } from '../support/shop.js';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const beside = path('../../../../shared/data/northwind');
const folder = process.env.ORDERD_TEST_NORTHWIND ?? (existsSync(beside) ? beside : path('../../data/northwind'));

/** Of everything that must be unique, so that the files can move in again and again. */
const mark = unique();
const sku = (id) => `NW-${mark}-${id}`;
const email = (id) => `${id.toLowerCase()}.${mark}@northwind.example`;
const reference = (id) => `${mark}-${id}`;
const number = (order) => value('SELECT order_number FROM orders WHERE external_id = $1', reference(order.order_id));

/** The records of a file of theirs, by column. */
async function table(name) {
  const fields = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g;
  const records = [[]];
  for (const [, quoted, plain, end] of (await readFile(join(folder, `${name}.csv`), 'utf8')).replaceAll('\r', '').matchAll(fields)) {
    records.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\n') records.push([]);
  }
  const [head, ...lines] = records.slice(0, -1);
  return lines.map((line) => Object.fromEntries(head.map((column, i) => [column, line[i]])));
}

/** orderctl import KIND of these objects. */
async function importing(kind, list, ...options) {
  const quoted = (field) => `"${String(field ?? '').replaceAll('"', '""')}"`;
  const lines = [Object.keys(list[0]), ...list.map(Object.values)].map((line) => line.map(quoted).join(','));
  const file = join(here, `${kind}.csv`);
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o644 });
  return (await orderctl('import', kind, ...options, file)).stdout;
}

const report = async (path) => assertStatus(await manager.get(path), 200).body;
const PERIOD = 'from=1996-01-01&to=1998-12-31';
const sum = (list, amount) => list.reduce((all, one) => all + amount(one), 0n);

let manager, here, categories, products, customers, orders, details, atFirst;
const of = (order) => details.filter((line) => line.order_id === order.order_id);
const lineAmount = (line) => cents(line.unit_price) * BigInt(line.quantity);
const lineDiscount = (line) => share(lineAmount(line), line.discount);
const subtotal = (order) => sum(of(order), lineAmount);
const discount = (order) => sum(of(order), lineDiscount);
const total = (order) => subtotal(order) - discount(order) + cents(order.freight);
const pieces = (list) => list.reduce((all, line) => all + Number(line.quantity), 0);
const sold = (product, among = orders) => {
  const ids = new Set(among.map((order) => order.order_id));
  return details.filter((line) => line.product_id === product.product_id && ids.has(line.order_id));
};
const categoryName = (id) => `${categories.find((c) => c.category_id === id).category_name} ${mark}`;

before(async () => {
  here = await mkdtemp(join(tmpdir(), 'orderd-northwind-'));
  await chmod(here, 0o755);
  manager = await someone('manager');
  [categories, products, customers, orders, details] = await Promise.all(
    ['categories', 'products', 'customers', 'orders', 'order_details'].map(table));
  [atFirst] = (await report(`/reports/sales?${PERIOD}`)).currencies;
});
after(() => rm(here, { recursive: true }));

test('categories, products and customers move in', async () => {
  const made = (list) => `${list.length} lines: ${list.length} created, 0 updated, 0 unchanged\n`;
  assert.equal(await importing('categories', categories.map((c) =>
    ({ name: categoryName(c.category_id), description: c.description }))), made(categories));
  assert.equal(await importing('products', products.map((p) => ({
    sku: sku(p.product_id), name: p.product_name, description: p.quantity_per_unit, price: text(cents(p.unit_price)),
    category: categoryName(p.category_id), low_stock_threshold: p.reorder_level,
    stock: Number(p.units_in_stock) + pieces(sold(p)), // what there is now was left by the orders
  }))), made(products));
  assert.equal(await importing('customers', customers.map((c) => {
    const [first_name, ...others] = c.contact_name.split(' ');
    return { first_name, last_name: others.join(' '), email: email(c.customer_id), phone: c.phone,
      address: `${c.company_name}, ${c.address}, ${c.city}, ${c.country}` };
  })), made(customers));
  assert.equal(await value(`SELECT count(*)::int FROM categories WHERE name LIKE '% ' || $1`, mark), categories.length);
});

const orderLines = () => details.map((line) => {
  const order = orders.find((o) => o.order_id === line.order_id);
  return {
    reference: reference(order.order_id), customer_email: email(order.customer_id), sku: sku(line.product_id),
    quantity: line.quantity, unit_price: line.unit_price, discount: text(lineDiscount(line)),
    shipping_cost: order.freight, created_at: order.order_date, shipped_at: order.shipped_date,
    shipping_address: [order.ship_name, order.ship_address, order.ship_city, order.ship_country].join(', '),
  };
});

test('a bad line keeps all orders out', async () => {
  const wrong = [
    [{ sku: 'NW-NONE' }, /:2: sku is not a product/],
    [{ customer_email: 'nobody@northwind.example' }, /:2: customer_email is not a customer/],
    [{ quantity: 1000000 }, /:2: quantity only \d+ available/],
    [{ shipped_at: '1990-01-01' }, /:2: shipped_at is before created_at/],
    [{ discount: '99999.99' }, /:2: discount is more than the order costs/],
    [{ created_at: '' }, /:2: created_at is required/],
  ];
  const [line] = orderLines();
  for (const [change, complaint] of wrong)
    await assert.rejects(importing('orders', [{ ...line, ...change }], '--user', manager.email), complaint);
  await assert.rejects(importing('orders', [line, { ...line, unit_price: '0.01' }], '--user', manager.email), /:3: sku stands in line 2 of this order/);
  await assert.rejects(importing('orders', [line], '--user', 'nobody@northwind.example'), /there is no user nobody@/);
  assert.equal(await value('SELECT count(*)::int FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.email LIKE $1',
    `%.${mark}@%`), 0);
});

test('its orders move in with their dates, and once', async () => {
  const told = await value('SELECT coalesce(max(id), 0) FROM outbox');
  const lines = orderLines();
  assert.equal(await importing('orders', lines, '--user', manager.email),
    `${lines.length} lines: ${orders.length} created, 0 updated, 0 unchanged\n`);
  assert.deepEqual(await rows('SELECT DISTINCT event FROM outbox WHERE id > $1', told), [{ event: 'product.changed' }],
    'nobody is told of orders, but whoever watches the stock that it changed');
  assert.equal(await importing('orders', lines, '--user', manager.email),
    `${lines.length} lines: 0 created, 0 updated, ${orders.length} unchanged\n`);

  for (const order of [orders[0], orders.at(-1)]) {
    const { body } = assertStatus(await manager.get(`/orders/number/${await number(order)}`), 200);
    assert.equal(body.created_at, `${order.order_date}T00:00:00Z`);
    assert.equal(body.shipped_at, order.shipped_date ? `${order.shipped_date}T00:00:00Z` : null);
    assert.equal(body.status, order.shipped_date ? 'shipped' : 'confirmed');
    assert.equal(body.shipments.length, order.shipped_date ? 1 : 0);
    assert.equal(body.customer.email, email(order.customer_id));
    assert.deepEqual(['subtotal', 'discount', 'shipping_cost', 'total'].map((name) => cents(body[name].toFixed(2))),
      [subtotal(order), discount(order), cents(order.freight), total(order)]);
    assert.deepEqual(body.items.map((i) => [i.product_sku, i.quantity, i.shipped_quantity]),
      of(order).map((l) => [sku(l.product_id), Number(l.quantity), order.shipped_date ? Number(l.quantity) : 0]));
    const history = (await report(`/orders/${body.id}/history`)).data.map((h) => h.to_status);
    assert.deepEqual(history, ['pending', 'confirmed', ...(order.shipped_date ? ['shipped'] : [])]);
  }
});

test('sales agree with the files', async () => {
  const [now] = (await report(`/reports/sales?${PERIOD}`)).currencies;
  const grown = (name) => cents(now[name].toFixed(2)) - cents(atFirst[name].toFixed(2));
  assert.equal(now.orders - atFirst.orders, orders.length);
  assert.deepEqual(['gross', 'discount', 'tax', 'shipping_cost', 'net'].map(grown), [
    sum(orders, subtotal), sum(orders, discount), 0n, sum(orders, (o) => cents(o.freight)), sum(orders, total),
  ]);
  const by = (list, key, amount) => new Map(list.map((one) => [one[key], [one.orders, cents(one[amount].toFixed(2))]]));
  const [days, earlier] = [now, atFirst].map((r) => by(r.by_day, 'day', 'net'));
  for (const day of new Set(orders.map((o) => o.order_date))) {
    const theirs = orders.filter((o) => o.order_date === day);
    const [had, amount] = earlier.get(day) ?? [0, 0n];
    assert.deepEqual(days.get(day), [had + theirs.length, amount + sum(theirs, total)], day);
  }
  const [statuses, were] = [now, atFirst].map((r) => by(r.by_status, 'status', 'total'));
  for (const [status, theirs] of [
    ['shipped', orders.filter((o) => o.shipped_date)], ['confirmed', orders.filter((o) => !o.shipped_date)]]) {
    const [had, amount] = were.get(status) ?? [0, 0n];
    assert.deepEqual(statuses.get(status), [had + theirs.length, amount + sum(theirs, total)], status);
  }
});

test('top products agree with the files', async () => {
  const { data } = await report(`/reports/top-products?${PERIOD}&limit=100`);
  const theirs = data.filter((p) => p.product_sku.startsWith(`NW-${mark}-`));
  assert.ok(theirs.length > 0);
  const expected = products.map((p) => {
    const lines = sold(p);
    return { sku: sku(p.product_id), quantity: pieces(lines), gross: sum(lines, lineAmount), orders: lines.length };
  });
  for (const { product_sku, quantity, gross, orders } of theirs)
    assert.deepEqual({ sku: product_sku, quantity, gross: cents(gross.toFixed(2)), orders },
      expected.find((p) => p.sku === product_sku));
  const most = expected.map((p) => p.quantity).sort((a, b) => b - a);
  assert.deepEqual(theirs.map((p) => p.quantity), most.slice(0, theirs.length));
});

test('the inventory agrees with the files, and so does the ledger', async () => {
  const { by_category } = await report('/reports/inventory');
  const waiting = orders.filter((o) => !o.shipped_date);
  for (const category of categories) {
    const theirs = products.filter((p) => p.category_id === category.category_id);
    const name = categoryName(category.category_id);
    const reserved = theirs.reduce((all, p) => all + pieces(sold(p, waiting)), 0);
    const available = theirs.reduce((all, p) => all + Number(p.units_in_stock), 0);
    const worth = sum(theirs, (p) => cents(p.unit_price) * BigInt(Number(p.units_in_stock) + pieces(sold(p, waiting))));
    const found = by_category.find((c) => c.category === name);
    assert.deepEqual({ ...found, value: cents(found.value.toFixed(2)) },
      { category: name, products: theirs.length, on_hand: available + reserved, reserved, available, value: worth });
  }
  for (const { id } of await rows('SELECT id FROM products WHERE sku LIKE $1', `NW-${mark}-%`)) await assertStockAddsUp({ id });
  const oldest = orders.map((o) => o.order_date).sort()[0];
  const first = await row(`SELECT to_char(min(m.created_at), 'YYYY-MM-DD') AS day FROM stock_movements m
                           JOIN products p ON p.id = m.product_id WHERE p.sku LIKE $1`, `NW-${mark}-%`);
  assert.equal(first.day, oldest);
});
