// One product: what is said of it, and its stock, by plus or minus with a reason.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { ask } from '../../components/confirm.js';
import { formDialog } from '../../components/form-dialog.js';
import { recordPage } from '../../components/record-page.js';
import { bones, failed } from '../../components/state.js';
import { get, ifMatch, remove } from '../../lib/api.js';
import { moment, number } from '../../lib/format.js';
import { reloadOn } from '../../lib/live.js';
import { resource } from '../../lib/resource.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { productFields } from './fields.js';

/** @import { Product, Schemas, Visit } from 'types' */

const t = texts('products');

/** "+5", "−3" @param {number} n */
const signed = (n) => (n > 0 ? `+${number(n)}` : number(n).replace('-', '−'));

/** @param {Schemas['StockMovement']} movement */
const movementRow = (movement) => html`<li><span><strong>${signed(movement.quantity)}</strong> ${t(`moved.${movement.kind}`)}
    ${movement.order_id === null ? movement.reason ?? '' : html`<a href=${link(`/office/orders/${movement.order_id}`)}>${t('order_of', { id: movement.order_id })}</a>`}</span>
  <time class="soft" datetime=${movement.created_at}>${moment(movement.created_at)}</time></li>`;

/** @param {Visit} place */
export function open({ params }) {
  const path = /** @type {const} */ (`/products/${params.id}`);
  const movements = resource(async (signal) => (await get(`${path}/movements`, { limit: 20 }, signal)).data.data);
  movements.load();

  /** @returns {Promise<string | null>} */
  async function changeStock() {
    const before = page.record.data.on_hand;
    const product = await formDialog({ title: t('change_stock'),
      path: `${path}/stock`,
      method: 'PATCH',
      initial: {},
      fields: [
        { pointer: '/adjustment', label: t('by'), kind: 'number', required: true, narrow: true, hint: t('by_hint', { count: before }) },
        { pointer: '/reason', label: t('reason'), kind: 'text', maxlength: 500 },
      ],
      submit: t('change_stock'),
    });
    if (!product) return null;
    movements.load();
    return t('stock_changed', { from: number(before), to: number(product.on_hand) });
  }

  /** @param {Product} product */
  async function takeOff({ version }) {
    if (!(await ask({ title: t('take_off'), text: t('take_off_text'), yes: t('take_off_yes'), danger: true }))) return null;
    await remove(path, ifMatch(`"${version}"`));
    return t('taken_off');
  }

  const history = () => {
    if (movements.problem) return failed(movements.problem, movements.load);
    if (!movements.value) return bones(3, 'row-bone');
    return html`<ol class="movements">${movements.value.map(movementRow)}</ol>`;
  };

  const page = recordPage({
    kind: t('product'),
    list: { at: '/office/products', label: t('products') },
    name: (product) => product.name,
    lead: (product) => t('stands', { on_hand: product.on_hand, reserved: product.reserved, available: product.available }),
    saved: t('saved'),
    form: { path, fields: productFields(/** @returns {string} */ () => page.record.data.tax_class), submit: t('save') },
    actions: (product) => [
      { label: t('change_stock'), style: 'primary', run: changeStock },
      ...(product.is_active ? [{ label: t('take_off_yes'), style: 'danger', run: () => takeOff(product) }] : []),
    ],
    aside: () => html`<section class="panel glass" aria-labelledby="moves-title"><h2 id="moves-title">${t('movements')}</h2>${history()}</section>`,
    close() {
      stop();
      movements.cancel();
    },
  });
  const stop = reloadOn(() => true, () => {
    page.record.refresh();
    movements.refresh();
  });
  return page;
}
