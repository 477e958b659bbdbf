// Three accounts of one stock: the products' columns, the ledger, what open orders hold.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { row, rows } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { someone, unique } from '../support/people.js';
import { assertStockAddsUp, placed, someProduct, stockOf } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
  await orderctl('stock', 'reconcile', '--fix').catch(() => {}); // what other files broke by hand
});
after(() => orderctl('stock', 'reconcile', '--fix').catch(() => {}));

const compared = async () => assertStatus(await manager.get('/inventory/reconcile'), 200).body;
const differenceOf = async (product) => (await compared()).differences.find((d) => d.product_id === product.id);

/** The stock changed behind the ledger's back, as only a hand in the database can. */
const tamper = (product, onHand, reserved) =>
  rows('UPDATE products SET on_hand = on_hand + $2, reserved = reserved + $3 WHERE id = $1', product.id, onHand, reserved);

const failed = (...args) => orderctl(...args).then(() => assert.fail('it did not fail'), (error) => error);

test('whatever is done to the stock, the three accounts agree', async () => {
  const seed = Number(process.env.ORDERD_TEST_SEED ?? randomInt(2 ** 31));
  let state = seed;
  const dice = (n) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff; // a small LCG: the seed says all
    return (state >> 8) % n;
  };
  const products = await Promise.all([0, 20, 50].map((stock) => someProduct(manager, { stock })));
  const orders = [];
  const some = (list) => list[dice(list.length)];
  const steps = [
    () => manager.patch(`/products/${some(products).id}/stock`, { adjustment: dice(21) - 8, reason: 'count' }),
    () => manager.patch(`/products/${some(products).id}/stock`, { quantity: dice(60) }),
    () => manager.patch(`/products/${some(products).id}`, { stock: dice(60) }),
    () => manager.delete(`/products/${some(products).id}`),
    () => manager.patch(`/products/${some(products).id}`, { is_active: true }),
    () => orders.length && manager.post(`/orders/${some(orders).id}/confirm`, {}),
    () => orders.length && customer.post(`/orders/${some(orders).id}/cancel`, {}),
    () => orders.length && manager.post(`/orders/${some(orders).id}/cancel`, {}),
    () => orders.length && manager.patch(`/orders/${some(orders).id}/status`, { status: 'shipped' }),
    async () => {
      const order = orders.length && some(orders);
      const line = order && some(order.items);
      const items = line && [{ order_line_id: line.id, quantity: 1 + dice(line.quantity) }];
      return order && manager.post(`/orders/${order.id}/shipments`, { items });
    },
    async () => {
      const order = orders.length && some(orders);
      const line = order && some(order.items);
      const items = line && [{ order_line_id: line.id, quantity: 1 + dice(line.quantity), restock: dice(2) === 0 }];
      return order && manager.post(`/orders/${order.id}/returns`, { items });
    },
    async () => {
      const items = products.filter(() => dice(2)).map(({ id }) => ({ product_id: id, quantity: 1 + dice(6) }));
      return orders.length && customer.patch(`/orders/${some(orders).id}`, { items });
    },
    ...Array(4).fill(async () => {
      const items = products.filter(() => dice(2)).map(({ id }) => ({ product_id: id, quantity: 1 + dice(6) }));
      const reply = await customer.post('/orders', { items });
      if (reply.status === 201) orders.push(reply.body);
      return reply;
    }),
  ];
  const done = {};
  for (let i = 0; i < 150; i++) {
    const reply = await some(steps)();
    if (!reply) continue;
    assert.ok(reply.status < 500, `seed ${seed}, step ${i}: ${reply.text}`);
    done[reply.status] = (done[reply.status] ?? 0) + 1;
    for (const product of products)
      await assertStockAddsUp(product).catch((error) => assert.fail(`seed ${seed}, step ${i}: ${error.message}`));
  }
  assert.ok(done[200] + done[201] > 20, `seed ${seed} did something: ${JSON.stringify(done)}`);
  for (const product of products) assert.equal(await differenceOf(product), undefined, `seed ${seed}`);
});

test('a reconciliation sums all products, and finds nothing wrong', async () => {
  const body = await compared();
  assertMembers(body, ['checked_at', 'products', 'on_hand', 'reserved', 'ledger_on_hand', 'ledger_reserved',
    'ordered', 'difference_count', 'differences']);
  const sums = await row('SELECT count(*)::int AS products, sum(on_hand)::int AS on_hand, sum(reserved)::int AS reserved FROM products');
  const { products, on_hand, reserved } = body;
  assert.deepEqual({ products, on_hand, reserved }, sums);
  assert.deepEqual([body.ledger_on_hand, body.ledger_reserved, body.ordered], [on_hand, reserved, reserved]);
  assert.deepEqual([body.difference_count, body.differences], [0, []]);
});

test('a product that does not agree with its ledger or its orders is named, with all accounts', async () => {
  const product = await someProduct(manager, { stock: 20 });
  await placed(customer, [[product, 3]]);
  await tamper(product, -5, 2);
  const { id, sku } = product;
  assert.deepEqual(await differenceOf(product), {
    product_id: id, sku, on_hand: 15, reserved: 5, ledger_on_hand: 20, ledger_reserved: 3, ordered: 3,
  });
  const { code, stdout, stderr } = await failed('stock', 'reconcile');
  assert.equal(code, 1);
  assert.match(stdout, new RegExp(`^${sku} \\(product ${id}\\): on hand 15, ledger 20; reserved 5, ledger 3, open orders 3$`, 'm'));
  assert.match(stderr, /--fix/);
  assert.deepEqual(await stockOf(product), { on_hand: 15, reserved: 5 }, 'looking changes nothing');
  await tamper(product, 5, -2);
});

