// Chaos in the suite: with a seed that is told, to have the same again.
// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { chaos } from './run.js';

/** With a seed that is told, also of a run that fails. */
export async function seeded(t, how, again) {
  const seed = randomInt(2 ** 32);
  const suffered = [];
  const tell = (name, seconds) => suffered.push(`${name}: well after ${seconds.toFixed(1)} s`);
  t.diagnostic(`./dev chaos ${again} --seed ${seed}`);
  try {
    return await chaos({ ...how, seed, tell });
  } finally {
    t.diagnostic(suffered.join('; '));
  }
}
