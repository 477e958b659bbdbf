// Live events: who hears what, that nothing is missed or heard twice, and when a stream ends.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { rows, value } from '../support/database.js';
import { Client, send } from '../support/http.js';
import { logTail } from '../support/instance.js';
import { withSettings } from '../support/settings.js';
import { everyone, registered, signIn, someDepartment, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';
import { listen, listening } from '../support/stream.js';

let roles, product;
const open = [];
before(async () => {
  roles = await everyone();
  product = await someProduct(roles.manager, { stock: 1_000_000 });
});
after(() => {
  for (const stream of open) stream.close();
});

async function hears(person, options) {
  const stream = await listening(person, options);
  open.push(stream);
  return stream;
}

const isOf = (order) => (event) => event.order_id === order.id;

test('an order is heard by who placed it, its department, managers and admins, and by nobody else', async () => {
  const [department, other] = [await someDepartment(), await someDepartment()];
  const owner = await someone('staff', { department });
  const [colleague, elsewhere] = [await someone('staff', { department }), await someone('staff', { department: other })];
  const [theirs, others] = [
    await Promise.all([owner, colleague, roles.manager, roles.admin].map((who) => hears(who))),
    await Promise.all([roles.customer, roles.staff, elsewhere].map((who) => hears(who))),
  ];
  const order = await placed(owner, [[product, 1]]);
  for (const stream of theirs) {
    const event = await stream.event(isOf(order));
    assert.equal(event.type, 'order.created');
    assert.equal(event.data.order_number, order.order_number);
    const { body } = await owner.get(`/events?after=${stream.messages[0].id ?? stream.messages[1].id}`);
    assert.deepEqual({ ...body.data.find(isOf(order)), timestamp: event.timestamp }, event, 'as GET /events shows it');
  }
  for (const stream of others) await stream.named('stock'); // it came by, and has a number
  for (const stream of others) {
    await stream.beat();
    assert.deepEqual(stream.events.filter(isOf(order)), []);
  }
});

test('what concerns an account is heard by its owner and admins', async () => {
  const person = await someone();
  const [own, other, admin, manager] = await Promise.all([person, roles.customer, roles.admin, roles.manager].map((who) => hears(who)));
  await person.post('/auth/password/forgot', { email: person.email });
  const isOurs = (event) => event.type === 'user.password_forgotten' && event.data.user_id === person.id;
  const event = await own.event(isOurs);
  await admin.event(isOurs);
  for (const stream of [other, manager]) {
    await stream.until(() => Number(stream.place.split(':')[1]) >= event.number, 'a later place');
    assert.equal(stream.events.some(isOurs), false);
  }
});

test('a stream goes on behind Last-Event-ID, without a gap and without a repetition', async () => {
  const person = await someone();
  const first = await hears(person);
  const orders = [await placed(person, [[product, 1]])];
  await first.event(isOf(orders[0]));
  first.close();
  for (let i = 0; i < 5; i++) orders.push(await placed(person, [[product, 1]]));
  const second = await hears(person, { after: first.place });
  orders.push(await placed(person, [[product, 1]]));
  await second.event(isOf(orders.at(-1)));
  assert.deepEqual([...first.events, ...second.events].map((e) => e.order_id), orders.map((o) => o.id));
});

test('who was away for longer than the relay remembers is given all of it from the database', async () => {
  const person = await someone();
  const before = await value('SELECT life || $1 || last FROM feed', ':');
  const [mine, theirs] = [await placed(person, [[product, 1]]), await placed(roles.customer, [[product, 1]])];
  await rows(
    `INSERT INTO outbox (event, subject_id, payload)
     SELECT 'order.updated', CASE WHEN n % 50 = 0 THEN $1::bigint ELSE $2 END, jsonb_build_object('n', n) FROM generate_series(1, 6000) n`,
    mine.id, theirs.id,
  );
  await (await hears(person)).event((e) => e.data.n === 6000, 'the last of 6000');
  const late = await hears(person, { after: before });
  await late.event((e) => e.data.n === 6000, 'the last of 6000');
  const wanted = Array.from({ length: 120 }, (_, i) => (i + 1) * 50);
  assert.deepEqual(late.events.filter((e) => e.data.n).map((e) => e.data.n), wanted);
  assert.equal(late.events[0].type, 'order.created');
});

test('who goes on from what has just left, before the relay knows, is told so', async () => {
  const { life, last, first } = (await rows('SELECT life, last, first FROM feed'))[0];
  await rows(`INSERT INTO outbox (event, subject_id, payload) SELECT 'user.locked', 0, '{}' FROM generate_series(1, 6000)`); // more than it remembers
  const there = await hears(roles.admin);
  await there.until(() => Number(there.place.split(':')[1]) >= Number(last) + 6000, 'the last of them');
  await rows('UPDATE feed SET first = last');
  try {
    const stream = await hears(roles.admin, { after: `${life}:${last}` });
    assert.deepEqual((await stream.named('resync')).data, { reason: 'too_old' });
  } finally {
    await rows('UPDATE feed SET first = $1', first);
  }
});

test('a place that is none to go on from is told so, and the stream goes on from now', async () => {
  const { life, last } = (await rows('SELECT life, last FROM feed'))[0];
  const cases = [
    ['nonsense', 'other_feed'], [`aaaaaaaaaaaa:${last}`, 'other_feed'], [`${life}:${Number(last) + 1_000_000}`, 'beyond_the_end'],
  ];
  for (const [place, reason] of cases) {
    const stream = await hears(roles.customer, { after: place });
    assert.deepEqual((await stream.named('resync')).data, { reason }, place);
    assert.match(stream.place, new RegExp(`^${life}:\\d+$`));
    const order = await placed(roles.customer, [[product, 1]]);
    await stream.event(isOf(order));
  }
});

test('who was away for so long that events are gone, or too many, is told so', async () => {
  const { life, last, first } = (await rows('SELECT life, last, first FROM feed'))[0];
  const told = async (place) => (await (await hears(roles.customer, { after: place })).named('resync')).data;
  await rows('UPDATE feed SET first = last');
  try {
    const stream = await hears(roles.customer);
    await stream.event(isOf(await placed(roles.customer, [[product, 1]]))); // with it the relay learns where the feed begins
    assert.deepEqual(await told(`${life}:${Number(last) - 2}`), { reason: 'too_old' });
  } finally {
    await rows('UPDATE feed SET first = $1', first);
  }
  await rows(`INSERT INTO outbox (event, subject_id, payload) SELECT 'user.locked', 0, '{}' FROM generate_series(1, 10001)`);
  const manager = await hears(roles.manager);
  await manager.until(() => Number(manager.place.split(':')[1]) >= Number(last) + 10001, 'the last of them');
  assert.deepEqual(await told(`${life}:${last}`), { reason: 'too_far_back' });
});

test('a feed that begins anew says so to who listens', async () => {
  const stream = await hears(roles.customer);
  await rows(`UPDATE feed SET life = left(replace(gen_random_uuid()::text, '-', ''), 12)`);
  assert.deepEqual((await stream.named('resync')).data, { reason: 'other_feed' });
  const order = await placed(roles.customer, [[product, 1]]);
  await stream.event(isOf(order));
  assert.equal(stream.place.split(':')[0], await value('SELECT life FROM feed'));
});

test('stock is told to everybody, without a place', async () => {
  const stream = await hears(roles.customer);
  const thing = await someProduct(roles.manager, { stock: 7, low_stock_threshold: 5 });
  await placed(roles.staff, [[thing, 2]]);
  const isAbout = (m) => m.name === 'stock' && m.data.products.some((p) => p.product_id === thing.id);
  const message = await stream.until(() => stream.messages.find(isAbout), 'its stock');
  assert.deepEqual(message.data.products.find((p) => p.product_id === thing.id), { product_id: thing.id, available: 5, is_low_stock: true });
  assert.equal(message.id, undefined);
});

test('who comes back, or comes from where they read, is told of the stock that changed meanwhile', async () => {
  const thing = await someProduct(roles.manager, { stock: 7 });
  const isAbout = (m) => m.name === 'stock' && m.data.products.some((p) => p.product_id === thing.id && p.available === 4);
  const present = await hears(roles.customer);
  const { email, password } = await registered();
  const { events_last } = assertStatus(await new Client().post('/auth/login', { email, password }), 200).body;
  await placed(roles.manager, [[thing, 3]]);
  await present.until(() => present.messages.find(isAbout), 'its stock');
  const late = await hears(roles.customer, { after: events_last });
  await late.until(() => late.messages.find(isAbout), 'its stock, once more');
});

for (const [name, change, available] of [
  ['a new count', (thing) => roles.manager.patch(`/products/${thing.id}/stock`, { quantity: 3 }), 3],
  ['a delta', (thing) => roles.manager.patch(`/products/${thing.id}/stock`, { adjustment: 2 }), 9],
  ['an edit', (thing) => roles.manager.patch(`/products/${thing.id}`, { stock: 4 }), 4],
  ['a file', (thing) => roles.manager.send('POST', '/products/import', { body: `sku,stock\n${thing.sku},6\n`, headers: { 'Content-Type': 'text/csv' } }), 6],
])
  test(`stock is told after ${name}`, async () => {
    const thing = await someProduct(roles.manager, { stock: 7, low_stock_threshold: 5 });
    const [stream, clerk] = [await hears(roles.manager), await hears(roles.customer)];
    assertStatus(await change(thing), 200);
    const of = (m) => m.name === 'stock' && m.data.products.find((p) => p.product_id === thing.id && p.available === available);
    const message = await clerk.until(() => clerk.messages.find(of), 'its stock');
    assert.deepEqual(of(message), { product_id: thing.id, available, is_low_stock: available <= 5 });
    const isAbout = (e) => e.type === 'product.changed' && e.data.products.some((p) => p.product_id === thing.id);
    await stream.event(isAbout);
    assert.equal(clerk.events.some(isAbout), false, 'who can not change products hears of their stock alone');
  });

test('stock of much at once is told in messages that stay short', async () => {
  const stream = await hears(roles.customer);
  const many = await rows(`SELECT id FROM products WHERE is_active ORDER BY id LIMIT 400`);
  const products = JSON.stringify({ products: many.map(({ id }) => ({ product_id: Number(id) })) });
  await rows(`INSERT INTO outbox (event, subject_id, payload) SELECT 'product.changed', 1, $1 FROM generate_series(1, 5)`, products);
  const heard = () => stream.messages.filter((m) => m.name === 'stock').map((m) => m.data.products.length);
  await stream.until(() => heard().filter((n) => n === many.length).length >= (many.length > 250 ? 5 : 1), 'all of it');
  assert.ok(heard().every((n) => n <= 500));
});

test('pieces that leave and come back are told', async () => {
  const thing = await someProduct(roles.manager, { stock: 7 });
  const stream = await hears(roles.customer);
  const order = await placed(roles.staff, [[thing, 2]]);
  for (const status of ['confirmed', 'processing', 'shipped', 'delivered'])
    assertStatus(await roles.manager.patch(`/orders/${order.id}/status`, { status }), 200);
  assertStatus(await roles.manager.post(`/orders/${order.id}/returns`, { items: [{ product_id: thing.id, quantity: 2, restock: true }] }), 201);
  const of = (available) => (m) => m.name === 'stock' && m.data.products.some((p) => p.product_id === thing.id && p.available === available);
  await stream.until(() => stream.messages.find(of(7)), 'its stock after the return');
});

const endings = [
  ['a sign-out', (person) => person.post('/auth/logout', {})],
  ['another role', (person) => roles.admin.patch(`/admin/users/${person.id}/role`, { role: 'manager' })],
  ['another department', async (person) =>
    rows('UPDATE users SET department_id = $2 WHERE id = $1', person.id, (await someDepartment()).id)],
  ['a closed account', (person) => rows('UPDATE users SET is_active = false WHERE id = $1', person.id)],
];
for (const [name, change] of endings) {
  test(`${name} ends the stream`, async () => {
    const person = await someone('staff', { department: await someDepartment() });
    const [stream, other] = [await hears(person), await hears(await someone())];
    await change(person);
    assert.deepEqual((await stream.named('end')).data, { reason: 'access_changed' });
    assert.equal(await stream.end(), true, 'whole, not broken');
    await other.beat();
    assert.equal(other.ended, false);
  });
}

test('a key that is taken back ends its stream, and a key that hears less is no more than that', async () => {
  const { id, key } = assertStatus(await roles.admin.post('/api-keys', { name: 'ear', role: 'customer' }), 201).body;
  const robot = { headers: { 'X-API-Key': key } };
  const stream = await hears(robot);
  const order = await placed(roles.customer, [[product, 1]]);
  await (await hears(roles.admin, { after: stream.place })).event(isOf(order));
  await stream.beat();
  assert.equal(stream.events.some(isOf(order)), false);
  const person = await someone();
  const beside = await hears(person);
  await person.post('/auth/logout', {});
  await beside.named('end'); // all are looked at by one query
  assert.equal(stream.ended, false);
  await roles.admin.delete(`/api-keys/${id}`);
  await stream.named('end');
});

test('a second factor that is demanded ends the streams of those who have shown none', async () => {
  const manager = await someone('manager');
  const stream = await hears(manager);
  await withSettings({ second_factor: 'manager' }, async () => {
    await stream.named('end');
    assert.equal((await listen(manager)).status, 403);
  });
});

test('nobody says by headers of their own what they hear', async () => {
  const said = { 'X-Orderd-Listener': `${roles.admin.id} session:x 0 managers admins`, 'x-orderd-user': '1' };
  const stream = await hears(roles.customer, { headers: said });
  const order = await placed(roles.staff, [[product, 1]]);
  await (await hears(roles.admin, { after: stream.place })).event(isOf(order));
  await stream.beat();
  assert.deepEqual(stream.events, []);
  for (const name of Object.keys(stream.reply.headers)) assert.doesNotMatch(name, /^x-orderd/);
  for (const path of ['/api/.asked/events/stream', '/api/.relayed/events/stream', '/api/v1/../.asked/events/stream'])
    assertStatus(await send('GET', path, { headers: { ...roles.admin.headers, ...said } }), 404);
});

test('who is in a stream stands in the log, with the request that began it', async () => {
  const since = await logTail('nginx.access.log');
  const person = await someone();
  const stream = await hears(person);
  stream.close();
  const line = () => since().then((text) => text.split('\n').find((l) => l.includes('/events/stream') && l.includes(`"user":"${person.id}"`)));
  while (!(await line())) await new Promise((done) => setTimeout(done, 20));
});

test('a token that is no good is refused in the words of the API', async () => {
  const reply = await new Client({ Authorization: 'Bearer nonsense' }).get('/events/stream');
  assert.equal(assertStatus(reply, 401).body.code, 'invalid_token');
  assert.equal(reply.headers['www-authenticate'], 'Bearer realm="orderd"');
  const gone = await signIn(roles.customer.email);
  await gone.post('/auth/logout', {});
  assertStatus(await gone.get('/events/stream'), 401);
});
