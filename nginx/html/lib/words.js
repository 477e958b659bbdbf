// Words of the API that people read in their language: statuses, roles.
// SPDX-License-Identifier: MIT
import { words } from './format.js';
import { texts } from './text.js';

const t = texts('common');

/** @param {string} code */
export const statusWord = (code) => t.maybe(`status.${code}`) ?? words(code);
/** Beside an order's status, a payment's own word alone would mislead. @param {string} code */
export const paymentWord = (code) => t.maybe(`payment.${code}`) ?? words(code);
/** @param {string} code */
export const roleWord = (code) => t.maybe(`role.${code}`) ?? words(code);
