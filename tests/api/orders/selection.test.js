// All that a filter finds at one moment.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, customer, orders;
before(async () => {
  [manager, customer] = [await someone('manager'), await someone()];
  const product = await someProduct(manager, { price: '10.00', stock: 1000 });
  orders = [];
  for (const quantity of [1, 2, 3]) orders.push(await placed(customer, [[product, quantity]]));
});

const selected = async (query) => {
  const all = new URLSearchParams({ customer_id: customer.customerId, ...query });
  return assertStatus(await manager.get(`/orders/selection?${all}`), 200).body;
};

test('number, sums by currency, ids and what is to be known of each, the newest first', async () => {
  const known = ({ id, order_number, status, total, currency, version }) => ({ id, order_number, status, total, currency, version });
  assert.deepEqual(await selected({}), {
    count: 3, capped: false, totals: [{ currency: 'USD', orders: 3, total: 94.8 }], ids: orders.map(({ id }) => id).reverse(),
    rows: orders.map(known).reverse(),
  }); // 60.00, 8 %, and shipping three times
  await rows("UPDATE orders SET currency = 'EUR' WHERE id = $1", orders[0].id);
  assert.deepEqual((await selected({})).totals, [{ currency: 'EUR', orders: 1, total: 20.8 }, { currency: 'USD', orders: 2, total: 74 }]);
});

for (const by of ['created_at', 'order_number', 'total']) {
  test(`they come in the order of the list: ${by}`, async () => {
    for (const sort of [by, `-${by}`]) {
      const { data } = assertStatus(await manager.get(`/orders/all?customer_id=${customer.customerId}&sort=${sort}`), 200).body;
      const { ids, rows: chosen } = await selected({ sort });
      assert.deepEqual(ids, data.map(({ id }) => id));
      assert.deepEqual(chosen.map(({ id }) => id), ids);
    }
    assertProblem(await manager.get('/orders/selection?sort=status'), 400, 'bad_query');
  });
}

test('it takes the filters of the list', async () => {
  assertStatus(await manager.post(`/orders/${orders[1].id}/confirm`, {}), 200);
  assert.deepEqual((await selected({ status: 'confirmed' })).ids, [orders[1].id]);
  assert.deepEqual((await selected({ status: '!confirmed' })).ids, [orders[2].id, orders[0].id]);
  assert.deepEqual((await selected({ search: customer.email })).count, 3);
  assert.deepEqual(await selected({ status: 'draft' }), { count: 0, capped: false, totals: [], ids: [], rows: [] });
  assertProblem(await manager.get('/orders/selection?limit=5'), 400, 'bad_query');
});
