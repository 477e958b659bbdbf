// Whoever tells the world, or is told, is killed in turns. The same as often as asked: ./dev chaos.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kills } from './chaos/faults.js';
import { seeded } from './chaos/suite.js';

const STRIKES = 8;

test('every event arrives, in order and signed, whoever is killed', async (t) => {
  const { events, calls } = await seeded(t, { strikes: STRIKES, names: kills }, '--kills 50');
  t.diagnostic(`${events} events, ${calls} calls`);
  assert.ok(events > 50, `a load worth the name: ${events}`);
});
