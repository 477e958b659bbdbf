// Numbers, money, dates and the API's words in the reader's language and time zone.
// SPDX-License-Identifier: MIT
import { format } from './text.js';

/** @import { Address, Order, Person } from 'types' */

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** @param {number} amount @param {string} [currency] */
export const money = (amount, currency = 'USD') =>
  format(Intl.NumberFormat, { style: 'currency', currency }).format(amount);
/** @param {number} n */
export const number = (n) => format(Intl.NumberFormat).format(n);
/** Its name. @param {string} code of ISO 3166-1 */
export const country = (code) => format(Intl.DisplayNames, { type: 'region' }).of(code);
/** one, other, few …: which of a text's forms goes with a count. @param {number} n */
export const plural = (n) => format(Intl.PluralRules).select(n);
/** 0.075 → "7.5%" @param {number} share */
export const percent = (share) => format(Intl.NumberFormat, { style: 'percent', maximumFractionDigits: 4 }).format(share);
/** @type {[unit: string, seconds: number][]} */
const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];
/** 259200 → "3 days": in the largest unit that it is whole in. @param {number} seconds */
export function duration(seconds) {
  const [unit, length] = /** @type {[string, number]} */ (UNITS.find(([, one]) => seconds % one === 0));
  return format(Intl.NumberFormat, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / length);
}
/** @param {number} n */
export const kilograms = (n) =>
  format(Intl.NumberFormat, { style: 'unit', unit: 'kilogram', maximumFractionDigits: 3 }).format(n);

/** @typedef {string | null | undefined} Moment as the API has it */

/** @param {Moment | number} text @param {Intl.DateTimeFormatOptions} options */
const dated = (text, options) => (text ? format(Intl.DateTimeFormat, options).format(new Date(text)) : '');
/** @param {Moment} text */
export const date = (text) => dated(text, { dateStyle: 'medium' });
/** @param {Moment} text */
export const moment = (text) => dated(text, { dateStyle: 'medium', timeStyle: 'short' });
/** For rows of a list: what is said at a glance. Within this year with the time, before it with the year. @param {Moment} text */
export function when(text) {
  if (!text || new Date(text).getFullYear() !== new Date().getFullYear()) return date(text);
  return dated(text, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
}
/** What the longest of these needs in a table, in px. */
export const WHEN_WIDTH = 148;
/** @param {number} ms */
export const clock = (ms) => dated(ms, { timeStyle: 'short' });

/** Makes the formats that most pages write with: Intl's first of a kind is the dearest, some hundredths of a second.
 * @param {boolean} dated whether there will be dates */
export function warmUp(dated) {
  money(0);
  if (dated) moment(new Date().toISOString());
}

/** "3 hours ago" within a week, then the date. @param {Moment} text */
export function ago(text) {
  if (!text) return '';
  const seconds = (new Date(text).getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) return date(text);
  const [unit, length] = STEPS.find(([, least]) => Math.abs(seconds) >= least) ?? /** @type {const} */ (['second', Infinity]);
  return format(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(Math.trunc(seconds / length), unit);
}

/** `pending_approval` → "Pending approval", for a word of the API that has no text. @param {string | null} [code] */
export function words(code) {
  const text = String(code ?? '').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {Person | null | undefined} person */
export function fullName(person) {
  if (!person) return '';
  const name = [person.first_name, person.last_name].filter(Boolean).join(' ');
  return name || person.username || person.email || '';
}

/** @param {Order} order */
export const piecesOf = (order) => order.items.reduce((sum, line) => sum + line.quantity, 0);

/** An address is an object or one string. @param {Address | string | null} address */
export const cityOf = (address) => (address && typeof address === 'object' ? address.city : '');
