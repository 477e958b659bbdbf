// Sums of past days: what reports say is what the entries come to, whatever happened since the sums
// were made. A run that fails prints its seed; ORDERD_TEST_SUMS=SEED runs it again.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { before, test } from 'node:test';
import pg from 'pg';
import { assertStatus } from '../support/check.js';
import { count, rows, value } from '../support/database.js';
import { database } from '../support/instance.js';
import { paid, refund } from '../support/payments.js';
import { someDepartment, someone } from '../support/people.js';
import { relayDoes } from '../support/relay.js';
import { assertFiguresAddUp, someYear } from '../support/reports.js';
import { setSetting, withSettings } from '../support/settings.js';
import { placed, someProduct } from '../support/shop.js';

let admin, manager, customer, buyers, products;
before(async () => {
  [admin, manager, customer] = await Promise.all([someone('admin'), someone('manager'), someone()]);
  const department = await someDepartment();
  buyers = [customer, await someone('staff', { department })];
  products = await Promise.all(['3.33', '10.01', '0.00'].map((price) => someProduct(manager, { price, stock: 100_000 })));
});

const wholeYear = (year) => `from=${year}-01-01&to=${year}-12-31`;
/** Sums are made, and there are some of this year. */
async function sum(year) {
  const { failure, done_at, failed_at } = await relayDoes('sums', 60);
  assert.ok(!failed_at || failed_at < done_at, failure);
  assert.ok(await summedDays(year) > 0);
}
const summedDays = (year) =>
  count(`summed s WHERE grain = 'day' AND date_part('year', starts) = ${year}
         AND NOT EXISTS (SELECT FROM sum_marks m WHERE m.at <@ s.span)`);
const move = (table, id, moment) =>
  rows(`UPDATE ${table} SET ${table === 'returns' ? 'received_at' : 'created_at'} = $2 WHERE id = $1`, id, moment);

/** An order of that moment, paid and confirmed. */
async function sold(moment, lines, who = customer) {
  const order = await placed(who, lines);
  await paid(who, order.id);
  assertStatus(await manager.post(`/orders/${order.id}/confirm`, {}), 200);
  await move('orders', order.id, moment);
  return order;
}

test('what has sums is not added up again, until it changes', async () => {
  const year = await someYear(1951, 60);
  const { id } = await sold(`${year}-05-04 12:00Z`, [[products[0], 3]]);
  await sold(`${year}-05-05 12:00Z`, [[products[0], 2]]);
  await sum(year);
  // Not true, so that whoever reads it can be told from who reads rows.
  const ours = `summed_id IN (SELECT id FROM summed WHERE date_part('year', starts) = ${year})`;
  await rows(`UPDATE sale_sums SET gross = gross + 1000 WHERE ${ours}`);
  await rows(`UPDATE product_sums SET quantity = quantity + 1000 WHERE ${ours}`);
  const told = async (period) => [
    (await manager.get(`/reports/sales?${period}`)).body.currencies[0].gross,
    (await manager.get(`/reports/top-products?${period}`)).body.data[0]?.quantity,
  ];
  const may = `from=${year}-05-01&to=${year}-05-31`;
  assert.deepEqual(await told(may), [2016.65, 1005], 'two days, and a month');
  assert.deepEqual(await told(`from=${year}-05-04&to=${year}-05-04`), [1009.99, 1003]);
  assert.deepEqual(await told(`from=${year}-05-04T00:00:01Z&to=${year}-05-06T00:00:00Z`), [1016.65, 1005], 'half a day is read');
  await withSettings({ time_zone: 'Asia/Kolkata' }, async () => assert.deepEqual(await told(may), [16.65, 5], 'no such days'));
  assertStatus(await manager.post(`/orders/${id}/cancel`, {}), 200);
  assert.deepEqual(await told(may), [1006.66, 1002], 'one day, as of now, and one as it was');
  await sum(year);
  assert.deepEqual(await told(may), [1006.66, 1002]);
  await rows(`DELETE FROM summed WHERE date_part('year', starts) = ${year}`);
});

test('a change that is not committed while sums are made is in the report once it is', async () => {
  const year = await someYear(1951, 60);
  const { id } = await sold(`${year}-05-04 12:00Z`, [[products[0], 3]]);
  await sum(year);
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`UPDATE orderd.orders SET status = 'cancelled' WHERE id = ${id}`);
    await sold(`${year}-05-04 13:00Z`, [[products[0], 1]]); // so that the day is made anew
    await sum(year);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
  const [{ orders }] = await assertFiguresAddUp(manager, wholeYear(year));
  assert.equal(orders, 1);
});

test('what is of today writes no mark', async () => {
  const before = await value('SELECT coalesce(max(id), 0) FROM sum_marks');
  const { id } = await placed(customer, [[products[0], 1], [products[2], 1]]);
  await paid(customer, id);
  assertStatus(await manager.post(`/orders/${id}/confirm`, {}), 200);
  assertStatus(await manager.post(`/orders/${id}/shipments`, {}), 201);
  assertStatus(await manager.post(`/orders/${id}/returns`, { items: [{ product_id: products[0].id, quantity: 1 }] }), 201);
  assert.equal(await value('SELECT coalesce(max(id), 0) FROM sum_marks'), before);
});

