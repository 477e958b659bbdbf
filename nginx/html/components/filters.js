// What a list is filtered by: a search box, a chip for each filter in use, and a panel to set them all.
// Everything lives in the address; a page only names its facts.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { date } from '../lib/format.js';
import { readNumber, writeNumber } from '../lib/numerals.js';
import { debounce } from '../lib/resource.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { icon } from './icons.js';
import { closePopover, openPopover, popover } from './popover.js';
import { searchBox } from './search-box.js';
import { savedViews } from './views.js';

const t = texts('kit');
const TYPING_MS = 300;
let rows = 0;

/** @import { Filter, Typed } from 'types' */

/** @param {Filter} filter */
const keysOf = ({ key, keys }) => keys ?? [key];
/** The parameters of the address that filters stand for. @param {Filter[]} filters */
export const filterKeys = (filters) => filters.flatMap(keysOf);

/** @param {Filter} filter @param {Record<string, string>} query */
const isSet = (filter, query) => keysOf(filter).some((key) => query[key]);

/** Of several: all but these. @param {string} value */
const isNot = (value) => value.startsWith('!');
/** @param {string} value */
const partsOf = (value) => value.split(',').filter(Boolean).map((one) => one.replace(/^!/, ''));

/** @param {Filter} filter @param {string} value */
const words = ({ options }, value) =>
  partsOf(value).map((one) => options?.find(([v]) => v === one)?.[1] ?? one).join(', ');

/** What a chip says: the filter's value in words. @param {Filter} filter @param {Record<string, string>} query */
function valueOf(filter, query) {
  const { kind, key, keys } = filter;
  if (keys) {
    const show = kind === 'date' ? date : (/** @type {string} */ v) => writeNumber(v, kind === 'money' ? 2 : 0);
    const [from, to] = keys.map((k) => (query[k] ? show(query[k]) : ''));
    if (from && to) return t('between', { from, to });
    return from ? t(kind === 'date' ? 'since' : 'at_least', { value: from }) : t(kind === 'date' ? 'before' : 'at_most', { value: to });
  }
  if (kind === 'toggle') return '';
  const value = words(filter, query[key]);
  return isNot(query[key]) ? t('is_not', { value }) : value;
}

