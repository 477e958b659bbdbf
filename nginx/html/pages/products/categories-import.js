// Categories by a CSV file.
// SPDX-License-Identifier: MIT
import { importPage } from '../../components/import-page.js';
import { texts } from '../../lib/text.js';

const t = texts('imports');

export const open = () =>
  importPage({ title: t('categories'), list: { at: '/office/categories', label: t('to_categories') }, path: '/categories/import', columns: ['name', 'description'] });
