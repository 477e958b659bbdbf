// One order: lines, sums, addresses and history, and what may be done with it.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { addressText } from '../../components/address.js';
import { chip, paymentChip } from '../../components/chip.js';
import { ask } from '../../components/confirm.js';
import { icon } from '../../components/icons.js';
import { orderItems } from '../../components/order-items.js';
import { orderReturns, pieces } from '../../components/order-returns.js';
import { bones, failed } from '../../components/state.js';
import { timeline } from '../../components/timeline.js';
import { say, sayProblem } from '../../components/toast.js';
import { totals } from '../../components/totals.js';
import { get, ifMatch, send } from '../../lib/api.js';
import { add, MOST_LINES } from '../../lib/basket.js';
import { fullName, moment, money } from '../../lib/format.js';
import { reloadOn } from '../../lib/live.js';
import { actionsFor, SIMULATED } from '../../lib/order-actions.js';
import { statusOf } from '../../lib/problem.js';
import { resource } from '../../lib/resource.js';
import { ready } from '../../lib/needs.js';
import { go, linkBack, replace } from '../../lib/router.js';
import { session } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { focusOn, redraw } from '../../lib/view.js';
import { whyNot } from '../../lib/why-not.js';

/** @import { Order, OrderAction, Return, Visit } from 'types' @import { Action } from '../../lib/order-actions.js' */

const t = texts('orders');
const DRAFT_STYLES = { place: 'primary', edit: 'quiet', delete: 'danger-quiet' };

/** @param {Visit} place */
export function open({ params }) {
  const path = /** @type {const} */ (`/orders/${params.id}`);
  let acting = false;

  // With what may be done: what a button names and what its form begins with are of one moment.
  const self = resource(async (signal) => {
    const [{ data, etag }, allowed] = await Promise.all([get(path, {}, signal), get(`${path}/actions`, {}, signal)]);
    return { order: data, etag, allowed: /** @type {OrderAction[]} */ (allowed.data.data) };
  });
  const history = resource(async (signal) => (await get(`${path}/history`, {}, signal)).data.data);
  const all = [self, history];
  const load = () => Promise.all(all.map((one) => one.load()));
  load();
  const stop = reloadOn(
    (event) => event.order_id === Number(params.id),
    () => acting || all.forEach((one) => one.refresh()),
  );

  /** @param {Action} action */
  async function act({ name, send: [method, step, fixed], ask: question }) {
    if (acting || !self.value) return;
    const { order, etag } = self.value;
    const filled = question ? await ask(questionOf(name, question)) : {};
    if (!filled) return;
    acting = true;
    redraw();
    try {
      await send(method, /** @type {string} */ (`${path}/${step}`), { ...fixed, ...filled }, ifMatch(etag));
      say(t(`${name}.done`, { number: order.order_number }));
    } catch (error) {
      if (statusOf(error) === 412)
        say(t('changed_meanwhile'), 'bad');
      else sayProblem(error);
    }
    await load();
    acting = false; // only now do the buttons stand for what is so
    await redraw();
    focusOn('h1');
  }

  /** A move that has a form of its own, which is loaded when it is first wanted.
   * @param {'pay' | 'place' | 'edit' | 'delete' | 'request_return' | 'withdraw_return'} action @param {{ back?: Return }} [about] */
  async function move(action, about = {}) {
    if (!self.value) return;
    try {
      const { startMove } = await import('../../components/order-moves.js');
      await ready();
      if (await startMove(action, self.value.order, { offer: may(action), ...about })) {
        say(t(`${action}.done`));
        if (action === 'delete') return replace('/orders');
      }
    } catch (error) {
      sayProblem(error);
    }
    await load();
  }

  /** @param {string} action */
  const may = (action) => self.value?.allowed.find((one) => one.action === action);
  /** @param {Return} back */
  const withdraw = (back) =>
    back.requested_by === session.state.user?.id && may('withdraw_return')?.allowed
      ? html`<button type="button" class="button quiet small" @click=${() => move('withdraw_return', { back })}>${t('withdraw_return')}</button>`
      : nothing;

  function again() {
    const over = (self.value?.order.items ?? []).filter((line) => !add(line.product_id, line.quantity));
    if (over.length) say(t('order_full', { most: MOST_LINES, count: over.length }), 'bad');
    go('/order');
  }

  /** It is placed, changed or deleted; when it can't be placed, it says why. */
  const draft = () => html`${(/** @type {const} */ (['place', 'edit', 'delete'])).map((action) => may(action)?.allowed
    ? html`<button type="button" class="button ${DRAFT_STYLES[action]}" @click=${() => move(action)}>${t(action)}</button>`
    : nothing)}
    ${may('place')?.allowed === false ? html`<p class="error">${whyNot(/** @type {OrderAction} */ (may('place')))}</p>` : nothing}`;

  const back = () => html`<a class="back" href=${linkBack('/orders')}>${icon('left')} ${t('orders')}</a>`;

  function view() {
    if (!self.value) {
      return html`${back()}<h1 class="hidden" tabindex="-1">${t('order')}</h1>
        ${self.problem ? failed(self.problem, self.problem.status === 404 ? null : load) : bones(1, 'page-bone')}`;
    }
    const { order } = self.value;
    return html`${back()}
      <div class="page-head">
        <div>
          <h1 class="order-number" tabindex="-1">${order.order_number}</h1>
          <p class="lead chips">${chip(order.status)} ${paymentChip(order.payment_status)}
            <span>${t.rich(order.status === 'draft' ? 'saved' : 'placed', { when: html`<time datetime=${order.created_at}>${moment(order.created_at)}</time>` })}</span></p>
        </div>
        <div class="actions">
          ${may('pay')?.allowed && may('pay')?.provider === SIMULATED
            ? html`<button type="button" class="button primary" @click=${() => move('pay')}>${t('pay', { amount: money(order.due, order.currency) })}</button>`
            : nothing}
          ${order.status === 'draft' ? draft() : html`<button type="button" class="button quiet" @click=${again}>${t('again')}</button>`}
          ${may('request_return')?.allowed && may('return')?.code === 'forbidden'
            ? html`<button type="button" class="button quiet" @click=${() => move('request_return')}>${t('request_return')}</button>`
            : nothing}
          ${actionsFor(order).map(
            (a) => html`<button type="button" class="button ${a.style}" ?disabled=${acting}
            @click=${() => act(a)}>${t(a.name)}</button>`,
          )}
        </div>
      </div>
      <div class="detail">
        <div class="detail-main">
          <section class="panel glass" aria-labelledby="items-title">
            <h2 id="items-title">${t('products')}</h2>
            ${orderItems(order)}
          </section>
          ${order.shipments?.length ? html`<section class="panel glass" aria-labelledby="shipments-title">
            <h2 id="shipments-title">${t('shipments')}</h2>${shipments(order)}</section>` : nothing}
          ${order.returns?.length ? html`<section class="panel glass" aria-labelledby="returns-title">
            <h2 id="returns-title">${t('returns')}</h2>${orderReturns(order, withdraw)}</section>` : nothing}
          <section class="panel glass" aria-labelledby="history-title">
            <h2 id="history-title">${t('history')}</h2>
            ${timeline(history)}
          </section>
        </div>
        <div class="detail-side">
          <section class="panel glass" aria-labelledby="sums-title"><h2 id="sums-title">${t('totals')}</h2>${totals(order.status === 'draft' ? { ...order, due: undefined } : order)}</section>
          ${parties(order)}
        </div>
      </div>`;
  }

  return {
    get title() {
      return self.value?.order.order_number ?? t('order');
    },
    view,
    close() {
      stop();
      for (const one of all) one.cancel();
    },
  };
}

