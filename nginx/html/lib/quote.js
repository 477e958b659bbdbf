// What the basket would cost now: asked again after each change, its refusals by product.
// SPDX-License-Identifier: MIT
import { post } from './api.js';
import { basket } from './basket.js';
import { Problem } from './problem.js';
import { remember, product } from './products.js';
import { debounce, resource } from './resource.js';
import { isSignedIn } from './session.js';
import { texts } from './text.js';

const t = texts('shop');

const TYPING_MS = 250;

/** Errors on `/items/N/…` of a request with these lines, as messages by product id. */
export function lineErrors(problem, items) {
  const messages = new Map();
  for (const e of problem.errors) {
    const index = /^\/items\/(\d+)/.exec(e.pointer)?.[1];
    const id = e.product_id ?? items[index]?.product_id;
    if (id !== undefined && !messages.has(id)) messages.set(id, { text: e.detail, available: e.available });
  }
  return messages;
}

/** `lines` has the message of each line that can't be had as it stands. */
export function liveQuote() {
  const sums = resource(async (signal) => {
    const items = basket.state.lines;
    try {
      const { data } = await post('/orders/quote', { items }, {}, signal);
      self.lines = shortages(data.items);
      return data;
    } catch (error) {
      if (error instanceof Problem && error.errors.length) self.lines = lineErrors(error, items);
      throw error;
    }
  });

  const self = {
    sums,
    lines: new Map(),
    now: () => (isSignedIn() && basket.state.lines.length ? sums.load() : sums.cancel()),
  };
  self.soon = debounce(self.now, TYPING_MS);
  return self;
}

/** A quote answers what is available; short lines are better known before placing. */
function shortages(items) {
  const short = items.filter((l) => l.available !== undefined && l.available < l.quantity);
  for (const l of items) {
    const p = product(l.product_id);
    if (p) remember([{ ...p, price: l.unit_price, available: l.available ?? p.available }]);
  }
  return new Map(short.map((l) => [l.product_id, { text: shortText(l.available), available: l.available }]));
}

export const shortText = (available) =>
  available > 0 ? t('line.short', { count: available }) : t('line.none');
