// The basket: product ids and quantities, kept in this browser until they are ordered.
// SPDX-License-Identifier: MIT
import { store } from './store.js';

const KEY = 'orderd.basket';
export const MOST_LINES = 100;
export const MOST_PIECES = 1_000_000;

export const basket = store({ lines: read() });

function read() {
  try {
    const lines = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return lines
      .filter((l) => Number.isSafeInteger(l.product_id) && wholePieces(l.quantity) === l.quantity)
      .slice(0, MOST_LINES);
  } catch {
    return [];
  }
}

function keep(lines) {
  localStorage.setItem(KEY, JSON.stringify(lines));
  basket.set({ lines });
}

/** What someone typed, as a quantity from 1 up. */
export function wholePieces(text) {
  return Math.min(Math.max(Math.trunc(Number(text)) || 1, 1), MOST_PIECES);
}

export function quantityOf(id) {
  return basket.state.lines.find((l) => l.product_id === id)?.quantity ?? 0;
}

/** False when the order is full. */
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

export function setQuantity(id, quantity) {
  const pieces = wholePieces(quantity);
  keep(basket.state.lines.map((l) => (l.product_id === id ? { ...l, quantity: pieces } : l)));
}

export function removeLine(id) {
  keep(basket.state.lines.filter((l) => l.product_id !== id));
}

export const clear = () => keep([]);
export const pieces = () => basket.state.lines.reduce((sum, l) => sum + l.quantity, 0);

// Another tab changed it.
addEventListener('storage', (event) => {
  if (event.key === KEY) basket.set({ lines: read() });
});
