// Hash routes: which page the address names, and how to get to another.
// SPDX-License-Identifier: MIT
import { queryString } from './http.js';
import { mayLeave } from './leaving.js';
import { address, match } from './match.js';

/** @import { Arrival, Query, Route } from 'types' */

/** @type {Route[]} */
let table = [];
/** @type {(place: Arrival) => void} */
let arrive = () => {};
/** @type {Map<string, string>} */
const latest = new Map(); // path → its latest address, filters and page included
/** @type {Map<number, number>} */
const scrolls = new Map(); // history entry → how far it was scrolled
let newest = Date.now(); // history entries are numbered from here
let entry = newest; // the one shown
let here = location.hash; // its address
let asking = false;

/** @param {string} path @param {Query} [query] */
export const link = (path, query) => `#${path}${queryString(query)}`;
/** Back to a list as it was left. @param {string} path */
export const linkBack = (path) => latest.get(path) ?? link(path);
/** @param {string} path @param {Query} [query] */
export const go = (path, query) => {
  location.hash = link(path, query);
};

/** Another address for the page shown, or the page instead of the one left. @param {string} path @param {Query} [query] */
export function replace(path, query) {
  history.replaceState(history.state, '', link(path, query));
  follow(false);
}

/** Another query of the page at `path`; nothing any more once another page is on its way. @param {string} path @param {Query} [query] */
export function refine(path, query) {
  if (address().path === path) replace(path, query);
}

/** @param {boolean} back */
function follow(back) {
  const { path, query } = address();
  here = location.hash;
  latest.set(path, here || link('/'));
  arrive({ ...match(table, path), path, query, scroll: back ? (scrolls.get(entry) ?? 0) : 0 });
}

/** @param {string} hash */
const pathOf = (hash) => hash.split('?')[0];

/** Whether the page may be left for the address that is there now; another of the same page is always good. */
async function leaving() {
  if (pathOf(location.hash) === pathOf(here)) return true;
  if (asking) return false;
  asking = true;
  const may = await mayLeave();
  asking = false;
  return may;
}

/** `onArrive` runs for the first address and each after. @param {Route[]} routes @param {(place: Arrival) => void} onArrive */
export function start(routes, onArrive) {
  table = routes;
  arrive = onArrive;
  history.scrollRestoration = 'manual';
  history.replaceState({ entry }, '');
  addEventListener('scroll', () => scrolls.set(entry, scrollY), { passive: true });
  addEventListener('hashchange', async () => {
    if (!(await leaving())) return history.pushState({ entry }, '', here);
    const back = Number.isInteger(history.state?.entry);
    if (!back) history.replaceState({ entry: ++newest }, '');
    entry = history.state.entry;
    follow(back);
  });
  follow(false);
}
