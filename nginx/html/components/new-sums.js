// What an order would come to, beside what it comes to: below a form that changes it, by the API's dry run.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { dryRun } from '../lib/dry-run.js';
import { money } from '../lib/format.js';
import { texts } from '../lib/text.js';

/** @import { Order } from 'types' */

const t = texts('orders-desk');
const common = texts('common');
const SUMS = /** @type {const} */ (['subtotal', 'discount', 'tax', 'shipping', 'total', 'due']);

/** @param {Order} order */
const sumsOf = ({ subtotal, discount, tax, shipping_cost: shipping, total, due }) => ({ subtotal, discount: 0 - discount, tax, shipping, total, due });

/** `body`: what would be sent of what is filled in, null while that changes nothing; `would`: what is asked with it.
 * @param {Order} order @param {(filled: any) => any} body */
export function newSums(order, body, would = dryRun('PATCH', `/orders/${order.id}`)) {
  const cash = (/** @type {number} */ sum) => money(sum, order.currency);

  /** @param {Order | null} then */
  function table(then) {
    const now = sumsOf(order);
    const becomes = then && sumsOf(then);
    return html`<table class="desk-lines">
      <thead><tr><th scope="col">${t('sums')}</th><th scope="col">${t('sums_now')}</th><th scope="col">${t('sums_then')}</th></tr></thead>
      <tbody>${SUMS.map((name) => html`<tr><th scope="row">${common(`sums.${name}`)}</th><td>${cash(now[name])}</td>
        <td class=${becomes && becomes[name] !== now[name] ? 'strong' : ''}>${becomes ? cash(becomes[name]) : '–'}</td></tr>`)}</tbody>
    </table>`;
  }

  const why = () => {
    const { problem } = would;
    if (!problem) return nothing;
    return html`<p class="error">${problem.errors.length ? problem.errors.map((e) => html`${e.detail}<br>`) : problem.message}</p>`;
  };

  return {
    heed: (/** @type {any} */ filled) => would.ask(body(filled)),
    foot: () => html`<div class="new-sums" role="status" aria-label=${t('sums_new')} aria-busy=${would.busy}>${table(would.data)} ${why()}</div>`,
  };
}
