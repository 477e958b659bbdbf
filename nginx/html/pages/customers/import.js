// Customers by a CSV file.
// SPDX-License-Identifier: MIT
import { importPage } from '../../components/import-page.js';
import { texts } from '../../lib/text.js';

const t = texts('imports');
const COLUMNS = ['email', 'first_name', 'last_name', 'phone', 'address'];

export const open = () =>
  importPage({ title: t('customers'), list: { at: '/office/customers', label: t('to_customers') }, path: '/customers/import', columns: COLUMNS });
