// A list of the API as a page shows it: its filters, sort and columns live in the address, its rows come
// by the API's cursor as one scrolls, and what others do to them shows without anything moving.
// SPDX-License-Identifier: MIT
import { get } from './api.js';
import { hear, live } from './live.js';
import { asProblem } from './problem.js';
import { refine } from './router.js';
import { session } from './session.js';
import { redraw } from './view.js';

/** @import { Column, FeedEvent, Query, Row, RowOf } from 'types' */
/**
 * @template {string} P
 * @typedef {object} ListFacts
 * @property {string} at the page's own address: '/office/orders'
 * @property {P} path the API's list: '/orders/all'
 * @property {string[]} keys parameters of the list that the address may hold, see filterKeys()
 * @property {string} sort how it is sorted unless the address says otherwise
 * @property {string} [selection] the API's path of all that match at once: ids and what is to be known of those that are chosen
 * @property {boolean} [whole] the API answers all of it at once and takes no parameters
 * @property {Column<RowOf<P>>[]} columns
 * @property {(event: FeedEvent) => boolean} [concerns] whether an event of the stream may have changed this list
 * @property {(id: number) => string} [one] the API's path of one row, so that a row that left shows why
 */
/**
 * @typedef {object} Page
 * @property {string | null} cursor where what it came with begins; null: at the top
 * @property {number} skip how many rows of that are before it
 * @property {(Row | null)[] | null} rows null: not in memory, to be fetched again when seen
 * @property {number} turn the request that wrote it
 */

export const PAGE = 20; // rows a page: what a screen shows
const LOOK = 50; // rows that are asked for when a page is looked at again: room for new ones between
const MOST_ASKED = 100; // rows that the API answers at once
const KEPT_PAGES = 24; // with their rows; of the others only the ids
const KEPT_LISTS = 6;
const POLL_MS = 30_000;
const SOON_MS = 60;
const PACE_MS = 2_000;
const NEAR = 15; // rows that are seen together on any screen
export const MOST_CHOSEN = 10_000;
const OURS = ['sort', 'columns', 'view'];

/** @typedef {{ facts: ListFacts<any>, state: ReturnType<typeof newState> }} Left */
/** @type {Map<string, Left>} */
const left = new Map(); // address → the list as it was left, the oldest first
let whose = session.state.user?.id;
session.watch(({ user }) => {
  if (user?.id !== whose) left.clear();
  whose = user?.id;
});

/** @param {Record<string, string>} query */
const newState = (query) => ({
  query,
  /** @type {number[]} */ ids: [],
  /** @type {Page[]} */ pages: [],
  /** @type {string | null | undefined} */ next: undefined, // undefined: nothing was fetched yet
  total: 0,
  capped: false,
  /** @type {Set<number>} */ waiting: new Set(), // ids that are new, and not shown yet
  /** @type {Set<number>} */ gone: new Set(), // ids that no longer match
  /** @type {Map<number, Row>} */ chosen: new Map(),
  /** @type {number | null} */ focused: null,
  first: 0, // the first row that is seen, and by how many pixels it is cut off
  cut: 0,
});

/** @param {string} at @param {Record<string, string>} query */
const addressOf = (at, query) => `${at}?${new URLSearchParams(query)}`;

/** Without sort, columns and view. @param {Record<string, string>} query */
const filtersOf = (query) => Object.fromEntries(Object.entries(query).filter(([key]) => !OURS.includes(key)));

/**
 * The list at an address, as it was left there if it was.
 * @template {string} P
 * @param {ListFacts<P>} facts
 * @param {URLSearchParams} query
 */
