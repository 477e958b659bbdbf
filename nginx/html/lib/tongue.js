// The languages there are, and the one that this browser is spoken to in.
// SPDX-License-Identifier: MIT
import { kept } from './kept.js';

/** Each by its own name, since that is how one looks for one's own. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' };
export const chosen = kept('localStorage', 'orderd.language');

/** What was chosen, else the first language of the browser's that there is, else English.
 * @param {unknown[]} wanted */
export function firstOf(wanted) {
  const short = wanted.map((tag) => String(tag ?? '').split('-')[0]);
  return short.find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? 'en';
}

export const spoken = () => firstOf([chosen.read(), ...navigator.languages]);
