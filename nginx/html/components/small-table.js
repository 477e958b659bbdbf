// A few rows as a plain table, from facts; it scrolls sideways where there is no room.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { styles } from '../lib/needs.js';

styles('office-parts');

/** @typedef {{ label: string, show: (row: any) => unknown, end?: boolean }} Cell `end`: a figure */

/** @param {string} label @param {Cell[]} cells @param {any[]} rows */
export const smallTable = (label, cells, rows) => html`<div class="table-scroll" tabindex="0" role="group" aria-label=${label}>
  <table class="small-table" aria-label=${label}>
    <thead><tr>${cells.map((c) => html`<th scope="col" class=${c.end ? 'end' : ''}>${c.label}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${cells.map((c) => html`<td class=${c.end ? 'end' : ''}>${c.show(row)}</td>`)}</tr>`)}</tbody>
  </table>
</div>`;
