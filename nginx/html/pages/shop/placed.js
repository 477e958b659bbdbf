// The order is placed: its number, what it comes to, and where to go from here.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { addressText } from '../../components/address.js';
import { icon } from '../../components/icons.js';
import { bones, failed } from '../../components/state.js';
import { totals } from '../../components/totals.js';
import { get } from '../../lib/api.js';
import { resource } from '../../lib/resource.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

const t = texts('shop');

/** @param {import('types').Visit} place */
export function open({ params }) {
  const self = resource(async (signal) => (await get(`/orders/${params.id}`, {}, signal)).data);
  self.load();

  function view() {
    if (self.problem)
      return html`<h1 class="hidden" tabindex="-1">${t('placed.title')}</h1>${failed(self.problem, self.load)}`;
    if (!self.value) return html`<h1 class="hidden" tabindex="-1">${t('placed.title')}</h1>${bones(1, 'page-bone')}`;
    const order = self.value;
    const pieces = order.items.reduce((sum, l) => sum + l.quantity, 0);
    return html`<section class="thanks glass">
      <span class="thanks-mark">${icon('check')}</span>
      <h1 tabindex="-1">${t('placed.thanks')}</h1>
      <p class="lead">
        ${order.status === 'pending_approval' ? t('placed.waits') : t('placed.text')}
      </p>
      <p class="order-number">${order.order_number}</p>
      <div class="thanks-parts">
        <div>
          <h2>${t('placed.ships_to')}</h2>
          ${addressText(order.shipping_address)}
          <p class="soft">${t('placed.pieces', { count: pieces, products: t('found', { count: order.items.length }) })}</p>
        </div>
        ${totals(order)}
      </div>
      <div class="actions">
        <a class="button primary" href=${link(`/orders/${order.id}`)}>${t('placed.view')}</a>
        <a class="button quiet" href=${link('/')}>${t('placed.browse')}</a>
      </div>
    </section>`;
  }

  return {
    get title() {
      return t('placed.title');
    },
    view,
    close: self.cancel,
  };
}
