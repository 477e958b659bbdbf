// Paying through the API, and the accounts that must agree afterwards.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertStatus } from './check.js';
import { rows } from './database.js';

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
