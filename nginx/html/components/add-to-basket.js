// A quantity and the button that puts that many pieces of a product in the basket.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { add, MOST_LINES, quantityOf } from '../lib/basket.js';
import { number } from '../lib/format.js';
import { link } from '../lib/router.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { icon } from './icons.js';
import { quantity } from './quantity.js';
import { say } from './toast.js';

const t = texts('shop');

/** @import { Product } from 'types' */

/** @type {Map<number, number>} */
const wanted = new Map(); // product id → pieces, until added

/** @param {Event} event @param {Product} product */
function put(event, product) {
  event.preventDefault();
  const pieces = wanted.get(product.id) ?? 1;
  if (!add(product.id, pieces)) return say(t('order_full', { most: MOST_LINES }), 'bad');
  wanted.delete(product.id);
  say(t('added', { pieces, name: product.name }), 'good', { label: t('view_basket'), href: link('/order') });
}

/** @param {Product} product */
export function addToBasket(product) {
  const none = product.available <= 0 || product.is_active === false;
  return html`<form class="add" novalidate @submit=${(/** @type {Event} */ e) => put(e, product)}>
    ${quantity({
      name: product.name,
      value: wanted.get(product.id) ?? 1,
      change: (pieces) => {
        wanted.set(product.id, pieces);
        redraw();
      },
    })}
    <button class="button ${none ? 'quiet' : 'primary'}" ?disabled=${none}>
      ${icon('plus')} <span>${t.rich('add', {
        product: html`<span class="hidden">${t('add.product', { name: product.name })}</span>`,
      })}</span>
    </button>
  </form>`;
}

/** How many are in the basket already, for a corner of the picture. @param {Product} product */
export function inBasket({ id }) {
  const pieces = quantityOf(id);
  if (!pieces) return nothing;
  return html`<span class="in-basket">${icon('basket')} ${number(pieces)}<span class="hidden"> ${t('in_basket')}</span></span>`;
}
