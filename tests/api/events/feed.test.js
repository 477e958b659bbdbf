// The feed: every committed event once, in an order that never changes, for those who may see it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { row, rows, value } from '../support/database.js';
import { everyFeed, end, until } from '../support/feed.js';
import { everyone, signedUp, someDepartment, someone } from '../support/people.js';
import { unnumbered } from '../support/relay.js';
import { placed, someProduct } from '../support/shop.js';

const typesOf = (events, order) => events.filter((e) => e.order_id === order.id).map((e) => e.type);

test('an order is seen by who placed it, its department, managers and admins, and by nobody else', async () => {
  const department = await someDepartment();
  const [{ manager, admin, customer }, clerk, colleague, stranger] = [
    await everyone(),
    await someone('staff', { department }),
    await someone('staff', { department }),
    await someone('staff', { department: await someDepartment() }),
  ];
  const product = await someProduct(manager);
  const from = await end(manager);
  const order = await placed(clerk, [[product, 1]]);
  assertStatus(await manager.post(`/orders/${order.id}/confirm`, {}), 200);
  await until(manager, from, (events) => typesOf(events, order).length === 2);
  for (const person of [clerk, colleague, manager, admin])
    assert.deepEqual(typesOf(await everyFeed(person, from), order), ['order.created', 'order.confirmed']);
  for (const person of [customer, stranger])
    assert.deepEqual(typesOf(await everyFeed(person, from), order), []);
});

test('what concerns an account is seen by admins and by its owner', async () => {
  const [admin, manager] = [await someone('admin'), await someone('manager')];
  const from = await end(admin);
  const person = await signedUp();
  const about = (events) => events.filter((e) => e.type === 'user.registered' && e.data.user_id === person.id);
  await until(admin, from, (events) => about(events).length === 1);
  assert.equal(about(await everyFeed(person, from)).length, 1);
  assert.equal(about(await everyFeed(manager, from)).length, 0);
});

test('pages of one go through all of it, without holes and in order', async () => {
  const manager = await someone('manager');
  const product = await someProduct(manager, { stock: 100 });
  const from = await end(manager);
  const orders = [];
  for (let i = 0; i < 5; i++) orders.push(await placed(manager, [[product, 1]]));
  const ids = orders.map((order) => order.id);
  await until(manager, from, (events) => events.filter((e) => ids.includes(e.order_id)).length === 5);
  const seen = [];
  for (let after = from, more = true; more;) {
    const page = assertStatus(await manager.get(`/events?after=${after}&limit=1`), 200).body;
    assert.ok(page.data.length <= 1);
    seen.push(...page.data);
    ({ next: after, more } = page);
  }
  const numbers = seen.map((event) => event.number);
  assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b));
  assert.equal(new Set(numbers).size, numbers.length);
  assert.deepEqual(seen.filter((e) => ids.includes(e.order_id)).map((e) => e.order_id), ids);
});

test('what has no number is seen by nobody', async () => {
  const manager = await someone('manager');
  const product = await someProduct(manager);
  const from = await end(manager);
  const order = await unnumbered(async () => {
    const one = await placed(manager, [[product, 1]]);
    await rows('SELECT pg_sleep(0.3)'); // several looks of the relay
    assert.deepEqual(typesOf(await everyFeed(manager, from), one), []);
    assert.equal(await value('SELECT number FROM outbox WHERE subject_id = $1 AND event = $2', one.id, 'order.created'), null);
    return one;
  });
  await until(manager, from, (events) => typesOf(events, order).length === 1);
});

test('who would miss something is told so', async () => {
  const customer = await someone();
  const { life, last, first } = await row('SELECT life, last, first FROM feed');
  for (const after of [`000000000000:${last}`, `${life}:${BigInt(last) + 1000n}`, `${BigInt(last) + 1000n}`]) {
    const problem = assertProblem(await customer.get(`/events?after=${after}`), 409, 'resync');
    assert.match(problem.detail, /begun anew|ends before/);
  }
  const oldest = BigInt(first);
  await rows('UPDATE feed SET first = first + 2');
  try {
    assertProblem(await customer.get(`/events?after=${life}:${oldest}`), 409, 'resync');
    assertStatus(await customer.get(`/events?after=${life}:${oldest + 1n}`), 200);
    assertStatus(await customer.get('/events'), 200);
  } finally {
    await rows('UPDATE feed SET first = first - 2');
  }
});

test('what is no place in a feed is refused', async () => {
  const customer = await someone();
  for (const after of ['x', `${'9'.repeat(19)}`, ':', 'abc:', '-1', '1.5'])
    assertProblem(await customer.get(`/events?after=${after}`), 400, 'bad_cursor');
  assertProblem(await customer.get('/events?limit=0'), 400, 'bad_query');
  assertProblem(await customer.get('/events?limit=1001'), 400, 'bad_query');
});

test('of what stood when a relay first ran nobody is told', async () => {
  const { quiet, stood } = await row(
    `SELECT quiet_through AS quiet, (SELECT count(*) FROM mails, feed WHERE number <= quiet_through) AS stood FROM feed`,
  );
  assert.ok(BigInt(quiet) > 0n, 'the demonstration made its users before');
  assert.equal(stood, '0', 'who are mailed nothing');
});
