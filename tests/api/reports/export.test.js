// CSV exports: complete or visibly broken, safe to open, filtered as the lists are.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, assertStatus } from '../support/check.js';
import { parseCsv } from '../support/csv.js';
import { rows, value } from '../support/database.js';
import { operations } from '../support/document.js';
import { folder, url } from '../support/instance.js';
import { installedNginx } from '../support/nginx.js';
import { someone, unique } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager;
before(async () => {
  manager = await someone('manager');
});

const exported = async (path) => parseCsv(assertStatus(await manager.get(`/reports/export/${path}`), 200).text);

test('orders leave as a file named after the business day', async () => {
  const reply = assertStatus(await manager.get('/reports/export/orders'), 200);
  assert.equal(reply.headers['content-type'], 'text/csv; charset=utf-8');
  const today = await value(`SELECT to_char(now() AT TIME ZONE time_zone, 'YYYY-MM-DD') FROM shop`);
  assert.equal(reply.headers['content-disposition'], `attachment; filename="orders-${today}.csv"`);
  assert.equal(reply.headers['cache-control'], 'no-store');
  const stock = assertStatus(await manager.send('HEAD', '/reports/export/inventory'), 200);
  assert.equal(stock.headers['content-disposition'], `attachment; filename="inventory-${today}.csv"`);
  assert.equal(stock.text, '');
});

test('a date is a day of the business time zone, in the list and the file as in the reports', async () => {
  const admin = await someone('admin');
  const order = await placed(await someone(), [[await someProduct(manager), 1]]);
  const year = `0${randomInt(100, 900)}`; // when nobody else orders
  await rows('UPDATE orders SET created_at = $2 WHERE id = $1', order.id, `${year}-06-15 23:30Z`);
  const seen = async (period) => [
    (await manager.get(`/reports/sales?${period}`)).body.currencies[0].orders,
    (await manager.get(`/orders?${period}`)).body.total,
    (await exported(`orders?${period}`)).length,
  ];
  assertStatus(await admin.patch('/admin/settings', { time_zone: 'Etc/GMT-2' }), 200);
  try {
    assert.deepEqual(await seen(`from=${year}-06-16&to=${year}-06-16`), [1, 1, 1]);
    assert.deepEqual(await seen(`from=${year}-06-15&to=${year}-06-15`), [0, 0, 0]);
    assert.deepEqual(await seen(`from=${year}-06-15T23:00:00Z&to=${year}-06-16T00:00:00Z`), [1, 1, 1]);
  } finally {
    assertStatus(await admin.patch('/admin/settings', { time_zone: 'UTC' }), 200);
  }
});

test('an order is a line, its amounts with two decimals', async () => {
  const customer = await someone('customer', { first_name: 'Ann', last_name: 'Lee, "A"' });
  const order = await placed(customer, [[await someProduct(manager, { price: '12.30' }), 2]],
    { customer_notes: 'first\nsecond' });
  const [line, ...others] = await exported(`orders?search=${order.order_number}`);
  assert.equal(others.length, 0);
  assert.deepEqual(
    [line.order_number, line.status, line.payment_status, line.customer, line.customer_email, line.subtotal, line.tax,
      line.shipping_cost, line.discount, line.total, line.paid, line.refunded, line.due, line.net, line.currency, line.customer_notes, line.shipped_at],
    [order.order_number, 'pending', 'pending', 'Ann Lee, "A"', customer.email, '24.60', '1.97', '10.00', '0.00',
      '36.57', '0.00', '0.00', '36.57', '36.57', 'USD', 'first\nsecond', '']);
  assert.equal(line.created_at, order.created_at);
});

test('the filters are those of the list', async () => {
  const customer = await someone();
  const product = await someProduct(manager);
  const [kept, gone] = [await placed(customer, [[product, 1]]), await placed(customer, [[product, 1]])];
  assertStatus(await customer.post(`/orders/${gone.id}/cancel`, {}), 200);
  const search = `search=${encodeURIComponent(customer.email)}`;
  const numbers = async (filter) => (await exported(`orders?${search}${filter}`)).map((o) => o.order_number);
  assert.deepEqual(await numbers(''), [kept.order_number, gone.order_number]);
  assert.deepEqual(await numbers('&status=cancelled'), [gone.order_number]);
  assert.deepEqual(await numbers('&payment_status=paid'), []);
  assert.deepEqual(await numbers(`&from=${encodeURIComponent(gone.created_at)}`), [gone.order_number]);
  assert.deepEqual(await numbers(`&to=${encodeURIComponent(gone.created_at)}`), [kept.order_number]);
  for (const query of ['page=1', 'sort=price', 'columns=colour', 'columns=', 'ids=1', 'cursor=x', 'status=none', 'colour=red'])
    assertProblem(await manager.get(`/reports/export/orders?${query}`), 400, 'bad_query');
});

