// The navigation's links: a list on top for customers, a part of it in the rail.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { basket, pieces } from '../lib/basket.js';
import { link } from '../lib/router.js';
import { texts } from '../lib/text.js';
import { icon } from './icons.js';

const t = texts('common');

/** @import { Place } from './places.js' */

/** @param {number} inBasket */
function badge(inBasket) {
  if (!inBasket) return nothing;
  return html`<span class="badge">${inBasket > 99 ? '99+' : inBasket}<span class="hidden">
    ${t('pieces', { count: inBasket })}</span></span>`;
}

/** @param {Place} place @param {Place} [here] */
const placeLink = (place, here) => html`<li>
  <a class="place" href=${link(place.path)} aria-current=${place === here ? 'page' : nothing}>
    ${icon(place.icon)}<span>${t(place.label)}</span>
    ${place.badge ? badge(basket.state.lines.length && pieces()) : nothing}
  </a>
</li>`;

/** `here` is the place that is shown. @param {Place[]} places @param {Place} [here] */
export const placeLinks = (places, here) => html`<ul>${places.map((place) => placeLink(place, here))}</ul>`;

export const brand = () => html`<a class="brand" href=${link('/')} aria-label=${t('brand')}>
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path d="M16 3 27 9v14l-11 6L5 23V9Z"/><path d="m5 9 11 6 11-6M16 15v14"/>
  </svg>
  <span>orderd</span>
</a>`;
