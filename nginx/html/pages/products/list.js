// Everything that is for sale, or was.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { exporter } from '../../components/exporter.js';
import { formDialog } from '../../components/form-dialog.js';
import { importLink } from '../../components/import-link.js';
import { listPage } from '../../components/list-page.js';
import { date, money, number } from '../../lib/format.js';
import { go, link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { productFields, STANDARD } from './fields.js';

/** @import { Column, Filter, Product, Visit } from 'types' */

const t = texts('products');
const AT = '/office/products';

/** @param {Product} product */
const state = (product) => html`${product.is_active ? nothing : html`<span class="chip still">${t('inactive')}</span>`}
  ${product.is_low_stock ? html`<span class="chip wait">${t('low')}</span>` : nothing}
  ${product.is_active && !product.is_low_stock ? html`<span class="chip good">${t('active')}</span>` : nothing}`;

/** @returns {Column<Product>[]} */
const columns = () => [
  { key: 'name', label: t('name'), csv: ['name'], cell: (p) => p.name, always: true, sort: 'name', width: 220, grow: 3 },
  { key: 'sku', label: t('sku'), csv: ['sku'], cell: (p) => html`<span class="code">${p.sku}</span>`, width: 150 },
  { key: 'category', label: t('category'), csv: ['category'], cell: (p) => p.category ?? '–', width: 140 },
  { key: 'price', label: t('price'), csv: ['price', 'currency'], cell: (p) => money(p.price, p.currency), sort: 'price', align: 'end', width: 120, grow: 0, corner: true },
  { key: 'available', label: t('available'), csv: ['available'], cell: (p) => number(p.available), align: 'end', width: 110, grow: 0, labelled: true },
  { key: 'on_hand', label: t('on_hand'), csv: ['on_hand'], cell: (p) => number(p.on_hand), align: 'end', width: 110, grow: 0, labelled: true },
  { key: 'reserved', label: t('reserved'), csv: ['reserved'], cell: (p) => number(p.reserved), align: 'end', width: 110, grow: 0, labelled: true, extra: true },
  { key: 'state', label: t('state'), csv: ['is_active', 'is_low_stock'], cell: state, width: 120, grow: 0 },
  { key: 'changed', label: t('changed'), csv: ['updated_at'], cell: (p) => date(p.updated_at), width: 130, extra: true, labelled: true },
];

/** @returns {Filter[]} */
const filters = () => [
  { key: 'search', label: t('find'), kind: 'search' },
  { key: 'category', label: t('category'), kind: 'text' },
  { key: 'price', label: t('price'), kind: 'money', keys: ['min_price', 'max_price'] },
  { key: 'low_stock', label: t('stock'), kind: 'choice', options: [['true', t('low')], ['false', t('enough')]] },
  { key: 'in_stock', label: t('available'), kind: 'choice', options: [['true', t('in_stock')], ['false', t('sold_out')]] },
  { key: 'is_active', label: t('state'), kind: 'choice', options: [['true', t('active')], ['false', t('inactive')]] },
];

const make = () =>
  formDialog({
    title: t('new_product'),
    path: '/products',
    method: 'POST',
    initial: { is_active: true, tax_class: STANDARD },
    fields: [...productFields(), { pointer: '/stock', label: t('first_stock'), kind: 'number', narrow: true }],
    submit: t('make_product'),
  });

/** @param {Visit} place */
export function open({ query }) {
  const page = listPage(
    {
      title: t('products'),
      at: AT,
      path: '/products',
      sort: 'name',
      columns: columns(),
      filters: filters(),
      placeholder: t('find_hint'),
      views: 'products',
      one: (id) => `/products/${id}`,
      concerns: (event) => event.order_id !== null,
      href: ({ id }) => link(`${AT}/${id}`),
      name: (product) => product.name,
      found: (count) => t('found', { count }),
      none: { icon: 'grid', title: t('none'), text: t('none_text') },
      create: { label: t('new_product'), make, then: ({ id }) => go(`${AT}/${id}`) },
      tools: () => html`${importLink(`${AT}/import`)} ${file.button()}`,
    },
    query,
  );
  const file = exporter({ list: page.list, path: '/reports/export/inventory', name: 'products' });
  return page;
}