/** The question before an action, in words. @param {string} name @param {NonNullable<Action['ask']>} question */
const questionOf = (name, { fields, danger }) => ({
  title: t(`${name}.ask`),
  text: t(`${name}.text`),
  yes: t(`${name}.yes`),
  no: t(`${name}.no`),
  danger,
  fields: fields.map((f) => ({ ...f, label: t(f.label) })),
});

/** @param {Order} order */
const shipments = (order) => html`<ul class="parcels">${order.shipments?.map((parcel) => html`<li>
  <p class="parcel-head"><strong>${parcel.carrier ?? t('no_carrier')}</strong>
    ${parcel.tracking_number ? html`<span class="sku">${parcel.tracking_number}</span>` : nothing}
    <time class="soft" datetime=${parcel.created_at}>${moment(parcel.created_at)}</time></p>
  ${pieces(order, parcel.items)}
</li>`)}</ul>`;

/** @param {string} title @param {unknown} content */
const part = (title, content) => (content ? html`<h2>${title}</h2>${content}` : nothing);

/** @param {Order} order */
function parties(order) {
  const same = JSON.stringify(order.shipping_address) === JSON.stringify(order.billing_address);
  return html`<section class="panel glass parties" aria-label=${t('parties')}>
    ${part(t('column.customer'), order.customer && html`<p>${fullName(order.customer)}</p>`)}
    ${part(t('ship_to'), order.shipping_address && addressText(order.shipping_address))}
    ${part(t('bill_to'), order.billing_address && (same ? html`<p>${t('same_address')}</p>` : addressText(order.billing_address)))}
    ${part(t('notes'), order.customer_notes && html`<p class="prose">${order.customer_notes}</p>`)}
    ${part(t('internal_notes'), order.internal_notes && html`<p class="prose">${order.internal_notes}</p>`)}
  </section>`;
}
