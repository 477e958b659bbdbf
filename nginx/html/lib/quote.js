// What the basket would cost now: asked again after each change, its refusals by product.
// SPDX-License-Identifier: MIT
import { post } from './api.js';
import { basket } from './basket.js';
import { kept } from './kept.js';
import { Problem } from './problem.js';
import { remember, product } from './products.js';
import { debounce, resource } from './resource.js';
import { isSignedIn, session } from './session.js';
import { texts } from './text.js';

const t = texts('shop');

/** @import { Reply, Resource, Schemas, Sent } from 'types' @import { Line } from './basket.js' */
/** @typedef {Sent<'post', '/orders/quote'>} QuoteBody */
/** Why a line can't be had as it stands. @typedef {{ text: string, available?: number }} Shortage */

const TYPING_MS = 250;
const given = kept('sessionStorage', 'orderd.code'); // whose, and which: survives a reload

/** Whether what was refused is the discount code. @param {Problem} problem */
const isOfCode = ({ code, status, errors }) =>
  code.startsWith('discount_') || status === 429 || errors.some((e) => e.pointer === '/discount_code');

/** Why a code does not count, in words. @param {Problem} problem */
export const codeError = (problem) => problem.byPointer().get('/discount_code') ?? problem.message;

/** Errors on `/items/N/…` of a request with these lines, as messages by product id. @param {Problem} problem @param {{ product_id?: number }[]} items */
export function lineErrors(problem, items) {
  /** @type {Map<number, Shortage>} */
  const messages = new Map();
  for (const e of problem.errors) {
    const index = /^\/items\/(\d+)/.exec(e.pointer)?.[1];
    const id = e.product_id ?? items[Number(index)]?.product_id;
    if (id !== undefined && !messages.has(id)) messages.set(id, { text: e.detail, available: e.available });
  }
  return messages;
}

/** @typedef {ReturnType<typeof liveQuote>} Quote */
/** `lines` has the message of each line that can't be had as it stands; `code` is what was given, `refused` why it
 * does not count. `address`: where it goes, as far as that is known.
 * @param {{ address?: () => Partial<QuoteBody> }} [facts] */
export function liveQuote({ address = () => ({}) } = {}) {
  /** With the code, and without it when it is refused; one that is unknown is not asked for again.
   * @param {QuoteBody} body @param {AbortSignal} signal @returns {Promise<Reply<Schemas['Quote']>>} */
  async function askFor(body, signal) {
    const { code } = self;
    self.refused = self.lost && code ? self.refused : '';
    if (!code || self.lost) return post('/orders/quote', body, {}, signal);
    try {
      return await post('/orders/quote', { ...body, discount_code: code }, {}, signal);
    } catch (error) {
      if (!(error instanceof Problem) || !isOfCode(error)) throw error;
      self.refused = codeError(error);
      self.lost = error.status === 422;
      return post('/orders/quote', body, {}, signal);
    }
  }

  /** @type {Resource<Schemas['Quote']>} */
  const sums = resource(async (signal) => {
    const items = basket.state.lines;
    try {
      const { data } = await askFor({ items, ...address() }, signal);
      self.lines = shortages(data.items);
      return data;
    } catch (error) {
      if (error instanceof Problem && error.errors.length) self.lines = lineErrors(error, items);
      throw error;
    }
  });

  /** What was to be asked soon is asked with it. */
  function now() {
    self.soon.cancel();
    return isSignedIn() && basket.state.lines.length ? sums.load() : sums.cancel();
  }
  const self = {
    sums,
    /** @type {Map<number, Shortage>} */ lines: new Map(),
    code: given.read()?.user === session.state.user?.id ? (given.read()?.code ?? '') : '',
    refused: '',
    lost: false, // the code is not known
    /** The code to order with: one that counts. */
    get counts() {
      return self.code && !self.refused ? self.code : '';
    },
    /** Another code, or none. @param {string} code */
    give(code) {
      Object.assign(self, { code, refused: '', lost: false });
      if (code) given.write({ user: session.state.user?.id, code });
      else given.remove();
      return now();
    },
    now,
    soon: debounce(now, TYPING_MS),
  };
  return self;
}

/** A quote answers what is available; short lines are better known before placing. @param {Schemas['QuoteLine'][]} items */
function shortages(items) {
  const short = items.filter((l) => l.available !== undefined && l.available < l.quantity);
  for (const l of items) {
    const p = product(l.product_id);
    if (p) remember([{ ...p, price: l.unit_price, available: l.available ?? p.available }]);
  }
  return new Map(short.map((l) => [l.product_id, { text: shortText(l.available), available: l.available }]));
}

/** @param {number} available */
export const shortText = (available) =>
  available > 0 ? t('line.short', { count: available }) : t('line.none');
