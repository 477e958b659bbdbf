// What is known of a customer.
// SPDX-License-Identifier: MIT
import { texts } from '../../lib/text.js';

/** @import { FieldFact } from 'types' */

const t = texts('customers');

/** @returns {FieldFact[]} */
export const customerFields = () => [
  { pointer: '/first_name', label: t('first_name'), kind: 'text', required: true, narrow: true, maxlength: 100 },
  { pointer: '/last_name', label: t('last_name'), kind: 'text', required: true, narrow: true, maxlength: 100 },
  { pointer: '/email', label: t('email'), kind: 'email', required: true, narrow: true, autocomplete: 'off' },
  { pointer: '/phone', label: t('phone'), kind: 'text', narrow: true, maxlength: 50 },
];
