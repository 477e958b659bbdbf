// What was sold: by day, status and department, what sold most, and what lies in the warehouse.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { chart } from '../../components/chart.js';
import { smallTable } from '../../components/small-table.js';
import { stats } from '../../components/stat.js';
import { bones, failed } from '../../components/state.js';
import { tabs } from '../../components/tabs.js';
import { get } from '../../lib/api.js';
import { date, money, number, words } from '../../lib/format.js';
import { resource } from '../../lib/resource.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Schemas, Visit } from 'types' */

const t = texts('reports');
const AT = '/office/reports';
const DAYS = [7, 30, 90];

/** Up or down by so many percent. @param {number} now @param {number} before */
const against = (now, before) => (before === 0 ? t('nothing_before') : t('against_before', { percent: `${now >= before ? '+' : '−'}${number(Math.round((Math.abs(now - before) / before) * 100))}` }));

/** Each day of the period, also those on which nothing was sold. @param {Schemas['SalesReport']} sales */
function everyDay({ from, time_zone: timeZone, by_day: sold }) {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }); // 2026-01-31
  const today = day.format(new Date());
  const revenue = new Map(sold.map((one) => [one.day, one.revenue]));
  const days = [];
  for (let at = Date.parse(`${day.format(from === null ? new Date() : new Date(from))}T12:00Z`); ; at += 86_400_000) {
    const name = new Date(at).toISOString().slice(0, 10);
    if (name > today) return days;
    days.push({ name, revenue: revenue.get(name) ?? 0 });
  }
}

/** @param {Visit} place */
export function open({ query }) {
  let days = Number(query.get('days')) || 30;

  const report = resource(async (signal) => {
    const [sales, both, top, stock] = await Promise.all([
      get('/reports/sales', { days }, signal),
      get('/reports/sales', { days: days * 2 }, signal),
      get('/reports/top-products', { days, limit: 10 }, signal),
      get('/reports/inventory', {}, signal),
    ]);
    return { sales: sales.data, before: { orders: both.data.orders - sales.data.orders, revenue: both.data.revenue - sales.data.revenue }, top: top.data.data, stock: stock.data };
  });
  report.load();

  function view() {
    return html`<div class="page-head"><div><h1 tabindex="-1">${t('reports')}</h1>
        <p class="lead">${report.value ? t('period', { from: date(report.value.sales.from), zone: report.value.sales.time_zone }) : ''}</p></div></div>
      ${tabs({ label: t('period_label'), here: String(days), items: DAYS.map((n) => ({ key: String(n), label: t('days', { count: n }), href: link(AT, { days: n }) })) })}
      <div class="stack" aria-busy=${report.busy ? 'true' : 'false'}>${report.problem ? failed(report.problem, report.load) : report.value ? figures(report.value) : bones(6, 'row-bone')}</div>`;
  }

  /** @param {NonNullable<typeof report.value>} found */
  function figures({ sales, before, top, stock }) {
    const each = everyDay(sales);
    const show = (/** @type {number} */ amount) => money(amount, sales.currency);
    return html`${stats([
        { label: t('revenue'), figure: show(sales.revenue), note: against(sales.revenue, before.revenue) },
        { label: t('orders'), figure: number(sales.orders), note: against(sales.orders, before.orders), href: link('/office/orders', { from: sales.from }) },
        { label: t('average'), figure: show(sales.average_order) },
        { label: t('stock_value'), figure: money(stock.value, stock.currency), href: link('/office/products') },
      ])}
      <section class="panel glass">${chart({
        label: t('by_day'),
        head: t('day'),
        labels: each.map(({ name }) => date(name)),
        series: [{ name: t('revenue'), values: each.map((day) => day.revenue) }],
        show,
      })}</section>
      <section class="panel glass" aria-labelledby="top-title"><h2 id="top-title">${t('top')}</h2>
        ${smallTable(t('top'), [
          { label: t('product'), show: (p) => html`<a href=${link(`/office/products/${p.product_id}`)}>${p.product_name}</a>` },
          { label: t('pieces'), show: (p) => number(p.quantity), end: true },
          { label: t('orders'), show: (p) => number(p.orders), end: true },
          { label: t('revenue'), show: (p) => show(p.revenue), end: true },
        ], top)}</section>
      <div class="pair">
        <section class="panel glass" aria-labelledby="status-title"><h2 id="status-title">${t('by_status')}</h2>
          ${smallTable(t('by_status'), [
            { label: t('status'), show: (s) => html`<a href=${link('/office/orders', { status: s.status, from: sales.from })}>${words(s.status)}</a>` },
            { label: t('orders'), show: (s) => number(s.orders), end: true },
            { label: t('total'), show: (s) => show(s.total), end: true },
          ], sales.by_status)}</section>
        <section class="panel glass" aria-labelledby="departments-title"><h2 id="departments-title">${t('by_department')}</h2>
          ${smallTable(t('by_department'), [
            { label: t('department'), show: (d) => d.department ?? t('no_department') },
            { label: t('orders'), show: (d) => number(d.orders), end: true },
            { label: t('revenue'), show: (d) => show(d.revenue), end: true },
          ], sales.by_department)}</section>
      </div>
      <section class="panel glass" aria-labelledby="stock-title"><h2 id="stock-title">${t('stock')}</h2>
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
