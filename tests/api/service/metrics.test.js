// What the service counts, told to its operator and to nobody else.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { ask as askWorker } from '../../faults/support/fastcgi.js';
import { assertProblem, assertStatus } from '../support/check.js';
import { document } from '../support/document.js';
import { anyone, send } from '../support/http.js';
import { folder } from '../support/instance.js';
import { ask, growth, promtool, series, total } from '../support/metrics.js';
import { someone, unique } from '../support/people.js';
import { place, placed, someProduct } from '../support/shop.js';

let manager, customer, product;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
  product = await someProduct(manager, { stock: 1000 });
});

const ORDERS = { method: 'POST', route: '/orders', pool: 'api' };
const PLACED = ['orderd_orders_placed_total', {}];
const refused = (code) => ['orderd_orders_refused_total', { code }];
const requests = (labels) => ['orderd_http_requests_total', labels];

test('Prometheus finds nothing wrong with them', async () => {
  await placed(customer, [[product, 1]]);
  const { status, type, text } = await ask();
  assert.deepEqual([status, type], [200, 'text/plain; version=0.0.4; charset=utf-8']);
  assert.equal(promtool(text), '');
  assert.notEqual(promtool(text.replace('# HELP orderd_orders_placed_total', '# HELP of')), '', 'it looks');
});

test('a request is counted with its route, status and pool, and timed', async () => {
  const answered = await growth(
    [
      requests({ ...ORDERS, status: '201' }),
      requests({ method: 'GET', route: '/orders/{id}', pool: 'api', status: '404' }),
      requests({ method: 'GET', route: '/products', status: '200' }),
      requests({ route: 'none', status: '404' }),
      ['orderd_http_request_duration_seconds_count', ORDERS],
      ['orderd_http_problems_total', { code: 'not_found' }],
    ],
    async () => {
      await placed(customer, [[product, 1]]);
      assertProblem(await customer.get('/orders/999999999'), 404, 'not_found');
      assertStatus(await customer.get('/products'), 200);
      assertProblem(await anyone.get('/nothing'), 404, 'not_found');
    },
  );
  assert.deepEqual(answered, [1, 1, 1, 1, 1, 2]);
});

test('the time of a request holds that of its database, and the queue is timed', async () => {
  const names = ['orderd_http_request_duration_seconds_sum', 'orderd_http_request_database_seconds_total'];
  const [took, database, busy, queued, pool] = await growth(
    [
      ...names.map((name) => [name, ORDERS]),
      ['orderd_pool_busy_seconds_total', { pool: 'api' }],
      ['orderd_pool_queue_seconds_count', { pool: 'api' }],
      ['orderd_pool_database_seconds_sum', { pool: 'api' }],
    ],
    () => placed(customer, [[product, 1]]),
  );
  assert.ok(database > 0 && took > database, `${took} > ${database} > 0`);
  assert.ok(busy >= took - 1e-5 && pool >= database - 1e-5, `${busy} >= ${took}, ${pool} >= ${database}`);
  assert.equal(queued, 1);
});

test('orders are counted once they are placed, or by why they are not', async () => {
  const scarce = await someProduct(manager, { stock: 1 });
  const key = { 'Idempotency-Key': unique() };
  const counted = await growth(
    [PLACED, refused('insufficient_stock'), refused('authentication_required'), refused('invalid_fields')],
    async () => {
      assertStatus(await place(customer, [[product, 1]], {}, key), 201);
      assertStatus(await place(customer, [[product, 1]], {}, key), 201); // the same again
      assertProblem(await place(customer, [[scarce, 2]]), 409, 'insufficient_stock');
      assertProblem(await place(anyone, [[product, 1]]), 401);
      assertProblem(await customer.post('/orders', { items: [] }), 422, 'invalid_fields');
      assertStatus(await customer.post('/orders?dry_run=true', { items: [{ product_id: product.id, quantity: 1 }] }), 201);
      const draft = await placed(customer, [[product, 1]], { status: 'draft' });
      assertStatus(await customer.post(`/orders/${draft.id}/place`), 200);
    },
  );
  assert.deepEqual(counted, [2, 1, 1, 1]);
});

