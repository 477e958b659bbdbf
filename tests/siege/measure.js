// The long form of the siege, with figures: node measure.js [NAME…], called by ./dev siege.
// SPDX-License-Identifier: MIT
import { availableParallelism, loadavg } from 'node:os';
import { besiege, scenarios } from './support/besiege.js';

const milliseconds = (meter) => `${Math.round(meter.quantile(0.99))} ms`;
const percent = (share) => `${(share * 100).toFixed(1)} %`;

function line(who, success, p99, alone, rest) {
  const figures = [success, p99, alone].map((cell) => cell.padStart(9));
  console.log(['', who.padEnd(20), ...figures, '', rest].join(' '));
}

function tell(name, { what, attack, groups, wrongs, misses }) {
  console.log(`\n${name}: ${what}`);
  for (const { who, alone, besieged } of groups)
    line(who, percent(besieged.success), milliseconds(besieged), milliseconds(alone), besieged);
  console.log(`  the attacker: ${attack}`);
  const all = [...wrongs, ...misses];
  console.log(all.length ? `  MISSED: ${all.join('; ')}` : '  the goal is reached');
  return all.length === 0;
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !scenarios.includes(name));
if (unknown.length) {
  console.error(`no scenario is called ${unknown}; there are ${scenarios.join(' ')}`);
  process.exit(2);
}

console.log(`${availableParallelism()} processors, load ${loadavg()[0].toFixed(1)}, ${new Date().toISOString()}`);
line('honest client', 'succeeds', 'p99', 'alone', 'answers');
let reached = true;
for (const name of names.length ? names : scenarios)
  reached = tell(name, await besiege(name, 'long')) && reached;
process.exit(reached ? 0 : 1);
