// Pages by number and by cursor: nothing twice, nothing missing.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { anyone } from '../support/http.js';
import { someone, unique } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

const COUNT = 23;
let manager, customer, mark, ids;

before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
  mark = unique();
  const made = [];
  // Few prices: the ties are broken by id.
  for (let i = 0; i < COUNT; i++)
    made.push(await someProduct(manager, { name: `${mark} ${i % 7}`, price: `${i % 3}.50` }));
  ids = made.map((product) => product.id).sort();
});

const page = async (query, path = '/products', as = manager) =>
  assertStatus(await as.get(`${path}?${new URLSearchParams(query)}`), 200).body;

/** All rows by cursor; `between` runs after every page. */
async function walk(query, { path = '/products', as = manager, between = async () => {} } = {}) {
  const found = [];
  const { sort, ...rest } = query; // the cursor knows its order
  let here = await page(query, path, as);
  for (let pages = 0; ; pages++) {
    found.push(...here.data);
    if (!here.next_cursor) return found;
    assert.ok(pages < 100, 'the walk ends');
    assert.equal(here.data.length, query.limit);
    await between(found);
    here = await page({ ...rest, cursor: here.next_cursor }, path, as);
    assert.equal(here.total, undefined);
    assert.equal(here.pages, undefined);
  }
}

const isOrdered = (keys) => keys.every((key, i) => i === 0 || keys[i - 1] <= key);

test('pages by number hold every row once, and say how many there are', async () => {
  const found = [];
  for (let number = 1; number <= 5; number++) {
    const { data, ...rest } = await page({ search: mark, page: number, limit: 5 });
    assert.deepEqual([rest.page, rest.limit, rest.total, rest.pages], [number, 5, COUNT, 5]);
    found.push(...data.map((product) => product.id));
  }
  assert.deepEqual(found.sort(), ids);
  assert.deepEqual((await page({ search: mark, page: 6, limit: 5 })).data, []);
});

test('pages end with the one that row 10,000 is on', async () => {
  for (const [limit, last] of [[1, 10000], [24, 417], [100, 100]]) {
    assert.deepEqual((await page({ search: mark, limit, page: last })).data, []);
    const after = await manager.get(`/products?search=${mark}&limit=${limit}&page=${last + 1}`);
    assert.equal(assertProblem(after, 400, 'bad_query').errors[0].code, 'too_large');
  }
});

test('per_page is limit', async () => {
  const { data, limit } = await page({ search: mark, per_page: 4 });
  assert.deepEqual([data.length, limit], [4, 4]);
  assertProblem(await anyone.get('/products?per_page=4&limit=4'), 400, 'bad_query');
});

for (const sort of ['name', '-name', 'price', '-price', 'created_at', '-created_at']) {
  test(`cursors walk ${sort} without a gap or a repeat, while rows come and go`, async () => {
    const key = sort.replace('-', '');
    let added = 0;
    const found = await walk(
      { search: mark, limit: 4, sort },
      {
        between: async () => {
          // One that sorts before everything, and one after everything.
          if (added++ > 2) return;
          for (const [name, price] of [
            [`! ${mark}`, '0'],
            [`~ ${mark}`, '9999'],
          ])
            await manager.delete(`/products/${(await someProduct(manager, { name, price })).id}`);
        },
      },
    );
    const seen = found.map((product) => product.id);
    assert.equal(new Set(seen).size, seen.length, 'no row comes twice');
    assert.deepEqual(seen.filter((id) => ids.includes(id)).sort(), ids, 'no row is missing');
    const ours = found.filter((product) => ids.includes(product.id)).map((product) => product[key]);
    assert.ok(isOrdered(sort === key ? ours : ours.toReversed()), `in the order of ${sort}`);
  });
}

test('a cursor goes on from any page by number', async () => {
  const second = await page({ search: mark, limit: 5, page: 2 });
  const third = await page({ search: mark, limit: 5, page: 3 });
  const next = await page({ search: mark, limit: 5, cursor: second.next_cursor });
  assert.deepEqual(next.data, third.data);
});

test('orders and movements have cursors, too', async () => {
  const product = await someProduct(manager);
  const orders = [];
  for (let i = 0; i < 5; i++) orders.push((await placed(customer, [[product, 1]])).id);
  const found = await walk({ limit: 2 }, { path: '/orders', as: customer });
  assert.deepEqual(
    found.map((order) => order.id),
    orders.toReversed(),
    'newest first',
  );
  const oldest = await walk({ limit: 2, sort: 'created_at' }, { path: '/orders', as: customer });
  assert.deepEqual(
    oldest.map((order) => order.id),
    orders,
  );
  const numbers = (await walk({ limit: 2, sort: '-order_number' }, { path: '/orders', as: customer })).map((o) => o.order_number);
  assert.equal(numbers.length, 5);
  assert.deepEqual(numbers, numbers.toSorted().reverse());
  const moves = await walk({ limit: 2 }, { path: `/products/${product.id}/movements` });
  assert.deepEqual(
    moves.map((move) => move.kind),
    [...Array(5).fill('reserve'), 'initial'],
  );
});

