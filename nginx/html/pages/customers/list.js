// The customers: the parties that orders are for.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { fileButton } from '../../components/file-button.js';
import { formDialog } from '../../components/form-dialog.js';
import { importLink } from '../../components/import-link.js';
import { listPage } from '../../components/list-page.js';
import { cityOf, date, fullName } from '../../lib/format.js';
import { go, link } from '../../lib/router.js';
import { hasRole } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { customerFields } from './fields.js';

/** @import { Column, Customer, Visit } from 'types' */

const t = texts('customers');

/** @returns {Column<Customer>[]} */
const columns = () => [
  { key: 'name', label: t('name'), cell: (c) => fullName({ ...c, email: '' }) || c.email, always: true, sort: 'name', width: 200, grow: 2 },
  { key: 'email', label: t('email'), cell: (c) => c.email ?? '–', width: 240, grow: 2 },
  { key: 'phone', label: t('phone'), cell: (c) => c.phone ?? '–', width: 150, labelled: true },
  { key: 'city', label: t('city'), cell: (c) => cityOf(c.address) || '–', width: 140, labelled: true },
  { key: 'since', label: t('since'), cell: (c) => date(c.created_at), sort: '-id', width: 130, labelled: true },
];

const make = () => formDialog({ title: t('new_customer'), path: '/customers', method: 'POST', fields: customerFields(), submit: t('make_customer') });

/** @param {Visit} place */
export function open({ query }) {
  const file = fileButton('/reports/export/customers', 'customers');
  const page = listPage(
    {
      title: t('customers'),
      at: '/office/customers',
      path: '/customers',
      sort: '-id',
      columns: columns(),
      filters: [{ key: 'search', label: t('find'), kind: 'search' }],
      placeholder: t('find_hint'),
      views: 'customers',
      href: ({ id }) => link(`/office/customers/${id}`),
      name: (customer) => fullName(customer),
      found: (count) => t('found', { count }),
      none: { icon: 'user', title: t('none'), text: t('none_text') },
      tools: /** @returns {unknown} */ () => (hasRole('manager') ? html`${importLink('/office/customers/import')} ${file.view(() => ({ query: page.list.filters }))}` : undefined),
      create: hasRole('manager') ? { label: t('new_customer'), make, then: ({ id }) => go(`/office/customers/${id}`) } : undefined,
    },
    query,
  );
  return page;
}
