// Shops of other shapes move in by the documented commands (tests/data/README.md says whose they are):
// one flat file with credit notes, tables that hang together, an export of 79 columns.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertStatus } from '../support/check.js';
import { row, rows } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { cents, text } from '../support/money.js';
import { someone, unique } from '../support/people.js';

const mark = unique(); // of all that must be unique, so that the files can move in again
let manager, here;
before(async () => {
  manager = await someone('manager');
  here = await mkdtemp(join(tmpdir(), 'orderd-moving-'));
  await chmod(here, 0o777);
});
after(() => rm(here, { recursive: true }));

/** The records of a CSV text, the first line too. */
function records(csv) {
  const all = [[]];
  for (const [, quoted, plain, end] of csv.replaceAll('\r\n', '\n').matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    all.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\n') all.push([]);
  }
  return all.slice(0, -1);
}
const objects = ([head, ...lines]) => lines.map((line) => Object.fromEntries(head.map((column, i) => [column, line[i]])));
const theirs = (name) => readFile(fileURLToPath(new URL(`../../data/${name}`, import.meta.url)), 'utf8');
const table = async (name) => objects(records(await theirs(name)));

const quoted = (field) => `"${String(field ?? '').replaceAll('"', '""')}"`;
async function written(name, lines) {
  const file = join(here, name);
  await writeFile(file, lines.map((line) => `${line.map(quoted).join(',')}\n`).join(''), { mode: 0o644 });
  return file;
}
const importing = async (kind, list, ...options) =>
  orderctl('import', kind, ...options, await written(`${kind}.csv`, [Object.keys(list[0]), ...list.map(Object.values)]));
const made = (lines, created = lines, unchanged = 0) => `${lines} lines: ${created} created, 0 updated, ${unchanged} unchanged\n`;

const options = (...more) => [...more, '--user', manager.email];
const order = async (reference) => {
  const { id } = await row('SELECT id FROM orders WHERE external_id = $1', `${reference}`);
  return assertStatus(await manager.get(`/orders/${id}`), 200).body;
};
const once = (list, key) => [...new Map(list.map((one) => [one[key], one])).values()];
const sum = (list, amount) => list.reduce((all, one) => all + amount(one), 0n);

