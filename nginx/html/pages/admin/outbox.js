// What happened, by its number: what receivers of events are told, and what is not delivered.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { listPage } from '../../components/list-page.js';
import { moment } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Column, Filter, Schemas, Visit } from 'types' */

const t = texts('admin');
const AT = '/admin/outbox';

/** @returns {Column<Schemas['OutboxEntry']>[]} */
const columns = () => [
  { key: 'event', label: t('event'), cell: (e) => html`<span class="code">${e.event}</span>`, always: true, width: 190 },
  { key: 'number', label: t('number'), cell: (e) => e.number ?? '–', width: 100, grow: 0, align: 'end', corner: true },
  { key: 'at', label: t('when'), cell: (e) => moment(e.created_at), width: 190, grow: 0 },
  { key: 'payload', label: t('body'), cell: (e) => html`<span class="code">${JSON.stringify(e.payload)}</span>`, width: 320, grow: 4 },
];

/** @returns {Filter[]} */
const filters = () => [
  { key: 'event', label: t('event'), kind: 'text' },
  { key: 'order_id', label: t('order_id'), kind: 'text' },
  { key: 'undelivered', label: t('undelivered'), kind: 'toggle' },
  { key: 'dead', label: t('dead'), kind: 'toggle' },
];

/** @param {Visit} place */
export const open = ({ query }) =>
  listPage(
    {
      title: t('outbox'),
      lead: t('outbox_lead'),
      at: AT,
      path: AT,
      sort: '-id',
      columns: columns(),
      filters: filters(),
      views: 'events',
      concerns: () => true,
      href: (event) => (event.order_id === null ? link(AT, { event: event.event }) : link(`/office/orders/${event.order_id}`)),
      name: (event) => event.event,
      found: (count) => t('events_found', { count }),
      none: { icon: 'out', title: t('no_events'), text: t('no_events_text') },
    },
    query,
  );
