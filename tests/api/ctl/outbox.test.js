// What waits and what was given up, for who sits at the server.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rows, value } from '../support/database.js';
import { orderctl } from '../support/instance.js';
import { mailOf, numbered, queued, until } from '../support/mails.js';
import { someone } from '../support/people.js';
import { hook, receiver, unhook } from '../support/receiver.js';
import { placed, someProduct } from '../support/shop.js';

let admin, customer, product, to, webhook;
before(async () => {
  [admin, customer] = await Promise.all([someone('admin'), someone()]);
  product = await someProduct(admin);
  to = await receiver();
  webhook = await hook(admin, to, { events: ['order.created'] });
});
after(async () => {
  await unhook(webhook);
  await to.close();
});

const fails = (...words) => orderctl(...words).then(() => assert.fail('it fails'), (error) => error);
const lines = async (...words) => (await orderctl('outbox', 'list', '--limit', '10000', ...words)).stdout.trim().split('\n');

/** An order of which its customer was mailed and the receiver called. */
async function told() {
  const order = await placed(customer, [[product, 1]]);
  await mailOf('order_received', { order_id: order.id });
  await to.until((calls) => calls.some((call) => JSON.parse(call.body).data.order_id === order.id));
  await until(async () => (await delivery(order))?.state === 'done', 'the delivery to be recorded');
  return order;
}
const delivery = async (order) =>
  (await rows('SELECT id, state, number FROM webhook_deliveries WHERE webhook_id = $1 AND order_id = $2 ORDER BY id DESC', webhook.id, order.id))[0];
const calls = (order) => to.calls.filter((call) => JSON.parse(call.body).data.order_id === order.id);

test('what was given up is listed, and tried again by its id', async () => {
  const order = await told();
  const [mail] = await queued({ kind: 'order_received', order_id: order.id });
  const { id } = await delivery(order);
  assert.ok(!(await lines()).some((line) => line.startsWith(`mail-${mail.id} `)), 'what was sent is not listed');
  await rows(`UPDATE mails SET state = 'dead', reason = 'DATA: 451' WHERE id = $1`, mail.id);
  await rows(`UPDATE webhook_deliveries SET state = 'dead', reason = 'timeout', status = NULL WHERE id = $1`, id);
  const dead = await lines('--state', 'dead');
  assert.ok(dead.some((line) => line.startsWith(`mail-${mail.id}  dead  order_received to customer `) && line.endsWith('DATA: 451')), dead.join('\n'));
  assert.ok(dead.some((line) => line.startsWith(`delivery-${id}  dead  order.created to webhook ${webhook.id}`) && line.endsWith('timeout')));

  await orderctl('outbox', 'retry', `mail-${mail.id}`);
  await orderctl('outbox', 'retry', `delivery-${id}`);
  await until(async () => (await value('SELECT state FROM mails WHERE id = $1', mail.id)) === 'sent', 'the mail to be sent');
  await until(async () => (await delivery(order)).state === 'done', 'the delivery to be made');
  assert.equal(new Set(calls(order).map((call) => call.headers['webhook-id'])).size, 1, 'under the same id');
  assert.equal(calls(order).length, 2);
});

test('what was sent, is not there, or is no id, is not tried', async () => {
  const [mail] = await queued({ kind: 'order_received', order_id: (await told()).id });
  for (const id of [`mail-${mail.id}`, 'mail-999999999', 'delivery-999999999'])
    assert.equal((await fails('outbox', 'retry', id)).stderr,
      `orderctl: ${id} ${id.endsWith('999') ? 'is not there' : 'has arrived, is under way, or holds a link that has expired'}\n`);
  for (const id of ['mail-', 'mail-1x', 'letter-1', '7'])
    assert.match((await fails('outbox', 'retry', id)).stderr, /neither mail-N nor delivery-N/);
});

test('a range that is none, and a webhook that is not there, are said so', async () => {
  assert.equal((await fails('outbox', 'replay', '--from', '2', '--to', '1')).stderr, 'orderctl: --from is above --to\n');
  assert.equal((await fails('outbox', 'replay', '--from', '1', '--to', '1', '--webhook-id', '999999999')).stderr, 'orderctl: there is no webhook 999999999\n');
});

test('where nothing was given up, nothing is tried, and that is said', async () => {
  await rows(`UPDATE mails SET state = 'sent' WHERE state = 'dead'`);
  await rows(`DELETE FROM webhook_deliveries WHERE state = 'dead'`);
  assert.equal((await orderctl('outbox', 'retry', 'dead')).stdout, 'nothing was given up\n');
});

test('a range of events is mailed and delivered again, links apart', async () => {
  const order = await told();
  const [mail] = await queued({ kind: 'order_received', order_id: order.id });
  await customer.post('/auth/password/forgot', { email: customer.email });
  await numbered();
  await mailOf('password_reset', { user_id: customer.id });
  const [from, upTo] = [mail.number, await value('SELECT last FROM feed')];
  assert.match((await orderctl('outbox', 'replay', '--from', from, '--to', upTo)).stdout, /^[1-9]\d* to be mailed again\n$/);
  await until(async () => {
    const [again] = await queued({ kind: 'order_received', order_id: order.id });
    return again.state === 'sent' && again.settled_at > mail.settled_at;
  }, 'the mail to be sent again');
  assert.equal((await queued({ kind: 'password_reset', user_id: customer.id }))[0].attempts, 1);

  const replayed = await orderctl('outbox', 'replay', '--from', from, '--to', from, '--webhook-id', webhook.id);
  assert.equal(replayed.stdout, '1 to be delivered again\n');
  await until(async () => calls(order).length === 2, 'the delivery to be made again');
  assert.equal(new Set(calls(order).map((call) => call.headers['webhook-id'])).size, 1);
});
