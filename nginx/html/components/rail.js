// What staff and above have around their pages: the rail with all places, on a narrow screen a
// drawer. A popover, so that Escape and a click beside it close it and the focus goes back.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { styles } from '../lib/needs.js';
import { texts } from '../lib/text.js';
import { icon } from './icons.js';
import { brand, placeLinks } from './place-links.js';
import { GROUPS, placeOf, places } from './places.js';
import { statusLight } from './status-light.js';

const t = texts('common');

styles('office-rail');

/** @import { Place } from './places.js' */

/** @param {typeof GROUPS[number]} facts @param {Place[]} all @param {Place} [here] */
const group = ({ name, label }, all, here) => {
  const mine = all.filter((place) => place.group === name);
  if (!mine.length) return nothing;
  return html`<h2 class="rail-title">${t(label)}</h2>${placeLinks(mine, here)}`;
};

/** A link leads away from the drawer, too. @param {Event & { target: Element, currentTarget: HTMLElement }} event */
const chosen = (event) => event.target.closest('a') && event.currentTarget.hidePopover();

/** @param {string} at */
export function rail(at) {
  const all = places();
  const here = placeOf(at, all);
  return html`
    <header class="top rail-top">
      <div class="top-in">
        <button type="button" class="plain" popovertarget="rail" aria-label=${t('menu')}>${icon('menu')}</button>
        ${brand()}
      </div>
    </header>
    <nav class="rail" id="rail" aria-label=${t('main')} popover @click=${chosen}>
      <div class="rail-head">${brand()}</div>
      ${GROUPS.map((g) => group(g, all, here))}
      <div class="rail-foot">${statusLight()}</div>
    </nav>`;
}