test('entries of a bulk request count, but for what is undone', async () => {
  const scarce = await someProduct(manager, { stock: 1 });
  const order = (of, quantity) => ({ order: { items: [{ product_id: of.id, quantity }] } });
  const entries = [order(product, 1), order(scarce, 2), order(product, 1)];
  const bulk = async (fields, query = '') =>
    assertStatus(await manager.post(`/orders/bulk${query}`, { entries, ...fields }), 200);
  const what = [PLACED, refused('insufficient_stock'), requests(ORDERS)];
  assert.deepEqual(await growth(what, () => bulk({})), [2, 1, 0]);
  assert.deepEqual(await growth(what, () => bulk({ atomic: true })), [0, 1, 0]);
  assert.deepEqual(await growth(what, () => bulk({}, '?dry_run=true')), [0, 0, 0]);
  entries.splice(1, 1);
  assert.deepEqual(await growth(what, () => bulk({ atomic: true })), [2, 0, 0]);
});

test('pools tell how many workers they have, and who is busy', async () => {
  const { text } = await ask();
  assert.equal(total(text, 'orderd_pool_workers', { pool: 'api' }), 8);
  assert.equal(total(text, 'orderd_pool_workers_wanted', { pool: 'slow' }), 8);
  assert.equal(total(text, 'orderd_pool_workers_busy', { pool: 'live' }), 1, 'who answers this');
  assert.ok(total(text, 'orderd_database_connects_total') >= 8);
  assert.equal(total(text, 'orderd_build_info', { version: document.info.version }), 1);
});

test('nobody makes up series: a path, a method, an id or a status of their own', async () => {
  await anyone.get(`/products/${product.id}`);
  await anyone.get('/nothing');
  const before = new Set(series((await ask()).text).keys());
  for (let i = 0; i < 20; i++) {
    await anyone.get(`/products/${product.id}?_=${i}`);
    await anyone.get(`/nothing-${unique()}`);
    await anyone.send(`M${unique().toUpperCase()}`, '/products').catch(() => {});
  }
  const fresh = [...series((await ask()).text).keys()].filter((key) => !before.has(key));
  assert.ok(fresh.every((key) => !key.includes(product.id) && /route="(\/products\/\{id\}|none)"|le=/.test(key)), fresh.join('\n'));
  assert.ok(fresh.length < 40, `${fresh.length} more`);
});

for (const path of ['/metrics', '/metrics/', '/api/metrics', '/api/v1/metrics', '//metrics', '/%6detrics', '/api/v1/%6d%65trics', '/metrics?x', '/api//v1//metrics', '/.well-known/../metrics'])
  test(`${path} of the public site is nothing`, async () => {
    const reply = await send('GET', path, { headers: { Private: '1', PRIVATE: '1', 'X-Forwarded-For': '127.0.0.1' } });
    assertProblem(reply, 404, 'not_found');
  });

test('a worker tells nobody for whom the listener does not vouch', async () => {
  const scrape = { REQUEST_METHOD: 'GET', ROUTE_PATH: '/api/v1/metrics' };
  const socket = join(folder, 'run/live.sock');
  assert.match(await askWorker(socket, scrape), /Status: 404/);
  assert.match(await askWorker(socket, { ...scrape, HTTP_PRIVATE: '1' }), /Status: 404/);
  assert.match(await askWorker(socket, { ...scrape, PRIVATE: '1' }), /# TYPE orderd_http_requests_total counter/);
});

test('the listener has nothing else, and takes nothing', async () => {
  for (const path of ['/', '/api/v1/health', '/api/v1/products', '/openapi.json', '/metrics/x'])
    assert.equal((await ask(path)).status, 404, path);
  assert.equal((await ask('/metrics', { method: 'POST', body: 'x' })).status, 403);
});

test('the document does not name it', () => {
  assert.ok(!Object.keys(document.paths).some((path) => path.includes('metrics')));
  assert.ok(!JSON.stringify(document.tags).includes('/metrics'));
});
