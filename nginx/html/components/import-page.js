// A page that reads a CSV file in: tried first, so that one sees what would become of each line, then taken.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { columnName, readCsv, textOf, writeCsv } from '../lib/csv.js';
import { save } from '../lib/download.js';
import { number } from '../lib/format.js';
import { guard } from '../lib/leaving.js';
import { asProblem, Problem } from '../lib/problem.js';
import { linkBack } from '../lib/router.js';
import { texts } from '../lib/text.js';
import { upload } from '../lib/upload.js';
import { redraw } from '../lib/view.js';
import { drop } from './drop.js';
import { icon } from './icons.js';
import './leave.js';
import { smallTable } from './small-table.js';

const t = texts('imports');

/**
 * @typedef {object} ImportFacts
 * @property {string} title
 * @property {{ at: string, label: string }} list where the rows stand afterwards
 * @property {string} path of the API
 * @property {string[]} columns that a file may have, the first of which names its rows
 * @property {string} [about] what its lines are, instead of rows of their own
 * @property {Option[]} [options] what can be wished for
 * @typedef {'update_only' | 'ignore_unknown' | 'skip_existing' | 'no_stock'} Option
 *
 * @typedef {{ line: number, column: string, code: string, detail: string }} Fault
 * @typedef {{ line: number, key: string, is_new: boolean, cells: { column: string, old: unknown, new: unknown }[] }} Change
 * @typedef {{ created: number, updated: number, unchanged: number, error_count: number, errors: Fault[], changes: Change[] | null }} Report
 */

/** @param {unknown} value */
function shown(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  return typeof value === 'object' ? Object.values(value).filter(Boolean).join(', ') : String(value);
}

/** @param {Change} change */
const cells = ({ cells: all, is_new }) => html`<ul class="import-cells">${all.map(
  ({ column, old, new: next }) => html`<li><span class="code">${column}</span> ${
    is_new ? nothing : html`<del>${shown(old)}</del> <span aria-hidden="true">→</span> <span class="hidden">${t('becomes')}</span> `
  }<ins>${shown(next)}</ins></li>`,
)}</ul>`;

