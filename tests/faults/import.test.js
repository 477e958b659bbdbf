// An import of what is being ordered: nobody waits for it, and whatever ends it midway, it is written whole.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { assertStatus } from '../api/support/check.js';
import { count, row, rows, value } from '../api/support/database.js';
import { orderctl } from '../api/support/instance.js';
import { someone, unique } from '../api/support/people.js';
import { someProduct } from '../api/support/shop.js';
import { until, workers } from './support/processes.js';

const LINES = 6000;
const mark = unique();
const sku = (i) => `${mark}-${String(i).padStart(5, '0')}`;
const ours = 'products WHERE sku LIKE $1';
const like = `${mark}-%`;

let manager, customer, ids;
const file = (price, stock) =>
  'sku,name,description,price,stock\n' +
  Array.from({ length: LINES }, (_, i) => `${sku(i)},Thing,It costs ${price},${price}.00,${stock}\n`).join('');
const importing = (price, stock = 1000) =>
  manager.send('POST', '/products/import', { body: file(price, stock), headers: { 'Content-Type': 'text/csv' } });

before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
  assertStatus(await importing(1), 200);
  ids = (await rows(`SELECT id FROM ${ours} ORDER BY id`, like)).map(({ id }) => Number(id));
  assert.equal(ids.length, LINES);
});
after(() => rows('UPDATE products SET is_active = false WHERE sku LIKE $1 AND reserved = 0', like));

/** Until this many lines of the newest import are written, and some are not. */
async function midway(least) {
  for (const deadline = Date.now() + 60_000; ; ) {
    const [newest] = await rows('SELECT applied, changes, finished_at FROM imports ORDER BY id DESC LIMIT 1');
    if (newest && !newest.finished_at && newest.applied >= least && newest.applied < newest.changes) return;
    assert.ok(Date.now() < deadline, 'the import gets on');
    await pause(2);
  }
}

async function whole(price) {
  for (const deadline = Date.now() + 60_000; await count('imports WHERE finished_at IS NULL'); await pause(50))
    assert.ok(Date.now() < deadline, 'it is finished');
  assert.equal(await count(`${ours} AND price = $2`, like, price), LINES);
  assert.deepEqual([await count('import_changes'), await count('import_rows')], [0, 0]);
  const { stdout } = await orderctl('stock', 'reconcile');
  assert.doesNotMatch(stdout, new RegExp(mark));
}

test('whoever orders the products of an import does not wait for it', { timeout: 240_000 }, async () => {
  let going = true;
  const waits = [];
  const ordering = async (first) => {
    for (let i = first; going; i = (i + 701) % LINES) {
      const began = Date.now();
      const items = [ids[i], ids[(i + 13) % LINES]].map((product_id) => ({ product_id, quantity: 1 }));
      assertStatus(await customer.post('/orders', { items }), 201);
      waits.push(Date.now() - began);
    }
  };
  const orders = Promise.all([0, 1500, 3000, 4500].map(ordering));
  await pause(200);
  const { body } = assertStatus(await importing(2, 900), 200);
  going = false;
  await orders;
  assert.deepEqual([body.updated, body.created, body.errors], [LINES, 0, []]);
  assert.ok(waits.length > 20, `${waits.length} orders`);
  assert.ok(Math.max(...waits) < 5000, `one waited for ${Math.max(...waits)} ms`);
  await whole(2);
});

test('what an order holds by the time a line is written stays covered, and the line is told', { timeout: 240_000 }, async () => {
  const last = await someProduct(manager, { stock: 10 });
  const text = `${file(3, 900)}${last.sku},Thing,Counted,3.00,0\n`;
  const reply = manager.send('POST', '/products/import', { body: text, headers: { 'Content-Type': 'text/csv' } });
  await midway(200);
  assertStatus(await customer.post('/orders', { items: [{ product_id: last.id, quantity: 7 }] }), 201);
  const { body } = assertStatus(await reply, 200);
  assert.deepEqual([body.lines, body.updated, body.error_count], [LINES + 1, LINES + 1, 1]);
  assert.deepEqual(body.errors.map(({ line, column, code }) => [line, column, code]), [[LINES + 2, 'stock', 'stock_below_reserved']]);
  const now = await row('SELECT on_hand, reserved, description FROM products WHERE id = $1', last.id);
  assert.deepEqual(now, { on_hand: 7, reserved: 7, description: 'Counted' });
  await whole(3);
});

test('a line that the database refuses, for whatever reason, is told and passed over', { timeout: 240_000 }, async () => {
  await rows(`ALTER TABLE products ADD CONSTRAINT nobody_thought_of_this CHECK (sku <> '${sku(250)}' OR price <> 4)`);
  try {
    const { body } = assertStatus(await importing(4, 900), 200);
    assert.deepEqual([body.lines, body.updated, body.unchanged], [LINES, LINES - 1, 1]);
    assert.deepEqual(body.errors.map(({ line, column, code }) => [line, column, code]), [[252, '', 'conflict']]);
  } finally {
    await rows('ALTER TABLE products DROP CONSTRAINT nobody_thought_of_this');
  }
  assert.equal(assertStatus(await importing(4, 900), 200).body.updated, 1);
  await whole(4);
});

/** The backend of the import that runs. */
const backend = () =>
  value(`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
           AND (classid, objid, objsubid) = (2, 0, 2)`);
const refused = async () => (await count('imports WHERE finished_at IS NULL')) === 0;

let price = 10;
for (const [what, end] of [
  ['its worker is killed', async () => workers('slow').forEach((pid) => process.kill(pid, 'SIGKILL'))],
  ['PostgreSQL crashes under it', async () => process.kill(await backend(), 'SIGKILL')],
]) {
  test(`an import that was taken is written whole although ${what}`, { timeout: 240_000 }, async () => {
    const reply = importing(++price).catch(() => null);
    await midway(400);
    await end();
    await reply;
    await until('the database is back', () => refused().then(() => true, () => false));
    await whole(price);
  });

  test(`all of an import is written, or nothing, when ${what} while it is read`, { timeout: 240_000 }, async () => {
    const reply = importing(++price).catch(() => null);
    await until('it has its turn', async () => (await backend().catch(() => 0)) > 0, 60);
    await end();
    await reply;
    await until('the database is back', () => refused().then(() => true, () => false));
    const [{ price: left }] = await rows(`SELECT price::int FROM ${ours} LIMIT 1`, like);
    assert.ok([price - 1, price].includes(left));
    await whole((price = left));
  });
}
