// Events get their numbers after their commit, by relays that are killed and stand still in turns.
// The same for as long as a transaction may be open: ./dev chaos.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { proof } from './feed/proof.js';
import { withoutRelay } from './support/relay.js';

test('who pages by numbers sees each committed event once, and who pages by ids does not', async (t) => {
  const seed = randomInt(2 ** 32);
  t.diagnostic(`seed ${seed}`);
  const { committed, rolledBack, struck, missedById } = await withoutRelay(() => proof({ seconds: 12, open: 8, seed }));
  t.diagnostic(`${committed} committed, ${rolledBack} rolled back, ${struck} strikes; missed by ids: ${missedById}`);
  assert.ok(committed > 500 && rolledBack > 10 && struck > 5, 'a trial worth the name');
  for (const missed of missedById) assert.ok(missed > 0, 'paging by ids misses what commits late');
});
