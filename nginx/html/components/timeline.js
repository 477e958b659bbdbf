// What happened to an order, newest last: what, who, when, and why.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { moment } from '../lib/format.js';
import { texts } from '../lib/text.js';
import { statusWord } from '../lib/words.js';
import { failed, bones } from './state.js';

const t = texts('orders');

/** @import { Resource, Schemas } from 'types' */
/** @typedef {Schemas['OrderHistoryEntry']} Entry */

/** @param {Entry} entry @param {number} i @param {Entry[]} all */
const step = (entry, i, all) => html`<li class="step ${i === all.length - 1 ? 'now' : ''}">
  <p class="step-what">
    ${statusWord(entry.to_status)}
    ${entry.from_status ? html`<span class="soft">${t('from', { status: statusWord(entry.from_status) })}</span>` : nothing}
  </p>
  <p class="soft">
    <time datetime=${entry.created_at}>${moment(entry.created_at)}</time>${entry.actor ? ` · ${entry.actor}` : ''}
  </p>
  ${entry.note ? html`<p class="step-note">${entry.note}</p>` : nothing}
</li>`;

/** @param {Resource<Entry[]>} history */
export function timeline(history) {
  if (history.problem) return failed(history.problem, history.load);
  if (!history.value) return bones(3, 'line-bone');
  return html`<ol class="timeline">${history.value.map(step)}</ol>`;
}
