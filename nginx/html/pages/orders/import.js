// Orders of the past by a CSV file.
// SPDX-License-Identifier: MIT
import { importPage } from '../../components/import-page.js';
import { texts } from '../../lib/text.js';

const t = texts('imports');
const COLUMNS = [
  'reference', 'sku', 'quantity', 'returned_quantity', 'unit_price', 'discount', 'created_at', 'customer_email', 'customer_external_id', 'status', 'confirmed_at',
  'shipped_at', 'delivered_at', 'cancelled_at', 'returned_at', 'payment_status', 'paid', 'paid_at', 'refunded', 'refunded_at', 'tax',
  'tax_included', 'shipping_cost', 'payment_method', 'shipping_method', 'carrier', 'tracking_number', 'shipping_address', 'billing_address',
  'customer_notes',
];

export const open = () =>
  importPage({
    title: t('orders'),
    list: { at: '/office/orders', label: t('to_orders') },
    path: '/orders/import',
    columns: COLUMNS,
    about: t('columns_orders', { first: COLUMNS[0] }),
    options: ['skip_existing', 'no_stock', 'ignore_unknown'],
  });
