// A minute of chaos: workers, master, nginx, PostgreSQL and the wire to it fail one after the
// other. The same for as long as asked, and again with its seed: ./dev chaos.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { chaos } from './chaos/run.js';

const SECONDS = 60;

test('what was acknowledged is there once and as told, whatever fails', async (t) => {
  const seed = randomInt(2 ** 32);
  const suffered = [];
  const tell = (name, seconds) => suffered.push(`${name}: well after ${seconds.toFixed(1)} s`);
  t.diagnostic(`./dev chaos --seed ${seed}`);
  try {
    const { orders } = await chaos({ seconds: SECONDS, seed, tell });
    assert.ok(orders > 50, `a load worth the name: ${orders}`);
  } finally {
    t.diagnostic(suffered.join('; '));
  }
});
