// A page that is a list: its heading, what it is filtered by, its table, and a way to make a new row.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { openList } from '../lib/list.js';
import { link } from '../lib/router.js';
import { texts } from '../lib/text.js';
import { filterKeys, filterRow } from './filters.js';
import { icon } from './icons.js';
import { table } from './table.js';

const t = texts('kit');

/** @import { Answer, Column, FeedEvent, Filter, RowOf } from 'types' @import { Emptiness } from './state.js' */
/**
 * @template {string} P
 * @template [Made=unknown]
 * @typedef {object} ListPageFacts
 * @property {string} title
 * @property {string} [lead] what it is for
 * @property {string} at the page's own address
 * @property {P} path the API's list
 * @property {boolean} [whole] the API answers all rows at once and takes no parameters
 * @property {string} [sort]
 * @property {Column<RowOf<P>>[]} columns
 * @property {Filter[]} [filters]
 * @property {string} [placeholder] of the search box
 * @property {string} [views] what the API calls the list, if views of it can be saved
 * @property {(event: FeedEvent) => boolean} [concerns] see lib/list.js
 * @property {(id: number) => string} [one] see lib/list.js
 * @property {(row: RowOf<P>) => string} href
 * @property {(row: RowOf<P>) => string} name
 * @property {(count: number) => string} found "12 users"
 * @property {Emptiness} none what to say of an empty list
 * @property {() => unknown} [tools] beside the column chooser
 * @property {() => unknown} [above] between heading and table
 * @property {{ label: string, make: () => Promise<Made | null>, then?: (made: Made) => unknown }} [create] `make` answers null when it was
 *   given up; `then` may lead elsewhere
 */

/** @template {string} P @template Made @param {ListPageFacts<P, Made>} facts @param {URLSearchParams} query */
export function listPage(facts, query) {
  const { at, path, whole, columns, filters = [], concerns, one, create } = facts;
  const list = openList({ at, path, whole, keys: filterKeys(filters), sort: facts.sort ?? '', columns, concerns, one }, query);
  const row = filters.length ? filterRow({ list, filters, placeholder: facts.placeholder, views: facts.views }) : null;
  const rows = table({
    list,
    label: facts.title,
    href: facts.href,
    name: facts.name,
    found: (count, capped) => (capped ? t('more_than', { count: facts.found(count) }) : facts.found(count)),
    waiting: (count) => t('waiting', { count }),
    none,
    get tools() {
      return facts.tools?.();
    },
  });

  /** @returns {Emptiness} */
  function none() {
    if (!Object.keys(list.filters).length) return { ...facts.none, action: create ? maker('primary') : undefined };
    return { icon: 'search', title: t('none_such'), text: t('none_such_text'), action: html`<a class="button primary" href=${link(at)}>${t('show_all')}</a>` };
  }

  async function make() {
    const made = await create?.make();
    if (!made) return;
    await list.reload(); // whoever made it need not be told of something new
    create?.then?.(made);
  }

  /** @param {string} style */
  const maker = (style) => html`<button type="button" class="button ${style}" @click=${make}>${icon('plus')} ${create?.label}</button>`;

  return {
    title: facts.title,
    list,
    view: () => html`<div class="page-head">
        <div><h1 tabindex="-1">${facts.title}</h1>${facts.lead ? html`<p class="lead">${facts.lead}</p>` : nothing}</div>
        ${create ? html`<div class="actions">${maker('primary')}</div>` : nothing}
      </div>
      ${facts.above?.() ?? nothing} ${row?.view() ?? nothing} ${rows.view()}`,
    requery: list.requery,
    close() {
      row?.close();
      rows.close();
    },
  };
}
