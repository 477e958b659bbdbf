// A person is forgotten while an order for them is being placed: it comes first and holds them back,
// or it finds no name of theirs any more.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { count, row } from '../support/database.js';
import { database } from '../support/instance.js';
import { someone } from '../support/people.js';
import { place, placed, someProduct } from '../support/shop.js';

let admin, staff, product;
const holder = new pg.Client({ connectionString: database, options: '-c search_path=orderd' });
before(async () => {
  await holder.connect();
  // What has named the person, and is not done yet, stops at the last that it writes.
  await holder.query(`
    CREATE FUNCTION stop_at_history() RETURNS trigger LANGUAGE plpgsql SET search_path = orderd AS $$
    BEGIN
      PERFORM FROM users WHERE id = NEW.actor_id FOR KEY SHARE;
      RETURN NEW;
    END $$;
    CREATE TRIGGER stop_at_history BEFORE INSERT ON order_history FOR EACH ROW EXECUTE FUNCTION stop_at_history()`);
  [admin, staff] = await Promise.all([someone('admin'), someone('staff')]);
  product = await someProduct(admin);
});
after(async () => {
  await holder.query('DROP FUNCTION stop_at_history CASCADE');
  await holder.end();
});

/** Resolves once so many requests wait for locks, or one that is `over` does not any more. */
async function waiting(wanted, over = new Promise(() => {})) {
  let ended = false;
  over.then(() => (ended = true));
  while (!ended && (await count('pg_locks WHERE NOT granted')) < wanted);
}

const forget = (person) => admin.post(`/customers/${person.customerId}/anonymise`, {});

async function assertForgotten(person, reply) {
  assert.ok([200, 201].includes(reply.status), reply.text);
  const order = await row('SELECT customer_id, customer::text FROM orders WHERE id = $1', reply.body.id);
  assert.equal(Number(order.customer_id), person.customerId);
  assert.doesNotMatch(order.customer, new RegExp(`Rosa|${person.email}`));
}

/** Ways in which an order comes to be a person's, each as the request that does it, and what more it can send. */
const ways = {
  placed: (person) => place(staff, [[product, 1]], { customer_id: person.customerId }),
  changed: (person, { id }, more) => staff.patch(`/orders/${id}`, { customer_id: person.customerId, ...more }),
};

for (const [how, asked] of Object.entries(ways)) {
  /** The request, begun while a row is locked that it needs. */
  async function heldUp(person, table, id, more) {
    const other = await placed(staff, [[product, 1]]);
    await holder.query('BEGIN');
    await holder.query(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE`, [id]);
    const reply = asked(person, other, more);
    await waiting(1);
    return { reply };
  }

  test(`forgotten before the order is ${how}`, async () => {
    const person = await someone('customer', { first_name: 'Rosa' });
    const items = [{ product_id: product.id, quantity: 2 }];
    const { reply } = await heldUp(person, 'products', product.id, { items });
    assertStatus(await forget(person), 200);
    await holder.query('COMMIT');
    await assertForgotten(person, await reply);
  });

  test(`not forgotten while the order is being ${how}`, async () => {
    const person = await someone('customer', { first_name: 'Rosa' });
    const { reply } = await heldUp(person, 'users', staff.id);
    const forgotten = forget(person);
    await waiting(2, forgotten);
    await holder.query('COMMIT');
    const { errors } = assertProblem(await forgotten, 409, 'open_orders');
    assert.deepEqual(errors.map((e) => e.order_id), [(await reply).body.id]);
    assert.equal(await count('customers WHERE id = $1 AND email = $2', person.customerId, person.email), 1);
  });
}

test('an order for a customer who is deleted meanwhile is refused as for one who never was', async () => {
  const { id } = (await admin.post('/customers', { first_name: 'Rosa', last_name: 'Luz' })).body;
  await holder.query('BEGIN');
  await holder.query('SELECT FROM products WHERE id = $1 FOR UPDATE', [product.id]);
  const reply = place(staff, [[product, 1]], { customer_id: id });
  await waiting(1);
  assertStatus(await admin.delete(`/customers/${id}`), 204);
  await holder.query('COMMIT');
  assertInvalid(await reply, '/customer_id');
});
