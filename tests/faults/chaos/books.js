// The database against the ledger: what was acknowledged is there as it was told, once; what was
// refused is not; and stock, money and orders agree.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { count, rows } from '../../api/support/database.js';
import { orderctl } from '../../api/support/instance.js';
import { assertStockAddsUp } from '../../api/support/shop.js';
import { until } from '../support/processes.js';

const CLAIM = 180; // s after which nobody any more has a payment that a killed process had in hand

/** Of the given people, every order with its key, its lines and its money, by key. */
async function ordersOf(people, since) {
  const found = await rows(
    `SELECT o.id::int, o.order_number, o.total::float8, o.status, k.key,
            (SELECT jsonb_agg(jsonb_build_array(l.product_id, l.quantity) ORDER BY l.product_id)
             FROM order_lines l WHERE l.order_id = o.id) AS lines,
            p.payments, p.captured, p.refunded
     FROM orders o
     LEFT JOIN idempotency_keys k ON k.resource_id = o.id AND k.route = 'POST /orders'
     CROSS JOIN LATERAL (SELECT count(*)::int AS payments, coalesce(sum(captured), 0)::float8 AS captured,
                                coalesce(sum(refunded), 0)::float8 AS refunded
                         FROM payments WHERE order_id = o.id) p
     WHERE o.user_id = ANY ($1) AND o.id > $2`,
    people.map(({ id }) => id),
    since,
  );
  const byKey = new Map();
  for (const order of found) {
    assert.ok(order.key, `order ${order.id} has a key`);
    assert.ok(!byKey.has(order.key), `key ${order.key} made one order`);
    byKey.set(order.key, order);
  }
  return byKey;
}

function assertAsTold(entry, order) {
  const { id, order_number, total } = order ?? {};
  assert.deepEqual({ id, order_number, total }, entry.order, `the order of key ${entry.key} is as it was told`);
  assert.deepEqual(order.lines, entry.lines.toSorted(([a], [b]) => a - b), `lines of order ${id}`);
}

/** What is told so far holds. For in between, while the clients go on. */
export async function assertSoFar(ledger) {
  const told = ledger.entries.filter(({ order, refused, checked }) => (order || refused) && !checked);
  const ids = told.flatMap(({ order }) => order?.id ?? []);
  const orders = await ordersOf(ledger.people, Math.min(...ids) - 1);
  for (const entry of told) {
    if (entry.refused) assert.ok(!orders.has(entry.key), `what was refused (${entry.refused}) is not there`);
    else assertAsTold(entry, orders.get(entry.key));
    entry.checked = true;
  }
}

/** What a process had in hand when it was killed is its own until its claim ends. */
async function paymentsSettle(people) {
  await orderctl('payments', 'settle');
  const theirs = `payment_operations op JOIN payments p ON p.id = op.payment_id JOIN orders o ON o.id = p.order_id
                  WHERE op.state IN ('pending', 'unknown') AND o.user_id = ANY ($1)`;
  return (await count(theirs, people.map(({ id }) => id))) === 0;
}

/** All of it, when every outcome is known. */
export async function assertInTheEnd(ledger) {
  await until('all payments are settled', () => paymentsSettle(ledger.people), CLAIM);
  const orders = await ordersOf(ledger.people, 0);
  const made = ledger.entries.filter(({ order }) => order);
  assert.equal(orders.size, made.length, 'no order that nobody was told of');
  for (const entry of made) {
    const order = orders.get(entry.key);
    assertAsTold(entry, order);
    assertMoney(entry, order);
  }
  for (const product of ledger.products) {
    const { on_hand, reserved } = await assertStockAddsUp(product);
    assert.ok(reserved <= on_hand, `product ${product.id} is not oversold`);
  }
  const { stdout } = await orderctl('stock', 'reconcile').catch((error) => error);
  assert.match(stdout, /agree|on hand/);
  for (const { sku } of ledger.products) assert.ok(!stdout.includes(sku), stdout);
  assert.deepEqual(ledger.strange, []);
}

/** Paid is paid once; what is cancelled has been given back. */
function assertMoney({ paid, cancelled }, { id, total, status, payments, captured, refunded }) {
  assert.equal(status, cancelled ? 'cancelled' : 'pending', `status of order ${id}`);
  assert.deepEqual(
    { payments, captured, refunded },
    { payments: paid ? 1 : 0, captured: paid ? total : 0, refunded: paid && cancelled ? total : 0 },
    `money of order ${id}`,
  );
}
