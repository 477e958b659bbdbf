// What Prism held to the document: no reply that breaks it, and one success of every operation.
// SPDX-License-Identifier: MIT
import { readFile } from 'node:fs/promises';

const [log, document] = await Promise.all(process.argv.slice(2).map((path) => readFile(path, 'utf8')));
const replies = log.trimEnd().split('\n').map((line) => JSON.parse(line));

/** Fewer {parameters} first, so that a path is counted where orderd finds it. */
const operations = Object.entries(JSON.parse(document).paths)
  .sort(([a], [b]) => a.split('{').length - b.split('{').length)
  .flatMap(([path, item]) =>
    Object.keys(item)
      .filter((name) => name !== 'parameters')
      .map((method) => ({
        name: `${method.toUpperCase()} ${path}`,
        pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
        method: method.toUpperCase(),
        seen: 0,
      })),
  );

for (const { method, path, status } of replies) {
  const operation = operations.find((o) => o.method === method && o.pattern.test(path));
  if (operation && status < 300) operation.seen++;
}
const broken = replies.filter((reply) => reply.violations.length);
const unseen = operations.filter((operation) => !operation.seen).map((operation) => operation.name);
console.log(`${replies.length} replies, ${broken.length} of them not as documented`);
console.log(`${operations.length} operations, ${unseen.length} never seen to succeed: ${unseen.join(', ')}`);
process.exitCode = broken.length || unseen.length ? 1 : 0;
