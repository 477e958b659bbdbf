// Everybody's orders as a table: found by all filters of the API, chosen, moved on in bulk, exported.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { bulk } from '../../components/bulk.js';
import { chip, paymentChip } from '../../components/chip.js';
import { exporter } from '../../components/exporter.js';
import { fileButton } from '../../components/file-button.js';
import { filterKeys, filterRow } from '../../components/filters.js';
import { importLink } from '../../components/import-link.js';
import { menu } from '../../components/menu.js';
import { table } from '../../components/table.js';
import { post } from '../../lib/api.js';
import { cityOf, date, fullName, moment, money, piecesOf, when, WHEN_WIDTH, words } from '../../lib/format.js';
import { openList } from '../../lib/list.js';
import { Problem } from '../../lib/problem.js';
import { link } from '../../lib/router.js';
import { MOST, printLink } from '../../lib/print-link.js';
import { texts } from '../../lib/text.js';
import { paymentWord, statusWord } from '../../lib/words.js';

/** @import { Column, Filter, Order, Schemas, Visit } from 'types' */

const t = texts('orders-office');
/** @typedef {NonNullable<Schemas['BulkEntryIn']['action']>} Action */

const AT = '/office/orders';
const STATUSES = ['draft', 'pending_approval', 'pending', 'confirmed', 'processing', 'partially_shipped', 'shipped', 'delivered', 'returned', 'rejected', 'cancelled'];
const PAYMENTS = ['pending', 'authorized', 'paid', 'partially_refunded', 'refunded', 'disputed', 'failed'];
/** What can be done with many at once: the API's action, and whether it can't be undone. @type {[Action, boolean][]} */
const MOVES = [['confirm', false], ['approve', false], ['process', false], ['deliver', false], ['reject', true], ['cancel', true]];

/** @param {string[]} codes @param {(code: string) => string} word @returns {[string, string][]} */
const named = (codes, word) => codes.map((code) => [code, word(code)]);

/** @returns {Filter[]} */
const filters = () => [
  { key: 'search', label: t('search'), kind: 'search' },
  { key: 'status', label: t('status'), kind: 'several', options: named(STATUSES, statusWord), not: true },
  { key: 'payment_status', label: t('payment'), kind: 'several', options: named(PAYMENTS, paymentWord), not: true },
  { key: 'placed', label: t('placed'), kind: 'date', keys: ['from', 'to'] },
  { key: 'printed', label: t('printed'), kind: 'choice', options: [['false', t('not_printed')], ['true', t('was_printed')]] },
  { key: 'customer_id', label: t('customer_id'), kind: 'text' },
  { key: 'department_id', label: t('department_id'), kind: 'text' },
  { key: 'product_id', label: t('product_id'), kind: 'text' },
  { key: 'sku', label: t('sku'), kind: 'text' },
  { key: 'country', label: t('country'), kind: 'text' },
  { key: 'changed_since', label: t('changed'), kind: 'date', keys: ['changed_since'] },
];

/** @returns {Column<Order>[]} */
const columns = () => [
  { key: 'number', label: t('number'), csv: ['order_number'], cell: (o) => html`<span class="code">${o.order_number}</span>`, always: true, width: 184, grow: 0 },
  { key: 'placed', label: t('placed'), csv: ['created_at'], cell: (o) => html`<time datetime=${o.created_at} title=${moment(o.created_at)}>${when(o.created_at)}</time>`, sort: '-created_at', width: WHEN_WIDTH, grow: 0 },
  { key: 'customer', label: t('customer'), csv: ['customer'], cell: (o) => fullName(o.customer) || '–', width: 158, grow: 3 },
  { key: 'status', label: t('status'), csv: ['status'], cell: (o) => chip(o.status), width: 172 },
  { key: 'payment', label: t('payment'), csv: ['payment_status'], cell: (o) => paymentChip(o.payment_status), width: 102 },
  { key: 'pieces', label: t('pieces'), csv: ['pieces'], cell: piecesOf, align: 'end', width: 62, grow: 0, labelled: true },
  { key: 'total', label: t('total'), csv: ['total', 'currency'], cell: (o) => money(o.total, o.currency), sort: '-total', align: 'end', width: 114, grow: 0, corner: true },
  { key: 'email', label: t('email'), csv: ['customer_email'], cell: (o) => o.customer?.email ?? '–', extra: true, width: 200, grow: 2 },
  { key: 'city', label: t('city'), csv: ['city'], cell: (o) => cityOf(o.shipping_address) || '–', extra: true, width: 130 },
  { key: 'shipping', label: t('shipping'), csv: ['shipping_method'], cell: (o) => (o.shipping_method ? words(o.shipping_method) : '–'), extra: true, width: 110, labelled: true },
  { key: 'tracking', label: t('tracking'), csv: ['tracking_number'], cell: (o) => o.tracking_number ?? '–', extra: true, width: 150, labelled: true },
  { key: 'changed', label: t('changed'), csv: ['updated_at'], cell: (o) => html`<time datetime=${o.updated_at}>${date(o.updated_at)}</time>`, extra: true, width: 120, labelled: true },
];

