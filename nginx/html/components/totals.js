// The sums of a quote or an order.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { money } from '../lib/format.js';

const row = (label, amount, currency, free) => html`<div>
  <dt>${label}</dt>
  <dd>${free && amount === 0 ? 'Free' : money(amount, currency)}</dd>
</div>`;

export const totals = (sums) => html`<dl class="totals">
  ${row('Subtotal', sums.subtotal, sums.currency)}
  ${sums.discount ? row('Discount', -sums.discount, sums.currency) : nothing}
  ${row('Tax', sums.tax, sums.currency)}
  ${row('Shipping', sums.shipping_cost, sums.currency, true)}
  <div class="total"><dt>Total</dt><dd>${money(sums.total, sums.currency)}</dd></div>
</dl>`;
