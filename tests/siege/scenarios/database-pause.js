// PostgreSQL stands still, every process of it, and goes on.
// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf, postmaster } from '../../faults/support/processes.js';
import { aDay, health } from '../support/shop.js';

const all = () => [postmaster(), ...childrenOf(postmaster())];
const tell = (signal) => {
  for (const pid of all()) process.kill(pid, signal);
};

export default {
  what: 'the database stands still but for the last 2 seconds',
  goals: { 'a day': { answers: /^(2..|503)$/, p99: 40_000 } },
  setUp: async () => ({
    honest: { 'looks at health': health(10), 'a day': { ...(await aDay(2)), patience: 45_000 } },
  }),
  async attack(siege) {
    tell('SIGSTOP');
    await Promise.race([siege.end(), sleep(siege.left - 2000)]);
    tell('SIGCONT');
  },
  tearDown: () => tell('SIGCONT'),
};
