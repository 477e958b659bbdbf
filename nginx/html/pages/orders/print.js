// For paper: one list of what to fetch, and a slip for each parcel, of up to 500 orders. Nothing of it has a price.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { addressText } from '../../components/address.js';
import { barcode } from '../../components/barcode.js';
import { icon } from '../../components/icons.js';
import { bones, empty, failed } from '../../components/state.js';
import { say, sayProblem } from '../../components/toast.js';
import { post } from '../../lib/api.js';
import { date, fullName, moment, number } from '../../lib/format.js';
import { styles } from '../../lib/needs.js';
import { resource } from '../../lib/resource.js';
import { linkBack } from '../../lib/router.js';
import { MOST } from '../../lib/print-link.js';
import { picksOf, slipsOf, wasPrinted } from '../../lib/slips.js';
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';

/** @import { SlipOrder, Typed, Visit } from 'types' @import { Slip } from '../../lib/slips.js' */

const t = texts('print');
styles('office-print');

/** @param {Visit} place */
export function open({ query }) {
  const ids = [...new Set((query.get('ids') ?? '').split(',').map(Number).filter((id) => id > 0))].slice(0, MOST);
  const only = Number(query.get('shipment')) || null;
  const key = crypto.randomUUID(); // printed again from here, it is noted once
  const named = (/** @type {number[]} */ of) => (only === null ? { order_ids: of } : { shipment_ids: [only] });
  const orders = resource(async (signal) => {
    const { data } = (await post('/orders/slips', named(ids), {}, signal)).data;
    return /** @type {SlipOrder[]} */ (data).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  });
  let again = false; // those that were printed before, too
  let busy = false;
  if (ids.length) orders.load();

  /** @param {Slip[]} slips */
  const chosen = (slips) => {
    const fresh = slips.filter((slip) => !wasPrinted(slip));
    return again || only !== null || !fresh.length ? slips : fresh;
  };

  async function print() {
    busy = true;
    redraw();
    try {
      await post('/orders/printed', named((orders.value ?? []).map(({ id }) => id)), { 'Idempotency-Key': key });
      window.print();
      say(t('noted'));
    } catch (error) {
      sayProblem(error);
    }
    busy = false;
    redraw();
  }

  const ways = () => html`<a class="back" href=${linkBack('/office/orders')}>${icon('left')} ${t('orders')}</a>`;

  function content() {
    if (orders.problem) return failed(orders.problem, orders.load);
    if (ids.length && !orders.value) return bones(3, 'row-bone');
    const found = orders.value ?? [];
    const slips = found.flatMap((order) => slipsOf(order, only));
    if (!slips.length) return empty({ icon: 'list', title: t('nothing'), text: t('nothing_text'), action: nothing });
    const shown = chosen(slips);
    return html`<div class="print-bar glass">
        <p>${t('orders_count', { count: found.length })} · ${t('slips_count', { count: shown.length })}</p>
        ${shown.length < slips.length || again
          ? html`<label class="tick"><input type="checkbox" .checked=${again} @change=${(/** @type {Typed} */ event) => {
              again = event.target.checked;
              redraw();
            }}> ${t('again', { count: slips.filter(wasPrinted).length })}</label>`
          : nothing}
        <button type="button" class="button primary" ?disabled=${busy} @click=${print}>${icon('print')} ${t('print')}</button>
      </div>
      <div class="papers">${pickList(shown)} ${shown.map(slip)}</div>`;
  }

  return {
    get title() {
      return t('title');
    },
    view: () => html`${ways()}<div class="page-head"><div><h1 tabindex="-1">${t('title')}</h1><p class="lead">${t('lead')}</p></div></div>${content()}`,
    close: orders.cancel,
  };
}

/** @param {Slip[]} slips */
function pickList(slips) {
  const picks = picksOf(slips);
  if (!picks.length) return nothing;
  return html`<section class="paper" aria-labelledby="picks-title">
    <h2 id="picks-title">${t('picks')}</h2>
    <p>${t('picks_of', { parcels: t('slips_count', { count: slips.filter((one) => one.next).length }), when: moment(new Date().toISOString()) })}</p>
    <table>
      <thead><tr><th scope="col">${t('sku')}</th><th scope="col">${t('product')}</th><th scope="col" class="end">${t('pieces')}</th><th scope="col" class="end">${t('parcels')}</th></tr></thead>
      <tbody>${picks.map((pick) => html`<tr><th scope="row" class="sku">${pick.sku}</th><td>${pick.name}</td>
        <td class="end strong">${number(pick.pieces)}</td><td class="end">${number(pick.parcels)}</td></tr>`)}</tbody>
    </table>
  </section>`;
}

/** @param {SlipOrder['shipping_address']} address */
const isNamed = (address) => typeof address === 'object' && Boolean(address?.name);

/** @param {Slip} facts */
function slip({ order, shipment, nth, lines }) {
  const tracking = [shipment?.carrier, shipment?.tracking_number].filter(Boolean).join(' ');
  return html`<section class="paper" aria-label=${t('slip_of', { number: order.order_number, nth })}>
    <div class="paper-head">
      <div><h2>${t('slip', { nth })}</h2><p class="paper-number">${order.order_number}</p>
        <p>${t('ordered_on', { date: date(order.created_at) })}${shipment ? html`<br>${t('left_on', { date: date(shipment.created_at) })}` : nothing}
          ${tracking ? html`<br>${tracking}` : nothing}</p></div>
      <div>${barcode(order.order_number, t('code_of', { number: order.order_number }))}</div>
    </div>
    <div class="paper-to"><h3>${t('to')}</h3>${isNamed(order.shipping_address) ? nothing : html`<p>${fullName(order.customer)}</p>`}${addressText(order.shipping_address)}</div>
    <table>
      <thead><tr><th scope="col">${t('sku')}</th><th scope="col">${t('product')}</th><th scope="col" class="end">${t('ordered')}</th>
        <th scope="col" class="end">${t('here')}</th><th scope="col" class="end">${t('rest')}</th></tr></thead>
      <tbody>${lines.map((line) => html`<tr><th scope="row" class="sku">${line.sku}</th><td>${line.name}</td><td class="end">${number(line.ordered)}</td>
        <td class="end strong">${number(line.here)}</td><td class="end">${number(line.rest)}</td></tr>`)}</tbody>
    </table>
    ${order.customer_notes ? html`<p class="paper-note">${order.customer_notes}</p>` : nothing}
  </section>`;
}
