// Acting on a selection: in pieces of 100, with what came of each row, and across a reload.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { kept } from '../lib/kept.js';
import { styles } from '../lib/needs.js';
import { asProblem } from '../lib/problem.js';
import { session } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { ask } from './confirm.js';
import { icon } from './icons.js';
import { progress } from './progress.js';

const t = texts('kit');
styles('office-parts');
const PIECE = 100; // what the API takes at once

/** @import { RowOf } from 'types' */
/**
 * @typedef {{ id: number, name: string }} Subject
 * @typedef {{ id: number, refused?: string }} Outcome without `refused` it is done
 */
/**
 * @template {string} P
 * @typedef {object} BulkFacts
 * @property {string} name of the desk, under which this browser keeps what is under way
 * @property {import('../lib/list.js').List<P>} list
 * @property {(row: RowOf<P>) => string} rowName
 * @property {(row: { id: number }) => string} href where a row leads
 * @property {(rows: RowOf<P>[]) => string} sum of what is about to happen, in words: "$1,234.50"
 * @property {Record<string, BulkAction>} actions
 */
/**
 * @typedef {object} BulkAction
 * @property {string} label
 * @property {string} title the question: "Confirm {count} orders?"
 * @property {boolean} [danger]
 * @property {(ids: number[], key: string) => Promise<Outcome[]>} run one piece; the same key has one effect
 *
 * @typedef {object} Job
 * @property {number | undefined} user
 * @property {string} action
 * @property {Subject[]} subjects
 * @property {Outcome[]} outcomes
 * @property {string[]} keys one a piece, made before the first is sent
 * @property {string} [trouble] why it stopped before its end
 */

/** One a page. @template {string} P @param {BulkFacts<P>} facts */
export function bulk({ name, list, rowName, href, sum, actions }) {
  const saved = kept('sessionStorage', `orderd.bulk.${name}`);
  /** @type {Job | null} */
  let job = saved.read();
  if (job?.user !== session.state.user?.id) job = null;
  let running = false;
  let closed = false;

  const keep = () => (job ? saved.write(job) : saved.remove());
  const refused = () => job?.outcomes.filter((one) => one.refused !== undefined) ?? [];
  const untouched = () => job?.subjects.slice(job.outcomes.length) ?? [];

  /** Names number and sum, then acts. @param {string} action */
  async function start(action) {
    const rows = /** @type {RowOf<P>[]} */ ([...list.state.chosen.values()]);
    const { label, danger } = actions[action];
    const agreed = await ask({
      title: actions[action].title,
      text: [t('bulk_about', { count: rows.length, sum: sum(rows) }), list.cut ? t('cut', { count: rows.length }) : ''].filter(Boolean).join(' '),
      yes: label,
      no: t('not_yet'),
      danger,
    });
    if (!agreed) return;
    job = {
      user: session.state.user?.id,
      action,
      subjects: rows.map((row) => ({ id: row.id, name: rowName(row) })),
      outcomes: [],
      keys: Array.from({ length: Math.ceil(rows.length / PIECE) }, () => crypto.randomUUID()),
    };
    keep();
    await go();
  }

  /** From where it stopped: a piece that was sent and not answered is sent with its key again. */
  async function go() {
    if (!job || running) return;
    running = true;
    const mine = job;
    delete mine.trouble;
    redraw();
    try {
      while (mine.outcomes.length < mine.subjects.length && !closed) {
        const from = mine.outcomes.length;
        const ids = mine.subjects.slice(from, from + PIECE).map(({ id }) => id);
        mine.outcomes.push(...(await actions[mine.action].run(ids, mine.keys[from / PIECE])));
        keep();
        redraw();
      }
    } catch (error) {
      mine.trouble = asProblem(error).message;
      keep();
    }
    running = false;
    if (!closed) settle();
  }

  /** What was refused or not come to stays selected. */
  function settle() {
    const still = new Set([...refused(), ...untouched()].map(({ id }) => id));
    list.choose([...list.state.chosen.values()].filter((row) => !still.has(row.id)), false);
    list.look();
    redraw();
  }

  /** Those that were refused, once more. */
  function retry() {
    if (!job) return;
    const again = new Set(refused().map(({ id }) => id));
    const subjects = job.subjects.filter(({ id }) => again.has(id));
    job = { ...job, subjects, outcomes: [], keys: Array.from({ length: Math.ceil(subjects.length / PIECE) }, () => crypto.randomUUID()) };
    keep();
    go();
  }

  function dismiss() {
    job = null;
    keep();
    redraw();
  }

  function view() {
    if (!job || !actions[job.action]) return nothing;
    const done = job.outcomes.length - refused().length;
    const { label } = actions[job.action];
    if (running) return html`<section class="bulk glass">${progress({ done: job.outcomes.length, total: job.subjects.length,
      label: t('bulk_running', { label, done: job.outcomes.length, count: job.subjects.length }) })}</section>`;
    return html`<section class="bulk glass" aria-label=${label}>
      <div class="bulk-head">
        <p role="status"><strong>${label}:</strong>
          ${[t('bulk_done', { count: done }), refused().length ? t('bulk_refused', { count: refused().length }) : '',
            untouched().length ? t('bulk_untouched', { count: untouched().length }) : ''].filter(Boolean).join(' · ')}</p>
        <div class="actions">
          ${untouched().length ? html`<button type="button" class="button primary small" @click=${go}>${t('go_on')}</button>` : nothing}
          ${refused().length && !untouched().length ? html`<button type="button" class="button quiet small" @click=${retry}>${t('retry_refused')}</button>` : nothing}
          <button type="button" class="plain" aria-label=${t('dismiss')} @click=${dismiss}>${icon('cross')}</button>
        </div>
      </div>
      ${job.trouble ? html`<p class="error">${job.trouble}</p>` : nothing}
      ${refused().length ? html`<ul class="bulk-refused">${refused().map(reason)}</ul>` : nothing}
    </section>`;
  }

  /** @param {Outcome} outcome */
  const reason = ({ id, refused: why }) => html`<li><a href=${href({ id })}>${job?.subjects.find((s) => s.id === id)?.name}</a>
    <span>${why}</span></li>`;

  return {
    view,
    start,
    close() {
      closed = true;
    },
  };
}
