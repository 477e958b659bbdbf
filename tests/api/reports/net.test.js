// What is kept of what was sold: worked out by hand, and added up again from the exports.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { paid, refund } from '../support/payments.js';
import { someDepartment, someone, unique } from '../support/people.js';
import { assertFiguresAddUp, exported, inCents, someYear, total } from '../support/reports.js';
import { withSettings } from '../support/settings.js';
import { placed, someProduct } from '../support/shop.js';

let manager, admin, customer, hundred, fifty;
before(async () => {
  [manager, admin, customer] = await Promise.all([someone('manager'), someone('admin'), someone()]);
  [hundred, fifty] = await Promise.all(['100.00', '50.00'].map((price) => someProduct(manager, { price })));
});

const items = (...pairs) => ({ items: pairs.map(([product, quantity]) => ({ product_id: product.id, quantity })) });
const act = async (id, action, body = {}) => {
  const { status, text } = await manager.post(`/orders/${id}/${action}`, body);
  assert.ok(status < 300, `${action}: ${status} ${text}`);
};
/** An order of that day, paid, and confirmed. */
async function ordered(day, who, lines, fields) {
  const { id, total } = await placed(who, lines, fields);
  await rows('UPDATE orders SET created_at = $2 WHERE id = $1', id, `${day} 12:00Z`);
  if (total > 0) await paid(who, id);
  await act(id, 'confirm');
  return { id, total };
}
/** What came back of a shipped order was received on that day. */
async function back(id, day, body) {
  await act(id, 'returns', body);
  await rows('UPDATE returns SET received_at = $2 WHERE id = (SELECT max(id) FROM returns WHERE order_id = $1)', id, `${day} 12:00Z`);
}
const get = async (path) => assertStatus(await manager.get(path), 200).body;
const sales = async (period, currency = 'USD') => (await get(`/reports/sales?${period}`)).currencies.find((c) => c.currency === currency);
const figures = (of) => ['orders', 'gross', 'discount', 'tax', 'shipping_cost', 'revenue', 'refunded', 'net'].map((name) => of[name]);

test('1,080.00 that came back whole are no revenue, from the day on which they came', async () => {
  const year = await someYear(1800, 150);
  const { id } = await ordered(`${year}-05-01`, customer, [[hundred, 10]]);
  await act(id, 'shipments');
  await back(id, `${year}-05-03`, items([hundred, 10]));
  assert.deepEqual(figures(await sales(`from=${year}-05-01&to=${year}-05-02`)), [1, 1000, 0, 80, 0, 1080, 0, 1080]);
  assert.deepEqual(figures(await sales(`from=${year}-05-03&to=${year}-05-03`)), [0, 0, 0, 0, 0, 0, 1080, -1080]);
  const both = await sales(`from=${year}-05-01&to=${year}-05-03`);
  assert.deepEqual(figures(both), [1, 1000, 0, 80, 0, 1080, 1080, 0]);
  assert.deepEqual(both.by_day.map((d) => [d.day, d.net]), [[`${year}-05-01`, 1080], [`${year}-05-03`, -1080]]);
});

test('a return counts on its day in the business time zone', async () => {
  const year = await someYear(1800, 150);
  const { id } = await ordered(`${year}-05-01`, customer, [[hundred, 1]]);
  await act(id, 'shipments');
  await back(id, `${year}-05-03`, items([hundred, 1]));
  await rows('UPDATE returns SET received_at = $2 WHERE order_id = $1', id, `${year}-05-03 22:30Z`);
  await withSettings({ time_zone: 'Etc/GMT-2' }, async () =>
    assert.deepEqual((await sales(`from=${year}-05-04&to=${year}-05-04`)).by_day.map((d) => [d.day, d.refunded]), [[`${year}-05-04`, 108]]));
});

test('of four orders of 864.00 together 470.00 are kept, and products and orders come to the same', async () => {
  const year = await someYear(1800, 150);
  const day = `${year}-07-01`;
  await ordered(day, customer, [[hundred, 2]]); // 216.00 are kept
  const rest = await ordered(day, customer, [[hundred, 1], [fifty, 3]]); // of 270.00 the fifties are cancelled: 162.00
  await act(rest.id, 'shipments', items([hundred, 1]));
  await act(rest.id, 'cancel');
  const half = await ordered(day, customer, [[hundred, 2]]); // of 216.00 half comes back: 108.00
  await act(half.id, 'shipments');
  await back(half.id, day, items([hundred, 1]));
  const kind = await ordered(day, customer, [[hundred, 1], [fifty, 1]]); // of 162.00 124.00 are given back by hand
  assertStatus(await refund(manager, kind.id, { amount: '124.00', reason: 'Scratched' }), 201);
  await rows('UPDATE refunds SET created_at = $2 WHERE order_id = $1', kind.id, `${day} 13:00Z`);

  const report = await sales(`from=${day}&to=${day}`);
  assert.equal(report.by_status.reduce((sum, s) => sum + s.total, 0), 864);
  assert.deepEqual(figures(report), [4, 650, 0, 52, 0, 702, 232, 470]);
  const { data } = await get(`/reports/top-products?from=${day}&to=${day}`);
  assert.deepEqual(data.map((p) => [p.product_id, p.quantity, p.returned_quantity, p.gross, p.tax, p.refunded, p.net]),
    [[hundred.id, 6, 1, 600, 48, 108, 540], [fifty.id, 1, 0, 50, 4, 0, 54]]);
  assert.equal(data.reduce((sum, p) => sum + p.gross, 0), report.gross);
});

