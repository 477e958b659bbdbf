// Products seen so far in this visit, so that an order's lines have names before a quote.
// SPDX-License-Identifier: MIT
import { get } from './api.js';
import { hear } from './live.js';
import { redraw } from './view.js';

const known = new Map(); // id → product, or null when it is gone

export const product = (id) => known.get(id);

export function remember(products) {
  for (const p of products) known.set(p.id, p);
}

/** A product as live messages say it is: {product_id, available, is_low_stock} of those that changed. */
export function restocked(p, changes) {
  const now = changes.find((c) => c.product_id === p?.id);
  return now ? { ...p, available: now.available, is_low_stock: now.is_low_stock } : p;
}

hear(({ kind, products }) => {
  if (kind !== 'stock') return;
  for (const { product_id: id } of products) if (known.get(id)) known.set(id, restocked(known.get(id), products));
});

/** Fetch the ones not seen yet; a product that is gone is remembered as null. */
export async function learn(ids) {
  const missing = ids.filter((id) => !known.has(id));
  await Promise.all(
    missing.map(async (id) => {
      try {
        known.set(id, (await get(`/products/${id}`)).data);
      } catch (problem) {
        if (problem.status === 404) known.set(id, null);
      }
    }),
  );
  if (missing.length) redraw();
}
