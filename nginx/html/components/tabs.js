// The parts of a page, each with an address of its own.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { styles } from '../lib/needs.js';
import { texts } from '../lib/text.js';

const t = texts('kit');
styles('office-parts');

/** @param {{ label: string, here: string, items: { key: string, label: string, href: string, count?: number }[] }} facts */
export const tabs = ({ label, here, items }) => html`<nav class="tabs" aria-label=${label}><ul>
  ${items.map(
    ({ key, label: word, href, count }) => html`<li><a href=${href} aria-current=${key === here ? 'page' : nothing}>${word}
      ${count ? html`<span class="tab-count">${t('number', { count })}</span>` : nothing}</a></li>`,
  )}
</ul></nav>`;
