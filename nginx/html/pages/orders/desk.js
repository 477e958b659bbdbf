// One order as those see it who work on it: what was ordered, what has left, what was paid, what happened,
// and all that can be done with it.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { addressText } from '../../components/address.js';
import { chip, paymentChip } from '../../components/chip.js';
import { icon } from '../../components/icons.js';
import { declareKeys } from '../../components/keys.js';
import { actionsOf, MOVES, movesMenu, nameOf, startMove, toLeave } from '../../components/order-moves.js';
import { orderReturns, pieces } from '../../components/order-returns.js';
import { bones, failed } from '../../components/state.js';
import { say, sayProblem } from '../../components/toast.js';
import { totals } from '../../components/totals.js';
import { get } from '../../lib/api.js';
import { fullName, moment, money, number, words } from '../../lib/format.js';
import { neighbours } from '../../lib/list.js';
import { live, reloadOn } from '../../lib/live.js';
import { resource } from '../../lib/resource.js';
import { link, linkBack, replace } from '../../lib/router.js';
import { hasRole } from '../../lib/session.js';
import { printLink } from '../../lib/print-link.js';
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';
import { doneWord, methodWord, paymentStateWord, stepWord } from '../../lib/office-words.js';
import { whyNot } from '../../lib/why-not.js';
import { statusWord } from '../../lib/words.js';

/** @import { Order, Payment, Return, Schemas, Visit } from 'types' */

const t = texts('orders-desk');
const AT = '/office/orders';
const LISTS = [AT, '/office/approvals'];
const POLL_MS = 30_000;