test('the order of the lines is that of the list', async () => {
  const customer = await someone();
  const product = await someProduct(manager, { price: '7.00' });
  for (const quantity of [2, 1, 3, 1]) await placed(customer, [[product, quantity]]);
  for (const sort of ['created_at', '-created_at', 'order_number', '-order_number', 'total', '-total']) {
    const query = `customer_id=${customer.customerId}&sort=${sort}`;
    const listed = assertStatus(await manager.get(`/orders/all?${query}`), 200).body.data;
    assert.deepEqual((await exported(`orders?${query}`)).map((o) => o.order_number), listed.map((o) => o.order_number), sort);
  }
  const name = unique();
  for (const price of ['3.00', '1.00', '2.00', '1.00']) await someProduct(manager, { name: `${name} ${unique()}`, price });
  for (const sort of ['name', '-name', 'price', '-price', 'created_at', '-created_at']) {
    const query = `search=${name}&sort=${sort}`;
    const listed = assertStatus(await manager.get(`/products?${query}`), 200).body.data;
    assert.equal(listed.length, 4);
    assert.deepEqual((await exported(`inventory?${query}`)).map((p) => p.sku), listed.map((p) => p.sku), sort);
  }
});

const headOf = (text) => text.slice(0, text.indexOf('\r\n')).replaceAll('"', '');

test('the columns are those that are asked for, in that order', async () => {
  const order = await placed(await someone(), [[await someProduct(manager, { price: '12.30' }), 2]]);
  const reply = await manager.get(`/reports/export/orders?search=${order.order_number}&columns=pieces,city,total,order_number,updated_at`);
  assert.equal(headOf(assertStatus(reply, 200).text), 'pieces,city,total,order_number,updated_at');
  assert.deepEqual(Object.values(parseCsv(reply.text)[0]), ['2', order.shipping_address.city, '36.57', order.order_number, order.updated_at]);
});

