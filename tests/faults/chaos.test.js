// Half a minute of chaos: workers, master, nginx, PostgreSQL, the wire to it, relays and a receiver of
// webhooks fail one after the other. The same for as long as asked, and again with its seed: ./dev chaos.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from './chaos/suite.js';

const SECONDS = 30;
const ORDERS = 51; // a slow machine takes longer for them

test('what was acknowledged is there once and as told, whatever fails', async (t) => {
  const { orders } = await seeded(t, { seconds: SECONDS, orders: ORDERS }, '');
  assert.ok(orders > 50, `a load worth the name: ${orders}`);
});
