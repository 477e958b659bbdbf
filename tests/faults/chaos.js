// Chaos for as long as asked: node chaos.js [--minutes N | --kills N] [--seed S], called by ./dev chaos.
// With --kills relays, PostgreSQL, nginx and the receiver of webhooks are killed so many times.
// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { kills } from './chaos/faults.js';
import { chaos } from './chaos/run.js';
import { proof } from './feed/proof.js';
import { withoutRelay } from './support/relay.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, kills: { type: 'string' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const strikes = values.kills && Number(values.kills);
const seed = Number(values.seed ?? randomInt(2 ** 32));
if (!(minutes > 0) || (strikes !== undefined && !(strikes > 0)) || !Number.isInteger(seed)) {
  console.error('usage: chaos [--minutes N | --kills N] [--seed S]');
  process.exit(2);
}
console.log(`seed ${seed}, ${strikes ? `${strikes} kills` : `${minutes} minutes`}`);
const feed = await withoutRelay(() => proof({ seconds: 75, open: 60, seed }));
console.log(
  `the feed: ${feed.committed} events, ${feed.rolledBack} rolled back, one open for 60 s, relays struck ` +
    `${feed.struck} times: seen once each by number; by ids ${Math.min(...feed.missedById)} would be missed`,
);
const tell = (name, seconds) => console.log(`${name.padEnd(40)} well after ${seconds.toFixed(1)} s`);
const how = strikes ? { strikes, names: kills } : { seconds: minutes * 60 };
const { orders, answers, faults, events, calls } = await chaos({ ...how, seed, tell });
console.log(`${faults} faults, ${orders} orders acknowledged; answers: ${JSON.stringify(answers)}`);
console.log(`${events} events, delivered by ${calls} calls and paged once each`);
console.log('nothing is lost, doubled, oversold or told wrong');
process.exit(0);
