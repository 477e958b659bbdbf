// The catalogue's filters: category, price and stock.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { number } from '../lib/format.js';
import { link } from '../lib/router.js';
import { bones } from './state.js';

/** A link like any other filter's address, so that it can be opened in another tab. */
function categoryLink(filters, name, label, total) {
  const { page, ...rest } = filters;
  const here = (filters.category ?? '') === name;
  return html`<li><a href=${link('/', { ...rest, category: name })} aria-current=${here ? 'true' : nothing}>
    <span>${label}</span>${total === undefined ? nothing : html`<span class="number soft">${number(total)}</span>`}
  </a></li>`;
}

const price = (pointer, label, filters, typed) => html`<label>
  <span>${label}</span>
  <input type="number" inputmode="decimal" min="0" step="0.01" placeholder=${pointer === 'min_price' ? '0' : 'any'}
    .value=${filters[pointer] ?? ''} @input=${(e) => typed({ [pointer]: e.target.value })}>
</label>`;

export const filterPanel = ({ filters, open, categories, typed, change }) => html`<aside
  id="filters" class="filters glass ${open ? 'open' : ''}" aria-label="Filters">
  <h2>Category</h2>
  <ul class="categories">
    ${categoryLink(filters, '', 'All')}
    ${categories ? categories.map((c) => categoryLink(filters, c.name, c.name, c.product_count)) : bones(5, 'line-bone')}
  </ul>
  <fieldset class="prices">
    <legend>Price</legend>
    ${price('min_price', 'From', filters, typed)} ${price('max_price', 'To', filters, typed)}
  </fieldset>
  <label class="tick">
    <input type="checkbox" .checked=${filters.in_stock === 'true'}
      @change=${(e) => change({ in_stock: e.target.checked ? 'true' : '' })}>
    In stock only
  </label>
</aside>`;
