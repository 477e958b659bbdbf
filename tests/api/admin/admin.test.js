// Administration: settings, figures and the audit log.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { anyone } from '../support/http.js';
import { PASSWORD, someEmail, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let admin, manager;
before(async () => {
  [admin, manager] = await Promise.all([someone('admin'), someone('manager')]);
});

const make = async (fields = {}) =>
  assertStatus(await admin.post('/admin/users', { email: someEmail(), password: PASSWORD, ...fields }), 201).body;

test('settings hold from the next request on, and the audit log tells who changed them', async () => {
  const before = (await admin.get('/admin/settings')).body;
  after(() => admin.patch('/admin/settings', before));
  const product = await someProduct(manager, { price: '10.00' });
  const { body } = assertStatus(await admin.patch('/admin/settings', { tax_rate: '0.195', shipping_cost: 3 }), 200);
  assert.deepEqual(body, { ...before, tax_rate: 0.195, shipping_cost: 3 });
  const quote = await manager.post('/orders/quote', { items: [{ product_id: product.id, quantity: 1 }] });
  assert.deepEqual([quote.body.tax, quote.body.shipping_cost, quote.body.total], [1.95, 3, 14.95]);
  const { data } = (await admin.get(`/admin/audit?event=settings.changed&user_id=${admin.id}`)).body;
  assert.deepEqual(data[0].details, { tax_rate: '0.195', shipping_cost: '3.00' });

  const never = await admin.patch('/admin/settings', { free_shipping_from: null });
  assert.equal(never.body.free_shipping_from, null);
  assertInvalid(await admin.patch('/admin/settings', { tax_rate: 1.5, currency: null, x: 1 }), '/tax_rate', '/currency', '/x');
});

/** What no setting is, and what only some are. */
const WRONG = [null, true, -1, 0, 0.5, 1e12, '', 'x', 'd1', 'xyz1', '12A', 'U D', 'ÄÖÜ', '\u0001', 'Mars/Olympus', 'JPY', 'maybe', '9'.repeat(30), 'x'.repeat(300), [], {}];

test('a wrong setting is a 422 that names it, whatever it is and whatever is wrong', async () => {
  const { body: before } = await admin.get('/admin/settings');
  after(() => admin.patch('/admin/settings', before));
  for (const name of Object.keys(before)) {
    let refused = 0;
    for (const value of WRONG) {
      const reply = await admin.patch('/admin/settings', { [name]: value });
      if (reply.status === 200) continue;
      const { errors } = assertProblem(reply, 422);
      assert.deepEqual(errors.map(({ pointer }) => pointer), [`/${name}`], `${name} ${JSON.stringify(value)}: ${reply.text}`);
      refused++;
    }
    assert.ok(refused > WRONG.length / 2, `${name}: ${refused}`);
  }
  const [{ code }] = assertProblem(await admin.patch('/admin/settings', { time_zone: 'Mars/Olympus' }), 422, 'unknown_time_zone').errors;
  assert.equal(code, 'unknown_time_zone');
});

test('settings answer money with its cents, whole amounts too', async () => {
  const { body } = await admin.get('/admin/settings');
  after(() => admin.patch('/admin/settings', body));
  const reply = assertStatus(await admin.patch('/admin/settings', { shipping_cost: 3, free_shipping_from: '50.5' }), 200);
  assert.match(reply.text, /"shipping_cost":3\.00\b/);
  assert.match(reply.text, /"free_shipping_from":50\.50\b/);
});

test('settings take a number in any form that it may be sent in', async () => {
  const { body } = await admin.get('/admin/settings');
  after(() => admin.patch('/admin/settings', body));
  for (const [sent, answered] of [
    ['"shipping_cost":"10.000"', '"shipping_cost":10.00'],
    ['"shipping_cost":-0', '"shipping_cost":0.00'],
    ['"free_shipping_from":-0.000', '"free_shipping_from":0.00'],
    ['"free_shipping_from":9999999999.990', '"free_shipping_from":9999999999.99'],
    ['"tax_rate":0.08000000', '"tax_rate":0.08'],
    ['"tax_rate":-0.0', '"tax_rate":0'],
    ['"tax_rate":1.0000000', '"tax_rate":1'],
  ]) {
    const reply = await admin.patch('/admin/settings', `{${sent}}`);
    assert.ok(assertStatus(reply, 200).text.includes(`${answered},`), `${sent}: ${reply.text}`);
  }
});

test('the currency has two decimals', async () => {
  const { currency } = (await admin.get('/admin/settings')).body;
  after(() => admin.patch('/admin/settings', { currency }));
  for (const unfit of ['JPY', 'krw', 'KWD', 'BTC', 'ZZZ', 'XAU'])
    assertProblem(await admin.patch('/admin/settings', { currency: unfit }), 422, 'unfit_currency');
  assert.equal((await admin.get('/admin/settings')).body.currency, currency);
  assert.equal(assertStatus(await admin.patch('/admin/settings', { currency: 'chf' }), 200).body.currency, 'CHF');
});

test('nobody registers while registration is closed, but admins make accounts', async () => {
  after(() => admin.patch('/admin/settings', { registration_open: true }));
  await admin.patch('/admin/settings', { registration_open: false });
  assertProblem(await anyone.post('/auth/register', { email: someEmail(), password: PASSWORD }), 403, 'registration_closed');
  await make();
});

test('the figures count what there is', async () => {
  const before = (await admin.get('/admin/stats')).body;
  const product = await someProduct(manager, { price: '50.00', stock: 5 });
  const { total } = await placed(manager, [[product, 1]]);
  const now = (await admin.get('/admin/stats')).body;
  assert.equal(now.orders, before.orders + 1);
  assert.equal(now.products, before.products + 1);
  assert.equal(now.low_stock_products, before.low_stock_products + 1);
  assert.equal(now.orders_by_status.pending, (before.orders_by_status.pending ?? 0) + 1);
  const net = (stats) => stats.sales.find((s) => s.currency === 'USD').net;
  assert.equal(Math.round((net(now) - net(before)) * 100), Math.round(total * 100));
});
