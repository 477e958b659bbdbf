// A product in the catalogue's grid.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { money } from '../lib/format.js';
import { link } from '../lib/router.js';
import { texts } from '../lib/text.js';
import { addToBasket, inBasket } from './add-to-basket.js';
import { productArt } from './product-art.js';
import { stock } from './stock.js';

const t = texts('shop');

/** A card on its way, of the same size. */
export const cardBone = html`<div class="card glass" aria-hidden="true">
  <div class="bone art-bone"></div>
  <div class="card-body">
    <div class="bone line-bone short-bone"></div>
    <div class="bone line-bone"></div>
    <div class="bone line-bone short-bone"></div>
    <div class="bone button-bone"></div>
  </div>
</div>`;

/** @param {import('types').Product} product */
export const productCard = (product) => html`<li class="card glass">
  ${productArt(product)} ${inBasket(product)}
  <div class="card-body">
    <p class="card-meta"><span>${product.category ?? t('other_category')}</span> <span class="sku">${product.sku}</span></p>
    <h2 class="card-name"><a href=${link(`/products/${product.id}`)}>${product.name}</a></h2>
    <p class="card-price"><span class="price">${money(product.price, product.currency)}</span> ${stock(product)}</p>
    ${addToBasket(product)}
  </div>
</li>`;
