// Nothing that one client does stops the others: each attack in a short form. How soon the honest
// client is answered depends on the machine and is not asserted; ./dev siege measures it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besiege, served } from './support/besiege.js';

const SUCCESS = 0.95;

const holds = [
  'conditional-headers',
  'password-changes',
  'slow-downloads',
  'import',
  'database-pause',
  'row-lock',
  'dry-runs',
  'searches',
  'large-bodies',
  'slow-bodies',
  'slow-readers',
  'overload',
];

for (const name of holds) {
  test(name, async () => {
    const { attack, wrongs, groups } = await besiege(name, 'short');
    assert.deepEqual(wrongs, [], `the attacker: ${attack}`);
    for (const group of groups)
      assert.ok(served(group, SUCCESS), `${group.who}: ${group.besieged}; the attacker: ${attack}`);
  });
}