test('one flat file: invoices come in, a credit note stays out and is told', async () => {
  const lines = await table('online-retail/orders.csv');
  const sku = (line) => `${mark}-${line.StockCode}`;
  const american = (date) => {
    const [, month, day, year, clock] = /^(\d+)\/(\d+)\/(\d+) (.*)$/.exec(date);
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${clock}`; // 2010-12-01 8:26
  };
  const products = once(lines, 'StockCode');
  assert.equal((await importing('products', products.map((line) =>
    ({ sku: sku(line), name: line.Description, price: line.UnitPrice, stock: 1000 })))).stdout, made(products.length));
  const people = once(lines, 'CustomerID');
  assert.equal((await importing('customers', people.map((line) =>
    ({ external_id: `${mark}-${line.CustomerID}`, first_name: 'Customer', last_name: line.CustomerID })))).stdout, made(people.length));

  const orders = lines.map((line) => ({
    reference: `${mark}-${line.InvoiceNo}`, customer_external_id: `${mark}-${line.CustomerID}`, sku: sku(line), quantity: line.Quantity,
    unit_price: line.UnitPrice, created_at: american(line.InvoiceDate), status: 'delivered', payment_status: 'paid', shipping_address: line.Country,
  }));
  const refused = join(here, 'refused.csv');
  const { stdout, stderr } = await importing('orders', orders, ...options('--partial', '--refused', refused)).catch((error) => error);
  const bad = orders.length + 1; // its last line
  assert.equal(stdout, `${orders.length} lines: 4 created, 0 updated, 0 unchanged, 1 errors\n`);
  assert.match(stderr, new RegExp(`:${bad}: quantity makes 1 come back of the 0 that this order has .read: "-1"`));
  const [head, ...others] = records(await readFile(refused, 'utf8'));
  assert.deepEqual(head, [...Object.keys(orders[0]), 'refused']);
  assert.equal(others.length, 1);
  assert.deepEqual(others[0].slice(0, -1), Object.values(orders.at(-1)).map((field) => (field === '-1' ? "'-1" : field))); // no formula
  assert.match(others[0].at(-1), /^quantity makes 1 come back of the 0 that this order has/);

  for (const invoice of once(lines.filter((line) => line.Quantity > 0), 'InvoiceNo')) {
    const its = lines.filter((line) => line.InvoiceNo === invoice.InvoiceNo);
    const found = await order(`${mark}-${invoice.InvoiceNo}`);
    const total = sum(its, (line) => cents(line.UnitPrice) * BigInt(line.Quantity));
    assert.deepEqual([found.items.length, cents(found.total.toFixed(2)), found.payment_status, found.status], [its.length, total, 'paid', 'delivered']);
    assert.equal(Date.parse(found.created_at), Date.parse(`${american(invoice.InvoiceDate).replace(' ', 'T0')}:00Z`)); // the shop's zone is UTC
  }
});

test('tables: times have a blank for the T and no offset, addresses have parts', async () => {
  const [customers, tracks, invoices, lines] = await Promise.all(
    ['customers', 'tracks', 'invoices', 'invoice_lines'].map((name) => table(`chinook/${name}.csv`)));
  const email = (customer) => customer.Email.replace('@', `.${mark}@`);
  assert.equal((await importing('products', tracks.map((track) =>
    ({ sku: `${mark}-T${track.TrackId}`, name: track.Name, description: track.Composer, price: track.UnitPrice, stock: 100 })))).stdout, made(tracks.length));
  assert.equal((await importing('customers', customers.map((c) => ({
    external_id: `${mark}-C${c.CustomerId}`, first_name: c.FirstName, last_name: c.LastName, email: email(c), phone: c.Phone, address_company: c.Company,
    address_street: c.Address, address_city: c.City, address_state: c.State, address_postal_code: c.PostalCode, address_country: c.Country,
  })))).stdout, made(customers.length));
  const orders = lines.map((line) => {
    const invoice = invoices.find((i) => i.InvoiceId === line.InvoiceId);
    return {
      reference: `${mark}-I${invoice.InvoiceId}`, customer_external_id: `${mark}-C${invoice.CustomerId}`, sku: `${mark}-T${line.TrackId}`, quantity: line.Quantity,
      unit_price: line.UnitPrice, created_at: invoice.InvoiceDate, status: 'delivered', payment_status: 'paid', billing_address_street: invoice.BillingAddress,
      billing_address_city: invoice.BillingCity, billing_address_postal_code: invoice.BillingPostalCode, billing_address_country: invoice.BillingCountry,
    };
  });
  assert.equal((await importing('orders', orders, ...options())).stdout, made(orders.length, invoices.length));
  assert.equal((await importing('orders', orders, ...options())).stdout, made(orders.length, 0, invoices.length));
  for (const invoice of invoices) {
    const found = await order(`${mark}-I${invoice.InvoiceId}`);
    const buyer = customers.find((c) => c.CustomerId === invoice.CustomerId);
    assert.deepEqual([found.total, found.created_at, found.customer.last_name, found.billing_address.city],
      [Number(invoice.Total), `${invoice.InvoiceDate.replace(' ', 'T')}Z`, buyer.LastName, invoice.BillingCity]);
  }
});

test('an export of 79 columns: what is the order\'s stands on its first line alone', async () => {
  const [head, ...lines] = records(await theirs('shopify/orders_export.csv'));
  assert.equal(head.length, 79);
  const at = (name) => head.indexOf(name);
  const names = { // in the order of columns, so that a reader finds them again
    Name: 'reference', Email: 'customer_email', 'Paid at': 'paid_at', 'Fulfilled at': 'shipped_at', Shipping: 'shipping_cost', Taxes: 'tax',
    'Discount Amount': 'discount', 'Shipping Method': 'shipping_method', 'Created at': 'created_at', 'Lineitem quantity': 'quantity',
    'Lineitem price': 'unit_price', 'Lineitem sku': 'sku', 'Shipping Name': 'shipping_address_name', 'Shipping Address1': 'shipping_address_street',
    'Shipping Address2': 'shipping_address_street2', 'Shipping City': 'shipping_address_city', 'Shipping Zip': 'shipping_address_postal_code',
    'Shipping Province': 'shipping_address_state', 'Shipping Country': 'shipping_address_country', Notes: 'customer_notes',
    'Cancelled at': 'cancelled_at', 'Payment Method': 'payment_method', 'Refunded Amount': 'refunded', 'Financial Status': 'payment_status',
  };
  const all = objects([head, ...lines]);
  const unlike = (line) => line.map((field, i) => {
    if (i === at('Name') || i === at('Lineitem sku')) return `${mark}${field}`;
    return i === at('Email') && field ? field.replace('@', `.${mark}@`) : field;
  });
  const stock = once(all, 'Lineitem sku');
  assert.equal((await importing('products', stock.map((line) =>
    ({ sku: `${mark}${line['Lineitem sku']}`, name: line['Lineitem name'], price: line['Lineitem price'], stock: 10 })))).stdout, made(stock.length));
  const buyers = once(all.filter((line) => line.Email), 'Email');
  assert.equal((await importing('customers', buyers.map((line) => {
    const [first_name, last_name] = line['Billing Name'].split(' ');
    return { first_name, last_name, email: line.Email.replace('@', `.${mark}@`), phone: line['Billing Phone'] };
  }))).stdout, made(buyers.length));

  const file = await written('orders.csv', [head.map((name) => names[name] ?? name), ...lines.map(unlike)]);
  await assert.rejects(orderctl('import', 'orders', ...options(), file), /:1: Fulfillment Status is not a column/);
  const { stdout } = await orderctl('import', 'orders', ...options('--ignore-unknown'), file);
  const heads = all.filter((line) => line['Created at']); // name and e-mail are repeated
  assert.equal(stdout, made(lines.length, heads.length));
  for (const line of heads) {
    const found = await order(`${mark}${line.Name}`);
    assert.deepEqual([text(cents(found.total.toFixed(2))), found.items.length], [line.Total, all.filter((other) => other.Name === line.Name).length]);
    assert.equal(Date.parse(found.created_at), Date.parse(line['Created at'].replace(' ', 'T').replace(/ ([+-]\d\d)/, '$1:')));
    assert.deepEqual([found.customer_notes ?? '', found.shipping_address.city], [line.Notes, line['Shipping City']]);
  }
  assert.deepEqual((await rows('SELECT status, payment_status FROM orders WHERE external_id LIKE $1 ORDER BY external_id', `${mark}#%`)),
    [{ status: 'shipped', payment_status: 'paid' }, { status: 'confirmed', payment_status: 'paid' }, { status: 'cancelled', payment_status: 'refunded' }]);
});

