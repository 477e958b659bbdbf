// What shipping costs by weight.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { formDialog } from '../../components/form-dialog.js';
import { listPage } from '../../components/list-page.js';
import { removeRow } from '../../components/remove-row.js';
import { money } from '../../lib/format.js';
import { writeNumber } from '../../lib/numerals.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Schemas, Visit } from 'types' */

const t = texts('money');
const AT = '/office/shipping';

/** @param {number | null} weight */
const kilos = (weight) => (weight === null ? t('no_limit') : t('kilos', { weight: writeNumber(weight, 3) }));

/** @param {Visit} place */
export function open({ query }) {
  const make = () =>
    formDialog({
      title: t('new_rate'),
      path: '/shipping/rates',
      method: 'POST',
      fields: [
        { pointer: '/name', label: t('name'), kind: 'text', required: true, maxlength: 100 },
        { pointer: '/min_weight_kg', label: t('from_weight'), kind: 'number', places: 3, required: true, narrow: true },
        { pointer: '/max_weight_kg', label: t('to_weight'), kind: 'number', places: 3, narrow: true, hint: t('to_weight_hint') },
        { pointer: '/price', label: t('price'), kind: 'money', required: true, narrow: true },
      ],
      submit: t('make_rate'),
    });

  /** @param {Schemas['ShippingRate']} rate */
  const takeAway = ({ id, name, version }) =>
    removeRow(page.list, `/shipping/rates/${id}`, version, { title: t('delete_rate'), text: t('delete_rate_text', { name }), yes: t('delete'), done: t('rate_deleted', { name }) });

  const page = listPage(
    {
      title: t('rates'),
      lead: t('rates_lead'),
      at: AT,
      path: '/shipping/rates',
      whole: true,
      columns: [
        { key: 'name', label: t('name'), cell: (r) => r.name, always: true, width: 200, grow: 2 },
        { key: 'from', label: t('from_weight'), cell: (r) => kilos(r.min_weight_kg), align: 'end', width: 130, labelled: true },
        { key: 'to', label: t('to_weight'), cell: (r) => kilos(r.max_weight_kg), align: 'end', width: 130, labelled: true },
        { key: 'price', label: t('price'), cell: (r) => money(r.price, r.currency), align: 'end', width: 120, corner: true },
        { key: 'do', label: t('do'), cell: (r) => html`<button type="button" class="button quiet small" @click=${() => takeAway(r)}>${t('delete')}<span class="hidden"> ${r.name}</span></button>`, width: 120, grow: 0 },
      ],
      href: () => link(AT),
      name: (rate) => rate.name,
      found: (count) => t('rates_found', { count }),
      none: { icon: 'basket', title: t('no_rates'), text: t('no_rates_text') },
      create: { label: t('new_rate'), make },
    },
    query,
  );
  return page;
}
