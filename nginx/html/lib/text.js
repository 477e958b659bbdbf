// What people read, in their language: catalogues of text/<language>/<area>.js, fetched with what needs them.
// SPDX-License-Identifier: MIT
import { need } from './needs.js';
import { chosen, firstOf, spoken } from './tongue.js';
import { redraw } from './view.js';

/** A text, or its forms by the categories of Intl.PluralRules, chosen by `count`.
 * @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Entry */
/** @typedef {Record<string, Entry>} Catalogue */
/** @typedef {Record<string, unknown>} Values */

/** @type {Map<string, Catalogue | null>} */
const catalogues = new Map(); // null: on its way

let tongue = spoken();
document.documentElement.lang = tongue;

export const language = () => tongue;

/** The language with its region, where the browser names one: "de-CH" writes numbers otherwise than "de". */
export const locale = () => region;
const withRegion = () => navigator.languages.find((tag) => tag.split('-')[0] === tongue) ?? tongue;
let region = withRegion();
addEventListener('languagechange', () => (region = withRegion()));

/** @param {string} area */
async function fetchArea(area) {
  const asked = tongue;
  const module = await import(`../text/${asked}/${area}.js`);
  if (asked === tongue) catalogues.set(area, module.default);
}

/** Another language, kept for the next visit.
 * @param {string} next */
export async function speak(next) {
  chosen.write(next);
  tongue = firstOf([next]);
  region = withRegion();
  document.documentElement.lang = tongue;
  await Promise.all([...catalogues.keys()].map(fetchArea));
  redraw();
}

/** @type {Map<string, any>} */
const formats = new Map();

/** A format of Intl's, which is dear to make: the same for the same options.
 * @template T @param {new (tag: string, options: any) => T} Kind @param {object} [options] @param {string} [tag] @returns {T} */
export function format(Kind, options, tag = locale()) {
  const key = `${tag} ${Kind.name} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Kind(tag, options));
  return formats.get(key);
}

/** Numbers are written as the language writes them. @param {unknown} value */
const shown = (value) => (typeof value === 'number' ? format(Intl.NumberFormat).format(value) : (value ?? ''));

/** "a {b} c" → ['a ', value of b, ' c']
 * @param {string} text @param {Values} values @returns {unknown[]} */
const fill = (text, values) => text.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? shown(values[part]) : part));

/** @param {Entry} entry @param {Values} values */
function formOf(entry, values) {
  if (typeof entry === 'string') return entry;
  return entry[format(Intl.PluralRules, {}, tongue).select(Number(values.count))] ?? entry.other ?? '';
}

/**
 * The texts of an area: `t('found', { count: 3 })`. t.rich takes templates among its values, and is for
 * a template; t.maybe is undefined where there is no such text. A key that is not in the catalogue shows
 * as itself, and is complained of.
 * @param {string} area
 */
export function texts(area) {
  if (!catalogues.has(area)) {
    catalogues.set(area, null);
    need(() => fetchArea(area));
  }
  /** @param {string} key @param {Values} [values] */
  function rich(key, values = {}) {
    const catalogue = catalogues.get(area);
    if (!catalogue) return [''];
    if (!(key in catalogue)) console.error(`${area} has no text ${key}`);
    return fill(formOf(catalogue[key] ?? key, values), values);
  }
  /** @param {string} key @param {Values} [values] */
  const t = (key, values) => rich(key, values).join('');
  /** @param {string} key @param {Values} [values] */
  const maybe = (key, values) => (catalogues.get(area)?.[key] === undefined ? undefined : t(key, values));
  return Object.assign(t, { rich, maybe });
}
