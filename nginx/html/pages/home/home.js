// The first page of who works here: what waits, each a link to exactly these, and how the day goes.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { stats } from '../../components/stat.js';
import { bones, empty, failed } from '../../components/state.js';
import { get } from '../../lib/api.js';
import { fullName, money, number } from '../../lib/format.js';
import { reloadOn } from '../../lib/live.js';
import { resource } from '../../lib/resource.js';
import { link } from '../../lib/router.js';
import { hasRole, session } from '../../lib/session.js';
import { texts } from '../../lib/text.js';

/** @import { Schemas } from 'types' */

const t = texts('home');

/** The page that shows a list of the API. @type {Record<string, string>} */
const PAGES = {
  '/admin/mails': '/admin/mails',
  '/orders': '/office/orders',
  '/payments': '/office/payments',
  '/products': '/office/products',
  '/returns': '/office/returns',
  '/webhooks/deliveries': '/admin/deliveries',
};
/** What is worse than waiting. */
const BAD = ['payments_failed', 'deliveries_dead', 'mails_dead'];

/** Staff see their department's orders on the page of their own. @param {string} list @param {string} filter */
function linkOf(list, filter) {
  const query = Object.fromEntries(new URLSearchParams(filter));
  return list === '/orders' && !hasRole('manager') ? link(list, { scope: 'department', ...query }) : link(PAGES[list], query);
}

/** @param {Schemas['Waiting']} one */
const waits = ({ what, count, capped, list, filter }) => ({
  label: t(`waits.${what}`),
  figure: capped ? t('more_than', { count }) : number(count),
  href: linkOf(list, filter),
  tone: count === 0 ? 'still' : BAD.includes(what) ? 'bad' : 'wait',
});

/** @param {Schemas['SalesCurrency'] & { from: string | null }} today @param {Pick<Schemas['SalesCurrency'], 'orders' | 'revenue' | 'currency'>} before */
const day = (today, before) => [
  { label: t('orders_today'), figure: number(today.orders), note: t('yesterday', { figure: number(before.orders) }), href: link('/office/orders', { from: today.from }) },
  { label: t('revenue_today'), figure: money(today.revenue, today.currency), note: t('yesterday', { figure: money(before.revenue, before.currency) }) },
];

export function open() {
  const waiting = resource(async (signal) => (await get('/home', {}, signal)).data.data);
  const sales = resource(async (signal) => {
    const [one, two] = await Promise.all([get('/reports/sales', { days: 1 }, signal), get('/reports/sales', { days: 2 }, signal)]);
    const [today, both] = [one.data.currencies[0], two.data.currencies[0]]; // the shop's
    const { from, time_zone } = one.data;
    return { today: { ...today, from, time_zone }, before: { orders: both.orders - today.orders, revenue: both.revenue - today.revenue, currency: both.currency } };
  });
  waiting.load();
  if (hasRole('manager')) sales.load();
  const stop = reloadOn(() => true, () => {
    waiting.refresh();
    if (hasRole('manager')) sales.refresh();
  });

  function list() {
    if (waiting.problem) return failed(waiting.problem, waiting.load);
    if (!waiting.value) return bones(2, 'row-bone');
    const some = waiting.value.filter((one) => one.count > 0);
    if (!some.length) return empty({ icon: 'check', title: t('all_done'), text: t('all_done_text') });
    return stats(waiting.value.map(waits));
  }

  return {
    title: t('home'),
    view: () => html`<div class="page-head"><div><h1 tabindex="-1">${t('hello', { name: fullName(session.state.user) })}</h1>
        <p class="lead">${t('lead')}</p></div></div>
      <div class="stack"><section aria-labelledby="waits-title"><h2 id="waits-title">${t('waits')}</h2>${list()}</section>
      ${sales.value ? html`<section aria-labelledby="day-title"><h2 id="day-title">${t('day', { zone: sales.value.today.time_zone })}</h2>
        ${stats(day(sales.value.today, sales.value.before))}</section>` : nothing}</div>`,
    close() {
      stop();
      waiting.cancel();
      sales.cancel();
    },
  };
}
