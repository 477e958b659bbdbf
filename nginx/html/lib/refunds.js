// What of an order's money went back for which line, as far as returns say so.
// SPDX-License-Identifier: MIT

/** @import { Order, OrderLine } from 'types' */

/** @param {number} amount */
const cents = (amount) => Math.round(amount * 100);

/** What a line cost, taken off what was taken off. @param {OrderLine} line */
const worth = ({ subtotal, discount, tax }) => cents(subtotal - (discount ?? 0) + (tax ?? 0));

/**
 * A return has one refund for all of its pieces: it is spread over them by what they cost, so that the parts are
 * all of it. Refunds by hand are of no line.
 * @param {Order} order
 * @returns {Map<number, number>} by the line's id
 */
export function refundedByLine(order) {
  /** @type {Map<number, number>} */
  const given = new Map();
  for (const { refund_amount: amount, shipping_refund: shipping, items } of order.returns ?? []) {
    const goods = cents((amount ?? 0) - (shipping ?? 0));
    const weights = items.map((item) => {
      const line = order.items.find((one) => one.id === item.order_line_id);
      return line ? (worth(line) * item.quantity) / line.quantity : 0;
    });
    const whole = weights.reduce((sum, one) => sum + one, 0);
    let before = 0;
    items.forEach(({ order_line_id: id }, i) => {
      const upTo = before + weights[i];
      const part = whole ? Math.round((goods * upTo) / whole) - Math.round((goods * before) / whole) : 0;
      given.set(id, (given.get(id) ?? 0) + part / 100);
      before = upTo;
    });
  }
  return given;
}
