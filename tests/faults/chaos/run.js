// Fault upon fault, in an order that the seed decides, while the ledger's clients go on.
// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/processes.js';
import { withoutRelay } from '../support/relay.js';
import { assertInTheEnd, assertSoFar } from './books.js';
import { faults } from './faults.js';
import { Ledger } from './ledger.js';
import { Listeners } from './listeners.js';
import { Seeded } from './seeded.js';
import { World } from './world.js';

const HOLD = [200, 4000]; // ms that a fault lasts
const LONG = [6000, 9000]; // longer than a request may take
const HEALED = 30; // s after which all is well again

/**
 * Runs for so many seconds and until so many orders were made, or for so many strikes; throws at the first thing that is wrong. `tell(name,
 * seconds)` hears of each fault, and after how long the service was healthy again. `names` are the
 * faults that strike. Resolves to {orders, answers, faults, events, calls}.
 */
export const chaos = (options) => withoutRelay(() => inChaos(options));

async function inChaos({ seconds = Infinity, orders = 0, strikes = Infinity, names = Object.keys(faults), seed, tell }) {
  const chance = new Seeded(seed);
  const world = await new World().open();
  const ledger = new Ledger();
  const listeners = new Listeners();
  try {
    world.listeners = await listeners.open(world.url);
    await ledger.open(world.url, seed);
    const ends = Date.now() + seconds * 1000;
    let count = 0;
    const goesOn = () => (Date.now() < ends || ledger.told < orders) && count < strikes;
    while (goesOn()) {
      for (const name of chance.shuffled(names)) {
        if (!goesOn()) break;
        tell(name, await suffer(name, world, ledger, chance));
        count++;
      }
    }
    await ledger.stop();
    await assertInTheEnd(ledger);
    const heard = await listeners.assertInTheEnd(ledger.people);
    return { orders: ledger.told, answers: ledger.answers, faults: count, ...heard };
  } finally {
    await listeners.close();
    await world.close();
    await ledger.leave();
  }
}

/** One fault: it strikes, lasts, and ends; resolves to the seconds until all was well. */
async function suffer(name, world, ledger, chance) {
  const end = await faults[name](world, chance);
  await sleep(chance.from(...(chance.percent(20) ? LONG : HOLD)));
  await end?.();
  const ended = Date.now();
  await world.untilHealthy(HEALED);
  const told = ledger.told;
  await until(`orders go through after: ${name}`, () => ledger.told >= told + 3, HEALED);
  const well = (Date.now() - ended) / 1000;
  await assertSoFar(ledger);
  return well;
}