test('the document names the columns that there are, and without asking all come', async () => {
  for (const what of ['orders', 'inventory']) {
    const { parameters } = operations.find((o) => o.name === `GET /reports/export/${what}`);
    const { description } = parameters.find(({ name }) => name === 'columns');
    const named = [...description.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    const whole = assertStatus(await manager.get(`/reports/export/${what}?search=${unique()}`), 200).text;
    assert.equal(headOf(whole), named.join());
  }
});

test('orders that were chosen leave alone, in the order that was asked for', async () => {
  const customer = await someone();
  const product = await someProduct(manager);
  const orders = [];
  for (const quantity of [1, 3, 2]) orders.push(await placed(customer, [[product, quantity]]));
  const [first, most, more] = orders.map((o) => o.order_number);
  const chosen = async (body) => {
    const reply = assertStatus(await manager.post('/reports/export/orders', body), 200);
    assert.match(reply.headers['content-disposition'], /^attachment; filename="orders-/);
    return parseCsv(reply.text);
  };
  const ids = [orders[2].id, orders[1].id, 999_999_999];
  assert.deepEqual(await chosen({ ids, sort: '-total', columns: 'order_number' }), [{ order_number: most }, { order_number: more }]);
  assert.deepEqual((await chosen({ ids: orders.map((o) => o.id) })).map((o) => o.order_number), [first, most, more]);
  const many = Array.from({ length: 10_000 }, (_, i) => 2 ** 53 - 1 - i);
  assert.equal((await chosen({ ids: [...many.slice(1), orders[0].id] })).length, 1);
  for (const [pointer, body] of [['/ids', {}], ['/ids', { ids: [] }], ['/ids', { ids: [...many, 1] }], ['/ids/0', { ids: [0] }],
    ['/columns', { ids, columns: 'colour' }], ['/sort', { ids, sort: 'status' }], ['/status', { ids, status: 'draft' }]])
    assert.equal(assertProblem(await manager.post('/reports/export/orders', body), 422).errors[0].pointer, pointer);
});

test('a % in a search is a %', async () => {
  assert.deepEqual(await exported(`orders?search=${unique()}%25`), []);
  assert.deepEqual(await exported(`inventory?search=${unique()}%25%25`), []);
});

for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', ' =', '"=', "'="]) {
  test(`a text that begins with ${JSON.stringify(start)} is no formula`, async () => {
    // The API takes no control characters; what is in the table may be older than that.
    const product = await someProduct(manager);
    await rows('UPDATE products SET name = $2 WHERE id = $1', product.id, `${start}1+1|cmd`);
    const [line] = await exported(`inventory?search=${product.sku}`);
    assert.equal(line.name, `'${start}1+1|cmd`);
  });
}

test('numbers stay numbers, and stock is as it stands', async () => {
  const product = await someProduct(manager, { price: '0.50', stock: 12, weight_kg: '1.5', low_stock_threshold: 2 });
  await placed(await someone(), [[product, 10]]);
  const [line] = await exported(`inventory?search=${product.sku}`);
  assert.deepEqual(line, {
    sku: product.sku, name: product.name, description: '', category: '', price: '0.50', on_hand: '12', reserved: '10', available: '2',
    low_stock_threshold: '2', is_low_stock: 'true', weight_kg: '1.500', tax_class: 'standard', is_active: 'true', value: '6.00', currency: 'USD',
    updated_at: (await manager.get(`/products/${product.id}`)).body.updated_at,
  });
});

const marks = [];

/** `count` orders of somebody who is found by the mark that is answered; by the owner's hand. */
async function manyOrders(count, name = '') {
  const mark = unique();
  marks.push(mark);
  const product = await someProduct(manager);
  const { id, customerId } = await someone('customer', { email: `${mark}@example.com` });
  await rows(
    `WITH made AS (
       INSERT INTO orders (order_number, user_id, customer_id, subtotal, tax, shipping_cost, total, currency, customer)
       SELECT format('ORD-20200101-%s', upper(lpad(to_hex(n + $5::int), 8, '0'))), $1, $2, 1, 0, 0, 1, 'USD',
              jsonb_build_object('first_name', $4::text)
       FROM generate_series(1, $6::int) n RETURNING id)
     INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
     SELECT id, $3, 'X', 'X', 1, 1 FROM made`,
    id, customerId, product.id, name, randomInt(2 ** 31 - 1e6), count,
  );
  return mark;
}

// In one transaction: an order without lines is none; the rule that lines stand is for those of today.
after(async () => {
  const emails = marks.map((mark) => `'${mark}@example.com'`);
  const theirs = `user_id IN (SELECT id FROM users WHERE email IN (${emails}))`;
  await rows(`BEGIN; ALTER TABLE order_lines DISABLE TRIGGER order_lines_stand;
              DELETE FROM order_lines WHERE order_id IN (SELECT id FROM orders WHERE ${theirs});
              DELETE FROM orders WHERE ${theirs};
              SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE order_lines ENABLE TRIGGER order_lines_stand; COMMIT`);
});

test('nothing is missing from a long export', async () => {
  const mark = await manyOrders(5000);
  const lines = await exported(`orders?search=${mark}`);
  assert.equal(lines.length, 5000);
  assert.equal(new Set(lines.map((line) => line.order_number)).size, 5000);
});

/** The reply, not read yet. */
function begun(path, at = url) {
  return new Promise((resolve, reject) => {
    const headers = { ...manager.headers, Host: at.host };
    const asked = request({ path: `/api/v1${path}`, host: at.hostname, port: at.port, headers, agent: false });
    asked.on('response', resolve).on('error', reject).end();
  });
}

async function whole(reply) {
  let length = 0;
  for await (const part of reply) length += part.length;
  return length;
}

/** The processes of PostgreSQL that are in the middle of reading orders; several may read for one. */
const busy = async () =>
  (await rows(`SELECT DISTINCT pid FROM pg_locks
               WHERE relation = 'orders'::regclass AND mode = 'AccessShareLock' AND pid <> pg_backend_pid()`))
    .map(({ pid }) => pid);

const MEGABYTES = 40; // more than all the buffers on the way hold
const longExport = () => manyOrders(MEGABYTES * 20, 'x'.repeat(50_000));

test('when the database goes away midway, the file is not taken for a whole one', async () => {
  const path = `/reports/export/orders?search=${await longExport()}`;
  const reply = await begun(path);
  assert.equal(reply.statusCode, 200);
  const reading = await busy();
  assert.ok(reading.length > 0, 'it waits for its reader');
  process.kill(reading[0], 'SIGTERM'); // as pg_terminate_backend, which the owner may not call
  await assert.rejects(whole(reply), { code: 'ECONNRESET' });
  assert.ok((await whole(await begun(path))) > MEGABYTES * 1e6, 'the next one is whole');
});

test('readers who take a few hundred bytes a second hold no worker', async () => {
  const nginx = await installedNginx({ sockets: join(folder, 'run') });
  const readers = [];
  try {
    const path = `/reports/export/orders?search=${await longExport()}`;
    for (let i = 0; i < 4; i++) readers.push(await begun(path, nginx.url)); // more than there are workers
    const slowly = setInterval(() => readers.forEach((reader) => reader.read(100)), 250);
    for (const deadline = Date.now() + 60_000; (await busy()).length > 0; await sleep(100))
      assert.ok(Date.now() < deadline, 'the exports wait for their readers');
    clearInterval(slowly);
    assert.deepEqual(await exported(`orders?search=${unique()}`), [], 'the next one has a worker');
    assert.ok((await whole(readers[0])) > MEGABYTES * 1e6 * 0.99, 'and nothing is missing');
  } finally {
    for (const reader of readers) reader.destroy();
    await nginx.stop();
  }
});

test('a reader who hangs up leaves no export behind', async () => {
  const reply = await begun(`/reports/export/orders?search=${await longExport()}`);
  assert.ok((await busy()).length > 0);
  reply.destroy();
  for (const deadline = Date.now() + 20_000; (await busy()).length > 0; )
    assert.ok(Date.now() < deadline, 'the statement goes on without a reader');
  assert.deepEqual(await exported(`orders?search=${unique()}`), []);
});

test('an error before the first row is an answer', async () => {
  await rows('REVOKE SELECT ON products FROM orderd_app');
  try {
    const reply = await manager.get('/reports/export/inventory');
    assertProblem(reply, 500, 'internal');
    assert.equal(reply.headers['content-disposition'], undefined, 'and no file');
  } finally {
    await rows('GRANT SELECT ON products TO orderd_app');
  }
});
