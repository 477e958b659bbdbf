// Random sequences of everything that moves stock and money, several at once, held to a simple
// model after every step: the replies and what is stored must be those of some order of the step's
// requests. A failing run prints its seed and path; ORDERD_TEST_MODEL="seed:path" runs it again, and
// ORDERD_TEST_MODEL_RUNS=N runs more.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { rows, value } from '../support/database.js';
import { cents } from '../support/money.js';
import { newShop, step } from '../support/model.js';
import { assertBooksBalance } from '../support/payments.js';
import { someDepartment, someone } from '../support/people.js';
import { ADDRESS, assertStockAddsUp, someProduct } from '../support/shop.js';

const PRODUCTS = [
  { price: '3.33', stock: 12 },
  { price: '10.01', stock: 8 },
  { price: '49.99', stock: 5 },
];
const POLICY = { budget: '300.00', threshold: '150.00' };

let people;
before(async () => {
  const [manager, customer, staff] = await Promise.all(['manager', 'customer', 'staff'].map((role) => someone(role)));
  people = { manager, customer, staff };
});

/* ---- what may be asked ---- */

const product = fc.nat({ max: PRODUCTS.length - 1 });
const quantity = fc.integer({ min: 1, max: 6 });
const lines = fc.uniqueArray(fc.tuple(product, quantity), { minLength: 1, maxLength: 3, selector: ([p]) => p });
const order = fc.nat({ max: 5 }); // the how manieth of those there are
const amount = fc.bigInt({ min: 1n, max: 5000n });
const of = (kind, fields = {}) => fc.record({ kind: fc.constant(kind), ...fields });
const command = fc.oneof(
  { weight: 4, arbitrary: of('place', { who: fc.constantFrom('customer', 'staff'), lines }) },
  { weight: 2, arbitrary: of('edit', { order, lines }) },
  { weight: 3, arbitrary: of('confirm', { order }) },
  { weight: 2, arbitrary: of('approve', { order }) },
  of('reject', { order }),
  { weight: 2, arbitrary: of('cancel', { order }) },
  { weight: 4, arbitrary: of('ship', { order, product, quantity }) },
  of('deliver', { order }),
  { weight: 3, arbitrary: of('takeBack', { order, product, quantity, restock: fc.boolean() }) },
  { weight: 3, arbitrary: of('pay', { order, amount: fc.option(amount, { nil: undefined }) }) },
  of('refund', { order, amount }),
  of('adjust', { product, quantity: fc.integer({ min: -8, max: 8 }).filter((n) => n !== 0) }),
);
const steps = fc.array(fc.array(command, { minLength: 1, maxLength: 3 }), { minLength: 4, maxLength: 14 });

/* ---- asking ---- */

const money = (amount) => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;

/** The one request that a command is, as [who, method, path, body]. */
function requestOf({ made, ids }, c) {
  const { manager } = people;
  const items = (c.lines ?? [[c.product, c.quantity]]).map(([p, q]) => ({ product_id: made[p]?.id, quantity: q }));
  const path = `/orders/${ids[c.order]}`;
  switch (c.kind) {
    case 'place':
      return [people[c.who], 'POST', '/orders', { items, shipping_address: ADDRESS }];
    case 'edit':
      return [manager, 'PATCH', path, { items }];
    case 'ship':
      return [manager, 'POST', `${path}/shipments`, { items }];
    case 'takeBack':
      return [manager, 'POST', `${path}/returns`, { items: [{ ...items[0], restock: c.restock }] }];
    case 'deliver':
      return [manager, 'PUT', `${path}/status`, { status: 'delivered' }];
    case 'pay':
      return [manager, 'POST', `${path}/payments`, { method: 'tok_ok', ...(c.amount && { amount: money(c.amount) }) }];
    case 'refund':
      return [manager, 'POST', `${path}/refunds`, { amount: money(c.amount) }];
    case 'adjust':
      return [manager, 'PATCH', `/products/${made[c.product].id}/stock`, { adjustment: c.quantity }];
    default:
      return [manager, 'POST', `${path}/${c.kind}`, {}];
  }
}

/* ---- what is there ---- */

