// Mails before they are sent, and what there is of them.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { count, rows } from '../support/database.js';
import { filled } from '../support/made.js';
import { paid } from '../support/payments.js';
import { someDepartment, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let admin, customer, product;
before(async () => {
  [admin, customer] = [await someone('admin', { first_name: 'Ada' }), await someone('customer', { first_name: 'Zoe', last_name: '<b>O & Neil</b>' })];
  product = await someProduct(admin, { name: 'A <i>chair</i>', price: '10.00', stock: 1000 });
});

const preview = async (query) => assertStatus(await admin.get(`/admin/mails/preview?${new URLSearchParams(query)}`), 200).body;

test('which event makes which mail', async () => {
  const { data } = assertStatus(await admin.get('/admin/mails/kinds'), 200).body;
  const known = await rows('SELECT kind, event FROM mail_kinds ORDER BY kind, event');
  assert.deepEqual(data.map(({ kind, event }) => ({ kind, event })), known);
  assert.deepEqual(data.find(({ event }) => event === 'order.created'),
    { kind: 'order_received', event: 'order.created', about: 'order', audience: 'customer', good_for_seconds: 259200 });
});

test('an order as its buyer will read it, in their language', async () => {
  const order = await placed(customer, [[product, 2]]);
  const mail = await preview({ kind: 'order_received', order_id: order.id });
  assertMembers(mail, ['kind', 'language', 'to', 'name', 'subject', 'text', 'html']);
  assert.deepEqual([mail.kind, mail.language, mail.to, mail.name], ['order_received', 'en', customer.email, 'Zoe <b>O & Neil</b>']);
  assert.ok(mail.subject.includes(order.order_number) && mail.text.includes('A <i>chair</i>') && mail.text.includes('31.60'));
  assert.ok(mail.html.includes('A &lt;i&gt;chair&lt;/i&gt;') && !mail.html.includes('<i>chair'));
  const german = await preview({ kind: 'order_received', order_id: order.id, language: 'de' });
  assert.equal(german.language, 'de');
  assert.ok(german.text.includes('31,60') && german.subject !== mail.subject);
  assert.equal((await preview({ kind: 'order_received', order_id: order.id, language: 'xx' })).language, 'en');
});

test('every kind can be looked at, and none is sent or leaves anything', async () => {
  await filled('/orders/{id}/returns/{return_id}');
  await filled('/webhooks/{id}');
  await paid(customer, (await placed(customer, [[product, 1]])).id);
  await someProduct(admin, { stock: 0 });
  const staff = await someone('staff', { department: await someDepartment({ threshold: '0.01' }) });
  assert.equal((await placed(staff, [[product, 1]])).status, 'pending_approval');
  const left = ['mails WHERE number < 0', 'password_resets', 'email_changes'];
  const counts = () => Promise.all(left.map((from) => count(from)));
  const before = await counts();
  const { data } = (await admin.get('/admin/mails/kinds')).body;
  for (const { kind, audience } of data) {
    const mail = await preview({ kind });
    assert.ok(mail.subject && mail.text && mail.html.includes('<'), kind);
    if (audience !== 'customer') assert.equal(mail.to, admin.email, kind);
  }
  assert.match((await preview({ kind: 'password_reset' })).text, /#\/password\/reset\?token=/);
  assert.deepEqual(await counts(), before);
});

test('what there is not', async () => {
  assertProblem(await admin.get('/admin/mails/preview?kind=nothing'), 400, 'bad_query');
  assertProblem(await admin.get('/admin/mails/preview?kind=order_received&order_id=999999999'), 409, 'conflict');
});
