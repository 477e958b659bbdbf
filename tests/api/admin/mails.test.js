// What an admin sees of mails, and how one that was given up is sent all the same.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { mailOf, until } from '../support/mails.js';
import { someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let admin, customer, product;
before(async () => {
  admin = await someone('admin');
  customer = await someone();
  product = await someProduct(await someone('manager'));
});

/** An order whose mail was sent: that mail as an admin sees it. */
async function sent() {
  const order = await placed(customer, [[product, 1]]);
  await mailOf('order_received', { order_id: order.id });
  const { data } = assertStatus(await admin.get(`/admin/mails?order_id=${order.id}&kind=order_received`), 200).body;
  assert.equal(data.length, 1);
  return data[0];
}

const gaveUp = ({ id }, moment = 'last_moment') =>
  rows(`UPDATE mails SET state = 'dead', attempts = 9, reason = 'DATA: 451', last_moment = ${moment} WHERE id = $1`, id);

const retry = ({ id }) => admin.post(`/admin/mails/${id}/retry`, {});

test('a mail is found by its order, kind and state, and names nobody', async () => {
  const mail = await sent();
  assert.equal(mail.state, 'sent');
  assert.equal(mail.event, 'order.created');
  assert.equal(mail.customer_id, customer.customerId);
  assert.equal(mail.due_at, null);
  assert.ok(!JSON.stringify(mail).includes(customer.email));
  assert.deepEqual(assertStatus(await admin.get(`/admin/mails/${mail.id}`), 200).body, mail);
  assert.deepEqual(assertStatus(await admin.get(`/admin/mails?order_id=${mail.order_id}&state=dead`), 200).body.data, []);
});

test('one that was given up is sent again, with all attempts before it, also when it is late', async () => {
  for (const moment of ['last_moment', `now() - interval '1 hour'`]) {
    const mail = await sent();
    await gaveUp(mail, moment);
    const reply = assertStatus(await retry(mail), 200).body;
    assert.ok(['waiting', 'sending', 'sent'].includes(reply.state));
    const again = await until(async () => {
      const { body } = await admin.get(`/admin/mails/${mail.id}`);
      return body.state === 'sent' && body;
    }, 'it to be sent');
    assert.equal(again.attempts, 1);
    assert.ok(again.last_moment > new Date().toISOString());
  }
});

test('what was sent is not sent again, nor a link that has expired', async () => {
  const mail = await sent();
  assertProblem(await retry(mail), 409, 'mail_past_retry');
  assertStatus(await customer.post('/auth/password/forgot', { email: customer.email }), 202);
  await mailOf('password_reset', { user_id: customer.id });
  const { data } = assertStatus(await admin.get('/admin/mails?kind=password_reset&limit=100'), 200).body;
  const link = data.find((one) => one.user_id === customer.id);
  await gaveUp(link, `now() - interval '1 hour'`);
  assertProblem(await retry(link), 409, 'mail_past_retry');
  assertProblem(await admin.post('/admin/mails/999999999/retry', {}), 404, 'not_found');
});

test('a dry run sends nothing', async () => {
  const mail = await sent();
  await gaveUp(mail);
  assertStatus(await admin.post(`/admin/mails/${mail.id}/retry?dry_run=true`, {}), 200);
  assert.equal(assertStatus(await admin.get(`/admin/mails/${mail.id}`), 200).body.state, 'dead');
});
