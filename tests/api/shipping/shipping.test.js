// Shipping rates by weight. They price everybody's orders, so this file makes its own and takes
// them away; no other file may run beside it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { assertInvalid, assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, row, rows } from '../support/database.js';
import { amounts, totals } from '../support/money.js';
import { someone, unique } from '../support/people.js';
import { place, placed, someProduct } from '../support/shop.js';

let manager, customer, heavy;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
  assert.equal(await count('shipping_rates'), 0, 'the shop begins without rates');
  heavy = await someProduct(manager, { price: '20.00', weight_kg: '2.500', stock: 100000 });
});
afterEach(() => rows('DELETE FROM shipping_rates'));

const rate = (from, to, price, headers) => {
  const body = { name: `Rate ${unique()}`, min_weight_kg: from, max_weight_kg: to, price };
  return manager.post('/shipping/rates', body, headers);
};

/** 4.00 up to 5 kg, 9.50 up to 20 kg, no more. */
async function someRates() {
  return [assertStatus(await rate(0, 5, '4.00'), 201).body, assertStatus(await rate('5', '20', 9.5), 201).body];
}

const calculate = (body, who = customer) => who.post('/shipping/calculate', body);
const costOf = async (body) => assertStatus(await calculate(body), 200).body.shipping_cost;

test('a rate is refused when its weights are no range', async () => {
  assertInvalid(await rate(5, 5, 1), '/max_weight_kg');
  assertInvalid(await rate(5, '4.999', 1), '/max_weight_kg');
  assertInvalid(await rate(-1, 5, 1), '/min_weight_kg');
  assertInvalid(await rate(0, '1.0001', 1), '/max_weight_kg');
  assertInvalid(await rate(0, 0, 1), '/max_weight_kg');
  assertInvalid(await rate(null, 1, 1), '/min_weight_kg');
  assertInvalid(await rate(0, 5, -1), '/price');
  assertInvalid(await rate(0, 5, '1.001'), '/price');
  assertInvalid(await manager.post('/shipping/rates', { colour: 1 }), '/colour', '/name', '/price');
  assert.equal(await count('shipping_rates'), 0);
});

test('a weight belongs to one rate at most, also when two are made at once', async () => {
  await someRates();
  for (const [from, to] of [[0, 1], [4, 6], [19, 30], [0, null], [1, 2], [0, 40]])
    assertProblem(await rate(from, to, 1), 409, 'shipping_rate_overlaps');
  assertStatus(await rate(20, null, 30), 201);
  await rows('DELETE FROM shipping_rates');
  const statuses = (await Promise.all(Array.from({ length: 8 }, () => rate(0, 5, 1)))).map((r) => r.status);
  assert.deepEqual(statuses.sort(), [201, 409, 409, 409, 409, 409, 409, 409]);
});

test('however many rates there are, the list has them all', async () => {
  await rows(`INSERT INTO shipping_rates (name, min_weight_kg, max_weight_kg, price)
              SELECT 'Rate ' || n, n - 1, n, n FROM generate_series(1, 1001) n`);
  const { data, total } = assertStatus(await manager.get('/shipping/rates'), 200).body;
  assert.deepEqual([data.length, total, data.at(-1).max_weight_kg], [1001, 1001, 1001]);
});

test('a rate is made, listed and deleted, and the audit log tells', async () => {
  const [light] = await someRates();
  assertMembers(light, [
    'id', 'name', 'min_weight_kg', 'max_weight_kg', 'price', 'currency', 'version', 'created_at',
  ]);
  const list = assertStatus(await manager.get('/shipping/rates'), 200);
  assert.deepEqual(
    list.body.data.map((r) => [r.min_weight_kg, r.max_weight_kg, r.price, r.currency]),
    [[0, 5, 4, 'USD'], [5, 20, 9.5, 'USD']],
  );
  assertProblem(await manager.delete(`/shipping/rates/${light.id}`, { 'If-Match': '"77"' }), 412);
  assertStatus(await manager.delete(`/shipping/rates/${light.id}`), 204);
  assertProblem(await manager.delete(`/shipping/rates/${light.id}`), 404, 'not_found');
  const events = await rows('SELECT event, actor_id FROM audit_log WHERE subject_id = $1 AND event LIKE $2 ORDER BY id', light.id, 'shipping_rate.%');
  assert.deepEqual(events, [
    { event: 'shipping_rate.created', actor_id: String(manager.id) },
    { event: 'shipping_rate.deleted', actor_id: String(manager.id) },
  ]);
});

test('a rate is made once for one idempotency key', async () => {
  const key = { 'Idempotency-Key': unique() };
  const body = { name: 'All', price: '3.00' };
  const first = assertStatus(await manager.post('/shipping/rates', body, key), 201).body;
  assert.deepEqual(assertStatus(await manager.post('/shipping/rates', body, key), 201).body, first);
  assert.equal(await count('shipping_rates'), 1);
});

test('the upper end belongs to a rate, the lower end to the one before; zero to the first', async () => {
  await someRates();
  for (const [weight_kg, cost] of [[0, 4], ['0.001', 4], [5, 4], ['5.001', 9.5], [20, 9.5]])
    assert.equal(await costOf({ weight_kg }), cost, `${weight_kg} kg`);
});

