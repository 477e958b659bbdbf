// A minute of chaos: workers, master, nginx, PostgreSQL, the wire to it, relays and a receiver of
// webhooks fail one after the other; then some are killed in turns. The same for as long as asked, and
// again with its seed: ./dev chaos.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { kills } from './chaos/faults.js';
import { chaos } from './chaos/run.js';

const SECONDS = 60;
const STRIKES = 8;

/** With a seed that is told, also of a run that fails. */
async function seeded(t, how, again) {
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

test('what was acknowledged is there once and as told, whatever fails', async (t) => {
  const { orders } = await seeded(t, { seconds: SECONDS }, '');
  assert.ok(orders > 50, `a load worth the name: ${orders}`);
});

test('every event arrives, in order and signed, whoever is killed', async (t) => {
  const { events, calls } = await seeded(t, { strikes: STRIKES, names: kills }, '--kills 50');
  t.diagnostic(`${events} events, ${calls} calls`);
  assert.ok(events > 50, `a load worth the name: ${events}`);
});
