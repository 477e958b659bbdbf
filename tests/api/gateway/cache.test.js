// The micro-cache of the public lists: for people who have not signed in, never a second old.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertStatus } from '../support/check.js';
import { anyone } from '../support/http.js';
import { logTail } from '../support/instance.js';
import { someone } from '../support/people.js';
import { someProduct } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

/** What nginx notes of the cache for each of these requests: HIT, MISS, BYPASS… */
async function cacheUse(work) {
  const since = await logTail('nginx.access.log');
  const ids = (await work()).map((reply) => assertStatus(reply, 200).headers['x-request-id']);
  for (let tries = 0; ; tries++) {
    const lines = (await since())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const found = ids.map((id) => lines.find((line) => line.request_id === id)?.cache);
    if (!found.includes(undefined) || tries === 20) return found;
    await sleep(50);
  }
}

async function times(count, ask) {
  const replies = [];
  for (let i = 0; i < count; i++) replies.push(await ask());
  return replies;
}

test('anonymous lists come from the cache', async () => {
  for (const path of [
    '/products?limit=3',
    '/inventory/products?limit=3',
    '/inventory/categories',
  ]) {
    const use = await cacheUse(() => times(20, () => anyone.get(path)));
    assert.ok(use.includes('HIT'), `${path}: ${use}`);
  }
});

test('nothing else does: signed in, with a cookie, one product', async () => {
  const product = await someProduct(manager);
  const asks = [
    () => customer.get('/products?limit=3'),
    () => anyone.get('/products?limit=3', { Cookie: 'a=b' }),
    () => anyone.get(`/products/${product.id}`),
    () => anyone.get(`/products/sku/${product.sku}`),
    () => anyone.get('/health'),
  ];
  for (const ask of asks) {
    const use = await cacheUse(() => times(10, ask));
    assert.ok(!use.includes('HIT') && !use.includes('STALE'), `${ask}: ${use}`);
  }
});

test('what anyone sees is never older than a second', async () => {
  const product = await someProduct(manager);
  const seen = async (path) => (await anyone.get(path)).body.data[0].price;
  let polling = true;
  const path = `/products?search=${product.sku}`;
  const keepWarm = (async () => {
    for (; polling; await sleep(5)) await seen(path);
  })();
  try {
    for (let price = 1; price <= 8; price++) {
      assertStatus(await manager.patch(`/products/${product.id}`, { price }), 200);
      await sleep(1000);
      assert.equal(await seen(path), price);
      await sleep(110); // another part of the second each time
    }
  } finally {
    polling = false;
    await keepWarm;
  }
});

test('who is signed in sees a change at once, however warm the cache', async () => {
  const product = await someProduct(manager);
  const path = `/products?search=${product.sku}`;
  for (let price = 1; price <= 10; price++) {
    await anyone.get(path);
    assertStatus(await manager.patch(`/products/${product.id}`, { price }), 200);
    assert.equal((await customer.get(path)).body.data[0].price, price);
    assert.equal((await anyone.get(`/products/${product.id}`)).body.price, price);
  }
});

test('what only staff may see never gets into the cache', async () => {
  const staff = await someone('staff');
  const hidden = await someProduct(manager, { is_active: false });
  const path = `/products?search=${hidden.sku}`;
  for (let i = 0; i < 5; i++) {
    assert.equal((await staff.get(path)).body.total, 1);
    assert.equal((await anyone.get(path)).body.total, 0);
    assert.equal((await staff.get(path)).body.total, 1);
  }
});

test('errors are not kept', async () => {
  const replies = await times(5, () => anyone.get('/products?colour=red'));
  assert.equal(new Set(replies.map((reply) => reply.body.request_id)).size, 5);
});

test("no browser keeps what is somebody's own", async () => {
  for (const path of ['/orders', '/auth/me', '/products', '/auth/sessions'])
    assert.equal(assertStatus(await customer.get(path), 200).headers['cache-control'], 'no-store');
});

test('a list with another query is another list', async () => {
  const [one, other] = [await someProduct(manager), await someProduct(manager)];
  for (let i = 0; i < 3; i++) {
    for (const { id, sku } of [one, other])
      assert.deepEqual(
        (await anyone.get(`/products?search=${sku}`)).body.data.map((p) => p.id),
        [id],
      );
  }
});
