// A list as a table: rows out of view are not in the document, so that a million scroll like ten. Nothing
// moves by itself: what is new waits, what left is dimmed. On a narrow screen each row is a card.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { repeat } from '/vendor/directives/repeat.js';
import { MOST_CHOSEN, PAGE } from '../lib/list.js';
import { styles } from '../lib/needs.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { icon } from './icons.js';
import { declareKeys } from './keys.js';
import { popover } from './popover.js';
import { empty, failed } from './state.js';

const t = texts('kit');
styles('office-table');

/** @import { Column, Row, RowOf } from 'types' @import { List } from '../lib/list.js' @import { Emptiness } from './state.js' */
/**
 * @template {string} P the API's list
 * @typedef {object} TableFacts
 * @property {List<P>} list
 * @property {string} label what the table is, for screen readers
 * @property {(row: RowOf<P>) => string} href where a row leads
 * @property {(row: RowOf<P>) => string} name what a row is called
 * @property {(count: number, capped: boolean) => string} found "12,431 orders"
 * @property {(count: number) => string} waiting "3 new orders"
 * @property {() => Emptiness} none what to say of an empty list
 * @property {(chosen: RowOf<P>[]) => string} [sum] of chosen rows: "$1,234.50"
 * @property {(chosen: Map<number, Row>) => unknown} [actions] what can be done with chosen rows; without it none are
 * @property {unknown} [tools] beside the column chooser
 */

const ROW_PX = 38;
const STEP = 8; // rows by which the window moves
const SPARE = 12; // rows above and below what is seen
const MOST_PX = 8_000_000; // no browser draws elements much longer than twice this
const PICK_PX = 44;
const narrow = matchMedia('(max-width: 639px)');
let tables = 0;