export function openList(facts, query) {
  let state = newState({});
  let turn = 0; // counts requests: an older reply never overwrites a newer one
  let era = new AbortController(); // ends with the filters
  /** @type {Promise<void> | null} */
  let appending = null;
  let seen = { first: 0, last: PAGE };
  let missed = false; // something happened while nobody looked
  let timer = 0;
  let looked = 0;

  const self = {
    facts,
    /** @type {import('./problem.js').Problem | null} */ problem: null,
    /** How many were gathered so far by chooseAll(); null when it is not at work. */
    gathering: /** @type {number | null} */ (null),
    get state() {
      return state;
    },
    get query() {
      return state.query;
    },
    get length() {
      return state.ids.length;
    },
    get loaded() {
      return state.next !== undefined;
    },
    get ended() {
      return state.next === null;
    },
    get sort() {
      return state.query.sort ?? facts.sort;
    },
    /** Whether as many are chosen as can be at once, and more match. */
    get cut() {
      return state.chosen.size >= MOST_CHOSEN && state.capped;
    },
    get polled() {
      return !live.state.on;
    },
    /** What the API is asked, without sort, columns and pages: also for an export of the same rows. */
    get filters() {
      return filtersOf(state.query);
    },
    columns,
    row,
    indexOf: (/** @type {number} */ id) => state.ids.indexOf(id),
    show,
    more,
    change,
    requery,
    reload,
    look,
    choose,
    chooseAll,
    close,
  };

  /** The columns that are shown, in the order of the address. @returns {Column<RowOf<P>>[]} */
  function columns() {
    const named = (state.query.columns ?? '').split(',').flatMap((key) => facts.columns.find((c) => c.key === key) ?? []);
    if (!named.length) return facts.columns.filter((c) => !c.extra);
    return [...facts.columns.filter((c) => c.always && !named.includes(c)), ...named];
  }

  /** @param {URLSearchParams} from */
  function read(from) {
    const known = [...facts.keys, ...OURS];
    return Object.fromEntries([...from].filter(([key, value]) => known.includes(key) && value !== ''));
  }

  /** @param {number} index @returns {RowOf<P> | null} null: on its way */
  function row(index) {
    return /** @type {RowOf<P> | null} */ (state.pages[Math.floor(index / PAGE)]?.rows?.[index % PAGE] ?? null);
  }

  /** @param {Query} asked @param {AbortSignal} signal */
  async function ask(asked, signal) {
    const query = facts.whole ? {} : { ...self.filters, sort: self.sort, ...asked };
    const { data } = await get(/** @type {string} */ (facts.path), query, signal);
    return /** @type {{ data: Row[], next_cursor: string | null, total?: number, total_capped?: boolean }} */ (data);
  }

  /** The next page, or the first; one at a time. */
  function more() {
    if (appending || state.next === null) return appending ?? Promise.resolve();
    const mine = era;
    appending = append(state.next ?? null, mine.signal)
      .catch((error) => {
        if (!mine.signal.aborted) self.problem = asProblem(error);
      })
      .finally(() => {
        if (mine === era) appending = null;
        redraw();
      });
    redraw();
    return appending;
  }

  /** @param {string | null} cursor @param {AbortSignal} signal */
  async function append(cursor, signal) {
    const written = ++turn;
    const got = await ask(cursor ? { cursor, limit: 2 * PAGE } : { page: 1, limit: PAGE }, signal);
    if (signal.aborted) return;
    self.problem = null;
    if (cursor === null) Object.assign(state, { total: got.total ?? 0, capped: got.total_capped ?? false });
    for (let skip = 0; skip < Math.max(1, got.data.length); skip += PAGE)
      state.pages.push({ cursor, skip, rows: got.data.slice(skip, skip + PAGE), turn: written });
    state.ids.push(...got.data.map(({ id }) => id));
    state.next = got.next_cursor;
  }

  /** What the table shows now: fetches what is missing, once somebody scrolls also what is next, lets go of what is far away. @param {number} first @param {number} last */
  function show(first, last) {
    seen = { first, last };
    if (self.loaded && !self.ended && !self.problem && last > state.ids.length - (first > 0 ? PAGE : 0)) more();
    for (const index of inView()) if (!state.pages[index].rows) lookAt(index);
    const here = Math.floor(first / PAGE);
    state.pages.forEach((page, index) => {
      if (Math.abs(index - here) > KEPT_PAGES / 2) page.rows = null;
    });
  }

  /** Indexes of the pages that are seen. */
  function inView() {
    const from = Math.max(0, Math.floor(seen.first / PAGE));
    const to = Math.min(state.pages.length - 1, Math.floor(seen.last / PAGE));
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  }

  /** A page again, row by row where they stand. @param {number} index */
  async function lookAt(index) {
    const page = state.pages[index];
    const written = (page.turn = ++turn);
    const { signal } = era;
    const blank = page.rows === null;
    if (blank) page.rows = [];
    try {
      const limit = page.skip + LOOK;
      const got = await ask(page.cursor ? { cursor: page.cursor, limit } : { page: 1, limit }, signal);
      if (signal.aborted || page.turn !== written) return;
      await settle(page, index, got);
    } catch {
      if (blank && page.turn === written) page.rows = null;
    }
    redraw();
  }

  /** @param {Page} page @param {number} index @param {Awaited<ReturnType<typeof ask>>} got */
  async function settle(page, index, got) {
    const start = Math.max(0, index - 1) * PAGE; // of a million ids these are enough to know neighbours
    const places = new Map(state.ids.slice(start, (index + 4) * PAGE).map((id, i) => [id, start + i]));
    const reach = got.next_cursor === null ? Infinity : Math.max(...got.data.map(({ id }) => places.get(id) ?? -1));
    const now = new Map(got.data.map((one) => [one.id, one]));
    const ids = state.ids.slice(index * PAGE, (index + 1) * PAGE);
    const before = page.rows ?? [];
    page.rows = ids.map((id, i) => now.get(id) ?? before[i] ?? null);
    ids.forEach((id, i) => {
      if (now.has(id)) state.gone.delete(id);
      else if (index * PAGE + i < reach) state.gone.add(id);
    });
    const lastKnown = got.data.findLastIndex(({ id }) => places.has(id));
    got.data.forEach(({ id }, i) => {
      if (!places.has(id) && (i < lastKnown || !state.ids.length)) state.waiting.add(id);
    });
    if (got.total !== undefined) Object.assign(state, { total: got.total, capped: got.total_capped ?? false });
    for (const one of state.chosen.keys()) if (now.has(one)) state.chosen.set(one, /** @type {Row} */ (now.get(one)));
    await Promise.all(ids.map((id, i) => (state.gone.has(id) ? tellGone(page, id, i) : undefined)));
  }

  /** What became of a row that no longer matches. @param {Page} page @param {number} id @param {number} place */
  async function tellGone(page, id, place) {
    if (!facts.one) return;
    const { signal } = era;
    const found = await get(facts.one(id), {}, signal).catch(() => null);
    if (found && page.rows && !signal.aborted) page.rows[place] = found.data;
  }

  /** Looks again at what is seen and at the top, where new ones are. */
  async function look() {
    missed = document.hidden;
    if (missed || !self.loaded) return;
    looked = Date.now();
    const indexes = new Set([0, ...inView()]);
    await Promise.all([...indexes].filter((index) => state.pages[index]).map(lookAt));
    if (!state.ids.length && state.waiting.size) await reload(); // there is nothing that could move
  }

  function lookSoon() {
    if (timer) return;
    timer = setTimeout(
      () => {
        timer = 0;
        look();
      },
      Math.max(SOON_MS, looked + PACE_MS - Date.now()),
    );
  }

  /** From the top, with all that is new. */
  async function reload() {
    era.abort();
    era = new AbortController();
    appending = null;
    const { query: kept, chosen } = state;
    state = newState(kept);
    state.chosen = chosen;
    self.problem = null;
    await more();
  }

  /** Other filters, sort or columns: '' takes one away. @param {Record<string, string>} patch */
  function change(patch) {
    refine(facts.at, { ...state.query, ...patch });
  }

  /** The address has changed. @param {URLSearchParams} to */
  function requery(to) {
    const next = read(to);
    const same = (/** @type {Record<string, string>} */ q) => addressOf('', { ...q, columns: '', view: '' });
    if (same(next) === same(state.query)) state.query = next;
    else {
      state.query = next;
      state.chosen = new Map();
      reload();
    }
    redraw();
  }

  /** @param {Row[]} rows @param {boolean} [on] without it: the other way round */
  function choose(rows, on) {
    for (const one of rows) {
      if (on ?? !state.chosen.has(one.id)) state.chosen.set(one.id, one);
      else state.chosen.delete(one.id);
    }
    redraw();
  }

  /** All that match at this moment, or the first of them by the list's order. */
  async function chooseAll() {
    const { signal } = era;
    self.gathering = 0;
    redraw();
    try {
      const all = await (facts.selection ? select(facts.selection, signal) : gather(signal));
      if (!signal.aborted) state.chosen = all;
    } finally {
      self.gathering = null;
      redraw();
    }
  }

  /** @param {string} path @param {AbortSignal} signal @returns {Promise<Map<number, Row>>} */
  async function select(path, signal) {
    const { data } = await get(path, { ...self.filters, sort: self.sort }, signal);
    return new Map(data.rows.map((/** @type {Row} */ one) => [one.id, one]));
  }

  /** By the cursor, so that what comes later is not among them. @param {AbortSignal} signal */
  async function gather(signal) {
    /** @type {Map<number, Row>} */
    const all = new Map();
    /** @type {string | null} */
    let cursor = null;
    do {
      const got = await ask(cursor ? { cursor, limit: MOST_ASKED } : { page: 1, limit: MOST_ASKED }, signal);
      for (const one of got.data) all.set(one.id, one);
      cursor = got.next_cursor;
      self.gathering = all.size;
      redraw();
    } while (cursor && all.size < MOST_CHOSEN && !signal.aborted && self.gathering !== null);
    return all;
  }

  const stops = [
    hear((message) => {
      if (message.kind === 'resync' || (message.kind === 'event' && facts.concerns?.(message.event))) lookSoon();
    }),
  ];
  const seenAgain = () => !document.hidden && missed && look();
  document.addEventListener('visibilitychange', seenAgain);
  const poll = setInterval(() => self.polled && !session.state.ended && look(), POLL_MS);

  function close() {
    era.abort();
    clearInterval(poll);
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seenAgain);
    for (const stop of stops) stop();
    const address = addressOf(facts.at, state.query);
    left.delete(address);
    left.set(address, { facts, state });
    if (left.size > KEPT_LISTS) left.delete(/** @type {string} */ (left.keys().next().value));
  }

  const asked = read(query);
  const before = left.get(addressOf(facts.at, asked))?.state;
  if (before?.pages.length) {
    state = before;
    seen = { first: state.first, last: state.first + PAGE };
    look();
  } else {
    state.query = asked;
    more();
  }
  return self;
}

