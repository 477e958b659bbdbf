// Why something can't be done with an order, in the reader's language: the API says it in English alone.
// SPDX-License-Identifier: MIT
import { language, texts } from './text.js';
import { roleWord, statusWord } from './words.js';

/** @import { OrderAction } from 'types' */

const t = texts('why-not');
/** What the API names by a word of its own. @type {Record<string, (word: string) => string>} */
const WORDS = { forbidden: roleWord, invalid_transition: statusWord };

/** @param {Pick<OrderAction, 'code' | 'detail' | 'about'>} action */
export function whyNot({ code, detail, about }) {
  if (language() === 'en' && detail) return detail;
  const key = code === 'forbidden' && !about ? 'not_yours' : code;
  return t.maybe(`why.${key}`, { about: (WORDS[code ?? ''] ?? String)(about ?? '') }) ?? detail ?? '';
}
