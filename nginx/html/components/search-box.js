// A box to search with. What is typed stays as it was typed; what is searched for is trimmed, and
// has a letter or a digit: of anything else the service finds nothing.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { icon } from './icons.js';

/** @param {string} text */
const sought = (text) => (/[\p{L}\p{N}]/u.test(text) ? text.trim() : '');

/** One a page, with its label as a function; `hear(text)` at every key. Returns the box for what is searched for now.
 * @param {() => string} label @param {(text: string) => void} hear */
export function searchBox(label, hear) {
  let typed = '';
  const input = (/** @type {import('types').Typed} */ event) => {
    typed = event.target.value;
    hear(sought(typed));
  };
  return (search = '', placeholder = label()) => {
    if (sought(typed) !== search) typed = search;
    return html`<label class="search">
      ${icon('search')}<span class="hidden">${label()}</span>
      <input type="search" placeholder=${placeholder} maxlength="100" .value=${typed} @input=${input}>
    </label>`;
  };
}
