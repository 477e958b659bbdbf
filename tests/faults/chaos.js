// Chaos for as long as asked: node chaos.js [--minutes N] [--seed S], called by ./dev chaos.
// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { chaos } from './chaos/run.js';
import { proof } from './feed/proof.js';
import { withoutRelay } from './support/relay.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? randomInt(2 ** 32));
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('usage: chaos [--minutes N] [--seed S]');
  process.exit(2);
}
console.log(`seed ${seed}, ${minutes} minutes`);
const { committed, rolledBack, struck, missedById } = await withoutRelay(() => proof({ seconds: 75, open: 60, seed }));
console.log(
  `the feed: ${committed} events, ${rolledBack} rolled back, one open for 60 s, relays struck ${struck} times: ` +
    `seen once each by number; by ids ${Math.min(...missedById)} would be missed`,
);
const tell = (name, seconds) => console.log(`${name.padEnd(40)} well after ${seconds.toFixed(1)} s`);
const { orders, answers, faults } = await chaos({ seconds: minutes * 60, seed, tell });
console.log(`${faults} faults, ${orders} orders acknowledged; answers: ${JSON.stringify(answers)}`);
console.log('nothing is lost, doubled, oversold or told wrong');
process.exit(0);
