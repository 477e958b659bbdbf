// Paying through the API, and the accounts that must agree afterwards.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertStatus } from './check.js';
import { rows } from './database.js';
import { someone, unique } from './people.js';
import { placed, someProduct } from './shop.js';

/**
 * A manager, a customer and what they do all the time; an order costs 20.80: one piece at 10.00,
 * 8 % tax and 10.00 for shipping.
 */
export async function till() {
  const [manager, customer] = await Promise.all([someone('manager'), someone()]);
  const product = await someProduct(manager, { price: '10.00', stock: 100000 });
  const order = (who = customer) => placed(who, [[product, 1]]);
  const orderNow = async (id) => assertStatus(await manager.get(`/orders/${id}`), 200).body;
  const statusOf = async (id) => (await orderNow(id)).payment_status;
  const paymentsOf = async (id) =>
    assertStatus(await manager.get(`/orders/${id}/payments`), 200).body.data;
  return { manager, customer, product, order, orderNow, statusOf, paymentsOf };
}

/** A key that was never used. */
export const key = () => ({ 'Idempotency-Key': unique() });

/** The reply to a refund. */
export const refund = (who, id, body = {}, headers = {}) =>
  who.post(`/orders/${id}/refunds`, body, headers);

/** What the world is told of the payments of an order, in order. */
export const eventsOf = async (id) =>
  (
    await rows(
      `SELECT event FROM outbox WHERE payload->>'order_id' = $1 AND event LIKE 'payment.%' ORDER BY id`,
      String(id),
    )
  ).map(({ event }) => event);

/** The reply to a payment; with tok_ok unless `body` has another method. */
export const pay = (who, id, body = {}, headers = {}) =>
  who.post(`/orders/${id}/payments`, { method: 'tok_ok', ...body }, headers);

/** A payment that goes through. */
export const paid = async (who, id, body = {}, headers = {}) =>
  assertStatus(await pay(who, id, body, headers), 201).body;

/** Of every payment of an order: its amounts are what its operations say. */
export async function assertBooksBalance(id) {
  const sums = await rows(
    `SELECT p.id, p.authorized, p.captured, p.refunded, p.refunding,
            coalesce(sum(op.amount) FILTER (WHERE done AND kind = 'authorize'), 0) AS op_authorized,
            coalesce(sum(op.amount) FILTER (WHERE done AND (kind = 'capture' OR kind = 'authorize' AND captures)), 0)
              AS op_captured,
            coalesce(sum(op.amount) FILTER (WHERE done AND kind = 'refund'), 0) AS op_refunded,
            coalesce(sum(op.amount) FILTER (WHERE kind = 'refund' AND op.settled_at IS NULL), 0) AS op_refunding
     FROM payments p JOIN payment_operations op ON op.payment_id = p.id
     CROSS JOIN LATERAL (SELECT op.state = 'succeeded' AS done) s
     WHERE p.order_id = $1 GROUP BY p.id`,
    id,
  );
  assert.ok(sums.length > 0, 'the order has payments');
  for (const { id: payment, ...s } of sums)
    for (const name of ['authorized', 'captured', 'refunded', 'refunding'])
      assert.equal(Number(s[name]), Number(s[`op_${name}`]), `payment ${payment}: ${name}`);
}

/**
 * Of an order: what it says is paid and refunded are its payments' sums, and due what is left of them; and the
 * payments agree with what was done.
 */
export async function assertMoneyAgrees(id) {
  await assertBooksBalance(id);
  const [o] = await rows(
    `SELECT o.paid, o.refunded, coalesce(sum(p.captured), 0) AS captured, coalesce(sum(p.refunded), 0) AS gone,
            bool_or(p.status = 'disputed') = (o.payment_status = 'disputed') AS told,
            order_due(o.status, o.total, o.owed_less, o.paid) AS due,
            CASE WHEN s.payable THEN greatest(o.total - gone_worth(o.id) + coalesce((
                SELECT sum(op.amount) FROM refunds f JOIN payment_operations op ON op.refund_id = f.id
                WHERE f.order_id = o.id AND f.price_fell AND op.state <> 'failed'), 0) - coalesce(sum(p.captured), 0), 0)
                 ELSE 0 END AS owed
     FROM orders o JOIN payments p ON p.order_id = o.id JOIN order_statuses s ON s.status = o.status
     WHERE o.id = $1 GROUP BY o.id, s.payable`,
    id,
  );
  assert.deepEqual(
    await rows(
      `SELECT f.id, f.amount, sum(op.amount) AS asked FROM refunds f JOIN payment_operations op ON op.refund_id = f.id
       WHERE f.order_id = $1 GROUP BY f.id HAVING f.amount <> sum(op.amount)`, id), [], `refunds of order ${id}`);
  assert.deepEqual([o.paid, o.refunded, Number(o.due), o.told], [o.captured, o.gone, Number(o.owed), true], `order ${id}`);
}
