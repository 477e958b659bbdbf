// Listing products: search, filters and orders.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { anyone } from '../support/http.js';
import { someone, unique } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let manager, category, admin;
before(async () => {
  admin = await someone('admin');
  manager = await someone('manager');
  category = `Category ${unique()}`;
  const fields = [
    { name: 'Banana', price: '3.00', stock: 0 },
    { name: 'apple', price: '1.00', stock: 5 },
    { name: 'Cherry', price: '2.50', stock: 5 },
    { name: 'Éclair', price: '2.50', stock: 5, description: 'of the baker' },
  ];
  for (const field of fields) await someProduct(manager, { ...field, category });
});

const list = async (query) => {
  const search = new URLSearchParams({ category, ...query });
  return assertStatus(await anyone.get(`/products?${search}`), 200).body;
};
const names = async (query) => (await list(query)).data.map((product) => product.name);
const nameSet = async (query) => (await names(query)).sort();

test('a list says where it stands', async () => {
  const { data, ...rest } = await list({ limit: 3 });
  assert.equal(data.length, 3);
  assert.equal(typeof rest.next_cursor, 'string');
  delete rest.next_cursor;
  assert.deepEqual(rest, { page: 1, limit: 3, total: 4, pages: 2 });
  assert.equal((await list()).next_cursor, null);
});

test('a row of a list is the product itself', async () => {
  const [product] = (await list({ search: 'Cherry' })).data;
  assert.deepEqual((await anyone.get(`/products/${product.id}`)).body, product);
});

test('search looks into name, SKU and description, in any case, inside words', async () => {
  const mark = unique();
  const byName = await someProduct(manager, { name: `The ${mark} one` });
  const bySku = await someProduct(manager, { sku: `x${mark}x` });
  const byText = await someProduct(manager, { description: `Line\nwith ${mark}.` });
  for (const search of [mark, mark.toUpperCase(), mark.slice(2, -2)]) {
    const { data } = (await anyone.get(`/products?search=${search}`)).body;
    assert.deepEqual(data.map((p) => p.id).sort(), [byName.id, bySku.id, byText.id].sort());
  }
});

test('%, _ and \\ in a search stand for themselves', async () => {
  const mark = unique();
  for (const [name, other] of [
    ['100%', '1000'],
    ['a_b', 'axb'],
    ['a\\b', 'ab'],
    ["o'b", 'ob'],
  ]) {
    await someProduct(manager, { name: `${mark} ${other} ${name}` });
    await someProduct(manager, { name: `${mark} ${other}` });
    const search = encodeURIComponent(name);
    const { data } = assertStatus(
      await anyone.get(`/products?search=${search}&limit=100`),
      200,
    ).body;
    assert.equal(data.filter((p) => p.name.startsWith(mark)).length, 1, name);
  }
});

test('search takes a single letter, and letters of any script', async () => {
  assert.deepEqual(await names({ search: 'É' }), ['Éclair']);
  assert.deepEqual(await names({ search: 'baker' }), ['Éclair']);
  assert.deepEqual(await names({ search: 'no such thing' }), []);
});

test('three letters or digits are found anywhere, fewer begin a word', async () => {
  const product = await someProduct(manager, { category, name: 'Zwölf Rad-Hämmer', description: '青い自転車 zum Üben' });
  const finds = async (search) => (await names({ search })).includes(product.name);
  for (const search of ['z', 'ZW', 'rad', 'ämm', '自', '自転', 'い自転', 'ü', 'üb zw', 'hämmer  ZWÖLF', 'zum 青い Zwölf rad'])
    assert.equal(await finds(search), true, search);
  for (const search of ['w', 'ad', 'be', '転自', 'zw nothing', 'zum 青い zw none']) assert.equal(await finds(search), false, search);
  await manager.delete(`/products/${product.id}`);
});

test('a search that no index could answer says what it takes', async () => {
  for (const search of ['____', '%%', '%', '--', ' ', "'", '"', '\\', '\u2014', '\u{1f600}'])
    for (const path of ['/products', '/inventory/products', '/customers', '/admin/users', '/orders', '/orders/all', '/reports/export/orders']) {
      const { errors } = assertProblem(await admin.get(`${path}?search=${encodeURIComponent(search)}`), 400, 'bad_query');
      assert.deepEqual(errors, [{ pointer: '?search', code: 'too_short', detail: 'must have at least one letter or digit' }]);
    }
});

test('what a product is searched by follows it', async () => {
  const [first, second] = [unique(), unique()];
  const product = await someProduct(manager, { name: first });
  const finds = async (search) => (await manager.get(`/products?search=${search}`)).body.data.map((p) => p.id);
  assertStatus(await manager.patch(`/products/${product.id}`, { name: second }), 200);
  assert.deepEqual([await finds(first), await finds(second)], [[], [product.id]]);
});

