// A payment provider that is slow holds up who waits for it, and not the others.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { someone } from '../api/support/people.js';
import { stripeTill } from '../api/support/stripe-till.js';

let shop;
before(async () => (shop = await stripeTill({ workers_pay: 2, payment_seconds: 20 })));
after(() => shop?.stop());

test('one waits for the provider in all workers but one', async () => {
  const other = await someone();
  const [slow, more, theirs] = await Promise.all([shop.order(), shop.order(), shop.order(other)]);
  let answerNow;
  const asked = new Promise((resolve) =>
    shop.stub.next(({ answer }) => resolve((answerNow = () => answer()))),
  );
  const waiting = shop.pay(slow.id);
  await asked;

  const refused = await shop.pay(more.id);
  assertProblem(refused, 429, 'rate_limited');
  assert.match(refused.headers['retry-after'], /^[1-9]\d*$/);
  assertStatus(await shop.at(other).post(`/orders/${theirs.id}/payments`, { method: 'pm_card_visa' }), 201);

  answerNow();
  assertStatus(await waiting, 201);
  assertStatus(await shop.pay(more.id), 201);
});
