// How the system is: its pools, the relay, what waits to be told, what it does by itself.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { smallTable } from '../../components/small-table.js';
import { stats } from '../../components/stat.js';
import { bones, failed } from '../../components/state.js';
import { get } from '../../lib/api.js';
import { ago, number } from '../../lib/format.js';
import { resource } from '../../lib/resource.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Schemas } from 'types' */

const t = texts('system');
const EVERY_MS = 5_000;

/** @param {number} seconds */
const age = (seconds) => (seconds < 90 ? t('seconds', { count: Math.round(seconds) }) : t('minutes', { count: Math.round(seconds / 60) }));

/** @param {Schemas['System']} now */
const relayState = ({ relay }) => {
  if (!relay.started) return { label: t('relay'), figure: t('never'), tone: 'bad' };
  if (relay.silent) return { label: t('relay'), figure: t('silent'), note: relay.silent, tone: 'bad' };
  return { label: t('relay'), figure: t('well'), tone: 'good', note: t('last', { number: relay.last }) };
};

/** @param {Schemas['System']} now */
const figures = (now) => [
  relayState(now),
  { label: t('outbox'), figure: number(now.outbox.fresh), note: t('oldest', { age: age(now.outbox.oldest_seconds) }), href: link('/admin/outbox'), tone: now.outbox.oldest_seconds > 60 ? 'bad' : 'still' },
  { label: t('mails'), figure: number(now.mails.waiting), note: now.relay.mail_stopped ?? t('oldest', { age: age(now.mails.oldest_seconds) }), href: link('/admin/mails', { state: 'waiting' }), tone: now.relay.mail_stopped ? 'bad' : 'still' },
  { label: t('webhooks'), figure: number(now.webhooks.waiting), note: t('failing', { failing: now.webhooks.failing, disabled: now.webhooks.disabled }), href: link('/admin/webhooks'), tone: now.webhooks.failing ? 'wait' : 'still' },
  { label: t('seals'), figure: number(now.audit.seals), note: t('unsealed', { age: age(now.audit.unsealed_seconds) }), href: link('/admin/audit') },
];

/** @returns {import('../../components/small-table.js').Cell[]} */
const poolCells = () => [
  { label: t('pool'), show: (pool) => pool.name },
  { label: t('workers'), show: (pool) => number(pool.workers), end: true },
  { label: t('busy'), show: (pool) => number(pool.busy), end: true },
  { label: t('longest'), show: (pool) => (pool.busy ? age(pool.oldest_seconds) : '–'), end: true },
];

/** @param {Schemas['SystemChore']} chore */
function choreState({ failure, late_seconds: late }) {
  if (failure) return html`<span class="chip bad">${failure}</span>`;
  return late ? html`<span class="chip wait">${t('late', { age: age(late) })}</span>` : html`<span class="chip good">${t('well')}</span>`;
}

/** @returns {import('../../components/small-table.js').Cell[]} */
const choreCells = () => [
  { label: t('chore'), show: (chore) => chore.name },
  { label: t('done'), show: (chore) => (chore.done_at ? ago(chore.done_at) : '–') },
  { label: t('state'), show: choreState },
];

/** @returns {import('../../components/small-table.js').Cell[]} */
const findingCells = () => [
  { label: t('finding'), show: (finding) => finding.name },
  { label: t('value'), show: ({ value }) => (value ? html`<span class="chip bad">${number(value)}</span>` : '0'), end: true },
];

/** @param {string} title @param {import('../../components/small-table.js').Cell[]} cells @param {any[]} rows */
const part = (title, cells, rows) => (rows.length ? html`<section class="panel glass"><h2>${title}</h2>${smallTable(title, cells, rows)}</section>` : nothing);

export function open() {
  const system = resource(async (signal) => (await get('/admin/system', {}, signal)).data);
  system.load();
  const timer = setInterval(() => document.hidden || system.refresh(), EVERY_MS);

  /** @param {Schemas['System']} now */
  const shown = (now) => html`${stats(figures(now))}
    ${part(t('pools'), poolCells(), now.pools)} ${part(t('chores'), choreCells(), now.chores)} ${part(t('findings'), findingCells(), now.findings)}`;

  return {
    title: t('system'),
    view: () => html`<div class="page-head"><div><h1 tabindex="-1">${t('system')}</h1>
        <p class="lead">${system.value ? t('versions', { version: system.value.version, postgresql: system.value.postgresql }) : ''}</p></div></div>
      <div class="stack">${system.value ? shown(system.value) : system.problem ? failed(system.problem, system.load) : bones(6, 'row-bone')}</div>`,
    close() {
      clearInterval(timer);
      system.cancel();
    },
  };
}
