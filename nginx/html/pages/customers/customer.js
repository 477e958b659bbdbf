// One customer: how to reach them, what they ordered, and what the law lets them ask for.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { addressText } from '../../components/address.js';
import { ask } from '../../components/confirm.js';
import { recordPage } from '../../components/record-page.js';
import { stats } from '../../components/stat.js';
import { bones, failed } from '../../components/state.js';
import { get, ifMatch, post, remove } from '../../lib/api.js';
import { download } from '../../lib/download.js';
import { date, fullName, money, number } from '../../lib/format.js';
import { reloadOn } from '../../lib/live.js';
import { resource } from '../../lib/resource.js';
import { go, link } from '../../lib/router.js';
import { hasRole } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { statusWord } from '../../lib/words.js';
import { customerFields, taxFields } from './fields.js';

/** @import { Customer, Order, Schemas, Visit } from 'types' */

const t = texts('customers');

/** @param {Schemas['CustomerFigures']} figures */
const ordered = ({ orders, open_orders: open, totals }) =>
  stats([
    { label: t('orders_ever'), figure: number(orders) },
    { label: t('open_orders'), figure: number(open), tone: open ? 'wait' : undefined },
    ...totals.map(({ total, currency }) => ({ label: t('sold'), figure: money(total, currency) })),
  ]);

/** @param {Pick<Order, 'id' | 'order_number' | 'status' | 'total' | 'currency'>} order */
const newest = (order) => html`<p>${t('newest')}: <a href=${link(`/office/orders/${order.id}`)}>${order.order_number}</a>
  <span class="soft">${statusWord(order.status)}, ${money(order.total, order.currency)}</span></p>`;

/** @param {Visit} place */
export function open({ params }) {
  const path = /** @type {const} */ (`/customers/${params.id}`);

  const figures = resource(async (signal) => (await get(`${path}/figures`, {}, signal)).data);
  figures.load();
  const stop = reloadOn((event) => event.order_id !== null, figures.refresh);

  const bought = () => {
    if (figures.problem) return failed(figures.problem, figures.load);
    if (!figures.value) return bones(2, 'row-bone');
    return html`${ordered(figures.value)} ${figures.value.last_order ? newest(/** @type {any} */ (figures.value.last_order)) : nothing}`;
  };

  async function save() {
    await download(`${path}/export`, `customer-${params.id}.json`);
    return t('exported');
  }

  /** @param {Customer} customer */
  async function forget({ version }) {
    if (!(await ask({ title: t('forget'), text: t('forget_text'), yes: t('forget_yes'), danger: true }))) return null;
    await post(`${path}/anonymise`, {}, ifMatch(`"${version}"`));
    return t('forgotten');
  }

  /** @param {Customer} customer */
  async function takeAway({ version }) {
    if (!(await ask({ title: t('delete'), text: t('delete_text'), yes: t('delete_yes'), danger: true }))) return null;
    await remove(path, ifMatch(`"${version}"`));
    go('/office/customers');
    return null;
  }

  return recordPage({
    kind: t('customer'),
    list: { at: '/office/customers', label: t('customers') },
    name: (customer) => fullName(customer) || t('customer'),
    lead: (customer) => t('since_date', { date: date(customer.created_at) }),
    saved: t('saved'),
    form: { path, fields: [...customerFields(), ...taxFields()], submit: t('save'), still: !hasRole('manager') },
    actions: (customer) => [
      ...(hasRole('admin') ? [{ label: t('export'), run: save }, { label: t('forget_yes'), style: 'danger', run: () => forget(customer) }] : []),
      ...(hasRole('manager') ? [{ label: t('delete_yes'), style: 'danger', run: () => takeAway(customer) }] : []),
    ],
    aside: (customer) => html`<section class="panel glass" aria-labelledby="figures-title"><h2 id="figures-title">${t('figures')}</h2>${bought()}</section>
      <section class="panel glass" aria-label=${t('more')}>
      ${hasRole('manager') ? html`<h2>${t('more')}</h2><ul class="plain-list"><li><a href=${link('/office/orders', { customer_id: customer.id })}>${t('orders')}</a></li>
        <li><a href=${link('/office/returns', { customer_id: customer.id })}>${t('returns')}</a></li></ul>` : nothing}
      ${customer.address ? html`<h2>${t('address')}</h2>${addressText(customer.address)}` : nothing}</section>`,
    close() {
      stop();
      figures.cancel();
    },
  });
}
