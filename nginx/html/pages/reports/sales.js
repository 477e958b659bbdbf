// What was sold: by day, status and department, what sold most, and what lies in the warehouse.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { chart } from '../../components/chart.js';
import { fileButton } from '../../components/file-button.js';
import { smallTable } from '../../components/small-table.js';
import { stats } from '../../components/stat.js';
import { bones, failed } from '../../components/state.js';
import { tabs } from '../../components/tabs.js';
import { get } from '../../lib/api.js';
import { country, date, money, number } from '../../lib/format.js';
import { resource } from '../../lib/resource.js';
import { link } from '../../lib/router.js';
import { format, texts } from '../../lib/text.js';
import { statusWord } from '../../lib/words.js';

/** @import { Schemas, Visit } from 'types' */

const t = texts('reports');
const AT = '/office/reports';
const DAYS = [7, 30, 90];

/** Up or down by so many percent. @param {number} now @param {number} before */
const against = (now, before) => (before === 0 ? t('nothing_before') : t('against_before', { percent: `${now >= before ? '+' : '−'}${number(Math.round((Math.abs(now - before) / before) * 100))}` }));

/** Each day of the period, also those on which nothing was sold. @param {Schemas['SalesReport']} sales @param {Schemas['SalesDay'][]} sold */
function everyDay({ from, time_zone: timeZone }, sold) {
  const day = format(Intl.DateTimeFormat, { timeZone }, 'en-CA'); // 2026-01-31
  const today = day.format(new Date());
  const net = new Map(sold.map((one) => [one.day, one.net]));
  const days = [];
  for (let at = Date.parse(`${day.format(from === null ? new Date() : new Date(from))}T12:00Z`); ; at += 86_400_000) {
    const name = new Date(at).toISOString().slice(0, 10);
    if (name > today) return days;
    days.push({ name, net: net.get(name) ?? 0 });
  }
}

