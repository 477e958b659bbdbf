// The routes as /openapi.json has them.
// SPDX-License-Identifier: MIT
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './instance.js';

/** The document as it is installed. */
export const document = JSON.parse(readFileSync(join(folder, 'root/usr/share/orderd/html/openapi.json')));

/**
 * Every operation with what it says, its `name` ("GET /orders/{id}"), `method` and `path`; `matches`
 * tells whether a path is its. Fewer {parameters} first, as a path is found.
 */
export const operations = Object.entries(document.paths)
  .sort(([a], [b]) => a.split('{').length - b.split('{').length)
  .flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([name]) => name !== 'parameters')
      .map(([name, operation]) => {
        const method = name.toUpperCase();
        return { ...operation, name: `${method} ${path}`, method, path, matches: matcher(path) };
      }),
  );

function matcher(path) {
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
  return (other) => pattern.test(other);
}

/** The path of some thing that need not be there. */
export const someOf = (path) =>
  path.replace('{session_id}', randomUUID()).replaceAll(/\{(\w+_)?id\}/g, '1').replaceAll(/\{\w+\}/g, 'x');
