// Chaos for as long as asked: node chaos.js [--minutes N] [--seed S], called by ./dev chaos.
// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { chaos } from './chaos/run.js';

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
const tell = (name, seconds) => console.log(`${name.padEnd(40)} well after ${seconds.toFixed(1)} s`);
const { orders, answers, faults } = await chaos({ seconds: minutes * 60, seed, tell });
console.log(`${faults} faults, ${orders} orders acknowledged; answers: ${JSON.stringify(answers)}`);
console.log('nothing is lost, doubled, oversold or told wrong');
process.exit(0);
