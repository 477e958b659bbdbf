// How much of a product can be had.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { number } from '../lib/format.js';

export function stock({ available, is_low_stock: low, is_active: active = true }) {
  if (!active) return html`<span class="stock none">No longer sold</span>`;
  if (available <= 0) return html`<span class="stock none">Out of stock</span>`;
  if (low) return html`<span class="stock low">Only ${number(available)} left</span>`;
  return html`<span class="stock some">${number(available)} in stock</span>`;
}
