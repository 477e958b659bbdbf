// The routes as /openapi.json has them.
// SPDX-License-Identifier: MIT
import { randomUUID } from 'node:crypto';
import { assertStatus } from './check.js';
import { send } from './http.js';

/**
 * Every operation of the document with what it says, its `name` ("GET /orders/{id}"), `method`
 * and `path`; `matches` tells whether a path is its. Fewer {parameters} first, as a path is found.
 */
export async function documented() {
  const { body } = assertStatus(await send('GET', '/openapi.json'), 200);
  return operationsOf(body);
}

export function operationsOf(document) {
  return Object.entries(document.paths)
    .sort(([a], [b]) => a.split('{').length - b.split('{').length)
    .flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([name]) => name !== 'parameters')
        .map(([name, operation]) => {
          const method = name.toUpperCase();
          return { ...operation, name: `${method} ${path}`, method, path, matches: matcher(path) };
        }),
    );
}

function matcher(path) {
  const pattern = path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+');
  return (other) => new RegExp(`^${pattern}$`).test(other);
}

/** The path of some thing that need not be there. */
export const someOf = (path) =>
  path.replace('{session_id}', randomUUID()).replaceAll(/\{(\w+_)?id\}/g, '1').replaceAll(/\{\w+\}/g, 'x');