/** @param {Visit} place */
export function open({ params }) {
  const id = Number(params.id);
  const path = /** @type {const} */ (`/orders/${id}`);
  // With what may be done: what a button names and what its form begins with are of one moment.
  const order = resource(async (signal) => {
    const [{ data }, actions] = await Promise.all([get(path, {}, signal), actionsOf(id, signal)]);
    return { ...data, actions };
  });
  const history = resource(async (signal) => (await get(`${path}/history`, {}, signal)).data.data);
  const payments = resource(async (signal) => (await get(`${path}/payments`, {}, signal)).data.data);
  const all = [order, history, payments];
  const load = () => Promise.all(all.map((one) => one.load()));
  const refresh = () => Promise.all(all.map((one) => one.refresh()));
  load();
  const stop = reloadOn((event) => event.order_id === id, refresh);
  const poll = setInterval(() => live.state.on || document.hidden || refresh(), POLL_MS);

  const list = LISTS.find((at) => Object.values(neighbours(at, id)).some((one) => one !== null)) ?? AT;
  let here = true;
  const near = neighbours(list, id);
  const { previous } = near;
  let { next } = near;
  const reaching = near.behind?.().then(
    (to) => {
      next = to;
      redraw();
    },
    () => {}, // it is as if there were none
  );
  const home = hasRole('manager') ? list : '/orders'; // staff have no table of everybody's orders
  /** @param {number | null} to */
  const turn = (to) => () => (to === null ? false : replace(`${AT}/${to}`));
  const endKeys = declareKeys(() => [
    { keys: ['k'], label: t('key_previous'), run: turn(previous) },
    { keys: ['j'], label: t('key_next'), run: () => (next === null && reaching ? void reaching.then(() => here && turn(next)()) : turn(next)()) },
  ]);

  /** @param {string} action @param {import('../../components/order-moves.js').About} [about] */
  async function move(action, about = {}) {
    const was = order.value;
    if (!was) return;
    try {
      const made = await startMove(action, was, { payments: payments.value ?? [], offer: may(action), ...about });
      if (!made) return;
      say(t('made', { action: nameOf(action), number: was.order_number }));
      if (action === 'delete') return replace(home);
    } catch (error) {
      sayProblem(error);
    }
    await refresh();
  }

  const may = (/** @type {string} */ action) => order.value?.actions.find((a) => a.action === action);

  /** A button where the action is allowed. @param {string} action @param {import('../../components/order-moves.js').About} [about] */
  const button = (action, about) =>
    may(action)?.allowed
      ? html`<button type="button" class="button small ${MOVES[action].style === 'danger-quiet' ? 'danger-quiet' : 'quiet'}"
        @click=${() => move(action, about)}>${nameOf(action)}</button>`
      : nothing;

  /** Why they are not, in words that are said once. @param {string[]} names */
  function whyNone(names) {
    const reasons = names.flatMap((name) => may(name) ?? []).filter((fact) => !fact.allowed);
    return [...new Set(reasons.map(whyNot))].map((why) => html`<p class="soft why-not">${
      reasons.filter((fact) => whyNot(fact) === why).map((fact) => nameOf(fact.action)).join(', ')}: ${why}</p>`);
  }

  /** @param {string} action @param {import('../../components/order-moves.js').About} [about] */
  const choice = (action, about) => (may(action)?.code === 'forbidden' ? whyNone([action]) : button(action, about));

  /** @param {number | null} to @param {'up' | 'down'} name @param {string} label @param {string} key */
  const step = (to, name, label, key) =>
    to === null
      ? html`<span class="turn" aria-hidden="true">${icon(name)}</span>`
      : html`<a class="turn" href=${link(`${AT}/${to}`)} aria-label=${label} aria-keyshortcuts=${key} title="${label} (${key})"
          @click=${(/** @type {MouseEvent} */ event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            turn(to)();
          }}>${icon(name)}</a>`;

  const ways = () => html`<div class="desk-ways">
    <a class="back" href=${linkBack(home)}>${icon('left')} ${t(home === LISTS[1] ? 'approvals' : 'orders')}</a>
    ${previous === null && next === null ? nothing : html`<nav class="turns" aria-label=${t('turns')}>
      ${step(previous, 'up', t('previous'), 'K')} ${step(next, 'down', t('next'), 'J')}</nav>`}
  </div>`;

  function head(/** @type {NonNullable<typeof order.value>} */ o) {
    const first = o.actions.filter((a) => a.allowed && MOVES[a.action].style === 'primary');
    return html`<div class="page-head">
      <div>
        <h1 class="order-number" tabindex="-1">${o.order_number}</h1>
        <p class="lead chips">${chip(o.status)} ${paymentChip(o.payment_status)}
          <span>${t('placed')} <time datetime=${o.created_at}>${moment(o.created_at)}</time></span></p>
      </div>
      <div class="actions">
        ${first.map(({ action }, i) => html`<button type="button" class="button ${i ? 'quiet' : 'primary'}"
          @click=${() => move(action)}>${nameOf(action)}</button>`)}
        ${movesMenu(o.actions, move)}
      </div>
    </div>`;
  }

  function view() {
    const o = order.value;
    if (!o)
      return html`${ways()}<h1 class="hidden" tabindex="-1">${t('order')}</h1>
        ${order.problem ? failed(order.problem, order.problem.status === 404 ? null : load) : bones(1, 'page-bone')}`;
    return html`${ways()} ${head(o)}
      <div class="detail">
        <div class="detail-main">
          ${panel('lines', lines(o), html`<div class="actions">${choice('edit')} ${button('reprice')}
            ${hasRole('manager') ? html`<a class="button small quiet" href=${printLink([id])}>${t('print_slips')}</a>` : nothing}</div>`)}
          ${o.shipments?.length ? panel('shipments', shipments(o)) : nothing}
          ${o.returns?.length ? panel('returns', orderReturns(o, returnChoices)) : nothing}
          ${panel('payments', payments.problem ? failed(payments.problem, payments.load) : payments.value ? paid(payments.value) : bones(1, 'line-bone'))}
          ${panel('history', history.problem ? failed(history.problem, history.load) : history.value ? told(history.value) : bones(3, 'line-bone'))}
        </div>
        <div class="detail-side">
          ${panel('sums', totals(o, true), button('discount'))}
          ${panel('customer', person(o))}
          ${panel('notes', notes(o), choice('annotate'))}
        </div>
      </div>`;
  }

  /** @param {Return} back */
  const returnChoices = (back) => html`${choice('receive_return', { back })} ${choice('reject_return', { back })}
    ${may('withdraw_return')?.allowed ? choice('withdraw_return', { back }) : nothing}`;

  /** @param {Order} o */
  const shipments = (o) => html`<ul class="parcels">${o.shipments?.map(
    (parcel) => html`<li>
      <p class="parcel-head"><strong>${parcel.carrier ?? t('no_carrier')}</strong>
        ${parcel.tracking_number ? html`<span class="sku">${parcel.tracking_number}</span>` : html`<span class="soft">${t('no_tracking')}</span>`}
        <time class="soft" datetime=${parcel.created_at}>${moment(parcel.created_at)}</time></p>
      ${pieces(o, parcel.items)}
      ${hasRole('manager') ? html`<div class="actions">${button('mend_shipment', { parcel })} ${button('undo_shipment', { parcel })}
        <a class="button small quiet" href=${printLink([id], parcel.id)}>${t('print_slip')}</a></div>` : nothing}
    </li>`,
  )}</ul>
  ${hasRole('manager') ? whyNone(['mend_shipment', 'undo_shipment']) : nothing}`;

  /** @param {Payment[]} rows */
  function paid(rows) {
    if (!rows.length) return html`<p class="soft">${t('no_payments')}</p>`;
    return html`<ul class="parcels">${rows.map((p) => html`<li>
      <p class="parcel-head"><strong>${money(p.amount, p.currency)}</strong> <span>${words(p.provider)} · ${methodWord(p.method)}</span>
        <span class="chip ${['disputed', 'failed'].includes(p.status) ? 'bad' : p.status === 'captured' ? 'good' : 'still'}">${paymentStateWord(p.status)}</span></p>
      <p class="soft">${t('payment_sums', {
        authorized: money(p.authorized_amount, p.currency), captured: money(p.captured_amount, p.currency), refunded: money(p.refunded_amount, p.currency) })}
        ${p.provider_reference ? html` · <span class="sku">${p.provider_reference}</span>` : nothing}</p>
      <ul class="operations">${p.operations.map((op) => html`<li>
        <time datetime=${op.created_at}>${moment(op.created_at)}</time> <span>${money(op.amount, p.currency)}</span>
        <span class=${op.state === 'failed' ? 'error' : 'soft'}>${stepWord(op, p)}</span></li>`)}</ul>
      ${hasRole('manager') ? html`<div class="actions">${moneyMoves(p)}</div>` : nothing}
    </li>`)}</ul>`;
  }

  /** @param {Payment} payment */
  function moneyMoves(payment) {
    const open_ = payment.status === 'authorized' && payment.authorized_amount > payment.captured_amount;
    const button = (/** @type {string} */ action) => html`<button type="button" class="button small ${MOVES[action].style ?? 'quiet'}"
      @click=${() => move(action, { payment, payments: [payment] })}>${nameOf(action)}</button>`;
    const refundable = payment.captured_amount > payment.refunded_amount;
    return html`${open_ ? html`${button('capture')} ${button('void')}` : nothing} ${refundable ? choice('refund') : nothing}`;
  }

  return {
    get title() {
      return order.value?.order_number ?? t('order');
    },
    view,
    close() {
      here = false;
      stop();
      clearInterval(poll);
      endKeys();
      for (const one of all) one.cancel();
    },
  };
}

