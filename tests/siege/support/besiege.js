// One scenario from beginning to end: the honest client alone, then beside the attack.
// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail } from '../../api/support/instance.js';
import { attack } from './attack.js';
import { visit } from './honest.js';

const GOAL = { success: 0.99, p99: 1000, recovery: 5 }; // p99 in ms, recovery in s
const LOST = 90; // s, after which nobody waits any more

const FORMS = {
  short: { alone: 0.5, besieged: 3, head: 0.5 },
  long: { alone: 10, besieged: 30, head: 2 },
};

/** The scenarios, in the order of the table. */
export const scenarios = [
  'conditional-headers',
  'password-changes',
  'slow-downloads',
  'import',
  'database-pause',
  'row-lock',
  'dry-runs',
  'searches',
  'large-bodies',
  'slow-bodies',
  'slow-readers',
  'overload',
];

/**
 * Runs the scenario `name` in its `short` or `long` form. Resolves to {what, attack, wrongs, misses,
 * groups}: `attack` tells what the attacker got; `wrongs`, what must not happen on any machine;
 * `misses`, what else of the goal was not reached; and each group of honest requests is {who, alone,
 * besieged, goal}, with a Meter each.
 */
export async function besiege(name, form) {
  const file = new URL(`../scenarios/${name}.js`, import.meta.url).href;
  const { default: scenario } = await import(file);
  const watch = await startWatch();
  const run = await (scenario.besiege?.(form) ?? beside(file, scenario, form));
  return { what: scenario.what, ...run, wrongs: [...(run.wrongs ?? []), ...(await watch())] };
}

async function beside(file, scenario, form) {
  const { alone, besieged, head } = FORMS[form];
  const ready = await scenario.setUp(scenario.sizes?.[form], alone + besieged + head);
  const groups = Object.entries(ready.honest).map(([who, asks]) => {
    return { who, ...asks, goal: { ...GOAL, ...scenario.goals?.[who] } };
  });
  const each = (work) => Promise.all(groups.map(work));
  try {
    await each(async (group) => (group.alone = await visit(group, alone)));
    const visits = sleep(head * 1000).then(() =>
      each(async (group) => (group.besieged = await visit(group, besieged))),
    );
    const [answers] = await Promise.all([attack(file, ready.given, besieged + head), visits]);
    await each(async (group) => (group.recovery = await recovery(group)));
    return { attack: answers, misses: groups.flatMap(missed), groups };
  } finally {
    await scenario.tearDown?.();
  }
}

/** How many seconds after the attack a request was served for the first time. */
async function recovery(group) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  while (seconds() < LOST) {
    const { answers } = await visit({ ...group, rate: 1 }, 1);
    if (Number(Object.keys(answers)[0]) < 500) break;
    await sleep(100);
  }
  return seconds();
}

/** Looks from now on for crashes and replies 500; resolves to what there was. */
async function startWatch() {
  const [nginx, access] = await Promise.all(['nginx.error.log', 'nginx.access.log'].map(logTail));
  return async () => {
    const crashes = (await nginx()).match(/exited on signal/g);
    const failures = (await access()).match(/"status":500,/g);
    return [
      crashes && `nginx crashed ${crashes.length} times`,
      failures && `${failures.length} replies 500`,
    ].filter(Boolean);
  };
}

/** Whether the honest client got what it may expect; `success` instead of the goal's, if given. */
export function served({ besieged, goal }, success = goal.success) {
  if (goal.answers) return Object.keys(besieged.answers).every((answer) => goal.answers.test(answer));
  return besieged.success >= success;
}

/** What of the goal was not reached; nothing when it was. */
function missed(group) {
  const { who, besieged, recovery, goal } = group;
  const p99 = Math.round(besieged.quantile(0.99));
  return [
    !served(group) && `${who}: ${besieged}`,
    p99 > goal.p99 && `${who}: p99 ${p99} ms`,
    recovery > goal.recovery && `${who}: served again after ${recovery.toFixed(1)} s`,
  ].filter(Boolean);
}
