// The proof of the feed: whatever becomes of those who number events, and however transactions lie,
// every event that was committed is seen once by everybody who pages, and an order's events in order.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { rows, value } from '../../api/support/database.js';
import { end } from '../../api/support/feed.js';
import { database } from '../../api/support/instance.js';
import { someone } from '../../api/support/people.js';
import { placed, someProduct } from '../../api/support/shop.js';
import { Seeded } from '../chaos/seeded.js';
import { superuser } from '../support/postgres.js';
import { isRunning, until } from '../support/processes.js';
import { Relay } from '../support/relay.js';

const WRITERS = 32;
const ORDERS = 24; // fewer: some wait for each other
const NUMBERERS = 3;
const ROLLED_BACK = 5; // of a hundred
const PAGE = 40;
const AHEAD = 120; // s after which all must have been seen

/**
 * Writers for so many seconds, and a transaction that is open for `open` of them. Resolves to
 * {committed, rolledBack, struck, missedById} once everything was seen; throws when something was not.
 */
export async function proof({ seconds, open, seed }) {
  const chance = new Seeded(seed);
  const world = await begin(chance);
  try {
    const writing = Promise.all([
      ...Array.from({ length: WRITERS }, (_, n) => write(world, new Seeded(seed + n + 1), seconds)),
      writeForLong(world, open),
    ]);
    const striking = strike(world, chance, writing);
    await writing;
    await striking;
    world.written = true;
    await Promise.all(world.paging);
    check(world);
    return { ...world.told, missedById: missed(world) };
  } finally {
    world.left = true;
    await Promise.allSettled(world.paging);
    await Promise.all(world.relays.map((relay) => relay.close()));
    await Promise.all(world.clients.map((client) => client.end()));
  }
}

async function begin(chance) {
  const admin = await someone('admin');
  const product = await someProduct(admin, { stock: 1000 });
  const orders = [];
  for (let n = 0; n <= ORDERS; n++) orders.push((await placed(admin, [[product, 1]])).id);
  const world = {
    mark: chance.key(),
    orders: orders.slice(1),
    held: orders[0],
    committed: new Map(), // n of ours: {order, version}
    told: { committed: 0, rolledBack: 0, struck: 0 },
    next: 0,
    relays: [],
    clients: [],
  };
  for (let n = 0; n < NUMBERERS; n++) world.relays.push(await new Relay().open());
  await until('all has its number', async () => !(await value('SELECT EXISTS (SELECT FROM outbox WHERE number IS NULL)')));
  const from = { number: await value('SELECT last FROM feed'), id: await value('SELECT max(id) FROM outbox') };
  world.pagers = [await byFeed(admin), await byFeed(admin), byNumber(from), byNumber(from)];
  world.byId = [byId(from), byId(from)];
  world.from = Number(from.number);
  world.paging = [...world.pagers, ...world.byId].map((pager) => page(world, pager));
  return world;
}

// ---- those who write ----

async function connected(world) {
  const client = new pg.Client({ connectionString: database, options: '-c search_path=orderd' });
  await client.connect();
  world.clients.push(client);
  return client;
}

/** One event of an order, whose row is held as every change of an order holds it. */
async function change(world, client, order) {
  await client.query('BEGIN');
  const { rows: [{ version }] } = await client.query(
    'UPDATE orders SET version = version + 1 WHERE id = $1 RETURNING version',
    [order],
  );
  const n = world.next++;
  await client.query(`INSERT INTO outbox (event, subject_id, payload) VALUES ('order.updated', $1, $2)`, [
    order,
    { mark: world.mark, n, version },
  ]);
  return { n, version };
}

async function commit(world, client, order, { n, version }) {
  await client.query('COMMIT');
  world.committed.set(n, { order, version });
  world.told.committed++;
}

async function write(world, chance, seconds) {
  const client = await connected(world);
  for (const ends = Date.now() + seconds * 1000; Date.now() < ends;) {
    const order = chance.pick(world.orders);
    const event = await change(world, client, order);
    await sleep(chance.percent(10) ? chance.from(50, 300) : chance.from(0, 20));
    if (!chance.percent(ROLLED_BACK)) {
      await commit(world, client, order, event);
      continue;
    }
    await client.query('ROLLBACK');
    world.told.rolledBack++;
  }
}

async function writeForLong(world, seconds) {
  const client = await connected(world);
  const event = await change(world, client, world.held);
  await sleep(seconds * 1000);
  await commit(world, client, world.held, event);
}

// ---- those who number, and what becomes of them ----

