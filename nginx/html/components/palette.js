// Ctrl K: go to a place, find an order, a product, a customer, or do something; the same searches as the
// lists have. An order's whole number and Enter opens it from anywhere, also from a scanner.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { get } from '../lib/api.js';
import { fullName, money } from '../lib/format.js';
import { styles } from '../lib/needs.js';
import { debounce } from '../lib/resource.js';
import { go } from '../lib/router.js';
import { hasRole, isSignedIn, session } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { openDialog } from './dialog.js';
import { icon } from './icons.js';
import { declareKeys } from './keys.js';
import { places } from './places.js';
import { statusWord } from '../lib/words.js';

const t = texts('kit');
const common = texts('common');
styles('office-parts');
const TYPING_MS = 150;
const MOST = 5; // of each kind
const PAUSE_MS = 2_000; // after it another number begins
const NUMBER = /^ORD-\d{8}-[0-9A-F]{8}$/i;

/** @import { Order, Role } from 'types' @import { IconName } from './icons.js' */
/** @typedef {{ label: string, hint?: string, icon: IconName, run: () => unknown }} Item */

/** Where whoever is signed in works on an order. @param {{ id: number }} order */
const orderPlace = ({ id }) => (hasRole('staff') ? `/office/orders/${id}` : `/orders/${id}`);

/** What is found by a text: the list behind it, from which role on, and how a row shows.
 * @type {{ kind: string, icon: IconName, role: Role, path: () => string, at: (row: any) => string, label: (row: any) => string, hint: (row: any) => string }[]} */
const SOURCES = [
  {
    kind: 'orders',
    icon: 'list',
    role: 'customer',
    path: () => (hasRole('manager') ? '/orders/all' : hasRole('staff') ? '/orders' : '/orders/me'),
    at: orderPlace,
    label: ({ order_number: number }) => number,
    hint: (o) => [fullName(o.customer), statusWord(o.status), money(o.total, o.currency)].filter(Boolean).join(' · '),
  },
  { kind: 'products', icon: 'grid', role: 'customer', path: () => '/products', at: ({ id }) => `/products/${id}`, label: ({ name }) => name, hint: (p) => `${p.sku} · ${money(p.price, p.currency)}` },
  { kind: 'customers', icon: 'user', role: 'staff', path: () => '/customers', at: ({ id }) => `/office/customers/${id}`, label: (c) => fullName(c), hint: ({ email }) => email ?? '' },
];

/** Things to do on the page shown, added while it is. @type {Set<() => Item[]>} */
const doings = new Set();

/** Things that can be done just now, until what is answered is called. @param {() => Item[]} items */
export function offer(items) {
  doings.add(items);
  return () => {
    doings.delete(items);
  };
}

/** Opens the order of exactly this number; whether there is one. @param {string} number */
export async function openNumber(number) {
  if (!NUMBER.test(number) || !isSignedIn()) return false;
  const found = await get(`/orders/number/${number.toUpperCase()}`).catch(() => null);
  if (found) go(orderPlace(found.data));
  return found !== null;
}

/** @param {string} text @param {AbortSignal} signal @returns {Promise<Item[]>} */
async function find(text, signal) {
  const asked = SOURCES.filter(({ role }) => hasRole(role)).map(async (source) => {
    const { data } = await get(source.path(), { search: text, limit: MOST }, signal).catch(() => ({ data: { data: [] } }));
    return data.data.map((/** @type {any} */ row) => ({
      label: source.label(row),
      hint: source.hint(row),
      icon: source.icon,
      run: () => go(source.at(row)),
    }));
  });
  return (await Promise.all(asked)).flat();
}

let shown = false;

export async function openPalette() {
  if (shown || session.state.ended) return;
  shown = true;
  let text = '';
  let found = /** @type {Item[]} */ ([]);
  let at = 0;
  let asked = new AbortController();
  let close = (/** @type {any} */ _answer) => {};

  const has = (/** @type {{ label: string }} */ { label }) => label.toLowerCase().includes(text.trim().toLowerCase());
  const items = () => [
    ...places().map(({ path, label, icon: name }) => ({ label: common(label), icon: name, hint: t('go'), run: () => go(path) })).filter(has),
    ...[...doings].flatMap((offered) => offered()).filter(has),
    ...found,
  ];
  const look = debounce(async () => {
    const mine = (asked = new AbortController());
    const got = await find(text.trim(), mine.signal);
    if (mine.signal.aborted) return;
    found = got;
    at = Math.min(at, Math.max(0, items().length - 1));
    redraw();
  }, TYPING_MS);

  /** @param {Event} event */
  function typed(event) {
    text = /** @type {HTMLInputElement} */ (event.target).value;
    at = 0;
    asked.abort();
    if (/[\p{L}\p{N}]/u.test(text) && isSignedIn()) look();
    else {
      look.cancel();
      found = [];
    }
    redraw();
  }

  /** @param {Item | undefined} item */
  async function take(item) {
    if (await openNumber(text.trim())) return close(null);
    if (!item) return;
    close(null);
    item.run();
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const all = items();
    if (event.key === 'ArrowDown') at = (at + 1) % Math.max(all.length, 1);
    else if (event.key === 'ArrowUp') at = (at - 1 + all.length) % Math.max(all.length, 1);
    else if (event.key === 'Enter') take(all[at]);
    else return;
    event.preventDefault();
    redraw().then(() => document.getElementById(`palette-${at}`)?.scrollIntoView({ block: 'nearest' }));
  }

  const draw = (/** @type {Item} */ item, /** @type {number} */ i) => html`<li role="option" id="palette-${i}" aria-selected=${i === at ? 'true' : 'false'}
    @click=${() => take(item)}>${icon(item.icon)}<span>${item.label}</span>${item.hint ? html`<small>${item.hint}</small>` : nothing}</li>`;

  await openDialog({
    title: t('palette'),
    size: 'palette',
    body: (end) => {
      close = end;
      const all = items();
      return html`<div class="palette">
        <input role="combobox" aria-label=${t('palette')} aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
          aria-activedescendant=${all.length ? `palette-${at}` : nothing} autocomplete="off" spellcheck="false" maxlength="100"
          placeholder=${t('palette_hint')} @input=${typed} @keydown=${pressed}>
        <ul id="palette-list" role="listbox" aria-label=${t('palette')}>${all.map(draw)}</ul>
        <p class=${all.length ? 'hidden' : 'palette-none'} role="status">${all.length ? t('matches', { count: all.length }) : t('no_match')}</p>
      </div>`;
    },
  });
  asked.abort();
  look.cancel();
  shown = false;
}

declareKeys(() => [{ keys: ['Control+k'], label: t('key_palette'), typing: true, run: openPalette }]);

let scanned = '';
let last = 0;
/** A number and Enter, typed or scanned, wherever the focus is but in a field. @param {KeyboardEvent} event */
function scan(event) {
  const { target, key, timeStamp, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || (target instanceof HTMLElement && target.matches('input, textarea, select'))) return;
  if (timeStamp - last > PAUSE_MS) scanned = '';
  last = timeStamp;
  if (key.length === 1) scanned += key;
  if (key !== 'Enter' || !NUMBER.test(scanned)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  openNumber(scanned);
  scanned = '';
}
addEventListener('keydown', scan, { capture: true });