/** "$1,234.50", one sum for each currency. @param {Order[]} orders */
function sumOf(orders) {
  /** @type {Map<string, number>} */
  const cents = new Map();
  for (const { total, currency } of orders) cents.set(currency, (cents.get(currency) ?? 0) + Math.round(total * 100));
  return [...cents].map(([currency, sum]) => money(sum / 100, currency)).join(' + ');
}

/** One piece of a bulk action. @param {Action} action @param {number[]} ids @param {string} key */
async function move(action, ids, key) {
  const { data } = await post('/orders/bulk', { entries: ids.map((id) => ({ id, action })) }, { 'Idempotency-Key': key });
  return data.results.map(({ problem, status }, i) =>
    problem ? { id: ids[i], refused: new Problem(status, problem).message } : { id: ids[i] });
}

/** @param {Visit} place */
export function open({ query }) {
  const facts = filters();
  const list = openList(
    {
      at: AT,
      path: '/orders/all',
      selection: '/orders/selection',
      keys: filterKeys(facts),
      sort: '-created_at',
      columns: columns(),
      concerns: (event) => event.order_id !== null,
      one: (id) => `/orders/${id}`,
    },
    query,
  );
  const file = exporter({ list, path: '/reports/export/orders', name: 'orders' });
  const lines = fileButton('/reports/export/order-lines', 'order-lines', t('export_lines'));
  const row = filterRow({ list, filters: facts, placeholder: t('search_hint'), views: 'orders' });
  const desk = bulk({
    name: 'orders',
    list,
    rowName: (order) => order.order_number,
    href: ({ id }) => link(`${AT}/${id}`),
    sum: sumOf,
    actions: Object.fromEntries(
      MOVES.map(([action, danger]) => [
        action,
        { label: t(action), title: t(`${action}_these`), danger, run: (/** @type {number[]} */ ids, /** @type {string} */ key) => move(action, ids, key) },
      ]),
    ),
  });
  const rows = table({
    list,
    label: t('orders'),
    href: ({ id }) => link(`${AT}/${id}`),
    name: (order) => order.order_number,
    found: (count, capped) => t(capped ? 'found_more' : 'found', { count }),
    waiting: (count) => t('waiting', { count }),
    sum: sumOf,
    none,
    get tools() {
      return html`${importLink(`${AT}/import`)} ${file.button()} ${lines.view(() => ({ query: list.filters }))}`;
    },
    actions: () =>
      menu({
        id: 'moves',
        label: t('do'),
        style: 'button primary small',
        items: [
          ...MOVES.map(([action, danger]) => ({ label: t(action), danger, run: () => desk.start(action) })),
          {
            label: t('print'),
            href: printLink([...list.state.chosen.keys()]),
            off: list.state.chosen.size > MOST ? t('print_most', { count: MOST }) : undefined,
          },
          file.item(),
        ],
      }),
  });

  /** @returns {import('../../components/state.js').Emptiness} */
  function none() {
    const filtered = Object.keys(list.filters).length > 0;
    if (!filtered) return { icon: 'list', title: t('none'), text: t('none_text') };
    return {
      icon: 'search',
      title: t('no_such'),
      text: t('no_such_text'),
      action: html`<a class="button primary" href=${link(AT)}>${t('show_all')}</a>`,
    };
  }

  return {
    get title() {
      return t('orders');
    },
    view: () => html`<div class="page-head"><h1 tabindex="-1">${t('orders')}</h1></div>
      ${row.view()} ${desk.view()} ${rows.view()}`,
    requery: list.requery,
    close() {
      row.close();
      desk.close();
      rows.close();
    },
  };
}
