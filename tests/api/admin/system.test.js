// How everything is, and what happened and was told.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertMembers, assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { filled } from '../support/made.js';
import { someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let admin;
before(async () => {
  admin = await someone('admin');
});

test('the system: pools, relay, chores and what waits', async () => {
  const system = assertStatus(await admin.get('/admin/system'), 200).body;
  assertMembers(system, ['version', 'postgresql', 'synchronous_commit', 'pools', 'relay', 'outbox', 'mails', 'webhooks', 'audit', 'chores', 'findings']);
  assert.equal(system.version, (await admin.get('/health')).body.version);
  assert.ok((await value('SHOW server_version')).startsWith(system.postgresql));
  const api = system.pools.find(({ name }) => name === 'api');
  assert.ok(api.workers === api.wanted && api.busy >= 1 && api.busy <= api.workers, 'who answers is busy');
  assert.deepEqual(system.pools.find(({ name }) => name === 'slow').busy, 0);
  const feed = await row('SELECT silent, started_at IS NOT NULL AS started FROM feed');
  assert.deepEqual([system.relay.silent, system.relay.started], [feed.silent, feed.started]);
  assert.deepEqual(system.chores.map(({ name }) => name), (await rows('SELECT name FROM chores ORDER BY name')).map(({ name }) => name));
  assert.equal(system.webhooks.disabled, Number(await value('SELECT count(*) FROM webhooks WHERE disabled_at IS NOT NULL')));
});

test('the system says when the relay is silent, and which chore is held', async () => {
  const { name } = await row('SELECT name FROM chores ORDER BY name LIMIT 1');
  const before = await row('SELECT due_at FROM chores WHERE name = $1', name);
  try {
    await rows("UPDATE feed SET silent = 'restored'");
    await rows("UPDATE chores SET due_at = 'infinity' WHERE name = $1", name);
    const system = (await admin.get('/admin/system')).body;
    assert.deepEqual([system.relay.silent, system.outbox.silent], ['restored', 1]);
    assert.equal(system.chores[0].due_at, null);
  } finally {
    await rows('UPDATE feed SET silent = NULL');
    await rows('UPDATE chores SET due_at = $2 WHERE name = $1', name, before.due_at);
  }
});

test('the outbox: what happened, told or not', async () => {
  const order = await placed(await someone(), [[await someProduct(admin), 1]]);
  const id = await value("SELECT id::int FROM outbox WHERE event = 'order.created' AND subject_id = $1", order.id);
  const found = async (query) => assertStatus(await admin.get(`/admin/outbox?limit=100&${query}`), 200).body.data;
  const [newest] = await found('event=order.created');
  assert.deepEqual([newest.id, newest.subject_id, newest.payload.order_number], [id, order.id, order.order_number]);
  const told = async (query = '') => (await found(`order_id=${order.id}&undelivered=false${query}`)).map((one) => one.id);
  while (!(await told()).length) assert.ok((await found('undelivered=true')).every((one) => one.number === null));
  assert.deepEqual(await told(), [id]);
  assert.deepEqual(await told('&dead=true'), []);
  const { thing } = await filled('/admin/mails/{id}'); // one that was given up
  await rows('UPDATE mails SET number = (SELECT number FROM outbox WHERE id = $2) WHERE id = $1', thing.id, id);
  assert.deepEqual(await told('&dead=true'), [id]);
  await rows('DELETE FROM mails WHERE id = $1', thing.id);
});

test('each setting says what it means and may be', async () => {
  const { settings } = assertStatus(await admin.get('/admin/settings/meaning'), 200).body;
  const kept = await rows('SELECT key, kind, standard FROM settings ORDER BY key');
  assert.deepEqual(settings.map(({ name, kind, standard }) => ({ key: name, kind, standard })).sort((a, b) => (a.key < b.key ? -1 : 1)), kept);
  assert.deepEqual(Object.keys((await admin.get('/admin/settings')).body).sort(), kept.map(({ key }) => key));
  const of = (name) => settings.find((one) => one.name === name);
  assert.deepEqual(of('tax_rate'), { name: 'tax_rate', kind: 'rate', meaning: of('tax_rate').meaning, standard: '0.08', may_be_null: false, least: '0', most: '1', words: null });
  assert.deepEqual([of('shipping_cost').most, of('free_shipping_from').may_be_null], ['999999.99', true]);
  assert.deepEqual([of('second_factor').words, of('second_factor').standard], [['nobody', 'admin', 'manager'], 'nobody']);
  assert.deepEqual([of('registration_open').kind, of('registration_open').least], ['bool', null]);
});
