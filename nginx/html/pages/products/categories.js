// The categories that products are in.
// SPDX-License-Identifier: MIT
import { formDialog } from '../../components/form-dialog.js';
import { importLink } from '../../components/import-link.js';
import { listPage } from '../../components/list-page.js';
import { say } from '../../components/toast.js';
import { date, number } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Visit } from 'types' */

const t = texts('products');

/** @param {Visit} place */
export function open({ query }) {
  const make = () =>
    formDialog({
      title: t('new_category'),
      path: '/inventory/categories',
      method: 'POST',
      fields: [
        { pointer: '/name', label: t('name'), kind: 'text', required: true, maxlength: 100 },
        { pointer: '/description', label: t('description'), kind: 'textarea', maxlength: 1000 },
      ],
      submit: t('make_category'),
    });

  return listPage(
    {
      title: t('categories'),
      at: '/office/categories',
      path: '/inventory/categories',
      whole: true,
      columns: [
        { key: 'name', label: t('category'), cell: (c) => c.name, always: true, width: 200 },
        { key: 'description', label: t('description'), cell: (c) => c.description ?? '–', width: 260, grow: 3 },
        { key: 'count', label: t('products'), cell: (c) => number(c.product_count), align: 'end', width: 110, labelled: true, corner: true },
        { key: 'since', label: t('since'), cell: (c) => date(c.created_at), width: 130, labelled: true },
      ],
      href: ({ name }) => link('/office/products', { category: name }),
      name: (category) => category.name,
      found: (count) => t('categories_found', { count }),
      none: { icon: 'grid', title: t('no_categories'), text: t('no_categories_text') },
      tools: () => importLink('/office/categories/import'),
      create: { label: t('new_category'), make, then: ({ name }) => say(t('category_made', { name })) },
    },
    query,
  );
}
