// The basket: product ids and quantities, kept in this browser until they are ordered.
// SPDX-License-Identifier: MIT
import { kept } from './kept.js';
import { store } from './store.js';

/** @typedef {{ product_id: number, quantity: number }} Line */

const KEY = 'orderd.basket';
const saved = kept('localStorage', KEY);
export const MOST_LINES = 1000; // as the API takes
export const MOST_PIECES = 1_000_000;

export const basket = store({ lines: read() });

/** @returns {Line[]} */
function read() {
  const lines = saved.read();
  return (Array.isArray(lines) ? lines : [])
    .filter((l) => Number.isSafeInteger(l?.product_id) && wholePieces(l.quantity) === l.quantity)
    .slice(0, MOST_LINES);
}

/** @param {Line[]} lines */
function keep(lines) {
  saved.write(lines);
  basket.set({ lines });
}

/** What someone typed, as a quantity from 1 up. @param {string | number} text */
export function wholePieces(text) {
  return Math.min(Math.max(Math.trunc(Number(text)) || 1, 1), MOST_PIECES);
}

/** @param {number} id */
export function quantityOf(id) {
  return basket.state.lines.find((l) => l.product_id === id)?.quantity ?? 0;
}

/** False when the order is full. @param {number} id @param {number} quantity */
export function add(id, quantity) {
  const lines = basket.state.lines;
  if (quantityOf(id)) {
    setQuantity(id, quantityOf(id) + quantity);
  } else if (lines.length < MOST_LINES) {
    keep([...lines, { product_id: id, quantity: wholePieces(quantity) }]);
  } else {
    return false;
  }
  return true;
}

/** @param {number} id @param {number} quantity */
export function setQuantity(id, quantity) {
  const pieces = wholePieces(quantity);
  keep(basket.state.lines.map((l) => (l.product_id === id ? { ...l, quantity: pieces } : l)));
}

/** @param {number} id */
export function removeLine(id) {
  keep(basket.state.lines.filter((l) => l.product_id !== id));
}

/** What was ordered is out of the basket; what came into it meanwhile stays. @param {Line[]} items */
export function removeOrdered(items) {
  const ordered = new Map(items.map((i) => [i.product_id, i.quantity]));
  const left = (/** @type {Line} */ l) => ({ ...l, quantity: l.quantity - (ordered.get(l.product_id) ?? 0) });
  keep(basket.state.lines.map(left).filter((l) => l.quantity > 0));
}

export const pieces = () => basket.state.lines.reduce((sum, l) => sum + l.quantity, 0);

// Another tab changed it.
addEventListener('storage', (event) => {
  if (event.key === KEY) basket.set({ lines: read() });
});
