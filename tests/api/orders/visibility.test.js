// Whose orders somebody sees: their own, their department's, or all.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { anyone } from '../support/http.js';
import { someDepartment, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let people, orders;
before(async () => {
  const [here, there] = [await someDepartment(), await someDepartment()];
  people = {
    customer: await someone(),
    stranger: await someone(),
    staff: await someone('staff', { department: here }),
    colleague: await someone('staff', { department: here }),
    elsewhere: await someone('staff', { department: there }),
    nowhere: await someone('staff'),
    manager: await someone('manager'),
    admin: await someone('admin'),
  };
  const product = await someProduct(people.manager);
  orders = {
    'the customer': await placed(people.customer, [[product, 1]]),
    'the department': await placed(people.staff, [[product, 1]]),
    'the department, for the customer': await placed(people.staff, [[product, 1]], {
      customer_id: people.customer.customerId,
    }),
    'nobody, by staff': await placed(people.nowhere, [[product, 1]]),
  };
});

const SEEN = {
  customer: ['the customer', 'the department, for the customer'],
  stranger: [],
  staff: ['the department', 'the department, for the customer'],
  colleague: ['the department', 'the department, for the customer'],
  elsewhere: [],
  nowhere: ['nobody, by staff'],
  manager: [
    'the customer',
    'the department',
    'the department, for the customer',
    'nobody, by staff',
  ],
  admin: ['the customer', 'the department', 'the department, for the customer', 'nobody, by staff'],
};

for (const [who, seen] of Object.entries(SEEN)) {
  const whose = seen.length ? `the orders of ${seen.join('; ')}` : 'none of these orders';
  test(`${who} sees ${whose}`, async () => {
    for (const [of, { id, order_number }] of Object.entries(orders)) {
      for (const path of [
        `/orders/${id}`,
        `/orders/number/${order_number}`,
        `/orders/${id}/history`,
      ]) {
        const reply = await people[who].get(path);
        if (seen.includes(of)) assertStatus(reply, 200);
        else assertProblem(reply, 404, 'not_found');
      }
    }
  });

  test(`${who} lists exactly those`, async () => {
    const mine = new Set(Object.values(orders).map((order) => order.id));
    const { data } = assertStatus(await people[who].get('/orders?limit=100'), 200).body;
    const found = data.map((order) => order.id).filter((id) => mine.has(id));
    assert.deepEqual(found.sort(), seen.map((of) => orders[of].id).sort());
  });
}

test("another's order cannot be told from one that never was", async () => {
  const told = async (id) => {
    const { request_id, ...rest } = assertProblem(await people.stranger.get(`/orders/${id}`), 404);
    return rest;
  };
  assert.deepEqual(await told(orders['the customer'].id), await told(999999999));
});

test("another's order cannot be cancelled, and goes on", async () => {
  const { id } = orders['the customer'];
  for (const who of ['stranger', 'elsewhere', 'nowhere', 'staff']) {
    assertProblem(await people[who].post(`/orders/${id}/cancel`, {}), 404, 'not_found');
    assertProblem(await people[who].delete(`/orders/${id}/cancel`), 404, 'not_found');
  }
  assert.equal((await people.customer.get(`/orders/${id}`)).body.status, 'pending');
});

test('who has not signed in sees no order', async () => {
  const { id, order_number } = orders['the customer'];
  for (const path of [
    '/orders',
    '/orders/me',
    '/orders/all',
    `/orders/${id}`,
    `/orders/number/${order_number}`,
  ])
    assertProblem(await anyone.get(path), 401, 'authentication_required');
});

test('/orders/me is what I placed or what is for me, whatever else I may see', async () => {
  const ids = async (who) =>
    (await people[who].get('/orders/me?limit=100')).body.data.map((order) => order.id).sort();
  assert.deepEqual(
    await ids('staff'),
    [orders['the department'].id, orders['the department, for the customer'].id].sort(),
  );
  assert.deepEqual(await ids('colleague'), []);
  assert.deepEqual(await ids('manager'), []);
  assert.deepEqual(
    await ids('customer'),
    [orders['the customer'].id, orders['the department, for the customer'].id].sort(),
  );
});

test('/orders/all is for managers and shows all', async () => {
  for (const who of ['customer', 'staff'])
    assertProblem(await people[who].get('/orders/all'), 403, 'forbidden');
  const { data } = assertStatus(await people.manager.get('/orders/all?limit=100'), 200).body;
  const ids = new Set(data.map((order) => order.id));
  for (const order of Object.values(orders)) assert.ok(ids.has(order.id));
});

test('internal notes are for staff and above', async () => {
  const { id } = orders['the department, for the customer'];
  await rows("UPDATE orders SET internal_notes = 'Watch this one' WHERE id = $1", id);
  for (const who of ['staff', 'manager', 'admin'])
    assert.equal((await people[who].get(`/orders/${id}`)).body.internal_notes, 'Watch this one');
  for (const path of [`/orders/${id}`, '/orders', '/orders/me']) {
    const { text } = assertStatus(await people.customer.get(path), 200);
    assert.ok(!text.includes('Watch this one'), path);
  }
});

test('who leaves a department no longer sees its orders, at once', async () => {
  const department = await someDepartment();
  const [here, leaver] = [
    await someone('staff', { department }),
    await someone('staff', { department }),
  ];
  const order = await placed(here, [[await someProduct(people.manager), 1]]);
  assertStatus(await leaver.get(`/orders/${order.id}`), 200);
  await rows('UPDATE users SET department_id = NULL WHERE id = $1', leaver.id);
  assertProblem(await leaver.get(`/orders/${order.id}`), 404);
});

test('a customer in a department sees their own orders alone', async () => {
  const department = await someDepartment();
  const [staff, customer] = [
    await someone('staff', { department }),
    await someone('customer', { department }),
  ];
  const order = await placed(staff, [[await someProduct(people.manager), 1]]);
  assertProblem(await customer.get(`/orders/${order.id}`), 404);
});
