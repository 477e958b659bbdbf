// What waits for people, role by role.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertMembers, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { admin, filled } from '../support/made.js';
import { pay, paid, refund } from '../support/payments.js';
import { someDepartment, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

const STAFF = ['orders_to_approve', 'orders_to_confirm', 'orders_to_ship', 'products_low'];
const MANAGER = ['orders_to_approve', 'orders_to_confirm', 'orders_to_ship', 'returns_requested', 'payments_failed', 'products_low'];

let manager, product;
before(async () => {
  manager = await someone('manager');
  product = await someProduct(manager, { price: '10.00', stock: 1000 });
});

const waiting = async (who) => assertStatus(await who.get('/home'), 200).body.data;
const counts = async (who) => Object.fromEntries((await waiting(who)).map(({ what, count }) => [what, count]));

/** Each row's list says what the row says, so far as both count. */
async function assertListsAgree(who) {
  for (const { what, count, capped, list, filter } of await waiting(who)) {
    const { total } = assertStatus(await who.get(`${list}?${filter}`), 200).body;
    assert.deepEqual([Math.min(total, 1000), total > 1000], [count, capped], what);
  }
}

test('each role is told of what it may list, and the list has just that', async () => {
  await filled('/admin/mails/{id}'); // one that was given up
  const { thing } = await filled('/webhooks/deliveries/{id}');
  await rows("UPDATE webhook_deliveries SET state = 'dead', settled_at = now(), due_at = NULL WHERE id = $1", thing.id);
  const staff = await someone('staff', { department: await someDepartment() });
  const told = Object.fromEntries((await waiting(admin)).map((row) => [row.what, row]));
  assert.deepEqual(Object.keys(told), [...MANAGER, 'deliveries_dead', 'mails_dead']);
  assert.ok(told.deliveries_dead.count > 0 && told.mails_dead.count > 0);
  for (const row of Object.values(told)) assertMembers(row, ['what', 'count', 'capped', 'list', 'filter']);
  assert.deepEqual((await waiting(manager)).map(({ what }) => what), MANAGER);
  assert.deepEqual((await waiting(staff)).map(({ what }) => what), STAFF);
  for (const who of [admin, manager, staff]) await assertListsAgree(who);
});

test('staff are told of the orders of their department and of their own', async () => {
  const department = await someDepartment({ threshold: '50.00' });
  const [staff, colleague] = await Promise.all([someone('staff', { department }), someone('staff', { department })]);
  const wait = async () => Object.values(await counts(staff)).slice(0, 3);
  assert.deepEqual(await wait(), [0, 0, 0]);
  await placed(staff, [[product, 1]]);
  const second = await placed(colleague, [[product, 2]]);
  await placed(colleague, [[product, 6]]); // over the threshold
  await placed(await someone(), [[product, 1]]); // somebody else's
  assert.deepEqual(await wait(), [1, 2, 0]);
  assertStatus(await manager.post(`/orders/${second.id}/confirm`, {}), 200);
  assert.deepEqual(await wait(), [1, 1, 1]);
  assertStatus(await manager.post(`/orders/${second.id}/shipments`, { items: [{ product_id: product.id, quantity: 1 }] }), 201);
  assert.deepEqual(await wait(), [1, 1, 1], 'the rest has still to leave');
  assertStatus(await manager.post(`/orders/${second.id}/shipments`, {}), 201);
  assert.deepEqual(await wait(), [1, 1, 0]);
  await assertListsAgree(staff);
});

test('a return waits from asking to receiving', async () => {
  const before = (await counts(manager)).returns_requested;
  const { thing } = await filled('/orders/{id}/returns');
  const items = [{ product_id: thing.items[0].product_id, quantity: 1 }];
  const owner = await someone();
  await rows('UPDATE orders SET user_id = $2 WHERE id = $1', thing.id, owner.id);
  const { returns } = assertStatus(await owner.post(`/orders/${thing.id}/returns`, { items }), 201).body;
  assert.equal((await counts(manager)).returns_requested, before + 1);
  assertStatus(await manager.post(`/orders/${thing.id}/returns/${returns[0].id}/receive`), 200);
  assert.equal((await counts(manager)).returns_requested, before);
});

test('a declined payment waits until the order is paid or over, a failed refund until another is asked', async () => {
  const failed = async () => (await counts(manager)).payments_failed;
  const before = await failed();
  const customer = await someone();
  const [one, two] = [await placed(customer, [[product, 1]]), await placed(customer, [[product, 1]])];
  for (const { id } of [one, one, two]) assertStatus(await pay(customer, id, { method: 'tok_declined' }), 402);
  assert.equal(await failed(), before + 2, 'an order counts once');
  await paid(customer, one.id);
  assertStatus(await customer.post(`/orders/${two.id}/cancel`, {}), 200);
  assert.equal(await failed(), before);

  const { operations } = assertStatus(await refund(manager, one.id, { amount: '1.00' }), 201).body;
  await rows("UPDATE payment_operations SET state = 'failed' WHERE id = $1", operations[0].id);
  assert.equal(await failed(), before + 1);
  await assertListsAgree(manager);
  assertStatus(await refund(manager, one.id, { amount: '1.00' }), 201);
  assert.equal(await failed(), before);
});
