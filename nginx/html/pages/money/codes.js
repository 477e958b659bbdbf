// The discount codes: what they take off, from what, and how often.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { formDialog } from '../../components/form-dialog.js';
import { listPage } from '../../components/list-page.js';
import { removeRow } from '../../components/remove-row.js';
import { say } from '../../components/toast.js';
import { date, money, number } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { FieldFact, Schemas, Visit } from 'types' */

const t = texts('money');
const AT = '/office/codes';
const KINDS = ['percent', 'amount', 'free_shipping'];

/** @param {Schemas['DiscountCode']} code */
function worth({ kind, value }) {
  if (value === null) return t('kind.free_shipping');
  return kind === 'percent' ? t('percent', { rate: number(value) }) : money(value);
}

/** @param {Schemas['DiscountCode']} code */
const uses = ({ used, max_uses: most }) => (most === null ? number(used) : t('used_of', { used, most }));

/** @param {string | null} typed words with commas between */
const listOf = (typed) => (typed ? typed.split(',').map((one) => one.trim()).filter(Boolean) : null);

/** @param {any} body */
const asLists = ({ categories, products, ...rest }) => ({
  ...rest,
  ...(categories === undefined ? {} : { categories: listOf(categories) }),
  ...(products === undefined ? {} : { products: listOf(products) }),
});

/** What never changes of a code. */
const lasting = () => /** @type {FieldFact[]} */ ([
  { pointer: '/code', label: t('code'), kind: 'text', required: true, narrow: true, maxlength: 50, hint: t('code_hint') },
  { pointer: '/kind', label: t('takes'), kind: 'choice', required: true, narrow: true, options: KINDS.map((kind) => [kind, t(`kind.${kind}`)]) },
]);

/** @returns {FieldFact[]} */
const terms = () => [
  { pointer: '/name', label: t('name'), kind: 'text', required: true, narrow: true, maxlength: 100 },
  { pointer: '/value', label: t('value'), kind: 'number', places: 2, narrow: true, hint: t('value_hint') },
  { pointer: '/minimum', label: t('minimum'), kind: 'money', narrow: true, hint: t('minimum_hint') },
  { pointer: '/max_uses', label: t('max_uses'), kind: 'number', narrow: true, hint: t('max_uses_hint') },
  { pointer: '/max_uses_per_customer', label: t('max_each'), kind: 'number', narrow: true },
  { pointer: '/valid_from', label: t('valid_from'), kind: 'date', narrow: true },
  { pointer: '/valid_to', label: t('valid_to'), kind: 'date', narrow: true },
  { pointer: '/categories', label: t('only_categories'), kind: 'text', hint: t('commas_hint') },
  { pointer: '/products', label: t('only_products'), kind: 'text', hint: t('commas_hint') },
];

/** @param {Visit} place */
export function open({ query }) {
  /** @param {Schemas['DiscountCode']} code */
  const end = ({ id, code, version }) =>
    removeRow(page.list, `/discount-codes/${id}`, version, { title: t('end_code'), text: t('end_code_text', { code }), yes: t('end'), done: t('code_ended', { code }) });

  /** @param {Schemas['DiscountCode']} code */
  async function change({ id, code, kind }) {
    const fields = terms().filter(({ pointer }) => pointer !== '/value' || kind !== 'free_shipping');
    const done = await formDialog({ title: t('change_code', { code }), path: `/discount-codes/${id}`, fields, body: asLists, submit: t('save') });
    if (!done) return;
    say(t('code_changed', { code }));
    page.list.reload();
  }

  /** @param {Schemas['DiscountCode']} code */
  const actions = (code) => html`
    <button type="button" class="button quiet small" @click=${() => change(code)}>${t('change')}<span class="hidden"> ${code.code}</span></button>
    <button type="button" class="button quiet small" @click=${() => end(code)}>${t('end')}<span class="hidden"> ${code.code}</span></button>`;

  const page = listPage(
    {
      title: t('codes'),
      lead: t('codes_lead'),
      at: AT,
      path: '/discount-codes',
      whole: true,
      columns: [
        { key: 'code', label: t('code'), cell: (c) => html`<span class="code">${c.code}</span>`, always: true, width: 150 },
        { key: 'name', label: t('name'), cell: (c) => c.name, width: 180, grow: 2 },
        { key: 'worth', label: t('takes'), cell: worth, width: 130, corner: true },
        { key: 'minimum', label: t('minimum'), cell: (c) => (c.minimum === null ? '–' : money(c.minimum)), align: 'end', width: 110, labelled: true },
        { key: 'used', label: t('used'), cell: uses, align: 'end', width: 110, labelled: true },
        { key: 'until', label: t('valid_to'), cell: (c) => (c.valid_to ? date(c.valid_to) : '–'), width: 130, labelled: true },
        { key: 'do', label: t('do'), cell: (c) => (c.is_ended ? html`<span class="chip still">${t('ended')}</span>` : actions(c)), width: 200, grow: 0 },
      ],
      href: () => link(AT),
      name: (code) => code.code,
      found: (count) => t('codes_found', { count }),
      none: { icon: 'list', title: t('no_codes'), text: t('no_codes_text') },
      create: { label: t('new_code'), make: () => formDialog({ title: t('new_code'), path: '/discount-codes', method: 'POST', fields: [...lasting(), ...terms()], body: asLists, submit: t('make_code') }) },
    },
    query,
  );
  return page;
}
