// What pages cost who opens them: bytes and time of a first visit, Lighthouse's scores, and how long a page
// takes to answer a hand, on a slower device than this one. Figures, no verdicts: machines are noisy.
// SPDX-License-Identifier: MIT
import { count } from '../../api/support/database.js';
import { until } from '../../faults/support/processes.js';
import { cold } from './cold.js';
import { journeys } from './journeys.js';
import { scores } from './scores.js';
import { tasks } from './tasks.js';
import { fill } from '../shots/fill.js';

const things = await fill();
// What was filled in is told of first, or that takes a part of the machine.
await until('all mails are sent and all events told', async () => {
  const left = await Promise.all([count('mails WHERE settled_at IS NULL AND due_at <= now()'), count('outbox WHERE number IS NULL')]);
  return left.every((n) => n === 0);
}, 120);
const wanted = process.argv.slice(2);
const parts = { cold, scores, journeys, tasks };
for (const [name, measure] of Object.entries(parts))
  if (!wanted.length || wanted.includes(name)) await measure(things, (...cells) => console.log(line(cells)));
process.exit(0); // the database's connection stays open

function line([what, figure, goal = '']) {
  return `${what.padEnd(58)} ${String(figure).padStart(16)}  ${goal}`;
}
