// Shop settings: rows that count from the next request on.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { decodeJwt } from 'jose';
import { assertProblem, assertStatus } from '../support/check.js';
import { row, rows } from '../support/database.js';
import { Client } from '../support/http.js';
import { registered, PASSWORD, signIn, someEmail, signedUp } from '../support/people.js';
import { amounts, totals } from '../support/money.js';
import { setSetting, withSettings } from '../support/settings.js';
import { place, placed, someProduct } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([signedUp('manager'), signedUp()]);
});

test('tax rounds half a cent away from zero, at any rate', async () => {
  const cases = [
    ['0.05', '0.10', '0.01'], // 0.005
    ['0.25', '0.10', '0.03'], // 0.025, where half to even gives 0.02
    ['0.075', '0.20', '0.02'], // 0.015
    ['0.0825', '2.00', '0.17'], // 0.165
    ['0.0825', '1.99', '0.16'], // 0.164175
    ['0', '9.99', '0.00'],
    ['1', '9.99', '9.99'],
    ['0.000001', '9999.99', '0.01'], // 0.00999999
  ];
  for (const [rate, price, tax] of cases) {
    const product = await someProduct(manager, { price });
    await withSettings({ tax_rate: rate }, async () => {
      const reply = assertStatus(await place(customer, [[product, 1]]), 201);
      assert.equal(amounts(reply).tax, tax, `${rate} of ${price}`);
      assert.deepEqual(amounts(reply), totals([[price, 1]], { rate }));
    });
  }
});

test('shipping and its free limit are settings, and the limit may be none', async () => {
  const product = await someProduct(manager, { price: '20.00', stock: 1000 });
  await withSettings({ shipping_cost: '4.90', free_shipping_from: '40.00' }, async () => {
    assert.equal((await placed(customer, [[product, 1]])).shipping_cost, 4.9);
    assert.equal((await placed(customer, [[product, 2]])).shipping_cost, 0);
  });
  await withSettings({ free_shipping_from: null }, async () => {
    assert.equal((await placed(customer, [[product, 99]])).shipping_cost, 10);
  });
});

test('the currency is a setting; an order keeps its own', async () => {
  const product = await someProduct(manager);
  const dollars = await placed(customer, [[product, 1]]);
  await withSettings({ currency: 'EUR' }, async () => {
    assert.equal((await placed(customer, [[product, 1]])).currency, 'EUR');
    assert.equal((await customer.get(`/products/${product.id}`)).body.currency, 'EUR');
    assert.equal((await customer.get(`/orders/${dollars.id}`)).body.currency, 'USD');
  });
});

test('an order that is in another currency than the shop is not priced anew', async () => {
  const product = await someProduct(manager, { price: '10.00' });
  const order = await placed(customer, [[product, 1]]);
  const draft = await placed(customer, [[product, 1]], { status: 'draft' });
  const items = [{ product_id: product.id, quantity: 2 }];
  const actions = async () => (await customer.get(`/orders/${draft.id}/actions`)).body.data;
  const placing = async () => (await actions()).find(({ action }) => action === 'place');
  await withSettings({ currency: 'EUR' }, async () => {
    for (const { id } of [order, draft])
      for (const who of [customer, manager])
        assertProblem(await who.patch(`/orders/${id}`, { items, customer_notes: 'x' }), 409, 'currency_changed');
    assertProblem(await customer.post(`/orders/${draft.id}/place`), 409, 'currency_changed');
    const { allowed, code, detail } = await placing();
    assert.deepEqual([allowed, code, detail.includes('USD')], [false, 'currency_changed', true]);

    const { body } = assertStatus(await customer.patch(`/orders/${order.id}`, { customer_notes: 'x' }), 200);
    assert.deepEqual([body.customer_notes, body.currency, body.total], ['x', 'USD', order.total]);
    assert.equal(assertStatus(await customer.post(`/orders/${order.id}/cancel`), 200).body.status, 'cancelled');
  });
  assert.equal((await placing()).allowed, true);
  assertStatus(await customer.post(`/orders/${draft.id}/place`), 200);
});

test('the date in an order number is that of the business time zone', async () => {
  const product = await someProduct(manager);
  const day = (timeZone) =>
    new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format().replaceAll('-', '');
  // 26 hours apart: whenever this runs, their dates differ, and one of them is not UTC's.
  for (const time_zone of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
    await withSettings({ time_zone }, async () => {
      const possible = [day(time_zone)];
      const { order_number } = await placed(customer, [[product, 1]]);
      possible.push(day(time_zone));
      assert.ok(possible.includes(order_number.slice(4, 12)), `${order_number} in ${time_zone}`);
    });
  }
});

test('tokens live as long as the settings say', async () => {
  const { email } = await registered();
  await withSettings({ access_token_seconds: '60', refresh_token_seconds: '120' }, async () => {
    const person = await signIn(email);
    assert.equal(person.expires_in, 60);
    const { iat, exp } = decodeJwt(person.access_token);
    assert.equal(exp - iat, 60);
    const { seconds } = await row(
      `SELECT extract(epoch FROM expires_at - created_at)::int AS seconds
       FROM sessions WHERE user_id = $1`,
      person.id,
    );
    assert.equal(seconds, 120);
  });
});

test('a session ends as the settings say, and what it gives out with it', async () => {
  const { email } = await registered();
  await withSettings({ session_seconds: '90' }, async () => {
    const person = await signIn(email);
    assert.equal(person.expires_in, 90);
    const refresh = () => person.post('/auth/refresh', { refresh_token: person.refresh_token });
    await rows(`UPDATE sessions SET created_at = created_at - interval '90 s' WHERE user_id = $1`, person.id);
    assertProblem(await refresh(), 401, 'invalid_refresh_token');
    await withSettings({ session_seconds: '200' }, async () => assertStatus(await refresh(), 200));
  });
});

test('when registration is closed only an admin makes accounts', async () => {
  const admin = await signedUp('admin');
  await withSettings({ registration_open: 'false' }, async () => {
    const body = { email: someEmail(), password: PASSWORD };
    for (const who of [new Client(), customer, manager])
      assertProblem(await who.post('/auth/register', body), 403, 'registration_closed');
    assertStatus(await admin.post('/auth/register', body), 201);
  });
});

test('a setting that makes no sense never gets into the table', async () => {
  for (const [key, value] of [
    ['tax_rate', '8%'],
    ['shipping_cost', '-1'],
    ['shipping_cost', '1.001'],
    ['registration_open', 'maybe'],
    ['second_factor', 'customer'],
  ])
    await assert.rejects(setSetting(key, value), { code: '23514' });
});
