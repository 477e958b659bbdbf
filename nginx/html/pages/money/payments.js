// Everybody's payments, and those that somebody has to look at.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { listPage } from '../../components/list-page.js';
import { money, when, WHEN_WIDTH, words } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { paymentStateWord, stepWord } from '../../lib/office-words.js';

/** @import { Column, Filter, Payment, Visit } from 'types' */

const t = texts('money');
const STATUSES = ['pending', 'authorized', 'captured', 'partially_refunded', 'refunded', 'voided', 'disputed', 'failed'];
/** @type {Record<string, string>} */
const TONES = { authorized: 'info', captured: 'good', disputed: 'bad', failed: 'bad', pending: 'wait' };

/** The last thing that was asked of the provider. @param {Payment} payment */
function last(payment) {
  const operation = payment.operations.at(-1);
  return operation ? stepWord(operation, payment) : '–';
}

/** @returns {Column<Payment>[]} */
const columns = () => [
  { key: 'order', label: t('order'), cell: (p) => html`<span class="code">${p.order_number}</span>`, always: true, width: 194, grow: 0 },
  { key: 'at', label: t('when'), cell: (p) => when(p.created_at), width: WHEN_WIDTH, grow: 0 },
  { key: 'status', label: t('status'), cell: (p) => html`<span class="chip ${TONES[p.status] ?? 'still'}">${paymentStateWord(p.status)}</span>`, width: 160 },
  { key: 'last', label: t('last'), cell: last, width: 150, grow: 2 },
  { key: 'provider', label: t('provider'), cell: (p) => words(p.provider), extra: true, width: 110, labelled: true },
  { key: 'captured', label: t('captured'), cell: (p) => money(p.captured_amount, p.currency), align: 'end', width: 110, labelled: true },
  { key: 'refunded', label: t('refunded'), cell: (p) => money(p.refunded_amount, p.currency), align: 'end', width: 110, labelled: true },
  { key: 'amount', label: t('amount'), cell: (p) => money(p.amount, p.currency), align: 'end', width: 110, corner: true },
];

/** @returns {Filter[]} */
const filters = () => [
  { key: 'status', label: t('status'), kind: 'choice', options: STATUSES.map((status) => [status, paymentStateWord(status)]) },
  { key: 'failed', label: t('to_look_at'), kind: 'choice', options: [['true', t('yes')], ['false', t('no')]] },
  { key: 'placed', label: t('when'), kind: 'date', keys: ['from', 'to'] },
];

/** @param {Visit} place */
export const open = ({ query }) =>
  listPage(
    {
      title: t('payments'),
      at: '/office/payments',
      path: '/payments',
      sort: '-created_at',
      columns: columns(),
      filters: filters(),
      views: 'payments',
      concerns: ({ type }) => type.startsWith('payment.'),
      href: (payment) => link(`/office/orders/${payment.order_id}`),
      name: (payment) => payment.order_number,
      found: (count) => t('payments_found', { count }),
      none: { icon: 'list', title: t('no_payments'), text: t('no_payments_text') },
    },
    query,
  );
