// What goes back for pieces that come back: none, a part or all of what they cost, as the API's dry run says, and at
// most that.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { dryRun } from '../lib/dry-run.js';
import { money } from '../lib/format.js';
import { texts } from '../lib/text.js';

/** @import { FieldFact, Order } from 'types' */

const t = texts('orders-desk');

/** @typedef {{ share: number | null, refund_amount: number | null, shipping_refund: number }} Money */

/** The refund as it is sent. @param {any} filled */
export const refundOf = ({ refund, refund_amount: amount }) =>
  refund === 'part' ? { refund: 'share', ...(amount === undefined ? {} : { refund_amount: amount }) } : { refund: refund === 'none' ? 'none' : 'share' };

/** @param {Order} order */
const mayRefundShipping = (order) =>
  order.shipping_cost > 0 && !(order.returns ?? []).some((one) => one.shipping_refund > 0);

/**
 * Fields of a form, with what they come to below. `path`: where the return is sent; `body`: what is sent of what is filled
 * in; `find`: the return in the order that is answered.
 * @param {{ order: Order, path: string, body: (filled: any) => any, find: (order: any) => Money | undefined }} facts
 */
export function returnMoney({ order, path, body, find }) {
  let filled = /** @type {any} */ ({});
  let money_ = /** @type {Money | null} */ (null);
  /** @type {(pointer: string, value: number) => void} */
  let fillIn = () => {};

  /** @type {FieldFact} */
  const amount = {
    pointer: '/refund_amount', label: t('refund_amount'), kind: 'money', required: true, narrow: true, hidden: () => filled.refund !== 'part',
  };

  /** The amount is filled in with all that can go back, until somebody types another. @param {any} data */
  function accept(data) {
    const found = /** @type {Money | undefined} */ (data && find(data));
    money_ = found ?? null;
    amount.most = found?.share ?? undefined;
    if (amount.most !== undefined) fillIn(amount.pointer, amount.most);
  }

  const would = dryRun('POST', path, accept);
  const cash = (/** @type {number} */ sum) => money(sum, order.currency);

  /** "$22.19 goes back: $10.81 for the pieces, $11.38 for shipping." @param {Money} one */
  function spelled({ refund_amount: owed, shipping_refund: shipping }) {
    const all = owed ?? 0;
    const left = Math.round((order.paid - order.refunded) * 100) / 100;
    if (!all) return t('back_none');
    if (left <= 0) return t('back_unpaid');
    if (left < all) return t('back_less', { left: cash(left), all: cash(all) });
    return shipping ? t('back_with_shipping', { all: cash(all), goods: cash(all - shipping), shipping: cash(shipping) }) : t('back_all', { all: cash(all) });
  }

  /** @returns {unknown} */
  function sums() {
    const { problem, busy } = would;
    if (problem) return html`<p class="error">${problem.errors[0]?.detail ?? problem.message}</p>`;
    if (!money_) return html`<p class="soft">${busy ? t('working_out') : t('back_nothing')}</p>`;
    return html`<p class="soft">${t('back_worth', { share: cash(money_.share ?? 0) })}</p><p><strong>${spelled(money_)}</strong></p>`;
  }

  const said = () => html`<div class="wide return-sum" role="status" aria-busy=${would.busy}>${sums()}</div>`;

  return {
    /** @type {FieldFact[]} */
    fields: [
      { pointer: '/refund', label: t('refund_what'), kind: 'choice', required: true, narrow: true,
        options: [['whole', t('refund_whole')], ['part', t('refund_part')], ['none', t('refund_none')]] },
      amount,
      ...(mayRefundShipping(order)
        ? [/** @type {FieldFact} */ ({ pointer: '/refund_shipping', label: t('refund_shipping', { cost: cash(order.shipping_cost) }), kind: 'toggle' })]
        : []),
      { pointer: '/restock', label: t('restock'), kind: 'toggle', after: said },
    ],
    /** @param {any} now @param {(pointer: string, value: number) => void} fill */
    heed(now, fill) {
      filled = now;
      fillIn = fill;
      const wanted = body(filled);
      would.ask(wanted.items.length ? wanted : null);
    },
  };
}
