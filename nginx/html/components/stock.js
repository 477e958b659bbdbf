// How much of a product can be had.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { texts } from '../lib/text.js';

const t = texts('shop');

/** @param {import('types').Product} product */
export function stock({ available, is_low_stock: low, is_active: active }) {
  if (!active) return html`<span class="stock none">${t('stock.unsold')}</span>`;
  if (available <= 0) return html`<span class="stock none">${t('stock.none')}</span>`;
  if (low) return html`<span class="stock low">${t('stock.low', { count: available })}</span>`;
  return html`<span class="stock some">${t('stock.some', { count: available })}</span>`;
}
