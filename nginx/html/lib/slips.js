// What is packed: a slip for each parcel, and one list of what to fetch for those that are still here.
// SPDX-License-Identifier: MIT

/** @import { Shipment, SlipOrder } from 'types' */
/** `next`: it has not left yet; `nth`: parcel of its order; `rest`: pieces still to come after it.
 * @typedef {{ sku: string, name: string, ordered: number, here: number, rest: number }} SlipLine
 * @typedef {{ order: SlipOrder, shipment: Shipment | null, next: boolean, nth: number, lines: SlipLine[] }} Slip
 * @typedef {{ sku: string, name: string, pieces: number, parcels: number }} Pick */

const OVER = ['cancelled', 'rejected', 'draft'];

/** @param {SlipOrder['items'][number]} line */
const toLeave = (line) => line.quantity - line.cancelled_quantity - line.shipped_quantity;

/** @param {SlipOrder} order @param {(line: SlipOrder['items'][number]) => number} here @param {(line: SlipOrder['items'][number]) => number} rest @returns {SlipLine[]} */
const linesOf = (order, here, rest) =>
  order.items
    .map((line) => ({
      sku: line.product_sku, name: line.product_name, ordered: line.quantity - line.cancelled_quantity, here: here(line), rest: rest(line),
    }))
    .filter((line) => line.here > 0 || line.rest > 0);

/** @param {Shipment[]} shipments @param {number} id of a line */
const shippedOf = (shipments, id) =>
  shipments.flatMap(({ items }) => items).filter((item) => item.order_line_id === id).reduce((sum, { quantity }) => sum + quantity, 0);

/** @param {SlipOrder} order @param {Shipment} shipment @returns {Slip} */
function slipOf(order, shipment) {
  const all = order.shipments ?? [];
  const nth = all.indexOf(shipment) + 1;
  const upTo = all.slice(0, nth);
  const rest = (/** @type {SlipOrder['items'][number]} */ line) => line.quantity - line.cancelled_quantity - shippedOf(upTo, line.id);
  return { order, shipment, next: false, nth, lines: linesOf(order, (line) => shippedOf([shipment], line.id), rest) };
}

/**
 * The slips of an order: of each parcel that left, and of the next one while pieces are still to leave. `only`: the id
 * of the one parcel that is wanted.
 * @param {SlipOrder} order @param {number | null} [only] @returns {Slip[]}
 */
export function slipsOf(order, only = null) {
  const left = (order.shipments ?? []).filter((one) => only === null || one.id === only).map((one) => slipOf(order, one));
  if (only !== null || OVER.includes(order.status) || !order.items.some((line) => toLeave(line) > 0)) return left;
  return [...left, { order, shipment: null, next: true, nth: (order.shipments ?? []).length + 1, lines: linesOf(order, toLeave, () => 0) }];
}

/** Printed before as it is now: what left since has not been. @param {Slip} slip */
export const wasPrinted = ({ order, shipment }) =>
  shipment !== null && order.printed_at !== null && new Date(shipment.created_at) <= new Date(order.printed_at);

/** What to fetch for the parcels that are still here, summed by SKU, in its order. @param {Slip[]} slips @returns {Pick[]} */
export function picksOf(slips) {
  /** @type {Map<string, Pick>} */
  const picks = new Map();
  for (const { lines } of slips.filter((slip) => slip.next)) {
    for (const { sku, name, here } of lines) {
      const before = picks.get(sku) ?? { sku, name, pieces: 0, parcels: 0 };
      picks.set(sku, { ...before, pieces: before.pieces + here, parcels: before.parcels + 1 });
    }
  }
  return [...picks.values()].sort((a, b) => (a.sku < b.sku ? -1 : 1));
}
