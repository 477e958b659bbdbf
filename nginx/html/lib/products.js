// Products seen so far in this visit, so that an order's lines have names before a quote.
// SPDX-License-Identifier: MIT
import { get } from './api.js';
import { hear } from './live.js';
import { statusOf } from './problem.js';
import { redraw } from './view.js';

/** @import { Product } from 'types' @import { StockChange } from './live.js' */

/** @type {Map<number, Product | null>} */
const known = new Map(); // id → product, or null when it is gone
/** @type {Set<number>} */
const coming = new Set();
const AT_ONCE = 8; // of an order that may have a thousand lines

/** @param {number} id */
export const product = (id) => known.get(id);

/** @param {Product[]} products */
export function remember(products) {
  for (const p of products) known.set(p.id, p);
}

/** A product as live messages say it is. @param {Product} p @param {StockChange[]} changes */
export function restocked(p, changes) {
  const now = changes.find((c) => c.product_id === p.id);
  return now ? { ...p, available: now.available, is_low_stock: now.is_low_stock } : p;
}

hear((message) => {
  if (message.kind !== 'stock') return;
  for (const p of known.values()) if (p) known.set(p.id, restocked(p, message.products));
});

/** Fetch the ones not seen yet; a product that is gone is remembered as null. @param {number[]} ids */
export async function learn(ids) {
  const missing = ids.filter((id) => !known.has(id) && !coming.has(id));
  for (const id of missing) coming.add(id);
  const left = missing.values();
  const take = async () => {
    for (const id of left) await fetchOne(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  if (missing.length) redraw();
}

/** @param {number} id */
async function fetchOne(id) {
  try {
    known.set(id, (await get(`/products/${id}`)).data);
  } catch (problem) {
    if (statusOf(problem) === 404) known.set(id, null);
  }
  coming.delete(id);
}
