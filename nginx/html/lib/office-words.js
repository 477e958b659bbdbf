// Words of the API that only those read who work here: of payments, returns and what was done with an order.
// SPDX-License-Identifier: MIT
import { words } from './format.js';
import { texts } from './text.js';

/** @import { Payment } from 'types' */

const t = texts('words');

/** Of one payment; an order's is paymentWord. @param {string} code */
export const paymentStateWord = (code) => t.maybe(`payment.${code}`) ?? words(code);
/** What a provider was asked to do, and what came of it; a payment that nobody captured later was paid at once.
 * @param {Payment['operations'][number]} step @param {Payment} payment */
export function stepWord({ kind, state, error_code: code }, { captured_amount: paid, operations }) {
  const atOnce = kind === 'authorize' && state === 'succeeded' && paid > 0 && !operations.some((one) => one.kind === 'capture');
  const word = t(`step.${atOnce ? 'pay' : kind}.${state}`);
  return code ? `${word} (${words(code)})` : word;
}
/** What is paid with. @param {string} code */
export const methodWord = (code) => t.maybe(`method.${code}`) ?? words(code);
/** @param {string} code */
export const returnWord = (code) => t.maybe(`return.${code}`) ?? words(code);
/** What was done with an order that stayed as it was. @param {string} code */
export const doneWord = (code) => t.maybe(`did.${code}`) ?? words(code);