test('a weight above all rates has no price: the order is refused unless a manager names one', async () => {
  await someRates();
  assertProblem(await calculate({ weight_kg: '20.001' }), 409, 'no_shipping_rate');
  const { detail } = assertProblem(await place(customer, [[heavy, 9]]), 409, 'no_shipping_rate');
  assert.match(detail, /22\.500 kg/);
  const items = [{ product_id: heavy.id, quantity: 9 }];
  assertProblem(await customer.post('/orders/quote', { items }), 409, 'no_shipping_rate');
  assertProblem(await customer.post('/orders', { items, shipping_cost: '99.00' }), 409, 'no_shipping_rate');
  assert.equal((await placed(manager, [[heavy, 9]], { shipping_cost: '40.00' })).shipping_cost, 40);
});

test('rates price orders by weight times quantity, lines of one product summed', async () => {
  await someRates();
  const feather = await someProduct(manager, { price: '500.00' }); // no weight, over the free limit
  const cases = [
    [[[feather, 1]], [['500.00', 1]], '4.00'],
    [[[heavy, 2]], [['20.00', 2]], '4.00'], // 5.000 kg
    [[[heavy, 2], [heavy, 1]], [['20.00', 3]], '9.50'], // 7.500 kg
    [[[heavy, 2], [feather, 9]], [['20.00', 2], ['500.00', 9]], '4.00'],
  ];
  for (const [lines, money, shipping] of cases) {
    const reply = assertStatus(await place(customer, lines), 201);
    assert.deepEqual(amounts(reply), totals(money, { shipping, freeFrom: null }));
    const items = lines.map(([product, quantity]) => ({ sku: product.sku, quantity }));
    assert.deepEqual(amounts(assertStatus(await customer.post('/orders/quote', { items }), 200)), amounts(reply));
    assert.equal(await costOf({ items }), Number(shipping));
  }
});

test('an agreed shipping cost binds the rates, too', async () => {
  await someRates();
  const items = [{ product_id: heavy.id, quantity: 3 }];
  const { errors } = assertProblem(
    await customer.post('/orders', { items, shipping_cost: '9.49' }), 409, 'shipping_cost_changed');
  assert.equal(errors[0].shipping_cost, 9.5);
  assert.equal(assertStatus(await customer.post('/orders', { items, shipping_cost: 10 }), 201).body.shipping_cost, 9.5);
});

test('without rates the settings price shipping', async () => {
  const items = [{ product_id: heavy.id, quantity: 4 }];
  const { body } = assertStatus(await calculate({ items }), 200);
  assert.deepEqual(body, { weight_kg: 10, shipping_cost: 10, currency: 'USD', rate_id: null, rate_name: null });
  assert.equal(await costOf({ items: [{ product_id: heavy.id, quantity: 5 }] }), 0); // 100.00
  assert.equal(await costOf({ weight_kg: 500 }), 10);
});

test('a rate holds from the next quote on, and no longer than it stands', async () => {
  const items = [{ product_id: heavy.id, quantity: 1 }];
  const quoted = async () => (await customer.post('/orders/quote', { items })).body.shipping_cost;
  assert.equal(await quoted(), 10);
  const { id, name } = assertStatus(await rate(0, null, '1.25'), 201).body;
  for (let i = 0; i < 20; i++) assert.equal(await quoted(), 1.25); // whichever worker
  const { body } = assertStatus(await calculate({ items }), 200);
  assert.deepEqual([body.rate_id, body.rate_name], [id, name]);
  assertStatus(await manager.delete(`/shipping/rates/${id}`), 204);
  for (let i = 0; i < 20; i++) assert.equal(await quoted(), 10);
});

test('a calculation takes items or a weight, and only what is for sale', async () => {
  const items = [{ product_id: heavy.id, quantity: 1 }];
  assertInvalid(await calculate({}), '');
  assertInvalid(await calculate({ items, weight_kg: 1 }), '');
  assertInvalid(await calculate({ items: [] }), '/items');
  assertInvalid(await calculate({ weight_kg: -1 }), '/weight_kg');
  assertInvalid(await calculate({ items: [{ product_id: 999999999, quantity: 1 }] }), '/items/0/product_id');
  const before = await row('SELECT on_hand, reserved FROM products WHERE id = $1', heavy.id);
  assertStatus(await calculate({ items }), 200);
  assert.deepEqual(await row('SELECT on_hand, reserved FROM products WHERE id = $1', heavy.id), before);
});

test('tax and shipping that an admin changes hold from the next quote on', async () => {
  const admin = await someone('admin');
  const items = [{ product_id: heavy.id, quantity: 1 }];
  const names = ['tax_rate', 'shipping_cost', 'free_shipping_from'];
  const { body } = assertStatus(await admin.get('/admin/settings'), 200);
  const old = Object.fromEntries(names.map((name) => [name, body[name]]));
  const cases = [
    [{ tax_rate: '0.19', shipping_cost: '4.90' }, { rate: '0.19', shipping: '4.90' }],
    [{ free_shipping_from: '20.00' }, { rate: '0.19', freeFrom: '20.00' }],
    [{ free_shipping_from: null }, { rate: '0.19', shipping: '4.90', freeFrom: null }],
  ];
  try {
    for (const [change, expected] of cases) {
      assertStatus(await admin.patch('/admin/settings', change), 200);
      for (let i = 0; i < 20; i++) {
        const quote = assertStatus(await customer.post('/orders/quote', { items }), 200);
        assert.deepEqual(amounts(quote), totals([['20.00', 1]], expected));
      }
    }
  } finally {
    assertStatus(await admin.patch('/admin/settings', old), 200);
  }
});
