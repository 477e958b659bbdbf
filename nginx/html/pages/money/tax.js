// What is taxed where: rates by country, region and class, each from a day on. A rate never changes.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { formDialog } from '../../components/form-dialog.js';
import { listPage } from '../../components/list-page.js';
import { removeRow } from '../../components/remove-row.js';
import { date, number } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { FieldFact, Schemas, Visit } from 'types' */

const t = texts('money');
const AT = '/office/tax';

/** @param {number} rate */
const percent = (rate) => t('percent', { rate: number(rate * 100) });

/** @param {Schemas['TaxRate']} rate */
const days = ({ valid_from: from, valid_to: to }) => (to ? t('from_to', { from: date(from), to: date(to) }) : t('from_on', { from: date(from) }));

/** @returns {FieldFact[]} */
const fields = () => [
  { pointer: '/name', label: t('name'), kind: 'text', required: true, maxlength: 100, hint: t('tax_name_hint') },
  { pointer: '/country', label: t('country'), kind: 'text', required: true, narrow: true, hint: t('country_hint') },
  { pointer: '/region', label: t('region'), kind: 'text', narrow: true },
  { pointer: '/tax_class', label: t('tax_class'), kind: 'text', narrow: true, hint: t('tax_class_hint') },
  { pointer: '/rate', label: t('rate'), kind: 'number', places: 5, required: true, narrow: true, hint: t('rate_hint') },
  { pointer: '/valid_from', label: t('valid_from'), kind: 'date', narrow: true },
  { pointer: '/valid_to', label: t('valid_to'), kind: 'date', narrow: true },
];

/** @param {Visit} place */
export function open({ query }) {
  /** @param {Schemas['TaxRate']} rate */
  const takeAway = ({ id, name, version }) =>
    removeRow(page.list, `/tax/rates/${id}`, version, { title: t('delete_rate'), text: t('delete_rate_text', { name }), yes: t('delete'), done: t('rate_deleted', { name }) });

  const page = listPage(
    {
      title: t('tax'),
      lead: t('tax_lead'),
      at: AT,
      path: '/tax/rates',
      whole: true,
      columns: [
        { key: 'name', label: t('name'), cell: (r) => r.name, always: true, width: 180, grow: 2 },
        { key: 'country', label: t('country'), cell: (r) => [r.country, r.region].filter(Boolean).join(', '), width: 140 },
        { key: 'class', label: t('tax_class'), cell: (r) => r.tax_class, width: 120, labelled: true },
        { key: 'days', label: t('valid'), cell: days, width: 200, grow: 2 },
        { key: 'rate', label: t('rate'), cell: (r) => percent(r.rate), align: 'end', width: 100, corner: true },
        { key: 'do', label: t('do'), cell: (r) => html`<button type="button" class="button quiet small" @click=${() => takeAway(r)}>${t('delete')}<span class="hidden"> ${r.name}</span></button>`, width: 120, grow: 0 },
      ],
      href: () => link(AT),
      name: (rate) => rate.name,
      found: (count) => t('rates_found', { count }),
      none: { icon: 'list', title: t('no_tax'), text: t('no_tax_text') },
      create: { label: t('new_tax'), make: () => formDialog({ title: t('new_tax'), path: '/tax/rates', method: 'POST', fields: fields(), submit: t('make_rate') }) },
    },
    query,
  );
  return page;
}