/** @param {string} key @param {unknown} content_ @param {unknown} [side] */
const panel = (key, content_, side = nothing) => html`<section class="panel glass" aria-labelledby="${key}-title">
  <div class="panel-head"><h2 id="${key}-title">${t(key)}</h2>${side}</div>${content_}
</section>`;

/** @param {Order} o */
const lines = (o) => html`<div class="desk-scroll" role="group" aria-label=${t('lines')} tabindex="0"><table class="desk-lines">
  <thead><tr><th scope="col">${t('product')}</th><th scope="col">${t('ordered')}</th><th scope="col">${t('shipped')}</th>
    <th scope="col">${t('returned')}</th><th scope="col">${t('left')}</th><th scope="col">${t('price')}</th><th scope="col">${t('sum')}</th></tr></thead>
  <tbody>${o.items.map((line) => html`<tr>
    <th scope="row"><span class="line-name">${line.product_name}</span> <span class="sku">${line.product_sku}</span>
      ${line.catalogue_price === null ? nothing : html`<small class="soft">${t('by_hand', { usual: money(line.catalogue_price, o.currency), why: line.price_reason })}</small>`}
      ${line.cancelled_quantity ? html`<small class="soft">${t('called_off', { count: line.cancelled_quantity })}</small>` : nothing}</th>
    <td>${number(line.quantity)}</td><td>${number(line.shipped_quantity)}</td><td>${number(line.returned_quantity)}</td>
    <td class=${toLeave(line) ? 'strong' : ''}>${number(toLeave(line))}</td>
    <td>${money(line.unit_price, o.currency)}</td>
    <td>${money(line.subtotal, o.currency)}${line.discount ? html`<small class="soft">${money(-line.discount, o.currency)}</small>` : nothing}</td></tr>`)}</tbody>
</table></div>`;