test('low_stock and is_active filter; buyers see what is for sale alone', async () => {
  const mark = unique();
  const low = await someProduct(manager, { name: `${mark} low`, stock: 4, low_stock_threshold: 5 });
  const full = await someProduct(manager, { name: `${mark} full`, stock: 6, low_stock_threshold: 5 });
  const gone = await someProduct(manager, { name: `${mark} gone`, stock: 0, is_active: false });
  const found = async (query, who = manager) =>
    (await who.get(`/products?search=${mark}&sort=created_at&${query}`)).body.data.map(({ id }) => id);
  assert.deepEqual(await found('low_stock=true'), [low.id, gone.id]);
  assert.deepEqual(await found('low_stock=false'), [full.id]);
  assert.deepEqual(await found('low_stock=true&is_active=true'), [low.id]);
  assert.deepEqual(await found('is_active=false'), [gone.id]);
  assert.deepEqual(await found('is_active=false', anyone), []);
  assert.deepEqual(await found('low_stock=true', anyone), [low.id]);
});

test('category filters by name, in any case', async () => {
  assert.equal((await list({ category: category.toUpperCase() })).total, 4);
  assert.equal((await list({ category: `${category} not` })).total, 0);
});

test('prices filter from and to, both inclusive', async () => {
  assert.deepEqual(await nameSet({ min_price: '2.50' }), ['Banana', 'Cherry', 'Éclair']);
  assert.deepEqual(await nameSet({ max_price: '2.50' }), ['Cherry', 'apple', 'Éclair']);
  assert.deepEqual(await nameSet({ min_price: '2.50', max_price: '2.50' }), ['Cherry', 'Éclair']);
  assert.deepEqual(await nameSet({ min_price: '2.51', max_price: '2.99' }), []);
});

test('in_stock goes by what is available, not by what is on hand', async () => {
  assert.deepEqual(await names({ in_stock: 'false' }), ['Banana']);
  const customer = await someone();
  const reserved = await someProduct(manager, { category, stock: 2, name: 'Reserved' });
  const order = await placed(customer, [[reserved, 2]]);
  // As somebody signed in: what anyone sees may be a moment old.
  const search = new URLSearchParams({ category, in_stock: 'false' });
  const { data } = (await customer.get(`/products?${search}`)).body;
  assert.deepEqual(data.map((p) => p.name).sort(), ['Banana', 'Reserved']);
  await customer.post(`/orders/${order.id}/cancel`, {});
  await manager.delete(`/products/${reserved.id}`);
});

test('every order of the list goes both ways', async () => {
  const ends = async (sort) => {
    const found = await names({ sort });
    assert.equal(found.length, 4);
    return found;
  };
  const byPrice = await ends('price');
  assert.deepEqual([byPrice[0], byPrice[3]], ['apple', 'Banana']);
  assert.deepEqual(await ends('-price'), byPrice.toReversed());
  const byName = await ends('name');
  assert.deepEqual(await ends('-name'), byName.toReversed());
  assert.ok(byName.indexOf('Banana') < byName.indexOf('Cherry'));
  assert.deepEqual(await ends('created_at'), ['Banana', 'apple', 'Cherry', 'Éclair']);
  assert.deepEqual(await ends('-created_at'), ['Éclair', 'Cherry', 'apple', 'Banana']);
});

test('what a list does not know is a 400 that names it', async () => {
  const wrong = {
    'colour=red': '?colour',
    'min_price=cheap': '?min_price',
    'min_price=-1': '?min_price',
    'in_stock=maybe': '?in_stock',
    'sort=colour': '?sort',
    'sort=id;drop': '?sort',
    'limit=0': '?limit',
    'limit=101': '?limit',
    'limit=x': '?limit',
    'page=0': '?page',
    'page=1.5': '?page',
    'search=': '?search',
    'search=a&search=b': '?search',
    'Search=a': '?Search',
  };
  for (const [query, pointer] of Object.entries(wrong)) {
    const { errors } = assertProblem(await anyone.get(`/products?${query}`), 400, 'bad_query');
    assert.deepEqual(
      errors.map((e) => e.pointer),
      [pointer],
      query,
    );
  }
});

test('a badly encoded query is a 400', async () => {
  for (const query of ['search=%', 'search=%zz', 'search=%ff%fe', 'search=%00', 'search=a%00b'])
    assertProblem(await anyone.get(`/products?${query}`), 400, 'bad_query');
});

test('an unknown query is a 400 where there is no list, too', async () => {
  assertProblem(await anyone.get('/inventory/categories?colour=red'), 400, 'bad_query');
  const product = await someProduct(manager);
  assertProblem(await anyone.get(`/products/${product.id}?colour=red`), 400, 'bad_query');
});
