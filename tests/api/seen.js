// What the replies of a run were, as held.js noted them: none is other than documented, and nothing of
// the document is there that no test has seen.
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { operations } from './support/document.js';

const log = readFileSync(process.env.ORDERD_TEST_REPLIES, 'utf8').trimEnd();
const replies = log.split('\n').map((line) => JSON.parse(line));
const broken = replies.filter(({ faults }) => faults.length);

/** Refusals that each operation must have shown; of the others one reply will do, of any. */
const OF_EACH = ['401', '412', '422'];

/** Without one: a fault of the service, and a worker that takes longer than nginx waits. */
const NEVER = ['500'];

function claims({ name, responses }) {
  return Object.entries(responses).flatMap(([status, { headers = {} }]) => {
    if (NEVER.includes(status)) return [];
    if (status >= 300) return [OF_EACH.includes(status) ? `${name} ${status}` : status];
    return [`${name} ${status}`, ...Object.keys(headers).map((header) => `${name} ${header.toLowerCase()}`)];
  });
}

const seen = new Set(
  replies.flatMap(({ operation, status, headers }) => [
    `${status}`,
    `${operation} ${status}`,
    ...headers.map((header) => `${operation} ${header}`),
  ]),
);
const claimed = [...new Set(operations.flatMap(claims))];
const unseen = claimed.filter((claim) => !seen.has(claim));

console.log(`${replies.length} replies, ${broken.length} of them not as documented`);
for (const { operation, status, faults } of broken) console.log(`  ${operation} ${status}: ${faults.join('; ')}`);
console.log(`${claimed.length} promises of the document, ${unseen.length} never seen kept`);
for (const claim of unseen) console.log(`  ${claim}`);
process.exitCode = broken.length || unseen.length ? 1 : 0;
