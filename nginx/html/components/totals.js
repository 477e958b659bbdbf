// The sums of a quote or an order.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { money } from '../lib/format.js';
import { texts } from '../lib/text.js';

const t = texts('common');

const row = (label, amount, currency, free) => html`<div>
  <dt>${label}</dt>
  <dd>${free && amount === 0 ? t('sums.free') : money(amount, currency)}</dd>
</div>`;

export const totals = (sums) => html`<dl class="totals">
  ${row(t('sums.subtotal'), sums.subtotal, sums.currency)}
  ${sums.discount ? row(t('sums.discount'), -sums.discount, sums.currency) : nothing}
  ${row(t('sums.tax'), sums.tax, sums.currency)}
  ${row(t('sums.shipping'), sums.shipping_cost, sums.currency, true)}
  <div class="total"><dt>${t('sums.total')}</dt><dd>${money(sums.total, sums.currency)}</dd></div>
</dl>`;
