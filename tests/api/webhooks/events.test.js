// Every event that is told is in the document, and says what that promises.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { document } from '../support/document.js';
import { someDepartment, someone } from '../support/people.js';
import { hook, receiver, unhook } from '../support/receiver.js';
import { placed, someProduct } from '../support/shop.js';

const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
ajv.addFormat('int64', true);
ajv.addSchema({ $id: 'document', components: document.components });
const schemaOf = (type) =>
  JSON.parse(JSON.stringify(document.webhooks[type].post.requestBody.content['application/json'].schema).replaceAll('"#/', '"document#/'));
const strict = (name) => Object.keys(document.components.schemas[name].properties);

let admin, manager, customer, staff, product;
before(async () => {
  const department = await someDepartment({ threshold: '1.00' });
  [admin, manager, customer, staff] = await Promise.all([someone('admin'), someone('manager'), someone(), someone('staff', { department })]);
  product = await someProduct(manager, { stock: 1000 });
});

const place = (who = customer, fields) => placed(who, [[product, 2]], fields);
const ok = async (reply, status = 200) => assertStatus(await reply, status).body;
const status = async (order, ...all) => {
  for (const to of all) await ok(manager.patch(`/orders/${order.id}/status`, { status: to }));
  return order;
};

/** What makes each event. */
async function everything() {
  const draft = await ok(customer.post('/orders', { items: [{ product_id: product.id, quantity: 1 }], status: 'draft' }), 201);
  await ok(customer.delete(`/orders/${draft.id}`), 204).catch(() => {});
  await ok(admin.delete(`/orders/${(await place()).id}`), 204);
  await ok(customer.patch(`/orders/${(await place()).id}`, { customer_notes: 'ring twice' }));
  await ok(customer.post(`/orders/${(await place()).id}/cancel`));
  await ok(manager.post(`/orders/${(await place(staff)).id}/approve`));
  await ok(manager.post(`/orders/${(await place(staff)).id}/reject`));
  const part = await status(await place(), 'confirmed');
  await ok(manager.post(`/orders/${part.id}/shipments`, { items: [{ product_id: product.id, quantity: 1 }] }), 201);
  const order = await place();
  await ok(customer.post(`/orders/${order.id}/payments`, { method: 'tok_ok' }), 201);
  await status(order, 'confirmed', 'processing', 'shipped', 'delivered');
  const { returns } = await ok(customer.post(`/orders/${order.id}/returns`, { items: [{ product_id: product.id, quantity: 1 }] }), 201);
  await ok(manager.post(`/orders/${order.id}/returns`, { items: [{ product_id: product.id, quantity: 1 }] }), 201);
  await ok(manager.post(`/orders/${order.id}/returns/${returns[0].id}/receive`));
  const other = await place();
  await customer.post(`/orders/${other.id}/payments`, { method: 'tok_declined' });
  const held = await ok(customer.post(`/orders/${other.id}/payments`, { method: 'tok_ok', capture: false }), 201);
  await ok(manager.post(`/payments/${held.id}/void`));
  await ok(customer.post('/auth/password/forgot', { email: customer.email }), 202);
}

test('what is told is what the document says', async (t) => {
  const to = await receiver();
  t.after(to.close);
  const one = await hook(admin, to);
  t.after(() => unhook(one));
  await everything();
  await ok(admin.post(`/webhooks/${one.id}/test`), 201);
  const wanted = ['order.approved', 'order.cancelled', 'order.confirmed', 'order.created', 'order.deleted', 'order.delivered', 'order.drafted',
    'order.partially_shipped', 'order.processing', 'order.rejected', 'order.returned', 'order.shipped', 'order.updated', 'payment.authorized',
    'payment.captured', 'payment.failed', 'payment.refunded', 'payment.voided', 'return.created', 'return.requested',
    'user.password_forgotten', 'webhook.test'];
  const heard = (calls) => new Set(calls.map((call) => JSON.parse(call.body).type));
  const missing = (calls) => wanted.filter((type) => !heard(calls).has(type));
  await to.until((calls) => !missing(calls).length, 'every event').catch((error) => assert.fail(`${error.message}; missing: ${missing(to.calls)}`));
  for (const call of to.calls) {
    const message = JSON.parse(call.body);
    assert.ok(document.webhooks[message.type], `${message.type} is in the document`);
    const schema = schemaOf(message.type);
    const fits = ajv.validate(schema, message);
    assert.ok(fits, `${message.type}: ${ajv.errorsText()} in ${call.body}`);
    assert.deepEqual(Object.keys(message.data).toSorted(), strict(schema.properties.data.$ref.split('/').at(-1)).toSorted(), message.type);
  }
});

test('all that the outbox holds is in the document', async () => {
  const events = await rows('SELECT DISTINCT event FROM outbox UNION SELECT DISTINCT event FROM order_transitions');
  const unknown = events.map(({ event }) => event).filter((event) => !document.webhooks[event] && !/^test\.|^x$/.test(event));
  assert.deepEqual(unknown, []);
});
