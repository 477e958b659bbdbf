// What customers want to give back, and gave back.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { listPage } from '../../components/list-page.js';
import { fullName, money, when, WHEN_WIDTH } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { returnWord } from '../../lib/office-words.js';

/** @import { Column, Filter, Return, Visit } from 'types' */

const t = texts('money');
const STATUSES = ['requested', 'received', 'rejected', 'withdrawn', 'closed'];
/** @type {Record<string, string>} */
const TONES = { requested: 'wait', received: 'good', rejected: 'bad' };

/** @param {Return} one */
const pieces = ({ items }) => items.map((/** @type {any} */ i) => `${i.quantity} × ${i.product_name}`).join(', ');

/** @returns {Column<Return>[]} */
const columns = () => [
  { key: 'order', label: t('order'), cell: (r) => html`<span class="code">${r.order_number}</span>`, always: true, width: 204, grow: 0 },
  { key: 'at', label: t('when'), cell: (r) => when(r.created_at), width: WHEN_WIDTH, grow: 0 },
  { key: 'customer', label: t('customer'), cell: (r) => fullName(r.customer) || '–', width: 150, grow: 2 },
  { key: 'status', label: t('status'), cell: (r) => html`<span class="chip ${TONES[r.status] ?? 'still'}">${returnWord(r.status)}</span>`, width: 120 },
  { key: 'items', label: t('pieces'), cell: pieces, width: 220, grow: 3 },
  { key: 'reason', label: t('reason'), cell: (r) => r.reason ?? '–', width: 160, grow: 2, labelled: true },
  { key: 'refund', label: t('refunded'), cell: (r) => (r.refund_amount === null ? '–' : money(r.refund_amount, r.currency)), align: 'end', width: 120, corner: true },
];

/** @returns {Filter[]} */
const filters = () => [
  { key: 'status', label: t('status'), kind: 'choice', options: STATUSES.map((status) => [status, returnWord(status)]) },
  { key: 'placed', label: t('when'), kind: 'date', keys: ['from', 'to'] },
  { key: 'customer_id', label: t('customer_id'), kind: 'text' },
];

/** @param {Visit} place */
export const open = ({ query }) =>
  listPage(
    {
      title: t('returns'),
      at: '/office/returns',
      path: '/returns',
      sort: '-created_at',
      columns: columns(),
      filters: filters(),
      views: 'returns',
      concerns: (event) => event.order_id !== null,
      href: (one) => link(`/office/orders/${one.order_id}`),
      name: (one) => one.order_number,
      found: (count) => t('returns_found', { count }),
      none: { icon: 'refresh', title: t('no_returns'), text: t('no_returns_text') },
    },
    query,
  );