const seed = Number(process.env.ORDERD_TEST_SUMS ?? randomInt(2 ** 31));
const ZONES = ['UTC', 'Asia/Kolkata', 'America/Havana'];

/** What may happen, to one of `orders`; each resolves to whether it did. */
function happenings(year, orders, pick) {
  const moment = () => `${year}-${pick(['05-30', '05-31', '06-01'])} ${pick(['00:10', '04:30', '12:00', '19:00', '23:59'])}Z`;
  const one = () => pick(orders);
  const did = ({ status, text }) => {
    assert.ok(status < 500, text);
    return status < 300;
  };
  const act = async (action, body = {}) => did(await manager.post(`/orders/${one()}/${action}`, body));
  const some = () => ({ items: [{ product_id: pick(products).id, quantity: pick([1, 2]) }] });
  const newest = (table, id) => value(`SELECT max(id) FROM ${table} WHERE order_id = $1`, id);
  const changed = async (statement, ...given) => (await rows(`${statement} RETURNING true`, ...given)).length > 0;
  return {
    async sell() {
      const { id } = await sold(moment(), [[products[0], pick([2, 5])], [products[1], 3]], pick(buyers));
      return orders.push(id) > 0;
    },
    async place() {
      const { id } = await placed(customer, [[products[0], pick([1, 7])]]);
      await move('orders', id, moment());
      return orders.push(id) > 0;
    },
    edit: async () => did(await manager.patch(`/orders/${one()}`, { ...some(), accept_prices: true })),
    async addFree() {
      const id = await value(`SELECT order_id FROM order_lines WHERE order_id = ANY ($1)
                              GROUP BY 1 HAVING bool_and(product_id <> $2 AND tax IS NULL) LIMIT 1`, orders, products[2].id);
      return changed(`INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
                      SELECT $1::bigint, $2, $3, 'Free', 0, 4 WHERE $1 IS NOT NULL`, id, products[2].id, products[2].sku);
    },
    ship: () => act('shipments', some()),
    shipAll: () => act('shipments'),
    deliver: async () => did(await manager.put(`/orders/${one()}/status`, { status: 'delivered' })),
    cancel: () => act('cancel'),
    async back() {
      const id = one();
      const happened = did(await manager.post(`/orders/${id}/returns`, some()));
      if (happened) await move('returns', await newest('returns', id), moment());
      return happened;
    },
    async kindness() {
      const id = one();
      const happened = did(await refund(manager, id, { amount: '1.23', reason: 'Late' }));
      if (happened) await move('refunds', await newest('refunds', id), moment());
      return happened;
    },
    refundFails: () =>
      changed(`UPDATE payment_operations SET state = 'failed' WHERE id = (
                 SELECT max(op.id) FROM payment_operations op JOIN refunds f ON f.id = op.refund_id
                 WHERE f.order_id = ANY ($1) AND op.state = 'succeeded')`, orders),
    lose: async () => did(await admin.delete(`/orders/${one()}`)),
    moveOrder: async () => (await move('orders', one(), moment())) !== null,
    bring: () =>
      changed(`WITH made AS (
                 INSERT INTO orders (order_number, status, user_id, customer_id, subtotal, tax, shipping_cost, total, currency, created_at)
                 VALUES (format('ORD-19500101-%s', upper(lpad(to_hex($1::int), 8, '0'))), 'delivered', $2, $3, 7, 0, 0, 7, $4, $5) RETURNING id)
               INSERT INTO order_lines (order_id, product_id, product_sku, product_name, unit_price, quantity)
               SELECT id, $6, $7, 'Brought', 7, 1 FROM made`,
        randomInt(2 ** 31 - 1), customer.id, customer.customerId, pick(['USD', 'EUR']), moment(), products[0].id, products[0].sku),
    zone: async () => (await setSetting('time_zone', pick(ZONES))) !== null,
  };
}

test(`whatever happens, in whatever order and time zone, reports say what entries come to: seed ${seed}`, async () => {
  let state = seed;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const year = await someYear(1951, 60);
  const orders = [];
  const may = happenings(year, orders, pick);
  const done = Object.fromEntries(Object.keys(may).map((kind) => [kind, 0]));
  await withSettings({ time_zone: 'UTC' }, async () => {
    for (let i = 0; i < 4; i++) await may.sell();
    for (let step = 0; Object.values(done).some((n) => n < 1); step++) {
      assert.ok(step < 1000, `not everything came about: ${JSON.stringify(done)}`);
      const kind = pick(Object.keys(may).filter((k) => done[k] < 3 || k === 'place')); // of which there is always something to do
      if (!(await may[kind]())) continue;
      done[kind] += 1;
      await assertFiguresAddUp(manager, wholeYear(year)).catch((error) => {
        error.message = `after ${kind}: ${error.message}`;
        throw error;
      });
      if (random() < 0.5) await sum(year);
    }
  });
});
