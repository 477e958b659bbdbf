// Which of the routes an address names.
// SPDX-License-Identifier: MIT

/** @import { Route } from 'types' */

/** `/orders/:id` → a pattern whose groups are the parameters; ids are digits. @param {string} path */
const toPattern = (path) => new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>\\d{1,19})')}$`);

/** `#/orders/17?x=1` → its parts. */
export function address() {
  const [path, query = ''] = (location.hash.slice(1) || '/').split('?');
  return { path, query: new URLSearchParams(query) };
}

/** @param {Route[]} routes @param {string} path */
export function match(routes, path) {
  for (const route of routes) {
    const found = toPattern(route.path).exec(path);
    if (found) return { route, params: found.groups ?? {} };
  }
  return { route: null, params: {} };
}
