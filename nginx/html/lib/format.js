// Numbers, money, dates and the API's words in the reader's language and time zone.
// SPDX-License-Identifier: MIT
const moneyFormats = new Map();
const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const momentFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const numberFormat = new Intl.NumberFormat();
const agoFormat = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function money(amount, currency = 'USD') {
  if (!moneyFormats.has(currency)) {
    moneyFormats.set(currency, new Intl.NumberFormat(undefined, { style: 'currency', currency }));
  }
  return moneyFormats.get(currency).format(amount);
}

export const number = (n) => numberFormat.format(n);
export const count = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;
export const date = (text) => (text ? dateFormat.format(new Date(text)) : '');
export const moment = (text) => (text ? momentFormat.format(new Date(text)) : '');

/** "3 hours ago" within a week, then the date. */
export function ago(text) {
  if (!text) return '';
  const seconds = (new Date(text) - Date.now()) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) return date(text);
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return agoFormat.format(Math.trunc(seconds / length), unit);
  }
  return 'just now';
}

/** `pending_approval` → "Pending approval". */
export function words(code = '') {
  const text = String(code ?? '').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function fullName(person) {
  if (!person) return '';
  const name = [person.first_name, person.last_name].filter(Boolean).join(' ');
  return name || person.username || person.email || '';
}
