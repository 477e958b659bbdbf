// What is known of a customer.
// SPDX-License-Identifier: MIT
import { texts } from '../../lib/text.js';

/** @import { FieldFact } from 'types' */

const t = texts('customers');
const EXEMPTIONS = ['none', 'exempt', 'reverse_charge'];

/** @returns {FieldFact[]} */
export const customerFields = () => [
  { pointer: '/first_name', label: t('first_name'), kind: 'text', required: true, narrow: true, maxlength: 100 },
  { pointer: '/last_name', label: t('last_name'), kind: 'text', required: true, narrow: true, maxlength: 100 },
  { pointer: '/email', label: t('email'), kind: 'email', required: true, narrow: true, autocomplete: 'off' },
  { pointer: '/phone', label: t('phone'), kind: 'text', narrow: true, maxlength: 50 },
];

/** What tax asks of who is one already. @returns {FieldFact[]} */
export const taxFields = () => [
  { pointer: '/vat_id', label: t('vat_id'), kind: 'text', narrow: true, maxlength: 50 },
  { pointer: '/tax_exemption', label: t('exemption'), kind: 'choice', required: true, narrow: true, options: EXEMPTIONS.map((one) => [one, t(`exempt.${one}`)]) },
  { pointer: '/tax_note', label: t('tax_note'), kind: 'text', maxlength: 200 },
];
