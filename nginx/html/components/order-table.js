// Orders as a table that folds into cards on a narrow screen.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { date, fullName, money } from '../lib/format.js';
import { link } from '../lib/router.js';
import { texts } from '../lib/text.js';
import { chip, paymentChip } from './chip.js';

const t = texts('orders');

/** @import { Order } from 'types' */

/** @param {Order} order @param {boolean} forWhom */
const row = (order, forWhom) => html`<tr role="row">
  <th role="rowheader" scope="row" class="order-cell"><a href=${link(`${forWhom ? '/office' : ''}/orders/${order.id}`)}>${order.order_number}</a></th>
  <td role="cell" class="date-cell"><time datetime=${order.created_at}>${date(order.created_at)}</time></td>
  ${forWhom ? html`<td role="cell" class="who-cell">${fullName(order.customer) || '–'}</td>` : nothing}
  <td role="cell" class="status-cell">${chip(order.status)}</td>
  <td role="cell" class="payment-cell">${paymentChip(order.payment_status)}</td>
  <td role="cell" class="total-cell">${money(order.total, order.currency)}</td>
</tr>`;

/** The roles are spelt out because the narrow layout changes the elements' display.
 * @param {Order[]} orders @param {boolean} forWhom with the customer of each */
export const orderTable = (orders, forWhom) => html`<table class="orders glass" role="table" aria-label=${t('orders')}>
  <thead role="rowgroup">
    <tr role="row">
      <th role="columnheader" scope="col">${t('column.number')}</th>
      <th role="columnheader" scope="col">${t('column.date')}</th>
      ${forWhom ? html`<th role="columnheader" scope="col">${t('column.customer')}</th>` : nothing}
      <th role="columnheader" scope="col">${t('column.status')}</th>
      <th role="columnheader" scope="col">${t('column.payment')}</th>
      <th role="columnheader" scope="col" class="total-cell">${t('column.total')}</th>
    </tr>
  </thead>
  <tbody role="rowgroup">${orders.map((order) => row(order, forWhom))}</tbody>
</table>`;