const strikes = {
  'one is killed': async ({ relays }, chance) => {
    const relay = chance.pick(relays);
    await relay.kill();
    await sleep(chance.from(0, 500));
    relay.start();
  },
  'a process of one is killed': async ({ relays }, chance) => {
    const pid = chance.pick(chance.pick(relays).all.slice(1));
    if (pid && isRunning(pid)) process.kill(pid, 'SIGKILL');
  },
  'one stands still': async ({ relays }, chance) => {
    const goOn = chance.pick(relays).halt();
    await sleep(chance.from(100, 1500));
    goOn();
  },
  'PostgreSQL stands still for one': async ({ asking }, chance) => {
    const { rows: found } = await asking.query(
      `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'relay numbers %'`,
    );
    const { pid } = chance.pick(found) ?? {};
    if (!pid || !isRunning(pid)) return;
    process.kill(pid, 'SIGSTOP');
    await sleep(chance.from(50, 600));
    process.kill(pid, 'SIGCONT');
  },
};

async function strike(world, chance, writing) {
  let written = false;
  writing.then(() => (written = true), () => (written = true));
  world.asking = await superuser();
  try {
    while (!written) {
      await strikes[chance.pick(Object.keys(strikes))](world, chance);
      world.told.struck++;
      await sleep(chance.from(0, 300));
    }
  } finally {
    await world.asking.end();
  }
}

// ---- those who page ----

const columns = `number::int, order_id::int, payload`;

/** By the API, as anybody may. */
async function byFeed(person) {
  let after = await end(person);
  return {
    seen: [],
    next: async () => {
      const { status, body } = await person.get(`/events?after=${after}&limit=${PAGE}`);
      assert.equal(status, 200, JSON.stringify(body));
      ({ next: after } = body);
      return body.data.map(({ number, order_id, data }) => ({ number, order: order_id, ...data }));
    },
  };
}

function byNumber({ number }) {
  return {
    everything: true,
    seen: [],
    next: async () => {
      const found = await rows(`SELECT ${columns} FROM outbox WHERE number > $1 ORDER BY number LIMIT ${PAGE}`, number);
      number = found.at(-1)?.number ?? number;
      return found.map(({ number: at, order_id, payload }) => ({ number: at, order: order_id, ...payload }));
    },
  };
}

/** As it can't be done: ids are given out before their transactions commit. */
function byId({ id }) {
  return {
    seen: [],
    next: async () => {
      const found = await rows(`SELECT id, payload FROM outbox WHERE id > $1 ORDER BY id LIMIT ${PAGE}`, id);
      id = found.at(-1)?.id ?? id;
      return found.map(({ payload }) => payload);
    },
  };
}

/** Until everybody has written, everything has its number, and there is no page any more. */
async function page(world, pager) {
  let late = Infinity;
  for (;;) {
    const over = world.written && (await isAllNumbered());
    const found = await pager.next();
    pager.seen.push(...found);
    if (world.left || (over && !found.length)) return;
    if (world.written) late = Math.min(late, Date.now() + AHEAD * 1000);
    assert.ok(Date.now() < late, 'everything gets its number');
    if (found.length < PAGE) await sleep(10);
  }
}

const isAllNumbered = async () => !(await value('SELECT EXISTS (SELECT FROM outbox WHERE number IS NULL)'));

// ---- what must be so ----

const ours = (world, { seen }) => seen.filter(({ mark }) => mark === world.mark);

function check(world) {
  const wanted = [...world.committed.keys()].sort((a, b) => a - b);
  const order = ours(world, world.pagers[0]).map(({ n }) => n);
  for (const pager of world.pagers) {
    const found = ours(world, pager);
    assert.deepEqual(found.map(({ n }) => n).sort((a, b) => a - b), wanted, 'what committed, each once');
    assert.deepEqual(found.map(({ n }) => n), order, 'in one order for all');
    checkVersions(world, found);
    if (pager.everything)
      pager.seen.forEach(({ number }, at) => assert.equal(number, world.from + 1 + at, 'numbers have no holes'));
  }
}

function checkVersions(world, found) {
  const versions = new Map();
  for (const { n, order, version } of found) {
    assert.equal(order, world.committed.get(n).order, 'the event is of its order');
    assert.ok(version > (versions.get(order) ?? 0), `order ${order} goes from ${versions.get(order)} to ${version}`);
    versions.set(order, version);
  }
}

/** How many each of those missed who paged by ids. */
const missed = (world) =>
  world.byId.map((pager) => {
    const found = new Set(ours(world, pager).map(({ n }) => n));
    return [...world.committed.keys()].filter((n) => !found.has(n)).length;
  });
