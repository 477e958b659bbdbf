// Hash routes: which page the address names, and how to get to another.
// SPDX-License-Identifier: MIT
import { queryString } from './http.js';
import { mayLeave } from './leaving.js';

let table = [];
let arrive = () => {};
const latest = new Map(); // path → its latest address, filters and page included
const scrolls = new Map(); // history entry → how far it was scrolled
let newest = Date.now(); // history entries are numbered from here
let entry = newest; // the one shown
let here = location.hash; // its address
let asking = false;

/** `#/orders/17?x=1` → its parts. */
function address() {
  const [path, query = ''] = (location.hash.slice(1) || '/').split('?');
  return { path, query: new URLSearchParams(query) };
}

function match(path) {
  for (const route of table) {
    const found = route.pattern.exec(path);
    if (found) return { route, params: found.groups ?? {} };
  }
  return { route: null, params: {} };
}

/** `/orders/:id` → a pattern whose groups are the parameters; ids are digits. */
const toPattern = (path) => new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>\\d{1,19})')}$`);

export const link = (path, query) => `#${path}${queryString(query)}`;
/** Back to a list as it was left. */
export const linkBack = (path) => latest.get(path) ?? link(path);
export const go = (path, query) => {
  location.hash = link(path, query);
};

/** Another address for the page shown, or the page instead of the one left. */
export function replace(path, query) {
  history.replaceState(history.state, '', link(path, query));
  follow(false);
}

/** Another query of the page at `path`; nothing any more once another page is on its way. */
export function refine(path, query) {
  if (address().path === path) replace(path, query);
}

function follow(back) {
  const { path, query } = address();
  here = location.hash;
  latest.set(path, here || link('/'));
  arrive({ ...match(path), path, query, scroll: back ? (scrolls.get(entry) ?? 0) : 0 });
}

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

/** `onArrive({route, params, path, query, scroll})` runs for the first address and each after. */
export function start(routes, onArrive) {
  table = routes.map((route) => ({ ...route, pattern: toPattern(route.path) }));
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
