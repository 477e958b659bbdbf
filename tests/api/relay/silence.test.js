// A database that is not sure to be the one that tells the world tells it nothing.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { end, until } from '../support/feed.js';
import { orderctl } from '../support/instance.js';
import { someone } from '../support/people.js';
import { relayDoes } from '../support/relay.js';
import { placed, someProduct } from '../support/shop.js';

/** The relay's desk that numbers connects again, and notes the timeline it finds in place of this one. */
async function reconnected(timeline = null) {
  await rows('UPDATE feed SET timeline = $1', timeline);
  const { pid } = await row(`SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'relay numbers %' AND datname = current_database()`);
  process.kill(pid, 'SIGTERM'); // as pg_terminate_backend, which the owner may not call
  for (const deadline = Date.now() + 20000; Date.now() < deadline; await sleep(50))
    if ((await value('SELECT timeline FROM feed')) !== timeline) return;
  assert.fail('the relay connects again');
}

const silent = () => value('SELECT silent FROM feed');
const doctor = async () => (await orderctl('doctor').catch((error) => error)).stdout;

afterEach(() => orderctl('relay', 'accept'));

for (const [what, column] of [['copied', 'system'], ['moved', 'site']])
  test(`a database that was ${what} is silent until it is accepted, and its feed begins anew`, async () => {
    const manager = await someone('manager');
    const product = await someProduct(manager);
    const before = await end(manager);
    await rows(`UPDATE feed SET ${column} = 'another'`);
    await reconnected();
    assert.equal(await silent(), what);
    assert.match(await doctor(), new RegExp(`^WRONG +relay +this database was ${what}.*orderctl relay accept`, 'm'));

    const order = await placed(manager, [[product, 1]]);
    await until(manager, before, (events) => events.some((e) => e.order_id === order.id));

    const { stdout } = await orderctl('relay', 'accept');
    assert.equal(await silent(), null);
    assert.match(await doctor(), /^ok +relay +tells the world/m);
    assert.match(stdout, new RegExp(`name is ${await value('SELECT life FROM feed')}$`, 'm'));
    assertProblem(await manager.get(`/events?after=${before}`), 409, 'resync');
    await reconnected();
    assert.equal(await silent(), null, 'it stays accepted');
  });

test('while it is silent no provider is asked for what is open', async () => {
  await rows(`UPDATE feed SET site = 'another'`);
  await reconnected();
  await assert.rejects(relayDoes('settle', 3), /the relay does settle/);
  await orderctl('relay', 'accept');
  await relayDoes('settle');
});

test('another timeline gives the feed a new name, and silences nobody', async () => {
  const manager = await someone('manager');
  const before = await end(manager);
  await reconnected('0');
  assert.equal(await silent(), null);
  assertProblem(await manager.get(`/events?after=${before}`), 409, 'resync');
});

test('to accept what is accepted changes nothing', async () => {
  const manager = await someone('manager');
  const before = await end(manager);
  await orderctl('relay', 'accept');
  assertStatus(await manager.get(`/events?after=${before}`), 200);
});
