// What somebody gives back of an order: where each return stands, what it holds, what goes back for it.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { moment, money, number } from '../lib/format.js';
import { texts } from '../lib/text.js';

/** @import { Order, Pieces, Return } from 'types' */

const t = texts('orders');
/** @type {Record<string, string>} */
const TONES = { requested: 'wait', received: 'good', rejected: 'bad' };

/** Pieces of an order's lines. @param {Order} order @param {Pieces[]} items */
export const pieces = (order, items) => html`<ul class="content">${items.map(({ order_line_id: id, quantity }) => {
  const line = order.items.find((one) => one.id === id);
  return html`<li>${number(quantity)} × ${line?.product_name} <span class="sku">${line?.product_sku}</span></li>`;
})}</ul>`;

/** @param {Return} back @param {string} currency */
function moneyOf({ share, refund_amount: all, shipping_refund: shipping }, currency) {
  if (all === null) return nothing;
  const parts = { all: money(all, currency), shipping: money(shipping, currency), share: money(share ?? 0, currency) };
  return html`<p class="soft">${t(shipping ? 'return.refund_shipping' : 'return.refund', parts)}</p>`;
}

/** `choices`: what can be done with one that is asked for. @param {Order} order @param {(back: Return) => unknown} choices */
export const orderReturns = (order, choices) => html`<ul class="parcels">${order.returns?.map(
  (back) => html`<li>
    <p class="parcel-head"><strong>${t('return.of', { when: moment(back.created_at) })}</strong>
      <span class="chip ${TONES[back.status] ?? 'still'}">${t(`return.${back.status}`)}</span></p>
    ${pieces(order, back.items)}
    ${back.reason ? html`<p class="step-note">${back.reason}</p>` : nothing}
    ${back.customer_note ? html`<p class="step-note"><span class="soft">${t('return.told')}</span> ${back.customer_note}</p>` : nothing}
    ${moneyOf(back, order.currency)}
    ${back.status === 'requested' ? html`<div class="actions">${choices(back)}</div>` : nothing}
  </li>`,
)}</ul>`;
