// The catalogue's filters: category, price and stock.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { number } from '../lib/format.js';
import { link } from '../lib/router.js';
import { texts } from '../lib/text.js';
import { bones } from './state.js';

const t = texts('shop');

/** @import { Schemas, Typed } from 'types' */
/** The query of the address. @typedef {Record<string, string>} Filters */

/** A link like any other filter's address, so that it can be opened in another tab.
 * @param {Filters} filters @param {string} name @param {string} label @param {number} [total] */
function categoryLink(filters, name, label, total) {
  const { page, ...rest } = filters;
  const here = (filters.category ?? '') === name;
  return html`<li><a href=${link('/', { ...rest, category: name })} aria-current=${here ? 'true' : nothing}>
    <span>${label}</span>${total === undefined ? nothing : html`<span class="number soft">${number(total)}</span>`}
  </a></li>`;
}

/** @param {string} pointer @param {string} label @param {Filters} filters @param {(patch: Filters) => void} typed */
const price = (pointer, label, filters, typed) => html`<label>
  <span>${label}</span>
  <input type="number" inputmode="decimal" min="0" step="0.01" placeholder=${pointer === 'min_price' ? '0' : t('filter.any')}
    .value=${filters[pointer] ?? ''} @input=${(/** @type {Typed} */ e) => typed({ [pointer]: e.target.value })}>
</label>`;

/** `typed` waits for more, `change` does not.
 * @param {{ filters: Filters, open: boolean, categories: Schemas['Category'][] | null, typed: (patch: Filters) => void, change: (patch: Filters) => void }} facts */
export const filterPanel = ({ filters, open, categories, typed, change }) => html`<aside
  id="filters" class="filters glass ${open ? 'open' : ''}" aria-label=${t('filters')}>
  <h2>${t('filter.category')}</h2>
  <ul class="categories">
    ${categoryLink(filters, '', t('filter.all'))}
    ${categories ? categories.map((c) => categoryLink(filters, c.name, c.name, c.product_count)) : bones(5, 'line-bone')}
  </ul>
  <fieldset class="prices">
    <legend>${t('filter.price')}</legend>
    ${price('min_price', t('filter.from'), filters, typed)} ${price('max_price', t('filter.to'), filters, typed)}
  </fieldset>
  <label class="tick">
    <input type="checkbox" .checked=${filters.in_stock === 'true'}
      @change=${(/** @type {Typed} */ e) => change({ in_stock: e.target.checked ? 'true' : '' })}>
    ${t('filter.in_stock')}
  </label>
</aside>`;
