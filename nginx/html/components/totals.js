// The sums of a quote or an order.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { money, percent } from '../lib/format.js';
import { texts } from '../lib/text.js';

const t = texts('common');

/** @import { Schemas } from 'types' */
/** Of an order, or of a quote, of which nothing can have been paid.
 * @typedef {Pick<Schemas['Order'], 'subtotal' | 'discount' | 'tax' | 'tax_included' | 'taxes' | 'shipping_cost' | 'total' | 'currency'> &
 *   Partial<Pick<Schemas['Order'], 'discount_code' | 'discount_reason' | 'paid' | 'refunded' | 'due'>>} Sums */

/** @param {string} label @param {number} amount @param {string} currency @param {boolean} [free] */
const row = (label, amount, currency, free) => html`<div>
  <dt>${label}</dt>
  <dd>${free && amount === 0 ? t('sums.free') : money(amount, currency)}</dd>
</div>`;

/** What the service calls the shop's one rate for everything, which nobody has named. */
const UNNAMED = 'Tax';

/** By rates where they are known, else all of it. What prices have in them is no part of the sum, and stands below it.
 * @param {Sums} sums */
function taxes({ taxes: rates, tax, tax_included: included, currency }) {
  const named = rates?.some((one) => one.name !== UNNAMED) ? rates : [{ name: UNNAMED, rate: 0, tax }];
  return named.map((one) => {
    const name = one.name === UNNAMED ? t('sums.tax') : t('sums.rate', { name: one.name, rate: percent(one.rate) });
    return row(included ? t('sums.included', { name }) : name, one.tax, currency);
  });
}

/** Why something was taken off. @param {Sums} sums */
const discountOf = ({ discount_code: code, discount_reason: why }) =>
  code || why ? t('sums.discount_for', { why: code || why }) : t('sums.discount');

/** What was paid, where that is not plain: nothing was, and all is due. @param {Sums} sums @param {boolean} always */
function settled({ paid = 0, refunded, due, total, currency }, always) {
  if (due === undefined || (!always && !paid && due === total)) return nothing;
  return html`${row(t('sums.paid'), paid, currency)} ${refunded ? row(t('sums.refunded'), -refunded, currency) : nothing}
    <div class="total"><dt>${t('sums.due')}</dt><dd>${money(due, currency)}</dd></div>`;
}

/** @param {Sums} sums @param {boolean} [always] what is due stands there even when nothing was paid yet */
export const totals = (sums, always = false) => html`<dl class="totals">
  ${row(t('sums.subtotal'), sums.subtotal, sums.currency)}
  ${sums.discount ? row(discountOf(sums), -sums.discount, sums.currency) : nothing}
  ${sums.tax_included ? nothing : taxes(sums)}
  ${row(t('sums.shipping'), sums.shipping_cost, sums.currency, true)}
  <div class="total"><dt>${t('sums.total')}</dt><dd>${money(sums.total, sums.currency)}</dd></div>
  ${sums.tax_included ? taxes(sums) : nothing}
  ${settled(sums, always)}
</dl>`;
