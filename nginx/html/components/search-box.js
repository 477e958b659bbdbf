// A box to search with. What is typed stays as it was typed; what is searched for is trimmed.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { icon } from './icons.js';

/** One a page: `hear(text)` at every key; returns the box for what is searched for now. */
export function searchBox(label, hear) {
  let typed = '';
  const input = (event) => {
    typed = event.target.value;
    hear(typed.trim());
  };
  return (search = '', placeholder = label) => {
    if (typed.trim() !== search) typed = search;
    return html`<label class="search">
      ${icon('search')}<span class="hidden">${label}</span>
      <input type="search" placeholder=${placeholder} maxlength="100" .value=${typed} @input=${input}>
    </label>`;
  };
}