test('refused lines of orders are kept with all of theirs, and come back when they are mended', async () => {
  const [product] = await rows('SELECT sku FROM products WHERE sku LIKE $1 ORDER BY id LIMIT 1', `${mark}%`);
  const line = (reference, fields = {}) => ({ reference: `${mark}-${reference}`, sku: product.sku, quantity: 1, unit_price: '1,50', created_at: '2024-01-05', ...fields });
  const list = [line('good'), line('late'), line('odd', { sku: 'NONE' }), line('late', { quantity: 'two' })];
  const file = join(here, 'semicolons.csv'), refused = join(here, 'refused-orders.csv');
  await writeFile(file, [Object.keys(list[0]), ...list.map(Object.values)].map((l) => `${l.join(';')}\n`).join(''), { mode: 0o644 });
  const { stdout } = await orderctl('import', 'orders', ...options('--partial', '--no-stock', '--refused', refused), file).catch((error) => error);
  assert.equal(stdout, '4 lines: 1 created, 0 updated, 0 unchanged, 2 errors\n');
  const kept = await readFile(refused, 'utf8');
  const [head, ...lines] = kept.replaceAll('\r', '').trimEnd().split('\n').map((one) => one.split(';').map((field) => field.slice(1, -1)));
  assert.equal(head.at(-1), 'refused');
  assert.deepEqual(lines.map((one) => [one[0].slice(mark.length + 1), one.at(-1).split(' ')[0]]), [['late', ''], ['odd', 'sku'], ['late', 'quantity']]);
  await writeFile(file, kept.replace('NONE', product.sku).replace('two', '2'), { mode: 0o644 });
  assert.equal((await orderctl('import', 'orders', ...options('--no-stock'), file)).stdout, made(3, 2));
  assert.equal((await order(`${mark}-late`)).items[0].quantity, 3);
  assert.equal((await order(`${mark}-late`)).items[0].unit_price, 1.5);
});
