// Lines that grew cost more than they were sold for: the difference line by line, and one accepts it or goes back.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { money } from '../lib/format.js';
import { texts } from '../lib/text.js';
import { openDialog } from './dialog.js';

/** @import { Order } from 'types' @import { Problem } from '../lib/problem.js' */
/** @typedef {{ name: string, quantity: number, was: number, now: number }} Dearer */

const t = texts('orders-desk');

/** The lines that a refusal names. @param {Problem} problem @param {any} sent @param {Order} order @returns {Dearer[]} */
const dearer = ({ errors }, sent, order) =>
  errors.flatMap(({ pointer, old_price: was, unit_price: now }) => {
    const item = sent.items[Number(pointer.split('/')[2])];
    const line = order.items.find(({ product_id: id }) => id === item?.product_id);
    return line && was !== undefined && now !== undefined ? [{ name: line.product_name, quantity: item.quantity, was, now }] : [];
  });

/** Resolves to what is sent besides when they are accepted, else to null. @param {Problem} problem @param {any} sent @param {Order} order */
export function acceptPrices(problem, sent, order) {
  const cash = (/** @type {number} */ amount) => money(amount, order.currency);
  return openDialog({
    title: t('prices_changed'),
    size: 'wide',
    body: (close) => html`<p>${t('prices_changed_text')}</p>
      <div class="desk-scroll" role="group" aria-label=${t('prices_changed')} tabindex="0"><table class="desk-lines price-changes">
        <thead><tr><th scope="col">${t('product')}</th><th scope="col">${t('price_was')}</th><th scope="col">${t('price_now')}</th>
          <th scope="col">${t('price_more')}</th></tr></thead>
        <tbody>${dearer(problem, sent, order).map(({ name, quantity, was, now }) => html`<tr><th scope="row">${name}
          <small class="soft">${t('pieces', { count: quantity })}</small></th><td>${cash(was)}</td><td>${cash(now)}</td><td class="strong">${cash((now - was) * quantity)}</td></tr>`)}</tbody>
      </table></div>
      <div class="actions">
        <button type="button" class="button quiet" @click=${() => close(null)}>${t('prices_refuse')}</button>
        <button type="button" class="button primary" @click=${() => close({ accept_prices: true })}>${t('prices_accept')}</button>
      </div>`,
  });
}
