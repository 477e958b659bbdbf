// Words of the API that only those read who work here: of payments, returns and what was done with an order.
// SPDX-License-Identifier: MIT
import { words } from './format.js';
import { texts } from './text.js';

const t = texts('words');

/** Of one payment; an order's is paymentWord. @param {string} code */
export const paymentStateWord = (code) => t.maybe(`payment.${code}`) ?? words(code);
/** What a provider was asked to do. @param {string} code */
export const operationWord = (code) => t.maybe(`operation.${code}`) ?? words(code);
/** What came of it. @param {string} code */
export const outcomeWord = (code) => t.maybe(`outcome.${code}`) ?? words(code);
/** What is paid with. @param {string} code */
export const methodWord = (code) => t.maybe(`method.${code}`) ?? words(code);
/** @param {string} code */
export const returnWord = (code) => t.maybe(`return.${code}`) ?? words(code);
/** What was done with an order that stayed as it was. @param {string} code */
export const doneWord = (code) => t.maybe(`did.${code}`) ?? words(code);