test('--fix keeps what was counted, reserves what is ordered, and moves the ledger there', async () => {
  const short = await someProduct(manager, { stock: 20 });
  const long = await someProduct(manager, { stock: 20 });
  await placed(customer, [[short, 3], [long, 4]]);
  const ledger = (product) =>
    rows('SELECT id, kind::text, quantity, reason FROM stock_movements WHERE product_id = $1 ORDER BY id', product.id);
  const before = await ledger(short);
  await tamper(short, -5, 2);
  await tamper(long, 7, -4);
  const { stdout } = await orderctl('stock', 'reconcile', '--fix');
  assert.match(stdout, /^2 of 2 products repaired$/m);
  assert.deepEqual(await assertStockAddsUp(short), { on_hand: 15, reserved: 3 });
  assert.deepEqual(await assertStockAddsUp(long), { on_hand: 27, reserved: 4 });
  const after = await ledger(short);
  assert.deepEqual(after.slice(0, before.length), before, 'what stood in the ledger stands');
  assert.deepEqual(after.slice(before.length).map(({ kind, quantity, reason }) => [kind, quantity, reason]), [
    ['adjustment', -5, 'reconciled'],
  ]);
  const audit = await row("SELECT details FROM audit_log WHERE event = 'stock.reconciled' AND subject_id = $1", short.id);
  assert.deepEqual(audit.details, {
    sku: short.sku, on_hand: 15, reserved: 5, ledger_on_hand: 20, ledger_reserved: 3, ordered: 3,
  });
  assert.match((await orderctl('stock', 'reconcile')).stdout, /agree/);
});

test('--fix brings a ledger back that lost or gained a reservation', async () => {
  const product = await someProduct(manager, { stock: 20 });
  const other = await someProduct(manager, { stock: 20 });
  await rows("INSERT INTO stock_movements (product_id, kind, quantity) VALUES ($1, 'reserve', 4), ($2, 'release', 4)", product.id, other.id);
  await orderctl('stock', 'reconcile', '--fix');
  for (const one of [product, other])
    assert.deepEqual(await assertStockAddsUp(one), { on_hand: 20, reserved: 0 });
});

test('--fix leaves alone what no reservation can cover, repairs the rest, and fails', async () => {
  const sold = await someProduct(manager, { stock: 5 });
  const other = await someProduct(manager, { stock: 5 });
  await placed(customer, [[sold, 5]]);
  await tamper(sold, -2, -2);
  await tamper(other, 1, 0);
  const { code, stdout, stderr } = await failed('stock', 'reconcile', '--fix');
  assert.equal(code, 1);
  assert.match(stdout, /^1 of 2 products repaired$/m);
  assert.match(stderr, new RegExp(`^orderctl: ${sold.sku}: `, 'm'));
  assert.deepEqual(await stockOf(sold), { on_hand: 3, reserved: 3 });
  await assertStockAddsUp(other);
  const doctor = async () => (await orderctl('doctor').catch((error) => error)).stdout;
  assert.match(await doctor(), /^WRONG +accounts +1 stock differences at .*: orderctl stock reconcile$/m);
  await tamper(sold, 2, 2);
  await assertStockAddsUp(sold);
  await orderctl('stock', 'reconcile');
  assert.doesNotMatch(await doctor(), /stock differences/);
});

test('low stock lists what is for sale and scarce, the scarcest first, page by page', async () => {
  const staff = await someone('staff');
  const category = `Low ${unique()}`;
  const make = (stock, low_stock_threshold, fields) => someProduct(manager, { stock, low_stock_threshold, category, ...fields });
  const [none, atLimit, above, gone] = [await make(0, 3), await make(3, 3), await make(4, 3), await make(1, 3, { is_active: false })];
  const listed = async (query = '') => {
    const found = [];
    let cursor = '';
    do {
      const reply = assertStatus(await staff.get(`/inventory/low-stock?limit=100${query}${cursor}`), 200);
      found.push(...reply.body.data);
      cursor = reply.body.next_cursor ? `&cursor=${encodeURIComponent(reply.body.next_cursor)}` : '';
    } while (cursor);
    const available = found.map((p) => p.available);
    assert.deepEqual(available, available.toSorted((a, b) => a - b));
    return found.filter((p) => p.category === category).map((p) => p.id);
  };
  assert.deepEqual(await listed(), [none.id, atLimit.id]);
  await placed(customer, [[above, 1]]); // what is promised is not available
  assert.deepEqual(await listed(), [none.id, atLimit.id, above.id]);
  assert.deepEqual(await listed('&threshold=2'), [none.id]);
  assert.deepEqual(await listed('&threshold=0'), [none.id]);
  assert.deepEqual(await listed('&threshold=4'), [none.id, atLimit.id, above.id]);
  assert.ok(gone);
  const page = assertStatus(await staff.get('/inventory/low-stock?limit=1&threshold=1000'), 200).body;
  assert.equal(page.data.length, 1);
  assert.equal(page.pages, page.total);
  for (const wrong of ['threshold=-1', 'threshold=x', 'search=x'])
    assertProblem(await staff.get(`/inventory/low-stock?${wrong}`), 400, 'bad_query');
});