/** @param {Schemas['OrderHistoryEntry'][]} entries */
const told = (entries) => html`<ol class="timeline">${entries.map(
  (entry, i) => html`<li class="step ${i === entries.length - 1 ? 'now' : ''}">
    <p class="step-what">${entry.from_status === entry.to_status ? doneWord(entry.action) : statusWord(entry.to_status)}
      ${entry.from_status && entry.from_status !== entry.to_status ? html`<span class="soft">${t('from', { status: statusWord(entry.from_status) })}</span>` : nothing}</p>
    <p class="soft"><time datetime=${entry.created_at}>${moment(entry.created_at)}</time>${entry.actor ? ` · ${entry.actor}` : ''}</p>
    ${entry.note ? html`<p class="step-note">${entry.note}</p>` : nothing}
    ${entry.customer_note ? html`<p class="step-note"><span class="soft">${t('told_customer')}</span> ${entry.customer_note}</p>` : nothing}
  </li>`,
)}</ol>`;

/** @param {Order} o */
function person(o) {
  const { customer, shipping_address: to, billing_address: bill } = o;
  const same = JSON.stringify(to) === JSON.stringify(bill);
  return html`<div class="parties">
    ${customer
      ? html`<p><strong>${fullName(customer)}</strong><br>${customer.email}${customer.phone ? html`<br>${customer.phone}` : nothing}</p>
        ${customer.email && hasRole('manager') ? html`<p><a href=${link(AT, { search: customer.email })}>${t('their_orders')}</a></p>` : nothing}`
      : html`<p class="soft">${t('no_customer')}</p>`}
    ${to ? html`<h3>${t('ship_to')}</h3>${addressText(to)}` : nothing}
    ${bill ? html`<h3>${t('bill_to')}</h3>${same ? html`<p>${t('same_address')}</p>` : addressText(bill)}` : nothing}
    ${o.shipping_method ? html`<h3>${t('shipping_method')}</h3><p>${words(o.shipping_method)}</p>` : nothing}
  </div>`;
}

/** @param {Order} o */
const notes = (o) => html`<div class="parties">
  <h3>${t('customer_notes')}</h3><p class="prose">${o.customer_notes ?? '–'}</p>
  <h3>${t('internal_notes')}</h3><p class="hint">${t('internal_who')}</p><p class="prose">${o.internal_notes ?? '–'}</p>
</div>`;
