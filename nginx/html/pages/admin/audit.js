// The audit log: who did what, and whether anybody has changed it since.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { openDialog } from '../../components/dialog.js';
import { icon } from '../../components/icons.js';
import { listPage } from '../../components/list-page.js';
import { sayProblem } from '../../components/toast.js';
import { get } from '../../lib/api.js';
import { moment } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';

/** @import { Column, Filter, Schemas, Visit } from 'types' */

const t = texts('admin');
const AT = '/admin/audit';

/** @param {unknown} details */
const inShort = (details) => Object.entries(details ?? {}).map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`).join(', ');

/** @returns {Column<Schemas['AuditEntry']>[]} */
const columns = () => [
  { key: 'event', label: t('what'), cell: (a) => html`<span class="code">${a.event}</span>`, always: true, width: 200 },
  { key: 'at', label: t('when'), cell: (a) => html`<time datetime=${a.created_at}>${moment(a.created_at)}</time>`, width: 190, grow: 0 },
  { key: 'actor', label: t('who'), cell: (a) => (a.actor_id === null ? '–' : html`<a href=${link(`/admin/users/${a.actor_id}`)}>#${a.actor_id}</a>`), width: 80, grow: 0, labelled: true },
  { key: 'subject', label: t('about'), cell: (a) => (a.subject_id === null ? '–' : `#${a.subject_id}`), width: 90, grow: 0, labelled: true },
  { key: 'details', label: t('details'), cell: (a) => inShort(a.details), width: 220, grow: 4 },
  { key: 'address', label: t('address'), cell: (a) => a.address ?? '–', width: 130, labelled: true },
  { key: 'request', label: t('request'), cell: (a) => html`<span class="code">${a.request_id ?? '–'}</span>`, extra: true, width: 280 },
];

/** @returns {Filter[]} */
const filters = () => [
  { key: 'event', label: t('what'), kind: 'text' },
  { key: 'user_id', label: t('who_id'), kind: 'text' },
  { key: 'time', label: t('when'), kind: 'date', keys: ['from', 'to'] },
];

/** @param {Schemas['AuditVerified']} found */
const verdict = (found) => html`<p class="alert ${found.sound ? 'good' : 'bad'}">${icon(found.sound ? 'shield' : 'alert')}
    ${t(found.sound ? 'sound' : 'not_sound')}</p>
  <dl class="facts">
    <div><dt>${t('seals')}</dt><dd>${t('count', { count: found.seals })}</dd></div>
    <div><dt>${t('rows')}</dt><dd>${t('count', { count: found.rows })}</dd></div>
    ${found.archived ? html`<div><dt>${t('archived')}</dt><dd>${t('count', { count: found.archived })}</dd></div>` : nothing}
    <div><dt>${t('unsealed')}</dt><dd>${t('count', { count: found.unsealed })}</dd></div>
    ${found.detail ? html`<div><dt>${t('details')}</dt><dd>${found.detail}</dd></div>` : nothing}
    ${found.head ? html`<div><dt>${t('head')}</dt><dd class="code">${found.head}</dd></div>` : nothing}
  </dl>`;

/** @param {Visit} place */
export function open({ query }) {
  let busy = false;

  async function verify() {
    busy = true;
    redraw();
    try {
      const { data } = await get('/admin/audit/verify');
      openDialog({ title: t('verified'), body: () => verdict(data) });
    } catch (error) {
      sayProblem(error);
    }
    busy = false;
    redraw();
  }

  return listPage(
    {
      title: t('audit'),
      lead: t('audit_lead'),
      at: AT,
      path: AT,
      sort: '-id',
      columns: columns(),
      filters: filters(),
      views: 'audit',
      href: (row) => link(AT, { ...Object.fromEntries(query), event: row.event }),
      name: (row) => row.event,
      found: (count) => t('audit_found', { count }),
      none: { icon: 'shield', title: t('no_audit') },
      tools: () => html`<button type="button" class="button quiet small" ?disabled=${busy} @click=${verify}>${icon('shield')} ${t(busy ? 'verifying' : 'verify')}</button>`,
    },
    query,
  );
}
