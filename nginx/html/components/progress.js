// How far something has come, as a bar with its words.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { styles } from '../lib/needs.js';

styles('office-parts');

/** @param {{ done: number, total: number, label: string }} facts */
export const progress = ({ done, total, label }) => html`<div class="progress">
  <span role="status">${label}</span>
  <progress max=${Math.max(total, 1)} .value=${done} aria-label=${label}></progress>
</div>`;
