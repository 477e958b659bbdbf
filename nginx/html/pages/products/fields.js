// What is said of a product.
// SPDX-License-Identifier: MIT
import { get } from '../../lib/api.js';
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';

/** @import { FieldFact, Option } from 'types' */

const t = texts('products');

export const STANDARD = 'standard'; // the tax class that there always is
let taxed = [STANDARD];

async function learnClasses() {
  const { data } = await get('/tax/rates');
  taxed = [STANDARD, ...data.data.map((rate) => rate.tax_class)];
  redraw();
}

/** `own`: the tax class it has, which may have no rate. @param {() => string} [own] @returns {FieldFact[]} */
export function productFields(own = () => STANDARD) {
  learnClasses().catch(() => {}); // what it has can be kept
  return fields(own);
}

/** @param {() => string} own @returns {FieldFact[]} */
const fields = (own) => [
  { pointer: '/name', label: t('name'), kind: 'text', required: true, maxlength: 255 },
  { pointer: '/sku', label: t('sku'), kind: 'text', required: true, narrow: true, maxlength: 100 },
  { pointer: '/category', label: t('category'), kind: 'text', narrow: true, maxlength: 100, hint: t('category_hint') },
  { pointer: '/price', label: t('price'), kind: 'money', required: true, narrow: true },
  {
    pointer: '/tax_class',
    label: t('tax_class'),
    kind: 'choice',
    required: true,
    narrow: true,
    hint: t('tax_class_hint'),
    get options() {
      return [...new Set([...taxed, own()])].sort().map((name) => /** @type {Option} */ ([name, name]));
    },
  },
  { pointer: '/low_stock_threshold', label: t('threshold'), kind: 'number', narrow: true, hint: t('threshold_hint') },
  { pointer: '/weight_kg', label: t('weight'), kind: 'number', places: 3, narrow: true, hint: t('weight_hint') },
  { pointer: '/description', label: t('description'), kind: 'textarea', maxlength: 10000 },
  { pointer: '/is_active', label: t('for_sale'), kind: 'toggle', hint: t('for_sale_hint') },
];
