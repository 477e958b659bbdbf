// Placing an order: what may be sent, what comes back, and what is written with it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, row, rows } from '../support/database.js';
import { someone, unique } from '../support/people.js';
import { amounts, totals } from '../support/money.js';
import { ADDRESS, place, placed, someProduct, stockOf } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([
    someone('manager'),
    someone('customer', { name: 'John Doe' }),
  ]);
});

const MEMBERS = [
  'id',
  'order_number',
  'status',
  'payment_status',
  'user_id',
  'customer_id',
  'customer',
  'department_id',
  'items',
  'subtotal',
  'discount',
  'tax',
  'shipping_cost',
  'total',
  'paid',
  'refunded',
  'due',
  'currency',
  'shipping_address',
  'billing_address',
  'payment_method',
  'shipments',
  'tracking_number',
  'carrier',
  'customer_notes',
  'version',
  'created_at',
  'updated_at',
  'confirmed_at',
  'shipped_at',
  'delivered_at',
  'cancelled_at',
];

test('an order is answered whole, and read again the same', async () => {
  const product = await someProduct(manager, { price: '999.99' });
  const fields = {
    payment_method: 'credit_card',
    shipping_method: 'express',
    customer_notes: 'Please deliver\nduring business hours',
  };
  const reply = assertStatus(await place(customer, [[product, 2]], fields), 201);
  const order = reply.body;
  for (const name of MEMBERS) assert.ok(name in order, name);
  assert.match(order.order_number, /^ORD-\d{8}-[0-9A-F]{8}$/);
  assert.equal(reply.headers.location, `/api/v1/orders/${order.id}`);
  assert.equal(reply.headers.etag, '"1"');
  const {
    status,
    payment_status,
    user_id,
    customer_id,
    department_id,
    currency,
    version,
    shipments,
    payment_method,
  } = order;
  assert.deepEqual(
    {
      status,
      payment_status,
      user_id,
      customer_id,
      department_id,
      currency,
      version,
      shipments,
      payment_method,
    },
    {
      status: 'pending',
      payment_status: 'pending',
      user_id: customer.id,
      customer_id: customer.customerId,
      department_id: null,
      currency: 'USD',
      version: 1,
      shipments: [],
      payment_method: 'credit_card',
    },
  );
  assert.equal(order.customer_notes, fields.customer_notes);
  assert.deepEqual([order.shipping_address, order.billing_address], [ADDRESS, ADDRESS]);
  for (const time of ['confirmed_at', 'shipped_at', 'delivered_at', 'cancelled_at'])
    assert.equal(order[time], null);
  for (const path of [`/orders/${order.id}`, `/orders/number/${order.order_number}`]) {
    const read = assertStatus(await customer.get(path), 200);
    assert.deepEqual(read.body, order);
    assert.match(read.headers.etag, /^"1-/);
  }
});

test('lines are answered with what they say of the product', async () => {
  const product = await someProduct(manager, { price: '12.50' });
  const { items } = await placed(customer, [[product, 3]]);
  assert.equal(items.length, 1);
  const { id, ...line } = items[0];
  assert.ok(Number.isSafeInteger(id));
  assert.deepEqual(line, {
    product_id: product.id,
    product_sku: product.sku,
    product_name: product.name,
    unit_price: 12.5,
    quantity: 3,
    shipped_quantity: 0,
    cancelled_quantity: 0,
    returned_quantity: 0,
    subtotal: 37.5,
    discount: null,
    tax_rate: null,
    tax: null,
    catalogue_price: null,
    price_reason: null,
  });
});

test('the amounts add up, in the reply and in the database', async () => {
  const lines = [
    ['33.33', 2],
    ['0.07', 3],
    ['5.00', 1],
  ];
  const products = await Promise.all(lines.map(([price]) => someProduct(manager, { price })));
  const reply = assertStatus(
    await place(
      customer,
      lines.map(([, n], i) => [products[i], n]),
    ),
    201,
  );
  assert.deepEqual(amounts(reply), totals(lines));
  const stored = await row(
    'SELECT subtotal, discount, tax, shipping_cost, total FROM orders WHERE id = $1',
    reply.body.id,
  );
  assert.deepEqual(stored, totals(lines));
});

test('placing reserves and writes all that belongs to it, with one request id', async () => {
  const [one, other] = [await someProduct(manager), await someProduct(manager)];
  const requestId = `req-${unique()}`;
  const reply = await place(
    customer,
    [
      [one, 2],
      [other, 1],
    ],
    {},
    { 'X-Request-Id': requestId },
  );
  const { id, order_number } = assertStatus(reply, 201).body;
  assert.deepEqual(await stockOf(one), { on_hand: 100, reserved: 2 });
  assert.deepEqual(await stockOf(other), { on_hand: 100, reserved: 1 });
  assert.equal(await count('order_lines WHERE order_id = $1', id), 2);
  assert.deepEqual(
    await rows(
      'SELECT from_status, to_status, actor_id, request_id FROM order_history WHERE order_id = $1',
      id,
    ),
    [
      {
        from_status: null,
        to_status: 'pending',
        actor_id: String(customer.id),
        request_id: requestId,
      },
    ],
  );
  const told = await rows(
    "SELECT event, payload, request_id FROM outbox WHERE subject_id = $1 AND event LIKE 'order.%'",
    id,
  );
  assert.deepEqual(
    told.map((t) => [t.event, t.payload.order_number, t.request_id]),
    [['order.created', order_number, requestId]],
  );
  assert.deepEqual(
    await rows(
      `SELECT product_id::int, kind, quantity, actor_id::int, request_id FROM stock_movements
       WHERE order_id = $1 ORDER BY product_id`,
      id,
    ),
    [
      [one, 2],
      [other, 1],
    ].map(([product, quantity]) => ({
      product_id: product.id,
      kind: 'reserve',
      quantity,
      actor_id: customer.id,
      request_id: requestId,
    })),
  );
  // One transaction: all of it has one xmin.
  const { transactions } = await row(
    `SELECT count(DISTINCT x)::int AS transactions FROM (
       SELECT xmin::text AS x FROM orders WHERE id = $1 UNION ALL
       SELECT xmin::text FROM order_lines WHERE order_id = $1 UNION ALL
       SELECT xmin::text FROM order_history WHERE order_id = $1 UNION ALL
       SELECT CASE WHEN number IS NULL THEN xmin::text END -- the relay writes there again
       FROM outbox WHERE subject_id = $1 AND event = 'order.created' UNION ALL
       SELECT xmin::text FROM stock_movements WHERE order_id = $1) all_of_it`,
    id,
  );
  assert.equal(transactions, 1);
});

test('an order keeps the product and the customer of its time', async () => {
  const product = await someProduct(manager, { price: '20.00' });
  const order = await placed(customer, [[product, 1]]);
  assertStatus(
    await manager.patch(`/products/${product.id}`, {
      name: 'Other',
      sku: unique(),
      price: '25.00',
    }),
    200,
  );
  await rows("UPDATE customers SET first_name = 'Jane' WHERE id = $1", customer.customerId);
  const read = (await customer.get(`/orders/${order.id}`)).body;
  assert.deepEqual(read, order);
  assert.equal(read.customer.first_name, 'John');
  const dearer = await placed(customer, [[product, 1]]);
  assert.deepEqual([dearer.items[0].unit_price, dearer.customer.first_name], [25, 'Jane']);
});

test('order numbers are looked up in any case', async () => {
  const product = await someProduct(manager);
  const order = await placed(customer, [[product, 1]]);
  assert.equal(
    (await customer.get(`/orders/number/${order.order_number.toLowerCase()}`)).body.id,
    order.id,
  );
  for (const number of ['ORD-20260101-0000000G', 'x', order.order_number.slice(0, -1)])
    assertProblem(await customer.get(`/orders/number/${number}`), 404, 'not_found');
});

test('the placing is the first row of the history', async () => {
  const product = await someProduct(manager);
  const order = await placed(customer, [[product, 1]]);
  const { data } = assertStatus(await customer.get(`/orders/${order.id}/history`), 200).body;
  assert.equal(data.length, 1);
  assertMembers(data[0], [
    'id',
    'from_status',
    'to_status',
    'action',
    'actor_id',
    'actor',
    'note',
    'customer_note',
    'created_at',
  ]);
  assert.deepEqual(
    [data[0].from_status, data[0].to_status, data[0].actor_id, data[0].actor],
    [null, 'pending', customer.id, 'John Doe'],
  );
});