/** One a page. @template {string} P @param {TableFacts<P>} facts */
export function table(facts) {
  const { list } = facts;
  const id = `table-${++tables}`;
  let window_ = { from: 0, to: 40 };
  let origin = 0; // the row at the top of the scrolled area, beyond MOST_PX another than the first
  let anchor = -1; // where a range of chosen rows begins
  let settled = false;
  let scrolling = false; // the next redraw is for that or for the focus alone: nothing else has to be measured

  const { columns } = list;
  const cardPx = () => 30 + 26 * Math.ceil(Math.max(0, columns().filter((c) => !c.corner).length - 1) / 2) + 22;
  const rowPx = () => (narrow.matches ? cardPx() : ROW_PX);
  const scroller = () => document.getElementById(`${id}-scroll`);
  const body = () => document.getElementById(`${id}-rows`);

  /** What is seen of the rows, in pixels below their top. */
  function sight() {
    const frame = narrow.matches ? { top: 64, bottom: innerHeight } : scroller()?.getBoundingClientRect();
    const rows = body()?.getBoundingClientRect();
    if (!frame || !rows) return null;
    const head = narrow.matches ? 0 : ROW_PX;
    return { above: frame.top + head - rows.top, height: Math.max(0, frame.bottom - frame.top - head) };
  }

  function scrolled() {
    const seen = sight();
    if (!seen) return;
    const px = rowPx();
    const first = Math.max(0, origin + Math.floor(seen.above / px));
    const last = first + Math.ceil(seen.height / px);
    Object.assign(list.state, { first, cut: seen.above - (first - origin) * px });
    keepWithinReach(first, px);
    const from = Math.max(0, Math.floor((first - SPARE) / STEP) * STEP);
    const to = Math.ceil((last + SPARE) / STEP) * STEP;
    const stands = from === window_.from && to === window_.to;
    if (!stands || last > list.length - PAGE) list.show(first, last);
    if (stands) return;
    window_ = { from, to };
    scrolling = settled;
    redraw();
  }

  /** A million rows are longer than browsers draw: the area then begins at a later row. @param {number} first @param {number} px */
  function keepWithinReach(first, px) {
    const most = Math.floor(MOST_PX / px);
    const next = first - origin > most ? first - Math.floor(most / 2) : first - origin < SPARE ? Math.max(0, first - Math.floor(most / 2)) : origin;
    if (next === origin) return;
    const by = (origin - next) * px;
    origin = next;
    window_ = { from: -1, to: -1 };
    redraw().then(() => (narrow.matches ? scrollBy(0, by) : scroller()?.scrollBy(0, by)));
  }

  /** After a redraw: how high the table is, and at first where it was left. */
  function settle() {
    const box = scroller();
    const onlyScrolled = scrolling;
    scrolling = false;
    if (!box || onlyScrolled) return;
    const room = Math.max(320, innerHeight - box.getBoundingClientRect().top - scrollY - 76);
    box.style.setProperty('--room', `${Math.round(room)}px`);
    if (settled || !list.length) return;
    settled = true;
    const { first, cut, focused } = list.state;
    origin = Math.max(0, first - Math.floor(MOST_PX / 2 / rowPx()));
    if (!narrow.matches) box.scrollTop = (first - origin) * rowPx() + cut;
    scrolled();
    if (focused !== null) requestAnimationFrame(() => linkOf(list.indexOf(focused))?.focus({ preventScroll: true }));
  }

  /** @param {number} index */
  const linkOf = (index) =>
    /** @type {HTMLElement | null} */ (body()?.querySelector(`[data-index="${index}"] a`) ?? null);

  /** @param {number} index */
  function bringIntoView(index) {
    const seen = sight();
    if (!seen) return;
    const px = rowPx();
    const top = (index - origin) * px;
    const by = top < seen.above ? top - seen.above : Math.max(0, top + px - seen.above - seen.height);
    if (by) (narrow.matches ? globalThis : /** @type {HTMLElement} */ (scroller())).scrollBy(0, by);
  }

  /** The focus to a row, which may have to come first. @param {number} index */
  async function focusRow(index) {
    if (index >= list.length && !list.ended) await list.more();
    const to = Math.min(Math.max(index, 0), list.length - 1);
    if (to < 0) return;
    bringIntoView(to);
    scrolled();
    if (!linkOf(to)) await redraw();
    linkOf(to)?.focus({ preventScroll: true });
  }

  const focusedIndex = () => (list.state.focused === null ? -1 : list.indexOf(list.state.focused));
  const inTable = () => document.activeElement === document.body || scroller()?.contains(document.activeElement);

  /** @param {number} by */
  const step = (by) => (/** @type {KeyboardEvent} */ event) => {
    if (event.key.startsWith('Arrow') && !scroller()?.contains(document.activeElement)) return false;
    const here = focusedIndex();
    if (event.shiftKey && here >= 0) chooseTo(here + by);
    focusRow(here + by);
  };

  function chooseFocused() {
    const here = focusedIndex();
    if (!facts.actions || here < 0 || !inTable()) return false;
    pick(here, false);
  }

  /** @param {number} index @param {boolean} ranged */
  function pick(index, ranged) {
    if (ranged && anchor >= 0) return chooseTo(index);
    const row = list.row(index);
    if (!row) return;
    anchor = index;
    list.choose([row]);
  }

  /** All from the anchor to this one. @param {number} index */
  function chooseTo(index) {
    if (!facts.actions) return;
    if (anchor < 0) anchor = focusedIndex();
    const [from, to] = [Math.min(anchor, index), Math.max(anchor, index)];
    const rows = Array.from({ length: to - from + 1 }, (_, i) => list.row(from + i));
    list.choose(rows.filter((row) => row !== null), true);
  }

  const keyFacts = () => [
    { keys: ['j', 'ArrowDown', 'Shift+ArrowDown'], label: t('key_next'), run: step(1) },
    { keys: ['k', 'ArrowUp', 'Shift+ArrowUp'], label: t('key_previous'), run: step(-1) },
    { keys: ['Enter'], label: t('key_open'), run: () => false }, // a link does
    ...(facts.actions ? [{ keys: ['x'], label: t('key_choose'), run: chooseFocused }] : []),
    ...(facts.actions && list.state.chosen.size ? [{ keys: ['Escape'], label: t('key_unchoose'), run: clear }] : []),
  ];

  function clear() {
    list.choose([...list.state.chosen.values()], false);
  }

  addEventListener('scroll', scrolled, { capture: true, passive: true });
  const resized = () => redraw().then(scrolled);
  addEventListener('resize', resized);
  const endKeys = declareKeys(keyFacts);

  function view() {
    queueMicrotask(settle);
    return html`<section class="sheet glass" aria-label=${facts.label} aria-busy=${list.loaded ? 'false' : 'true'}>
      ${bar()} ${rows()} ${foot()}
    </section>`;
  }

  function bar() {
    const { chosen, waiting, total, capped } = list.state;
    if (chosen.size) return chosenBar(chosen);
    return html`<div class="sheet-bar">
      <p class="sheet-count" role="status">${list.loaded ? facts.found(total, capped) : ''}</p>
      ${
        waiting.size
          ? html`<button type="button" class="waiting" @click=${showNew}>${icon('up')} ${facts.waiting(waiting.size)}</button>`
          : nothing
      }
      <span class="sheet-tools">${facts.tools ?? nothing} ${chooser()}</span>
    </div>`;
  }

  async function showNew() {
    scroller()?.scrollTo(0, 0);
    origin = 0;
    await list.reload();
    scrolled();
    focusRow(0);
  }

  /** @param {Map<number, Row>} chosen */
  function chosenBar(chosen) {
    const { total, capped } = list.state;
    const words = { count: chosen.size, total: capped ? t('more_than', { count: total }) : t('number', { count: total }) };
    const rest = chosen.size < total || capped;
    return html`<div class="sheet-bar chosen">
      <p class="sheet-count" role="status">${t('chosen', words)}</p>
      ${facts.sum ? html`<span class="soft">${facts.sum(/** @type {RowOf<P>[]} */ ([...chosen.values()]))}</span>` : nothing}
      ${
        list.gathering !== null
          ? html`<span class="soft">${t('gathering', { count: list.gathering })}</span>`
          : rest
            ? list.cut
              ? html`<span class="soft">${t('cut', { count: MOST_CHOSEN })}</span>`
              : html`<button type="button" class="text-button" @click=${list.chooseAll}>${capped ? t('choose_first', { count: MOST_CHOSEN }) : t('choose_all')}</button>`
            : nothing
      }
      <span class="sheet-tools">${facts.actions?.(chosen)}
        <button type="button" class="button quiet small" @click=${clear}>${t('unchoose')}</button></span>
    </div>`;
  }

  /** Which columns, by a tick each, and in which order. */
  function chooser() {
    const now = list.columns();
    const rest = list.facts.columns.filter((column) => !now.includes(column));
    const set = (/** @type {string[]} */ keys) => {
      const usual = list.facts.columns.filter((c) => !c.extra).map((c) => c.key);
      list.change({ columns: keys.join() === usual.join() ? '' : keys.join() });
    };
    const keys = now.map((c) => c.key);
    const toggle = (/** @type {string} */ key) => set(keys.includes(key) ? keys.filter((k) => k !== key) : [...keys, key]);
    const buttonId = (/** @type {string} */ key, /** @type {number} */ by) => `${id}-${key}-${by < 0 ? 'up' : 'down'}`;
    const move = async (/** @type {number} */ from, /** @type {number} */ by) => {
      set(keys.with(from, keys[from + by]).with(from + by, keys[from]));
      await redraw();
      const same = /** @type {HTMLButtonElement | null} */ (document.getElementById(buttonId(keys[from], by)));
      (same?.disabled ? document.getElementById(buttonId(keys[from], -by)) : same)?.focus();
    };
    const mover = (/** @type {Column<RowOf<P>>} */ c, /** @type {number} */ i, /** @type {number} */ by) => html`<button type="button" class="plain"
      id=${buttonId(c.key, by)} ?disabled=${!now[i + by]} aria-label=${t(by < 0 ? 'column_up' : 'column_down', { name: c.label })}
      @click=${() => move(i, by)}>${icon(by < 0 ? 'up' : 'down')}</button>`;
    return popover({
      id: `${id}-columns`,
      label: t('columns'),
      face: html`${icon('columns')} <span class="tool-word">${t('columns')}</span>`,
      body: () => html`<fieldset class="ticks"><legend>${t('columns_shown')}</legend>
        ${repeat([...now, ...rest], (c) => c.key, (c, i) => html`<div class="column-tick"><label class="tick"><input type="checkbox"
            .checked=${i < now.length} ?disabled=${c.always} @change=${() => toggle(c.key)}> ${c.label}</label>
            ${i < now.length ? html`${mover(c, i, -1)}${mover(c, i, 1)}` : nothing}</div>`)}</fieldset>`,
    });
  }

  function rows() {
    if (list.problem && !list.length) return failed(list.problem, list.reload);
    if (list.loaded && !list.length) return empty(facts.none());
    const shown = columns();
    const px = rowPx();
    const from = Math.min(Math.max(window_.from, origin), list.length);
    const to = Math.min(Math.max(window_.to, from), list.length);
    const bonesBelow = list.ended || list.problem ? 0 : list.loaded ? 2 : 12;
    const indexes = Array.from({ length: to - from }, (_, i) => from + i);
    const least = shown.reduce((sum, c) => sum + (c.width ?? 120), facts.actions ? PICK_PX : 0);
    const tracks = shown.map((c) => `minmax(${c.width ?? 120}px, ${c.grow ?? 1}fr)`).join(' ');
    const style = `--columns: ${facts.actions ? `${PICK_PX}px ` : ''}${tracks}; --least: ${least}px; --row: ${px}px`;
    return html`<div class="sheet-scroll" id="${id}-scroll">
      <table role="table" class="grid ${facts.actions ? 'picks' : ''} ${shown.some((c) => c.corner) ? 'cornered' : ''}" aria-label=${facts.label} .style=${style}
        aria-rowcount=${list.ended ? list.length + 1 : -1} @focusin=${focused} @click=${clicked}>
        <thead role="rowgroup"><tr role="row" aria-rowindex="1">
          ${facts.actions ? html`<td role="cell" class="pick">${pickAll()}</td>` : nothing}
          ${repeat(shown, (c) => c.key, header)}
        </tr></thead>
        <tbody role="rowgroup" id="${id}-rows">
          ${space((from - origin) * px)}
          ${repeat(indexes, (i) => i, (i) => line(i, shown))}
          ${space((list.length - to) * px)}
          ${Array.from({ length: bonesBelow }, () => boneRow(shown))}
        </tbody>
      </table>
    </div>`;
  }

  /** @param {number} px */
  const space = (px) => html`<tr class="space" role="presentation" .style=${`height: ${px}px`}></tr>`;

  /** @param {Column<RowOf<P>>[]} shown */
  const boneRow = (shown) => html`<tr class="entry" role="presentation">
    ${facts.actions ? html`<td class="pick"></td>` : nothing}${shown.map(() => html`<td class="cell"><span class="bone"></span></td>`)}
  </tr>`;

  /** @param {Column<RowOf<P>>} column */
  function header({ label, align, sort }) {
    const word = sort?.replace(/^-/, '');
    const [now, down] = [list.sort.replace(/^-/, ''), list.sort.startsWith('-')];
    const here = word !== undefined && word === now;
    const next = here ? (down ? now : `-${now}`) : (sort ?? '');
    return html`<th role="columnheader" scope="col" class="cell ${align ?? ''}"
      aria-sort=${here ? (down ? 'descending' : 'ascending') : nothing}>
      ${
        sort
          ? html`<button type="button" class="sorter" @click=${() => list.change({ sort: next === list.facts.sort ? '' : next })}>
              ${label} ${here ? icon(down ? 'down' : 'up') : nothing}</button>`
          : label
      }
    </th>`;
  }

  function pickAll() {
    const { chosen } = list.state;
    const here = list.state.pages.flatMap(({ rows }) => rows ?? []).filter((row) => row !== null);
    const all = here.length > 0 && here.every((row) => chosen.has(row.id));
    return html`<label class="pick-label"><span class="hidden">${t('choose_shown')}</span><input type="checkbox" .checked=${all}
      .indeterminate=${!all && chosen.size > 0} @change=${() => list.choose(here, !all)}></label>`;
  }

  /** @param {number} index @param {Column<RowOf<P>>[]} shown */
  function line(index, shown) {
    const row = list.row(index);
    if (!row) return boneRow(shown);
    const { chosen, gone, focused } = list.state;
    const look = `${chosen.has(row.id) ? 'picked' : ''} ${gone.has(row.id) ? 'gone' : ''} ${focused === row.id ? 'here' : ''}`;
    return html`<tr role="row" class="entry ${look}" aria-rowindex=${index + 2} data-index=${index}>
      ${
        facts.actions
          ? html`<td role="cell" class="pick"><label class="pick-label"><span class="hidden">${t('choose', { name: facts.name(row) })}</span>
              <input type="checkbox" .checked=${chosen.has(row.id)}></label></td>`
          : nothing
      }
      ${repeat(shown, (c) => c.key, (c) => cell(c, row, c === shown[0]))}
    </tr>`;
  }

  /** @param {Column<RowOf<P>>} column @param {RowOf<P>} row @param {boolean} first */
  function cell({ cell: content, label, align, corner, labelled }, row, first) {
    const look = `cell ${align ?? ''} ${corner ? 'corner' : ''}`;
    if (first) {
      return html`<th role="rowheader" scope="row" class=${look}><a href=${facts.href(row)}>${content(row)}</a>${
        list.state.gone.has(row.id) ? html` <small class="soft">${t('left')}</small>` : nothing
      }</th>`;
    }
    return html`<td role="cell" class=${look}>${labelled ? html`<span class="cell-label">${label}</span> ` : nothing}${content(row)}</td>`;
  }

  /** @param {Event} event */
  const indexAt = ({ target }) =>
    Number(/** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest('[data-index]'))?.dataset.index ?? -1);

  /** @param {FocusEvent} event */
  function focused(event) {
    const index = indexAt(event);
    const row = index < 0 ? null : list.row(index);
    if (!row || row.id === list.state.focused) return;
    list.state.focused = row.id;
    scrolling = settled;
    redraw();
  }

  /** A box is ticked, with Shift up to it; a click elsewhere in a row opens it. @param {MouseEvent} event */
  function clicked(event) {
    const index = indexAt(event);
    const target = /** @type {Element} */ (event.target);
    if (index < 0) return;
    if (target instanceof HTMLInputElement) {
      pick(index, event.shiftKey);
      redraw();
    } else if (!target.closest('a, button, label, td.pick') && !getSelection()?.toString() && event.button === 0) {
      linkOf(index)?.click();
    }
  }

  const foot = () => html`<p class="sheet-foot soft">
    ${list.problem && list.length ? html`<span class="error">${list.problem.message}</span>
      <button type="button" class="text-button" @click=${list.more}>${t('again')}</button>` : nothing}
    <span>${list.polled ? t('polled') : nothing}</span>
  </p>`;

  return {
    view,
    close() {
      removeEventListener('scroll', scrolled, { capture: true });
      removeEventListener('resize', resized);
      endKeys();
      list.close();
    },
  };
}