/** @param {Visit} place */
export function open({ query }) {
  let days = Number(query.get('days')) || 30;

  const report = resource(async (signal) => {
    const [sales, both, top, buyers, places, stock] = await Promise.all([
      get('/reports/sales', { days }, signal),
      get('/reports/sales', { days: days * 2 }, signal),
      get('/reports/top-products', { days, limit: 10 }, signal),
      get('/reports/sales/customers', { days, limit: 10 }, signal),
      get('/reports/sales/countries', { days }, signal),
      get('/reports/inventory', {}, signal),
    ]);
    const before = both.data.currencies.map((all) => {
      const now = sales.data.currencies.find((one) => one.currency === all.currency) ?? { orders: 0, net: 0 };
      return { currency: all.currency, orders: all.orders - now.orders, net: all.net - now.net };
    });
    return { sales: sales.data, before, top: top.data.data, buyers: buyers.data.data, places: places.data.data, stock: stock.data };
  });
  report.load();
  const [entries, lines] = [fileButton('/reports/export/sales', 'sales'), fileButton('/reports/export/lines', 'lines')];
  const ofPeriod = () => ({ query: { days } });

  function view() {
    return html`<div class="page-head"><div><h1 tabindex="-1">${t('reports')}</h1>
        <p class="lead">${report.value ? t('period', { from: date(report.value.sales.from), zone: report.value.sales.time_zone }) : ''}</p></div></div>
      ${tabs({ label: t('period_label'), here: String(days), items: DAYS.map((n) => ({ key: String(n), label: t('days', { count: n }), href: link(AT, { days: n }) })) })}
      <div class="stack" aria-busy=${report.busy ? 'true' : 'false'}>${report.problem ? failed(report.problem, report.load) : report.value ? figures(report.value) : bones(6, 'row-bone')}</div>`;
  }

  /** What was sold in one currency. @param {NonNullable<typeof report.value>} found @param {Schemas['SalesCurrency']} sold @param {{ orders: number, net: number }} before */
  function inCurrency({ sales, top, buyers, places }, sold, before) {
    const each = everyDay(sales, sold.by_day);
    const show = (/** @type {number} */ amount) => money(amount, sold.currency);
    const sum = (/** @type {string} */ key) => ({ label: t(key), show: (/** @type {any} */ row) => show(row[key]), end: true });
    const title = (/** @type {string} */ key) => `${t(key)} (${sold.currency})`;
    const orders = { label: t('orders'), show: (/** @type {any} */ row) => number(row.orders), end: true };
    const inThis = (/** @type {{ currency: string }} */ row) => row.currency === sold.currency;
    const parts = (/** @type {string} */ key, /** @type {import('../../components/small-table.js').Cell[]} */ cells, /** @type {any[]} */ rows, /** @type {unknown} */ side = '') => html`<section
      class="panel glass" aria-label=${title(key)}><div class="panel-head"><h2>${title(key)}</h2>${side}</div>${smallTable(title(key), cells, rows)}</section>`;
    const sums = ['gross', 'discount', 'tax', 'shipping_cost', 'refunded', 'net'].map(sum);
    return html`${stats([
        { label: t('net'), figure: show(sold.net), note: against(sold.net, before.net) },
        { label: t('refunded'), figure: show(sold.refunded) },
        { label: t('orders'), figure: number(sold.orders), note: against(sold.orders, before.orders), href: link('/office/orders', { from: sales.from }) },
        { label: t('average'), figure: show(sold.average_order) },
      ])}
      <section class="panel glass">${chart({
        label: title('by_day'),
        head: t('day'),
        labels: each.map(({ name }) => date(name)),
        series: [{ name: t('net'), values: each.map((day) => day.net) }],
        show,
      })}</section>
      ${parts('sums', sums, [sold], entries.view(ofPeriod))}
      ${parts('top', [
        { label: t('product'), show: (p) => html`<a href=${link(`/office/products/${p.product_id}`)}>${p.product_name}</a>` },
        { label: t('pieces'), show: (p) => number(p.quantity), end: true },
        orders,
        ...['gross', 'discount', 'tax', 'refunded', 'net'].map(sum),
      ], top.filter(inThis), lines.view(ofPeriod))}
      <div class="pair">
        ${parts('by_status', [
          { label: t('status'), show: (s) => html`<a href=${link('/office/orders', { status: s.status, from: sales.from })}>${statusWord(s.status)}</a>` },
          orders,
          sum('total'),
        ], sold.by_status)}
        ${parts('by_department', [{ label: t('department'), show: (d) => d.department ?? t('no_department') }, orders, sum('refunded'), sum('net')], sold.by_department)}
      </div>
      <div class="pair">
        ${parts('by_customer', [
          { label: t('customer'), show: (c) => (c.customer_id === null ? t('nobody') : html`<a href=${link('/office/orders', { customer_id: c.customer_id, from: sales.from })}>${c.customer?.trim() || `#${c.customer_id}`}</a>`) },
          orders,
          sum('refunded'),
          sum('net'),
        ], buyers.filter(inThis))}
        ${parts('by_country', [
          { label: t('country'), show: (c) => (c.country === null ? t('not_known') : country(c.country)) },
          orders,
          sum('refunded'),
          sum('net'),
        ], places.filter(inThis))}
      </div>
      ${sold.by_code.length ? parts('by_code', [{ label: t('code'), show: (c) => c.code }, orders, ...sums], sold.by_code) : ''}`;
  }

  /** @param {NonNullable<typeof report.value>} found */
  function figures(found) {
    const { sales, before, stock } = found;
    return html`${sales.currencies.map((one) => inCurrency(found, one, before.find((b) => b.currency === one.currency) ?? { orders: 0, net: 0 }))}
      <section class="panel glass" aria-labelledby="stock-title"><h2 id="stock-title">${t('stock')}</h2>
        ${stats([{ label: t('stock_value'), figure: money(stock.value, stock.currency), href: link('/office/products') }])}
        ${smallTable(t('stock'), [
          { label: t('category'), show: (c) => (c.category === null ? t('no_category') : html`<a href=${link('/office/products', { category: c.category })}>${c.category}</a>`) },
          { label: t('products'), show: (c) => number(c.products), end: true },
          { label: t('on_hand'), show: (c) => number(c.on_hand), end: true },
          { label: t('available'), show: (c) => number(c.available), end: true },
          { label: t('value'), show: (c) => money(c.value, stock.currency), end: true },
        ], stock.by_category)}</section>`;
  }

  return {
    title: t('reports'),
    view,
    requery(/** @type {URLSearchParams} */ to) {
      days = Number(to.get('days')) || 30;
      report.load();
    },
    close: report.cancel,
  };
}
