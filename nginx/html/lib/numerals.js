// Numbers as people type them: `1.234,50`, `1,234.50`, `1234.5`. The chosen language decides what a sign
// means; what could be meant in two ways is refused, never guessed.
// SPDX-License-Identifier: MIT
import { format, locale } from './text.js';

/** `value`: a decimal as the API takes it, "-1234.5".
 * @typedef {{ value: string, problem?: undefined } | { value?: undefined, problem: 'not_a_number' | 'ambiguous' | 'too_precise' }} Reading */

/** How a language separates thousands and the fraction. @param {string} tongue */
function signsOf(tongue) {
  const parts = new Intl.NumberFormat(tongue, { useGrouping: true }).formatToParts(12345.6);
  const sign = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value;
  return { group: sign('group') ?? ',', decimal: sign('decimal') ?? '.' };
}

/** Whole digits in threes: "1.234.567" has them, "1.23" has not. @param {string} text @param {string} sign */
const inThrees = (text, sign) => {
  const [head, ...rest] = text.split(sign);
  return /^[1-9]\d{0,2}$/.test(head) && rest.length > 0 && rest.every((part) => /^\d{3}$/.test(part));
};

/** Which sign begins the fraction; '' when none does, null when it can't be told.
 * @param {string} digits @param {number} places @param {string} tongue @returns {string | null} */
function fractionSign(digits, places, tongue) {
  const used = [...new Set(digits.match(/[.,]/g) ?? [])];
  if (used.length === 0) return '';
  if (used.length === 2) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  const [sign] = used;
  if (!inThrees(digits, sign)) return sign; // can only be a fraction, or nothing that is known
  if (digits.split(sign).length > 2) return '';
  const { decimal } = signsOf(tongue);
  if (sign !== decimal) return '';
  return places >= 3 ? sign : null; // "1,234" in German: a fraction by the language, thousands by the looks
}

/**
 * @param {string} text @param {number} [places] digits of the fraction that are allowed
 * @param {string} [tongue]
 * @returns {Reading}
 */
export function readNumber(text, places = 0, tongue = locale()) {
  const bare = text.trim().replaceAll(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3})/g, '').replace('−', '-');
  const [, minus, digits] = /^([-+]?)([\d.,]*\d[\d.,]*)$/.exec(bare) ?? [];
  if (digits === undefined) return { problem: 'not_a_number' };
  const sign = fractionSign(digits, places, tongue);
  if (sign === null) return { problem: 'ambiguous' };
  const at = sign ? digits.lastIndexOf(sign) : digits.length;
  const [whole, fraction] = [digits.slice(0, at), digits.slice(at + 1)];
  const group = whole.match(/[.,]/)?.[0];
  if ((sign && whole.includes(sign)) || (group && !inThrees(whole, group)) || !/^\d*$/.test(fraction)) return { problem: 'not_a_number' };
  if (fraction.length > places) return { problem: 'too_precise' };
  const plain = (whole.replaceAll(/[.,]/g, '') || '0').replace(/^0+(?=\d)/, '');
  return { value: `${minus === '-' ? minus : ''}${plain}${fraction ? `.${fraction}` : ''}` };
}

/** A decimal as the language writes it, ready to be typed over. @param {string | number} value @param {number} [places] */
export function writeNumber(value, places = 0) {
  const digits = { minimumFractionDigits: places > 2 ? 0 : places, maximumFractionDigits: places };
  return format(Intl.NumberFormat, digits).format(Number(value));
}
