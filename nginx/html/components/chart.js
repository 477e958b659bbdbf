// Bars and lines in plain SVG, with their figures as a table for whoever can't see or wants to know.
// SPDX-License-Identifier: MIT
import { html, nothing, svg } from '/vendor/lit-html.js';
import { styles } from '../lib/needs.js';
import { texts } from '../lib/text.js';

const t = texts('kit');
styles('office-parts');
const HIGH = 100; // of the drawing, whose shapes are stretched; words stand outside it

/**
 * @typedef {{ name: string, values: number[], kind?: 'bar' | 'line' }} Series
 * @typedef {object} ChartFacts
 * @property {string} label
 * @property {string} head what the labels are: "Day"
 * @property {string[]} labels
 * @property {Series[]} series at most three
 * @property {(value: number) => string} show
 */

/** The next round number at or above. @param {number} most */
function roundUp(most) {
  const unit = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 2, 2.5, 5, 10].map((step) => step * unit).find((step) => step >= most) ?? most;
}

/** @param {Series} series @param {number} nth @param {number} top @param {number} together */
function bars({ values }, nth, top, together) {
  const wide = 0.72 / together;
  return values.map((value, i) => svg`<rect class="mark-${nth}" x=${i + 0.14 + nth * wide} width=${wide * 0.94}
    y=${HIGH - (value / top) * HIGH} height=${(Math.max(value, 0) / top) * HIGH} rx="0.04" ry="0.6"></rect>`);
}

/** @param {Series} series @param {number} nth @param {number} top */
const line = ({ values }, nth, top) => svg`<polyline class="line-${nth}" fill="none" vector-effect="non-scaling-stroke"
  points=${values.map((value, i) => `${i + 0.5},${HIGH - (value / top) * HIGH}`).join(' ')}></polyline>`;

/** @param {ChartFacts} facts */
export function chart({ label, head, labels, series, show }) {
  const top = roundUp(Math.max(0, ...series.flatMap(({ values }) => values)));
  const barred = series.filter(({ kind }) => kind !== 'line');
  const draw = (/** @type {Series} */ one, /** @type {number} */ i) =>
    one.kind === 'line' ? line(one, i, top) : bars(one, barred.indexOf(one), top, barred.length);
  const ends = labels.length > 2 ? [labels[0], labels[labels.length >> 1], labels[labels.length - 1]] : labels;
  return html`<figure class="chart">
    <figcaption>${label}
      ${series.length > 1 ? html`<span class="legend">${series.map(({ name }, i) => html`<span class="key-${i}">${name}</span>`)}</span>` : nothing}
    </figcaption>
    <div class="chart-area" aria-hidden="true">
      <div class="chart-scale">${[top, top / 2, 0].map((value) => html`<span>${show(value)}</span>`)}</div>
      <div class="chart-plot">
        <svg viewBox="0 0 ${Math.max(labels.length, 1)} ${HIGH}" preserveAspectRatio="none">
          ${[0, 0.5, 1].map((part) => svg`<line class="chart-rule" x1="0" x2=${labels.length} y1=${part * HIGH} y2=${part * HIGH} vector-effect="non-scaling-stroke"></line>`)}
          ${series.map(draw)}
          ${labels.map((word, i) => svg`<rect class="chart-hit" x=${i} width="1" y="0" height=${HIGH}><title>${word}: ${series.map(({ values }) => show(values[i])).join(' · ')}</title></rect>`)}
        </svg>
        <div class="chart-labels">${ends.map((word) => html`<span>${word}</span>`)}</div>
      </div>
    </div>
    <details>
      <summary>${t('as_table')}</summary>
      <div class="chart-table" tabindex="0" role="region" aria-label=${label}><table>
        <thead><tr><th scope="col">${head}</th>${series.map(({ name }) => html`<th scope="col" class="end">${name}</th>`)}</tr></thead>
        <tbody>${labels.map((word, i) => html`<tr><th scope="row">${word}</th>${series.map(({ values }) => html`<td class="end">${show(values[i])}</td>`)}</tr>`)}</tbody>
      </table></div>
    </details>
  </figure>`;
}
