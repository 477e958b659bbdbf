// The orders that wait for approval, with what their department has left: decided here, by mouse or by A and R.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { filterKeys, filterRow } from '../../components/filters.js';
import { declareKeys } from '../../components/keys.js';
import { MOVES, nameOf, startMove } from '../../components/order-moves.js';
import { table } from '../../components/table.js';
import { say, sayProblem } from '../../components/toast.js';
import { get } from '../../lib/api.js';
import { ago, fullName, moment, money } from '../../lib/format.js';
import { openList } from '../../lib/list.js';
import { resource } from '../../lib/resource.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Column, Department, Filter, Order, Visit } from 'types' */

const t = texts('orders-desk');
const AT = '/office/approvals';
const WAITING = 'pending_approval';

/** Only those that wait, whatever the address says. @param {URLSearchParams} query */
function waiting(query) {
  const only = new URLSearchParams(query);
  only.set('status', WAITING);
  return only;
}

/** @param {Visit} place */
export function open({ query }) {
  const departments = resource(async (signal) => {
    const { data } = await get('/departments', {}, signal);
    return new Map(data.data.map((one) => [one.id, one]));
  });
  departments.load();
  const of = (/** @type {Order} */ order) => departments.value?.get(order.department_id ?? 0);

  /** @type {Filter[]} */
  const filters = [
    { key: 'search', label: t('search'), kind: 'search' },
    { key: 'placed', label: t('placed'), kind: 'date', keys: ['from', 'to'] },
  ];
  /** @type {Column<Order>[]} */
  const columns = [
    { key: 'number', label: t('number'), cell: (o) => html`<span class="code">${o.order_number}</span>`, always: true, width: 204, grow: 0 },
    { key: 'placed', label: t('placed'), cell: (o) => html`<time datetime=${o.created_at} title=${moment(o.created_at)}>${ago(o.created_at)}</time>`, sort: '-created_at', width: 120, grow: 0 },
    { key: 'customer', label: t('customer'), cell: (o) => fullName(o.customer) || '–', extra: true, width: 130, grow: 2 },
    { key: 'department', label: t('department'), cell: (o) => of(o)?.name ?? '–', width: 110, grow: 2 },
    { key: 'threshold', label: t('threshold'), cell: (o) => sum(o, of(o)?.approval_threshold), align: 'end', width: 100, grow: 0, labelled: true },
    { key: 'budget', label: t('budget'), cell: (o) => budget(o, of(o)), width: 150, labelled: true },
    { key: 'total', label: t('total'), cell: (o) => money(o.total, o.currency), sort: '-total', align: 'end', width: 110, grow: 0, corner: true },
    { key: 'decide', label: t('decide'), cell: decision, always: true, width: 190, grow: 0 },
  ];
  const list = openList(
    {
      at: AT,
      path: '/orders/all',
      keys: ['status', ...filterKeys(filters)],
      sort: 'created_at',
      columns,
      concerns: (event) => event.order_id !== null,
      one: (id) => `/orders/${id}`,
    },
    waiting(query),
  );
  const row = filterRow({ list, filters, placeholder: t('search_hint') });
  const rows = table({
    list,
    label: t('approvals'),
    href: ({ id }) => link(`/office/orders/${id}`),
    name: (order) => order.order_number,
    found: (count, capped) => t(capped ? 'found_more' : 'found', { count }),
    waiting: (count) => t('waiting', { count }),
    none,
  });

  /** @returns {import('../../components/state.js').Emptiness} */
  function none() {
    if (Object.keys(list.filters).length <= 1) return { icon: 'check', title: t('approvals_none'), text: t('approvals_none_text') };
    return { icon: 'search', title: t('no_such'), text: t('no_such_text'), action: html`<a class="button primary" href=${link(AT)}>${t('show_all')}</a>` };
  }

  /** @param {Order} order */
  function decision(order) {
    if (order.status !== WAITING) return nothing;
    const button = (/** @type {string} */ action) => html`<button type="button" class="button small ${MOVES[action].style}"
      aria-label="${nameOf(action)}: ${order.order_number}" @click=${() => decide(action, order)}>${nameOf(action)}</button>`;
    return html`<span class="decide">${button('approve')} ${button('reject')}</span>`;
  }

  /** @param {string} action @param {Order} order */
  async function decide(action, order) {
    try {
      if (await startMove(action, order)) say(t('made', { action: nameOf(action), number: order.order_number }));
    } catch (error) {
      sayProblem(error);
    }
    await Promise.all([list.look(), departments.refresh()]);
  }

  /** @param {string} action */
  const decideFocused = (action) => () => {
    const order = list.state.focused === null ? null : list.row(list.indexOf(list.state.focused));
    if (order?.status !== WAITING) return false;
    decide(action, order);
  };
  const endKeys = declareKeys(() => [
    { keys: ['a'], label: t('key_approve'), run: decideFocused('approve') },
    { keys: ['r'], label: t('key_reject'), run: decideFocused('reject') },
  ]);

  return {
    get title() {
      return t('approvals');
    },
    view: () => html`<div class="page-head"><div><h1 tabindex="-1">${t('approvals')}</h1><p class="lead">${t('approvals_lead')}</p></div></div>
      ${row.view()} ${rows.view()}`,
    requery: (/** @type {URLSearchParams} */ to) => list.requery(waiting(to)),
    close() {
      endKeys();
      departments.cancel();
      row.close();
      rows.close();
    },
  };
}

/** @param {Order} order @param {number | null | undefined} amount */
const sum = (order, amount) => (amount === null || amount === undefined ? '–' : money(amount, order.currency));

/** What the month's budget has left; the waiting order is counted in it. @param {Order} order @param {Department | undefined} department */
function budget(order, department) {
  if (!department || department.monthly_budget === null) return '–';
  const left = department.monthly_budget - department.spent_this_month;
  const whole = money(department.monthly_budget, order.currency);
  return left >= 0
    ? t('budget_left', { left: money(left, order.currency), budget: whole })
    : html`<span class="error">${t('budget_over', { over: money(-left, order.currency), budget: whole })}</span>`;
}
