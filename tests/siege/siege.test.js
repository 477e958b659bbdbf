// Nothing that one client does stops the others: each attack in a short form. How soon the honest
// client is answered depends on the machine and is not asserted; ./dev siege measures it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besiege, scenarios, served } from './support/besiege.js';

const SUCCESS = 0.95;

for (const name of scenarios) {
  test(name, async () => {
    const { attack, wrongs, groups } = await besiege(name, 'short');
    assert.deepEqual(wrongs, [], `the attacker: ${attack}`);
    for (const group of groups) {
      const wanted = Math.min(SUCCESS, group.goal.success);
      assert.ok(served(group, wanted), `${group.who}: ${group.besieged}; the attacker: ${attack}`);
    }
  });
}