/** @param {ImportFacts} facts */
export function importPage({ title, list, path, columns, about, options = ['update_only', 'ignore_unknown'] }) {
  /** @type {File | null} */
  let file = null;
  /** @type {import('../lib/csv.js').CsvRow[]} */
  let rows = [];
  const wished = new Set(/** @type {Option[]} */ ([]));
  /** @type {Report | null} what would become of it */
  let tried = null;
  /** @type {Report | null} what became of it */
  let done = null;
  /** @type {Problem | null} */
  let problem = null;
  /** @type {{ done: number, total: number, label: string } | undefined} */
  let under;
  let era = new AbortController(); // ends with another file
  const unguard = guard(() => tried !== null && done === null);

  /** @param {boolean} dry @returns {Promise<Report>} */
  const send = (dry) => {
    const hear = (/** @type {number} */ sent, /** @type {number} */ total) => {
      under = { done: sent, total, label: t(sent < total ? 'sending' : dry ? 'trying' : 'importing', { count: Math.floor((100 * sent) / Math.max(total, 1)) }) };
      redraw();
    };
    hear(0, 1);
    const query = Object.fromEntries([...wished, 'partial', ...(dry ? ['dry_run'] : [])].map((name) => [name, 'true']));
    return upload(path, query, /** @type {File} */ (file), { hear, signal: era.signal });
  };

  /** @param {boolean} dry */
  async function go(dry) {
    if (under || !file) return;
    const { signal } = era;
    problem = null;
    try {
      const report = await send(dry);
      if (dry) tried = report;
      else done = report;
    } catch (error) {
      if (signal.aborted) return;
      problem = asProblem(error);
    }
    if (signal.aborted) return;
    under = undefined;
    await redraw();
    document.getElementById('import-said')?.focus();
  }

  /** @param {File} next */
  async function take(next) {
    era.abort();
    era = new AbortController();
    under = undefined;
    tried = null;
    done = null;
    file = next;
    rows = readCsv(await textOf(next));
    await go(true);
  }

  const input = drop({ label: t('drop'), accept: '.csv,text/csv', take });

  /** @param {Option} option */
  function turn(option) {
    if (!wished.delete(option)) wished.add(option);
    tried = null;
    go(true);
    redraw();
  }

  /** @param {Fault[]} faults */
  const inWords = (faults) => /** @type {Fault[]} */ (new Problem(0, { errors: faults }).errors);
  const refused = () => inWords((done ?? tried)?.errors ?? []);
  const rowAt = (/** @type {number} */ line) => rows.find((row) => row.line === line);
  const valueOf = (/** @type {Fault} */ { line, column }) => rowAt(line)?.fields[rows[0].fields.findIndex((name) => columnName(name) === column)] ?? '';

  /** Of what lines belong to all of its lines, so that it can be mended and sent again. */
  function saveRefused() {
    const why = Map.groupBy(refused(), ({ line }) => line);
    const key = about ? rows[0].fields.findIndex((name) => columnName(name) === columns[0]) : -1;
    const things = new Set([...why.keys()].map((line) => rowAt(line)?.fields[key]));
    const reasons = (/** @type {Fault[]} */ faults) => faults.map(({ column, detail }) => (column ? `${column}: ${detail}` : detail)).join(' ');
    const kept = rows.slice(1).filter(({ line, fields }) => why.has(line) || (key >= 0 && things.has(fields[key])));
    save(
      writeCsv([[...rows[0].fields, 'refused'], ...kept.map(({ line, fields }) => [...fields, reasons(why.get(line) ?? [])])]),
      `${file?.name.replace(/\.csv$/i, '')}-${t('refused_file')}.csv`,
    );
  }

  /** @param {Fault[]} faults */
  const faultTable = (faults) => smallTable(t('refused'), [
    { label: t('line'), show: ({ line }) => number(line), end: true },
    { label: t('column'), show: ({ column }) => (column ? html`<span class="code">${column}</span>` : t('whole_line')) },
    { label: t('value'), show: (fault) => html`<span class="import-value">${valueOf(fault) || '–'}</span>` },
    { label: t('why'), show: ({ detail }) => detail },
  ], faults);

  /** @param {Report} report */
  function refusedPart(report) {
    if (!report.error_count) return nothing;
    const faults = refused();
    return html`<section class="panel glass" aria-labelledby="refused-title">
      <div class="panel-head"><h2 id="refused-title">${t('refused')}</h2>
        <button type="button" class="button quiet small" @click=${saveRefused}>${icon('download')} ${t('save_refused')}</button></div>
      ${report.error_count > faults.length ? html`<p class="soft">${t('first_faults', { shown: faults.length, count: report.error_count })}</p>` : nothing}
      ${faultTable(faults)}
    </section>`;
  }

  /** @param {Report} report */
  function changesPart({ changes, created, updated }) {
    if (!changes?.length) return nothing;
    return html`<section class="panel glass" aria-labelledby="changes-title">
      <h2 id="changes-title">${t('changes')}</h2>
      ${created + updated > changes.length ? html`<p class="soft">${t('first_changes', { shown: changes.length, count: created + updated })}</p>` : nothing}
      ${smallTable(t('changes'), [
        { label: t('line'), show: ({ line }) => number(line), end: true },
        { label: columns[0], show: ({ key }) => html`<span class="code">${key}</span>` },
        { label: t('what'), show: ({ is_new }) => html`<span class="chip ${is_new ? 'good' : 'info'}">${t(is_new ? 'is_new' : 'is_changed')}</span>` },
        { label: t('cells'), show: cells },
      ], changes)}
    </section>`;
  }

  /** @param {Report} report */
  const figures = ({ created, updated, unchanged, error_count: count }) =>
    [t('created', { count: created }), t('updated', { count: updated }), t('unchanged', { count: unchanged }), ...(count ? [t('faults', { count })] : [])].join(' · ');

  /** @param {Report} report */
  function summary(report) {
    const changing = report.created + report.updated;
    return html`<section class="panel glass import-summary" aria-labelledby="import-said">
      <h2 id="import-said" tabindex="-1">${done ? t('done') : t('tried', { name: file?.name ?? '' })}</h2>
      <p role="status"><strong>${figures(report)}</strong></p>
      ${
        done
          ? html`<div class="actions"><a class="button primary" href=${linkBack(list.at)}>${list.label}</a></div>`
          : html`<p class="soft">${changing ? t('nothing_yet') : t('nothing_to_do')}</p>
            <div class="actions"><button type="button" class="button primary" ?disabled=${Boolean(under) || !changing} @click=${() => go(false)}>
              ${report.error_count ? t('import_good', { count: changing }) : t('import', { count: changing })}</button></div>`
      }
    </section>`;
  }

  function trouble() {
    if (!problem) return nothing;
    return html`<div class="alert ${problem.unanswered ? 'wait' : 'bad'}" role="alert" tabindex="-1" id="import-said">
      <p>${problem.message} ${problem.unanswered ? t('unanswered') : ''}</p>
      ${problem.requestId ? html`<p class="soft">${t('reference', { id: problem.requestId })}</p>` : nothing}
      ${problem.unanswered ? html`<div class="actions"><button type="button" class="button quiet small" @click=${() => go(tried === null)}>${t('again')}</button></div>` : nothing}
    </div>
    ${problem.errors.length ? html`<section class="panel glass">${faultTable(/** @type {any} */ (problem.errors))}</section>` : nothing}`;
  }

  return {
    title,
    view: () => html`<a class="back" href=${linkBack(list.at)}>${icon('left')} ${list.label}</a>
      <div class="page-head"><div><h1 tabindex="-1">${title}</h1><p class="lead">${t('lead')}</p></div></div>
      <div class="import">
        <section class="panel glass">
          ${input(under)}
          <p class="soft">${about ?? t('columns', { first: columns[0] })} <span class="code">${columns.join(', ')}</span></p>
          ${options.map((option) => html`<label class="tick"><input type="checkbox" .checked=${wished.has(option)}
            ?disabled=${Boolean(under) || done !== null} @change=${() => turn(option)}> ${t(option)}</label>`)}
        </section>
        ${trouble()} ${done ?? tried ? html`${summary(/** @type {Report} */ (done ?? tried))} ${refusedPart(/** @type {Report} */ (done ?? tried))} ${done ? nothing : changesPart(/** @type {Report} */ (tried))}` : nothing}
      </div>`,
    close() {
      era.abort();
      unguard();
    },
  };
}
