// Links to the other pages of a list.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { number } from '../lib/format.js';
import { texts } from '../lib/text.js';
import { icon } from './icons.js';

const t = texts('common');

/** First, last, and the neighbours of the page shown; gaps as 0. @param {number} page @param {number} pages */
function nearby(page, pages) {
  const near = [1, page - 1, page, page + 1, pages];
  const kept = [...new Set(near)].filter((p) => p >= 1 && p <= pages).sort((a, b) => a - b);
  return kept.flatMap((p, i) => (i && p - kept[i - 1] > 1 ? [0, p] : [p]));
}

/** @param {number} to 0: nowhere @param {'left' | 'right'} name @param {string} label @param {(page: number) => string} href */
const arrow = (to, name, label, href) =>
  to
    ? html`<a class="page-link" href=${href(to)} aria-label=${label}>${icon(name)}</a>`
    : html`<span class="page-link off" aria-hidden="true">${icon(name)}</span>`;

/** `href` is the address of a page. @param {{ page?: number, pages?: number }} list @param {(page: number) => string} href */
export function pager({ page = 1, pages = 1 }, href) {
  if (pages < 2) return nothing;
  return html`<nav class="pager" aria-label=${t('pages')}>
    ${arrow(page - 1, 'left', t('previous_page'), href)}
    ${nearby(page, pages).map((p) =>
      p === 0
        ? html`<span class="page-gap" aria-hidden="true">…</span>`
        : html`<a class="page-link" href=${href(p)} aria-label=${t('page', { n: p })}
            aria-current=${p === page ? 'page' : nothing}>${number(p)}</a>`,
    )}
    ${arrow(page < pages ? page + 1 : 0, 'right', t('next_page'), href)}
  </nav>`;
}
