// Numbers, money, dates and the API's words in the reader's language and time zone.
// SPDX-License-Identifier: MIT
import { locale } from './text.js';

const made = new Map(); // formats are dear to make

function format(Kind, options = {}) {
  const key = `${locale()} ${Kind.name} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new Kind(locale(), options));
  return made.get(key);
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export const money = (amount, currency = 'USD') =>
  format(Intl.NumberFormat, { style: 'currency', currency }).format(amount);
export const number = (n) => format(Intl.NumberFormat).format(n);
/** one, other, few …: which of a text's forms goes with a count. */
export const plural = (n) => format(Intl.PluralRules).select(n);
/** 0.075 → "7.5%" @param {number} share */
export const percent = (share) => format(Intl.NumberFormat, { style: 'percent', maximumFractionDigits: 4 }).format(share);
export const kilograms = (n) =>
  format(Intl.NumberFormat, { style: 'unit', unit: 'kilogram', maximumFractionDigits: 3 }).format(n);

const dated = (text, options) => (text ? format(Intl.DateTimeFormat, options).format(new Date(text)) : '');
export const date = (text) => dated(text, { dateStyle: 'medium' });
export const moment = (text) => dated(text, { dateStyle: 'medium', timeStyle: 'short' });
export const clock = (ms) => dated(ms, { timeStyle: 'short' });

/** "3 hours ago" within a week, then the date. */
export function ago(text) {
  if (!text) return '';
  const seconds = (new Date(text) - Date.now()) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) return date(text);
  const [unit, length] = STEPS.find(([, least]) => Math.abs(seconds) >= least) ?? ['second', Infinity];
  return format(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(Math.trunc(seconds / length), unit);
}

/** `pending_approval` → "Pending approval", for a word of the API that has no text. */
export function words(code = '') {
  const text = String(code ?? '').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function fullName(person) {
  if (!person) return '';
  const name = [person.first_name, person.last_name].filter(Boolean).join(' ');
  return name || person.username || person.email || '';
}