test('names of 200 characters, whatever they weigh, have cursors', async () => {
  const here = unique();
  const long = `${here}${'\u{1f9a9}'.repeat(200 - here.length)}`;
  const made = [];
  for (let i = 0; i < 3; i++) made.push((await someProduct(manager, { name: long })).id);
  const seen = await walk({ search: here, sort: 'name', limit: 1 });
  assert.deepEqual(seen.map((product) => product.id), made);
});

test('a cursor that was tampered with is a 400', async () => {
  const { next_cursor: cursor } = await page({ search: mark, limit: 4 });
  const flipped = cursor.slice(0, -6) + (cursor.at(-6) === 'A' ? 'B' : 'A') + cursor.slice(-5);
  for (const bad of [
    flipped,
    cursor.slice(0, -4),
    `${cursor}AAAA`,
    'x',
    'A'.repeat(60),
    '%2E%2E',
    cursor.toLowerCase(),
  ])
    assertProblem(await manager.get(`/products?search=${mark}&limit=4&cursor=${bad}`), 400);
});

test('a cursor of another list or another order is a 400', async () => {
  const { next_cursor: cursor } = await page({ search: mark, limit: 4, sort: 'price' });
  assertProblem(await manager.get(`/orders?cursor=${cursor}`), 400, 'bad_cursor');
  assertProblem(await manager.get(`/products?cursor=${cursor}&sort=name`), 400, 'bad_cursor');
});

test('a cursor and a page exclude each other', async () => {
  const { next_cursor: cursor } = await page({ search: mark, limit: 4 });
  assertProblem(await manager.get(`/products?cursor=${cursor}&page=2`), 400, 'bad_query');
});

test('counting stops at ten thousand, and says so', async () => {
  const many = unique();
  await rows(
    `INSERT INTO products (sku, name, price, is_active)
     SELECT $1 || i, $1, 1, false FROM generate_series(1, 10001) i`,
    many,
  );
  try {
    const found = await page({ search: many, limit: 100 });
    assert.deepEqual([found.total, found.total_capped, found.pages], [10000, true, 100]);
    const exact = await page({ search: `${many}1000`, limit: 100 });
    assert.deepEqual([exact.total, exact.total_capped], [3, undefined], '1000, 10000 and 10001');
  } finally {
    await rows('DELETE FROM products WHERE name = $1', many);
  }
});

test('Link leads to the next page, with the filters of this one, until there is none', async () => {
  const found = [];
  let path = `/products?${new URLSearchParams({ search: mark, min_price: '0.01', limit: 5, page: 1, sort: '-price' })}`;
  for (let pages = 0; path; pages++) {
    assert.ok(pages < 10, 'the walk ends');
    const { body, headers } = assertStatus(await anyone.get(path), 200);
    found.push(...body.data.map((product) => product.id));
    const [, next] = /^<\/api\/v1(\/products\?[^<>"\s]+)>; rel="next"$/.exec(headers.link ?? '') ?? [];
    assert.equal(Boolean(next), body.next_cursor !== null);
    if (next) assert.equal(new URLSearchParams(next.split('?')[1]).get('cursor'), body.next_cursor);
    path = next;
  }
  assert.deepEqual(found.sort(), ids);
});

test('keys and movements, by either path, have a Link too', async () => {
  for (let i = 0; i < 2; i++) {
    assertStatus(await manager.post('/api-keys', { name: unique() }), 201);
    assertStatus(await manager.patch(`/products/${ids[0]}/stock`, { adjustment: 1 }), 200);
  }
  for (const path of ['/api-keys', `/products/${ids[0]}/movements`, `/inventory/products/${ids[0]}/movements`]) {
    const { headers } = assertStatus(await manager.get(`${path}?limit=1`), 200);
    assert.match(headers.link, new RegExp(`^</api/v1${path}\\?limit=1&cursor=[\\w-]+>; rel="next"$`));
  }
});

test('what a URI may not hold is escaped in Link', async () => {
  const name = `${unique()} "<b>"`;
  for (let i = 0; i < 2; i++) await someProduct(manager, { name });
  const raw = `search=${name.replaceAll(' ', '+')}&limit=1`; // as it is, which curl would send
  const { headers } = assertStatus(await anyone.get(`/products?${raw}`), 200);
  const [, next] = /^<\/api\/v1(\/products\?[^<>"\s]+)>; rel="next"$/.exec(headers.link);
  assert.equal(assertStatus(await anyone.get(next), 200).body.data[0].name, name);
});