/** @template {string} [P=string] @typedef {ReturnType<typeof openList<P>>} List */

/** A page more of a list that was left. @param {Left} one */
async function grow({ facts, state }) {
  const { next: cursor } = state;
  const query = { ...filtersOf(state.query), sort: state.query.sort ?? facts.sort, cursor, limit: PAGE };
  const { data } = await get(facts.path, query);
  if (state.next !== cursor) return; // somebody else did
  state.pages.push({ cursor: cursor ?? null, skip: 0, rows: data.data, turn: 0 });
  state.ids.push(...data.data.map((/** @type {Row} */ { id }) => id));
  state.next = data.next_cursor;
}

/**
 * The rows before and after one, in the list it was opened from: the one left last that has it. `behind`: where the
 * next one is not loaded yet, what fetches it.
 * @param {string} at @param {number} id
 */
export function neighbours(at, id) {
  const one = [...left].reverse().find(([address, { state }]) => address.startsWith(`${at}?`) && state.ids.includes(id))?.[1];
  if (!one) return { previous: null, next: null, behind: null };
  const { state } = one;
  const place = state.ids.indexOf(id);
  state.focused = id;
  if (place < state.first || place > state.first + NEAR) Object.assign(state, { first: Math.max(0, place - 3), cut: 0 });
  const next = () => state.ids[place + 1] ?? null;
  const behind = next() === null && state.next ? () => grow(one).then(next) : null;
  return { previous: state.ids[place - 1] ?? null, next: next(), behind };
}
