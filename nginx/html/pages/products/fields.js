// What is said of a product.
// SPDX-License-Identifier: MIT
import { texts } from '../../lib/text.js';

/** @import { FieldFact } from 'types' */

const t = texts('products');

/** @returns {FieldFact[]} */
export const productFields = () => [
  { pointer: '/name', label: t('name'), kind: 'text', required: true, maxlength: 255 },
  { pointer: '/sku', label: t('sku'), kind: 'text', required: true, narrow: true, maxlength: 100 },
  { pointer: '/category', label: t('category'), kind: 'text', narrow: true, maxlength: 100, hint: t('category_hint') },
  { pointer: '/price', label: t('price'), kind: 'money', required: true, narrow: true },
  { pointer: '/low_stock_threshold', label: t('threshold'), kind: 'number', narrow: true, hint: t('threshold_hint') },
  { pointer: '/weight_kg', label: t('weight'), kind: 'number', places: 3, narrow: true, hint: t('weight_hint') },
  { pointer: '/description', label: t('description'), kind: 'textarea', maxlength: 10000 },
  { pointer: '/is_active', label: t('for_sale'), kind: 'toggle', hint: t('for_sale_hint') },
];
