// The lines of an order that has been placed.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { money, number } from '../lib/format.js';
import { texts } from '../lib/text.js';
import { productArt } from './product-art.js';

const t = texts('orders');

/** @import { Order, OrderLine } from 'types' */

/** @param {OrderLine} line */
const progress = ({ quantity, shipped_quantity: shipped, returned_quantity: returned }) =>
  [
    shipped ? t('line.shipped', { shipped, quantity }) : '',
    returned ? t('line.returned', { returned }) : '',
  ]
    .filter(Boolean)
    .join(', ');

/** What is unlike the catalogue: a price by hand, something taken off. @param {OrderLine} line @param {string} currency */
const unlike = ({ catalogue_price: usual, price_reason: why, discount }, currency) =>
  [
    usual === null ? '' : t('line.by_hand', { usual: money(usual, currency), why: why ?? '' }),
    discount ? t('line.discount', { discount: money(discount, currency) }) : '',
  ].filter(Boolean);

/** @param {OrderLine} item @param {string} currency */
const line = (item, currency) => html`<li class="line">
  ${productArt({ sku: item.product_sku, name: item.product_name })}
  <div class="line-what">
    <span class="line-name">${item.product_name}</span>
    <span class="soft"><span class="sku">${item.product_sku}</span></span>
    ${unlike(item, currency).map((text) => html`<span class="soft">${text}</span>`)}
    ${progress(item) ? html`<span class="soft">${progress(item)}</span>` : nothing}
  </div>
  <span class="line-times">${number(item.quantity)} × ${money(item.unit_price, currency)}</span>
  <span class="line-sum">${money(item.subtotal, currency)}</span>
</li>`;

/** @param {Order} order */
export const orderItems = (order) =>
  html`<ul class="lines placed">${order.items.map((item) => line(item, order.currency))}</ul>`;
