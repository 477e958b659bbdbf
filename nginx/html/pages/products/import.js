// Products by a CSV file.
// SPDX-License-Identifier: MIT
import { importPage } from '../../components/import-page.js';
import { texts } from '../../lib/text.js';

const t = texts('imports');
const COLUMNS = ['sku', 'name', 'description', 'price', 'category', 'stock', 'low_stock_threshold', 'weight_kg', 'tax_class', 'is_active'];

export const open = () =>
  importPage({ title: t('products'), list: { at: '/office/products', label: t('to_products') }, path: '/products/import', columns: COLUMNS });