/** One a page; with `views`, the list's saved views of this name. @param {{ list: import('../lib/list.js').List<any>, filters: Filter[], placeholder?: string, views?: string }} facts */
export function filterRow({ list, filters, placeholder, views }) {
  const id = `filters-${++rows}`;
  const saved = views ? savedViews({ list, name: views, filters }) : null;
  const search = filters.find(({ kind }) => kind === 'search');
  const rest = filters.filter((filter) => filter !== search);
  /** @type {Record<string, string>} */
  let typed = {}; // what is being typed and is not in the address yet
  /** @type {Map<string, string>} */
  const wrong = new Map(); // parameter → why what was typed there can't be used
  const changeSoon = debounce(() => {
    list.change(typed);
    typed = {};
  }, TYPING_MS);
  const type = (/** @type {Record<string, string>} */ patch) => {
    typed = { ...typed, ...patch };
    changeSoon();
  };
  const box = search && searchBox(() => search.label, (/** @type {string} */ text) => type({ [search.key]: text }));
  const now = (/** @type {string} */ key) => typed[key] ?? list.query[key] ?? '';
  const drop = (/** @type {Filter[]} */ which) => list.change(Object.fromEntries(which.flatMap(keysOf).map((key) => [key, ''])));

  const view = () => {
    const set = rest.filter((filter) => isSet(filter, list.query));
    return html`<div class="filter-row" role="search">
      ${saved?.view() ?? nothing}
      ${search && box ? box(now(search.key), placeholder ?? search.label) : nothing}
      ${
        rest.length
          ? popover({
              id,
              label: t('filters'),
              face: html`${icon('filter')} ${t('filter')}`,
              body: () => html`<div class="filter-panel">${rest.map(editor)}
                <div class="actions">
                  <button type="button" class="button quiet small" ?disabled=${!set.length} @click=${() => drop(rest)}>${t('clear')}</button>
                  <button type="button" class="button primary small" @click=${() => closePopover()}>${t('done')}</button>
                </div></div>`,
            })
          : nothing
      }
      ${set.map(
        (filter) => html`<span class="filter-chip">
          <button type="button" @click=${() => openPopover(id)}>${filter.label}${
            filter.kind === 'toggle' ? nothing : html`: <strong>${valueOf(filter, list.query)}</strong>`
          }</button><button type="button" class="filter-drop" aria-label=${t('drop', { name: filter.label })}
            @click=${() => drop([filter])}>${icon('cross')}</button>
        </span>`,
      )}
      ${set.length > 1 ? html`<button type="button" class="text-button" @click=${() => drop(rest)}>${t('clear')}</button>` : nothing}
    </div>${saved?.said() ?? nothing}`;
  };

  /** @type {Record<Filter['kind'], (filter: Filter) => unknown>} */
  const editors = {
    search: () => nothing,
    text: ({ key, label }) => html`<label class="filter-field"><span>${label}</span>
      <input .value=${now(key)} maxlength="100" @input=${(/** @type {Typed} */ e) => type({ [key]: e.target.value.trim() })}></label>`,
    choice: ({ key, label, options = [] }) => html`<label class="filter-field"><span>${label}</span>
      <select @change=${(/** @type {Typed} */ e) => list.change({ [key]: e.target.value })}>
        <option value="" .selected=${!now(key)}>${t('any')}</option>
        ${options.map(([value, word]) => html`<option value=${value} .selected=${now(key) === value}>${word}</option>`)}
      </select></label>`,
    several,
    range: (filter) => pair(filter, [t('from'), t('to')], (key, label) => amount(key, label, 0)),
    money: (filter) => pair(filter, [t('from'), t('to')], (key, label) => amount(key, label, 2)),
    date: (filter) => pair(filter, [t('from'), t('day_before')], (key, label) => html`<label><span>${label}</span>
      <input type="date" .value=${now(key).slice(0, 10)} @change=${(/** @type {Typed} */ e) => list.change({ [key]: e.target.value })}></label>`),
    toggle: ({ key, label }) => html`<label class="tick"><input type="checkbox" .checked=${now(key) === 'true'}
      @change=${(/** @type {Typed} */ e) => list.change({ [key]: e.target.checked ? 'true' : '' })}> ${label}</label>`,
  };
  const editor = (/** @type {Filter} */ filter) => editors[filter.kind](filter);

  /** @param {Filter} filter @param {string[]} labels @param {(key: string, label: string) => unknown} input */
  const pair = ({ label, keys = ['', ''] }, labels, input) => html`<fieldset class="filter-field"><legend>${label}</legend>
    <div class="filter-pair">${keys.map((key, i) => input(key, labels[i]))}</div></fieldset>`;

  /** @param {string} key @param {string} label @param {number} places */
  function amount(key, label, places) {
    const read = (/** @type {Typed} */ e) => {
      const text = e.target.value.trim();
      const { value, problem } = text ? readNumber(text, places) : { value: '', problem: undefined };
      if (problem) wrong.set(key, t(problem));
      else {
        wrong.delete(key);
        list.change({ [key]: value ?? '' });
      }
      redraw();
    };
    return html`<label><span>${label}</span><input inputmode="decimal" .value=${now(key) ? writeNumber(now(key), places) : ''}
      aria-invalid=${wrong.has(key) ? 'true' : nothing} @change=${read}>
      ${wrong.has(key) ? html`<span class="error">${wrong.get(key)}</span>` : nothing}</label>`;
  }

  /** Ticks; with `not`, they may be those that are left out. @param {Filter} filter */
  function several({ key, label, options = [], not }) {
    const negative = isNot(now(key));
    const ticked = partsOf(now(key));
    const set = (/** @type {string[]} */ values, /** @type {boolean} */ without) =>
      list.change({ [key]: values.map((value) => (without ? `!${value}` : value)).join() });
    const tick = (/** @type {string} */ value) => set(ticked.includes(value) ? ticked.filter((v) => v !== value) : [...ticked, value], negative);
    return html`<fieldset class="filter-field"><legend>${label}</legend>
      ${
        not
          ? html`<label><span class="hidden">${t('how', { name: label })}</span><select @change=${(/** @type {any} */ e) => set(ticked, e.target.value === 'not')} ?disabled=${!ticked.length}>
              <option value="is" .selected=${!negative}>${t('is')}</option>
              <option value="not" .selected=${negative}>${t('not')}</option></select></label>`
          : nothing
      }
      <div class="filter-ticks">${options.map(
        ([value, word]) => html`<label class="tick"><input type="checkbox" .checked=${ticked.includes(value)} @change=${() => tick(value)}> ${word}</label>`,
      )}</div></fieldset>`;
  }

  return {
    view,
    close() {
      changeSoon.cancel();
      saved?.close();
    },
  };
}
