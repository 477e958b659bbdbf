// Reports held to the entries that they are made of.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { assertStatus } from './check.js';
import { parseCsv } from './csv.js';
import { count } from './database.js';
import { cents } from './money.js';

/** One of so many years from the first on, in which nothing is sold yet. */
export async function someYear(first, among) {
  const year = first + randomInt(among);
  return await count('orders WHERE date_part(\'year\', created_at) = $1', year) > 0 ? someYear(first, among) : year;
}

/** Amounts of a column of a file, in cents. */
export const total = (list, column) => list.reduce((sum, line) => sum + cents(line[column]), 0n);
export const inCents = (amount) => cents(amount.toFixed(2));
export const exported = async (manager, path) => parseCsv(assertStatus(await manager.get(`/reports/export/${path}`), 200).text);

const COLUMNS = ['gross', 'discount', 'tax', 'tax_in_prices', 'shipping_cost', 'revenue', 'refunded', 'net'];

/** Every figure that the reports say of a period is the sum of the exports' entries. */
export async function assertFiguresAddUp(manager, period) {
  const get = async (path) => assertStatus(await manager.get(path), 200).body;
  const { currencies } = await get(`/reports/sales?${period}`);
  const entries = await exported(manager, `sales?${period}`);
  const agree = (said, list, what) => {
    for (const name of COLUMNS) assert.equal(inCents(said[name]), total(list, name), `${period} ${what}: ${name}`);
    assert.equal(said.orders, list.filter((e) => e.kind === 'order').length, `${what}: orders`);
  };
  for (const report of currencies) {
    const theirs = entries.filter((e) => e.currency === report.currency);
    agree(report, theirs, report.currency);
    for (const [part, key, column] of [['by_day', 'day', 'day'], ['by_department', 'department', 'department'], ['by_code', 'code', 'discount_code']]) {
      for (const row of report[part]) agree(row, theirs.filter((e) => e[column] === (row[key] ?? '')), `${part} ${row[key]}`);
      const told = new Set(report[part].map((row) => row[key] ?? ''));
      assert.ok(theirs.every((e) => told.has(e[column]) || (part === 'by_code' && e[column] === '')), part);
    }
  }
  for (const [path, key] of [['customers', 'customer_id'], ['countries', 'country']]) {
    const { data } = await get(`/reports/sales/${path}?${period}${path === 'customers' ? '&limit=100' : ''}`);
    const of = (row) => entries.filter((e) => e[key] === String(row[key] ?? '') && e.currency === row.currency);
    for (const row of data) agree(row, of(row), `${path} ${row[key]}`);
    assert.equal(data.flatMap(of).length, entries.length, `every entry is in one of ${path}`);
  }
  const lines = await exported(manager, `lines?${period}`);
  const { data } = await get(`/reports/top-products?${period}&limit=100`);
  for (const product of data) {
    const theirs = lines.filter((l) => l.product_sku === product.product_sku && l.currency === product.currency);
    for (const name of ['gross', 'discount', 'tax', 'tax_in_prices', 'refunded', 'net'])
      assert.equal(inCents(product[name]), total(theirs, name), `${product.product_sku}: ${name}`);
    for (const name of ['quantity', 'returned_quantity'])
      assert.equal(product[name], theirs.reduce((sum, l) => sum + Number(l[name]), 0), name);
    assert.equal(product.orders, theirs.filter((l) => l.kind === 'line').length, `${product.product_sku}: orders`);
  }
  assert.ok(lines.every((l) => data.some((p) => p.product_sku === l.product_sku && p.currency === l.currency)), 'every product');
  for (const name of ['gross', 'discount', 'tax', 'tax_in_prices'])
    assert.equal(total(lines, name), total(entries, name), `lines come to what orders do: ${name}`);
  return currencies;
}
