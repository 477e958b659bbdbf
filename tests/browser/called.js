// Whether the journeys of a run, as calls.js noted them, called each route of the API from a screen of the least
// role that may call it, but for those that no screen uses (tests/lint/programs.js says why). A page of a role is
// open to all above it.
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { operations } from '../api/support/document.js';
import { FROM_ROLE, UNUSED } from '../lint/programs.js';

const ROLES = ['anyone', 'customer', 'staff', 'manager', 'admin'];
const log = readFileSync(process.env.ORDERD_TEST_CALLS, 'utf8').trimEnd();

/** operation → the roles whose screens called it */
const callers = new Map(operations.map(({ name }) => [name, new Set()]));
for (const line of log.split('\n')) {
  const { method, path, role } = JSON.parse(line);
  const called = operations.find((one) => one.method === method && one.matches(path));
  if (called) callers.get(called.name).add(role);
}

const used = operations.filter(({ name }) => !UNUSED[name]);
const from = (operation) => FROM_ROLE[operation.name]?.[0] ?? operation['x-least-role'];
const missed = used.filter((operation) => !callers.get(operation.name).has(from(operation)));

for (const role of ROLES) {
  const open = used.filter((operation) => ROLES.indexOf(from(operation)) <= ROLES.indexOf(role));
  console.log(`${role}: ${open.filter(({ name }) => callers.get(name).has(role)).length} of ${open.length} routes called by its journeys`);
}
for (const operation of missed)
  console.log(`  ${operation.name}: no journey of ${from(operation)} called it, only ${[...callers.get(operation.name)].join(', ') || 'nobody'}`);
process.exitCode = missed.length ? 1 : 0;
