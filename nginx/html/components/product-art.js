// A picture for a product that has none: shapes and colours from its SKU, the same everywhere.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';

const TINTS = 8;

/** A number that is always the same for the same text (FNV-1a). */
function hash(text = '') {
  let h = 0x811c9dc5;
  for (const c of text) h = Math.imul(h ^ /** @type {number} */ (c.codePointAt(0)), 0x01000193);
  return h >>> 0;
}

/** "Desk Lamp" → "DL", "Bookshelf" → "Bo". @param {string} name */
function initials(name) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (words.length < 2) return [...(words[0] ?? '')].slice(0, 2).join('');
  return words
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join('');
}

/** @param {{ sku?: string, name?: string }} [product] */
export function productArt({ sku = '', name = '' } = {}) {
  const seed = hash(sku);
  const at = (/** @type {number} */ turn, /** @type {number} */ range) => ((Math.imul(seed, 0x9e3779b1 + 2 * turn) >>> 16) / 0xffff) * range;
  return html`<span class="art tint-${Math.floor(at(0, TINTS - 0.01))}" aria-hidden="true">
    <svg viewBox="0 0 240 120" preserveAspectRatio="xMidYMid slice">
      <circle class="art-a" cx=${110 + at(1, 110)} cy=${20 + at(2, 80)} r=${50 + at(3, 28)}></circle>
      <circle class="art-b" cx=${60 + at(4, 170)} cy=${at(5, 120)} r=${26 + at(6, 30)}></circle>
      <circle class="art-c" cx=${90 + at(7, 140)} cy=${15 + at(8, 90)} r=${10 + at(9, 16)}></circle>
    </svg>
    <span class="art-word">${initials(name)}</span>
  </span>`;
}
