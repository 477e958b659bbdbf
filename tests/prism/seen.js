// What Prism held to the document: no reply that breaks it, and one success of every operation.
// SPDX-License-Identifier: MIT
import { readFile } from 'node:fs/promises';
import { operationsOf } from '../api/support/document.js';

const [log, document] = await Promise.all(process.argv.slice(2).map((path) => readFile(path, 'utf8')));
const replies = log.trimEnd().split('\n').map((line) => JSON.parse(line));
const operations = operationsOf(JSON.parse(document));

const done = replies.filter((reply) => reply.status < 300);
const seen = new Set(
  done.map(({ method, path }) => operations.find((o) => o.method === method && o.matches(path))?.name),
);
const broken = replies.filter((reply) => reply.violations.length);
const unseen = operations.map((operation) => operation.name).filter((name) => !seen.has(name));
console.log(`${replies.length} replies, ${broken.length} of them not as documented`);
console.log(`${operations.length} operations, ${unseen.length} never seen to succeed: ${unseen.join(', ')}`);
process.exitCode = broken.length || unseen.length ? 1 : 0;