test('all that was given back of an order that goes on is owed again, and still sold', async () => {
  const year = await someYear(1800, 150);
  const { id } = await ordered(`${year}-01-01`, customer, [[hundred, 1]]);
  assertStatus(await refund(manager, id), 201);
  assert.deepEqual(figures(await sales(`from=${year}-01-01&to=${year}-01-01`)), [1, 100, 0, 8, 0, 108, 0, 108]);
});

test('currencies are never added', async () => {
  const year = await someYear(1800, 150);
  const period = `from=${year}-01-01&to=${year}-12-31`;
  await ordered(`${year}-03-01`, customer, [[hundred, 2]]);
  await withSettings({ currency: 'EUR' }, async () => {
    await ordered(`${year}-03-01`, customer, [[hundred, 1]]);
    const { currencies } = await get(`/reports/sales?${period}`);
    assert.deepEqual(currencies.map((c) => [c.currency, ...figures(c)]),
      [['EUR', 1, 100, 0, 8, 0, 108, 0, 108], ['USD', 1, 200, 0, 16, 0, 216, 0, 216]], 'the shop\'s first');
    const { data } = await get(`/reports/top-products?${period}`);
    assert.deepEqual(data.map((p) => [p.product_id, p.currency, p.quantity, p.net]), [[hundred.id, 'USD', 2, 216], [hundred.id, 'EUR', 1, 108]]);
    const { sales: ever } = assertStatus(await admin.get('/admin/stats'), 200).body;
    for (const { currency, ...sums } of ever)
      assert.deepEqual(figures(sums), figures(await sales('from=0001-01-01', currency)), currency);
  });
});

/** Discounts, prices with their tax in them, cancelled rests, returns and kindnesses, in two currencies. */
async function aBusyYear(year) {
  const staff = await someone('staff', { department: await someDepartment() });
  const odd = await someProduct(manager, { price: '3.33' });
  const { code } = assertStatus(await manager.post('/discount-codes', { code: unique(), name: 'A third', kind: 'percent', value: '33.33' }), 201).body;
  const one = async (day, who, fields) => {
    const { id } = await ordered(`${year}-${day}`, who, [[odd, 7], [fifty, 3]], fields);
    await act(id, 'shipments', items([odd, 5], [fifty, 3]));
    await act(id, 'cancel');
    await back(id, `${year}-11-11`, { ...items([odd, 2], [fifty, 1]), refund_amount: '12.34' });
    await back(id, `${year}-12-30`, items([odd, 1], [fifty, 1]));
    await rows('UPDATE refunds SET created_at = $2 WHERE order_id = $1', id, `${year}-12-01 12:00Z`);
  };
  await one('02-03', customer, { discount_code: code });
  await one('02-03', staff, {});
  await withSettings({ prices_include_tax: 'true' }, () => one('04-05', staff, { discount_code: code }));
  await withSettings({ currency: 'EUR' }, () => one('06-07', customer, { discount_code: code }));
  const gone = await placed(customer, [[odd, 1]]);
  await rows('UPDATE orders SET created_at = $2 WHERE id = $1', gone.id, `${year}-06-07 12:00Z`);
  await act(gone.id, 'cancel');
  const kind = await ordered(`${year}-08-09`, customer, [[odd, 2]]);
  assertStatus(await refund(manager, kind.id, { amount: '1.11', reason: 'Late' }), 201);
  await rows('UPDATE refunds SET created_at = $2 WHERE order_id = $1', kind.id, `${year}-08-10 12:00Z`);
  return code;
}

test('every figure of a period adds up from the exports of it', async () => {
  const year = await someYear(1800, 150);
  const code = await aBusyYear(year);
  for (const period of [`from=${year}-01-01&to=${year}-12-31`, `from=${year}-01-01&to=${year}-06-30`, `from=${year}-11-11&to=${year}-11-11`])
    await assertFiguresAddUp(manager, period);
  // Of the whole year, in which all came back that did: the orders say it, too.
  const orders = await exported(manager, `orders?from=${year}-01-01&to=${year}-12-31`);
  for (const { currency, net, by_code } of (await get(`/reports/sales?from=${year}-01-01&to=${year}-12-31`)).currencies) {
    const theirs = orders.filter((o) => o.currency === currency);
    assert.equal(total(theirs, 'net'), inCents(net), `orders in ${currency}`);
    assert.equal(total(theirs.filter((o) => o.discount_code === code), 'net'), by_code.reduce((sum, c) => sum + inCents(c.net), 0n));
  }
});