async function stored({ made, ids, department }) {
  const products = await Promise.all(made.map((p) => assertStockAddsUp(p)));
  const spent = await value('SELECT coalesce(sum(spent), 0) FROM department_months WHERE department_id = $1', department.id);
  const orders = {};
  for (const [key, id] of Object.entries(ids)) {
    const { body } = await people.manager.get(`/orders/${id}`);
    const [paid] = await rows(
      'SELECT coalesce(sum(captured), 0) AS captured, coalesce(sum(refunded + refunding), 0) AS refunded FROM payments WHERE order_id = $1',
      id,
    );
    if (cents(paid.captured)) await assertBooksBalance(id);
    orders[key] = {
      status: body.status,
      total: cents(body.total.toFixed(2)),
      captured: cents(paid.captured),
      refunded: cents(paid.refunded),
      lines: body.items.map((i) => [
        made.findIndex((p) => p.id === i.product_id), i.quantity, i.shipped_quantity, i.cancelled_quantity, i.returned_quantity,
      ]),
    };
  }
  return comparable({ products: products.map((p) => [p.on_hand, p.reserved]), spent: cents(spent), orders });
}

const expected = (shop) =>
  comparable({
    products: shop.products.map((p) => [p.onHand, p.reserved]),
    spent: shop.spent,
    orders: Object.fromEntries(
      Object.entries(shop.orders).map(([key, o]) => [
        key,
        {
          status: o.status,
          total: o.total,
          captured: o.captured,
          refunded: o.refunded,
          lines: o.lines.map((l) => [l.product, l.quantity, l.shipped, l.cancelled, l.returned]),
        },
      ]),
    ),
  });

/** Texts that are equal when the things are. */
function comparable(state) {
  for (const o of Object.values(state.orders)) o.lines.sort(([a], [b]) => a - b);
  return JSON.stringify(state, (_, v) => (typeof v === 'bigint' ? Number(v) : v));
}

/* ---- the model's choices ---- */

function* orders(list) {
  if (list.length < 2) yield list;
  for (const first of list)
    for (const rest of orders(list.filter((other) => other !== first))) yield [first, ...rest];
}

/** The shop after some order of the commands that answers as orderd did; or null. */
function explained(shop, asked, after) {
  for (const sequence of orders(asked)) {
    const then = structuredClone(shop);
    if (sequence.every(({ c, reply }) => step(then, c) === reply.status) && expected(then) === after) return then;
  }
  return null;
}

/* ---- runs ---- */

async function begin() {
  const made = await Promise.all(PRODUCTS.map((fields) => someProduct(people.manager, fields)));
  const department = await someDepartment(POLICY);
  await rows('UPDATE users SET department_id = $2 WHERE id = $1', people.staff.id, department.id);
  return { made, department, ids: {}, shop: newShop({ products: PRODUCTS, ...POLICY }) };
}

/** The commands of a step that have an order to work on, and which it is. */
function aimed(run, batch, at) {
  const keys = Object.keys(run.ids);
  return batch.flatMap((c, i) => {
    if (c.order === undefined) return [{ ...c, key: `${at}.${i}` }];
    return keys.length ? [{ ...c, order: keys.at(-1 - (c.order % keys.length)) }] : [];
  });
}

async function walk(sequence) {
  const run = await begin();
  for (const [at, batch] of sequence.entries()) {
    const asked = await Promise.all(
      aimed(run, batch, at).map(async (c) => {
        const [who, method, path, body] = requestOf(run, c);
        return { c, reply: await who.send(method, path, { body }) };
      }),
    );
    for (const { c, reply } of asked) if (c.kind === 'place' && reply.status === 201) run.ids[c.key] = reply.body.id;
    const after = await stored(run);
    const then = explained(run.shop, asked, after);
    if (!then) assert.fail(story(run, asked, after));
    run.shop = then;
  }
}

function story(run, asked, after) {
  const tried = structuredClone(run.shop);
  const said = asked.map(({ c, reply }) => {
    const text = JSON.stringify(c, (_, v) => (typeof v === 'bigint' ? Number(v) : v));
    return `${text}\n    answered ${reply.status} ${reply.body?.code ?? ''}, the model ${step(tried, c)}`;
  });
  return [`before  ${expected(run.shop)}`, ...said, `stored  ${after}`, `model   ${expected(tried)}`].join('\n');
}

test('stock, totals, budgets and payments agree with the model after every step', async () => {
  const [seed, path] = process.env.ORDERD_TEST_MODEL?.split(/:(.*)/s) ?? [];
  await fc.assert(fc.asyncProperty(steps, walk), {
    numRuns: Number(process.env.ORDERD_TEST_MODEL_RUNS ?? 25),
    ...(seed && { seed: Number(seed), path }),
    endOnFailure: !process.env.ORDERD_TEST_MODEL_SHRINK,
  });
});
