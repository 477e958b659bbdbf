// A load of orders, and the proof that nothing of what was acknowledged is lost.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { row, rows } from '../../api/support/database.js';
import { someone } from '../../api/support/people.js';
import { assertStockAddsUp, place, someProduct } from '../../api/support/shop.js';

/**
 * Clients that place orders one after the other until `stop`: half of them with a key, trying
 * again until it is done, as a careful client does; half without one, never trying again.
 */
export async function startLoad({ clients = 8, most = 2000 } = {}) {
  const manager = await someone('manager');
  const [careful, careless] = await Promise.all([someone(), someone()]);
  const products = await Promise.all(
    Array.from({ length: 3 }, () => someProduct(manager, { stock: 1000000 })),
  );
  const load = {
    careful,
    careless,
    products,
    keys: [],
    acknowledged: [],
    answers: {},
    stopped: false,
  };
  const running = Array.from({ length: clients }, async (_, i) => {
    while (!load.stopped && load.acknowledged.length < most)
      await (i % 2 ? placeOnce(load) : placeWithKey(load));
  });
  load.stop = async () => {
    load.stopped = true;
    await Promise.all(running);
  };
  return load;
}

const lines = (load) =>
  load.products.slice(Math.floor(Math.random() * 2)).map((product) => [product, 1]);

/** 201, another status, or 0 when there was no answer at all. */
async function ask(load, who, wanted, headers) {
  const reply = await place(who, wanted, {}, headers).catch(() => ({ status: 0 }));
  load.answers[reply.status] = (load.answers[reply.status] ?? 0) + 1;
  if (reply.status === 201) load.acknowledged.push(reply.body.id);
  return reply;
}

async function placeOnce(load) {
  const { status } = await ask(load, load.careless, lines(load));
  if (status !== 201) await sleep(20);
}

async function placeWithKey(load) {
  const key = randomUUID();
  const wanted = lines(load);
  load.keys.push(key);
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; await sleep(50)) {
    const { status } = await ask(load, load.careful, wanted, { 'Idempotency-Key': key });
    if (status === 201) return;
  }
  throw new Error(`no answer to key ${key}`);
}

/** Every 201 is there once, with lines, history and outbox row; every key made one order. */
export async function assertNothingLost(load) {
  const ids = [...new Set(load.acknowledged)];
  assert.equal(ids.length, load.acknowledged.length, 'no order was acknowledged to two requests');
  const { found } = await row('SELECT count(*)::int AS found FROM orders WHERE id = ANY($1)', ids);
  assert.equal(found, ids.length, 'every acknowledged order is there');

  const users = [load.careful.id, load.careless.id];
  const incomplete = await rows(
    `SELECT o.id FROM orders o
     WHERE o.user_id = ANY($1) AND NOT (
       EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id)
       AND 1 = (SELECT count(*) FROM order_history h WHERE h.order_id = o.id)
       AND 1 = (SELECT count(*) FROM outbox b
                WHERE b.subject_id = o.id AND b.event = 'order.created')
       AND (SELECT count(*) FROM stock_movements m WHERE m.order_id = o.id AND m.kind = 'reserve')
           = (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id))`,
    users,
  );
  assert.deepEqual(incomplete, [], 'no order without lines, history, outbox and movements');

  const careful = await row(
    `SELECT count(*)::int AS orders, count(k.key)::int AS keyed FROM orders o
     LEFT JOIN idempotency_keys k ON k.resource_id = o.id AND k.key = ANY($2)
     WHERE o.user_id = $1`,
    load.careful.id,
    load.keys,
  );
  assert.deepEqual(
    careful,
    { orders: load.keys.length, keyed: load.keys.length },
    'every key made one order',
  );
  for (const product of load.products) await assertStockAddsUp(product);
}
