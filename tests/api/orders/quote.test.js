// What an order would cost: exact decimals, computed here from the rules of the design.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count } from '../support/database.js';
import { someDepartment, someone } from '../support/people.js';
import { amounts, totals } from '../support/money.js';
import { placed, someProduct, stockOf } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

const quote = (lines, fields = {}, who = customer) =>
  who.post('/orders/quote', {
    items: lines.map(([product, quantity]) => ({ product_id: product.id, quantity })),
    ...fields,
  });

/** Products of these prices, and what buying that many of each should cost. */
async function priced(lines) {
  const products = await Promise.all(
    lines.map(([price]) => someProduct(manager, { price, stock: 1000 })),
  );
  return {
    wanted: lines.map(([, quantity], i) => [products[i], quantity]),
    expected: totals(lines),
  };
}

const CASES = {
  'one piece': [['10.00', 1]],
  'tax rounds down below half a cent': [['0.05', 1]], // 0.0040
  'tax rounds up above half a cent': [['0.07', 1]], // 0.0056
  'tax is on the subtotal, not line by line': [
    ['0.05', 1],
    ['0.04', 1],
    ['0.03', 1],
  ],
  'a cent below free shipping': [['99.99', 1]],
  'free shipping from the limit itself': [['50.00', 2]],
  'free shipping above the limit': [
    ['999.99', 1],
    ['29.99', 2],
  ],
  'binary fractions would be off': [
    ['0.10', 3],
    ['0.70', 1],
    ['1.10', 7],
  ],
  'nothing to pay for': [['0.00', 5]],
  'a million': [['1000.00', 1000]],
};

for (const [name, lines] of Object.entries(CASES)) {
  test(`money: ${name}`, async () => {
    const { wanted, expected } = await priced(lines);
    assert.deepEqual(amounts(assertStatus(await quote(wanted), 200)), expected);
  });
}

test('a quote shows its lines and the currency', async () => {
  const product = await someProduct(manager, { price: '12.50', stock: 7 });
  const { body } = assertStatus(await quote([[product, 2]]), 200);
  assertMembers(body, [
    'items',
    'subtotal',
    'discount',
    'tax',
    'tax_included',
    'shipping_tax',
    'taxes',
    'shipping_cost',
    'total',
    'currency',
    'approval_threshold',
    'budget',
    'budget_left',
    'needs_approval',
  ]);
  assert.equal(body.currency, 'USD');
  assert.equal(body.items.length, 1);
  const { product_id, product_sku, product_name, unit_price, quantity, subtotal } = body.items[0];
  assert.deepEqual(
    { product_id, product_sku, product_name, unit_price, quantity, subtotal },
    {
      product_id: product.id,
      product_sku: product.sku,
      product_name: product.name,
      unit_price: 12.5,
      quantity: 2,
      subtotal: 25,
    },
  );
});

test('a quote tells staff what their department allows', async () => {
  const product = await someProduct(manager, { price: '100.00', stock: 1000 }); // 108.00 a piece, shipping is free
  const department = await someDepartment({ threshold: '300.00', budget: '500.00' });
  const staff = await someone('staff', { department });
  const policy = async (quantity, who = staff) => {
    const { approval_threshold, budget, budget_left, needs_approval } = assertStatus(await quote([[product, quantity]], {}, who), 200).body;
    return [approval_threshold, budget, budget_left, needs_approval];
  };
  assert.deepEqual(await policy(2), [300, 500, 500, false]);
  assert.deepEqual(await policy(3), [300, 500, 500, true], 'over the threshold');
  assert.equal((await placed(staff, [[product, 2]])).status, 'pending');
  assert.deepEqual(await policy(2), [300, 500, 284, false]);
  assert.equal((await placed(staff, [[product, 2]])).status, 'pending');
  assert.deepEqual(await policy(1), [300, 500, 68, true], 'over what is left');
  assert.equal((await placed(staff, [[product, 1]])).status, 'pending_approval', 'as it was told');
  const other = await someone('staff', { department: await someDepartment() });
  assert.deepEqual(await policy(3, other), [null, null, null, false]);
  for (const who of [customer, await someone('manager', { department })]) assert.deepEqual(await policy(9, who), [null, null, null, false]);
});

test('a quote writes nothing', async () => {
  const product = await someProduct(manager);
  assertStatus(await quote([[product, 2]]), 200);
  assert.deepEqual(await stockOf(product), { on_hand: 100, reserved: 0 });
  assert.equal(await count('order_lines WHERE product_id = $1', product.id), 0);
});

test('a quote tells prices also of what is not in stock', async () => {
  const product = await someProduct(manager, { stock: 1, price: '10.00' });
  const { body } = assertStatus(await quote([[product, 3]]), 200);
  assert.equal(body.subtotal, 30);
  assert.equal(body.items[0].available, 1);
});

test('a quote and the order cost the same', async () => {
  const product = await someProduct(manager, { price: '33.33' });
  const items = [{ product_id: product.id, quantity: 2 }];
  const quoted = amounts(await customer.post('/orders/quote', { items }));
  assert.deepEqual(amounts(assertStatus(await customer.post('/orders', { items }), 201)), quoted);
});

test('a quote is refused what an order is refused', async () => {
  const product = await someProduct(manager);
  const inactive = await someProduct(manager, { is_active: false });
  assertProblem(await quote([[inactive, 1]]), 422, 'invalid_fields');
  assertProblem(await quote([[{ id: 999999999 }, 1]]), 422, 'invalid_fields');
  assertProblem(await quote([[product, 0]]), 422, 'invalid_fields');
  assertProblem(await quote([]), 422, 'invalid_fields');
});

test('customers quote for themselves alone', async () => {
  const product = await someProduct(manager);
  const other = await someone();
  assertProblem(await quote([[product, 1]], { customer_id: other.customerId }), 403, 'forbidden');
  assertStatus(await quote([[product, 1]], { customer_id: customer.customerId }), 200);
});

test('staff quote for any customer there is', async () => {
  const product = await someProduct(manager);
  const staff = await someone('staff');
  assertStatus(await quote([[product, 1]], { customer_id: customer.customerId }, staff), 200);
  assertProblem(
    await quote([[product, 1]], { customer_id: 999999999 }, staff),
    422,
    'invalid_fields',
  );
});

test('an agreed shipping cost binds a quote as it binds an order', async () => {
  const product = await someProduct(manager, { price: '10.00' });
  const { errors } = assertProblem(
    await quote([[product, 1]], { shipping_cost: '9.99' }),
    409,
    'shipping_cost_changed',
  );
  assert.equal(errors[0].shipping_cost, 10);
  assert.equal(
    assertStatus(await quote([[product, 1]], { shipping_cost: '3.00' }, manager), 200).body
      .shipping_cost,
    3,
  );
});
