// A quantity: a number to type or step with the arrow keys, between two buttons.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { MOST_PIECES, wholePieces } from '../lib/basket.js';
import { texts } from '../lib/text.js';

const t = texts('shop');

/** `change` hears whole numbers from 1 up; a half-typed field is left in peace.
 * @param {{ name: string, value: number, change: (pieces: number) => void, wrong?: string, described?: string }} facts */
export function quantity({ name, value, change, wrong = '', described = '' }) {
  const step = (/** @type {number} */ by) => () => change(wholePieces(value + by));
  const typed = (/** @type {import('types').Typed} */ event) => {
    if (event.target.value !== '') change(wholePieces(event.target.value));
  };
  const settled = (/** @type {import('types').Typed} */ { target }) => {
    target.value = String(wholePieces(target.value));
    change(wholePieces(target.value));
  };
  return html`<span class="stepper ${wrong}" role="group" aria-label=${t('quantity_of', { name })}>
    <button type="button" aria-label=${t('one_less')} ?disabled=${value <= 1} @click=${step(-1)}>−</button>
    <input type="number" inputmode="numeric" min="1" max=${MOST_PIECES} step="1" aria-label=${t('quantity_of', { name })}
      aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${described || nothing}
      .value=${String(value)} @input=${typed} @change=${settled}>
    <button type="button" aria-label=${t('one_more')} @click=${step(1)}>+</button>
  </span>`;
}
