// What could be done with an order now: the same that the requests themselves say.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertMembers, assertProblem, assertStatus } from '../support/check.js';
import { rows } from '../support/database.js';
import { someDepartment, someone, unique } from '../support/people.js';
import { paid } from '../support/payments.js';
import { withSettings } from '../support/settings.js';
import { placed, someProduct } from '../support/shop.js';

let customer, staff, other, manager, admin, product;
before(async () => {
  const department = await someDepartment({ threshold: '0.00' });
  [customer, staff, other, manager, admin] = await Promise.all([
    someone(),
    someone('staff', { department }),
    someone('staff', { department }),
    someone('manager'),
    someone('admin'),
  ]);
  product = await someProduct(manager, { stock: 1000 });
});

const item = (quantity) => ({ items: [{ product_id: product.id, quantity }] });
const status = (value) => (who, id) => who.patch(`/orders/${id}/status`, { status: value });
const ship = (quantity) => (who, id) => who.post(`/orders/${id}/shipments`, item(quantity));
const takeBack = (quantity) => (who, id) => who.post(`/orders/${id}/returns`, item(quantity));

/** The return that is asked for, or one that is not there. */
const asked = async (id) =>
  (await admin.get(`/orders/${id}`)).body.returns.find((r) => r.status === 'requested')?.id ?? 999999999;
const sent = async (id) =>
  `/orders/${id}/shipments/${(await admin.get(`/orders/${id}`)).body.shipments[0]?.id ?? 999999999}`;
const withReturn = (verb) => async (who, id) =>
  who.post(`/orders/${id}/returns/${await asked(id)}/${verb}?dry_run=true`);

/** How a manager brings an order of 2 pieces to where it is asked. */
const WAYS = {
  draft: [],
  pending_approval: [],
  pending: [],
  confirmed: [status('confirmed')],
  processing: [status('confirmed'), status('processing')],
  partially_shipped: [status('confirmed'), ship(1)],
  'partially_shipped, all back': [status('confirmed'), ship(1), takeBack(1)],
  shipped: [status('confirmed'), status('shipped')],
  'shipped, all asked for': [status('confirmed'), status('shipped'), (who, id) => takeBack(2)(customer, id)],
  'shipped, asked for by others': [status('confirmed'), status('shipped'), (who, id) => takeBack(1)(other, id)],
  delivered: [status('confirmed'), status('shipped'), status('delivered')],
  returned: [status('confirmed'), status('shipped'), takeBack(2)],
  cancelled: [status('cancelled')],
};

/** The request that each action stands for. */
const REQUESTS = {
  annotate: (who, id) => who.patch(`/orders/${id}?dry_run=true`, { internal_notes: 'x' }),
  approve: (who, id) => who.post(`/orders/${id}/approve?dry_run=true`),
  cancel: (who, id) => who.post(`/orders/${id}/cancel?dry_run=true`),
  confirm: (who, id) => who.post(`/orders/${id}/confirm?dry_run=true`),
  delete: (who, id) => who.delete(`/orders/${id}?dry_run=true`),
  deliver: (who, id) => who.put(`/orders/${id}/status?dry_run=true`, { status: 'delivered' }),
  edit: (who, id) => who.patch(`/orders/${id}?dry_run=true`, item(3)),
  pay: (who, id) => who.post(`/orders/${id}/payments?dry_run=true`, { method: 'tok_ok' }),
  place: (who, id) => who.post(`/orders/${id}/place?dry_run=true`),
  process: (who, id) => who.put(`/orders/${id}/status?dry_run=true`, { status: 'processing' }),
  refund: (who, id) => who.post(`/orders/${id}/refunds?dry_run=true`, {}),
  reject: (who, id) => who.post(`/orders/${id}/reject?dry_run=true`),
  request_return: (who, id) => who.post(`/orders/${id}/returns?dry_run=true`, item(1)),
  return: (who, id) => who.post(`/orders/${id}/returns?dry_run=true`, item(1)),
  mend_shipment: async (who, id) => who.patch(`${await sent(id)}?dry_run=true`, { carrier: 'x' }),
  undo_shipment: async (who, id) => who.delete(`${await sent(id)}?dry_run=true`),
  receive_return: withReturn('receive'),
  reject_return: withReturn('reject'),
  withdraw_return: withReturn('withdraw'),
  ship: (who, id) => who.post(`/orders/${id}/shipments?dry_run=true`),
};

for (const [name, way] of Object.entries(WAYS)) {
  test(`${name}: each action is allowed or refused as its request is, for every role`, async () => {
    const owner = name === 'pending_approval' || name.endsWith('by others') ? staff : customer;
    const { id } = await placed(owner, [[product, 2]], name === 'draft' ? { status: 'draft' } : {});
    for (const step of way) assert.ok((await step(manager, id)).status < 300);
    for (const who of [owner, manager, admin]) {
      const { data } = assertStatus(await who.get(`/orders/${id}/actions`), 200).body;
      const expected = Object.keys(REQUESTS).filter((a) => a !== 'request_return' || who === owner);
      assert.deepEqual(data.map((row) => row.action), expected.sort());
      for (const { action, allowed, code, detail, becomes, amount, provider } of data) {
        if (action === 'return' && who === owner) {
          assert.deepEqual([allowed, code], [false, 'forbidden']); // theirs is request_return
          continue;
        }
        const reply = await REQUESTS[action](who, id);
        const what = `${who.user.role} ${action}: ${reply.status} ${reply.text}`;
        assert.equal(allowed, reply.status < 300, what);
        assert.equal(code, allowed ? null : reply.body.code, what);
        assert.equal(typeof detail, allowed ? 'object' : 'string');
        assert.equal(amount, allowed && ['pay', 'refund'].includes(action) ? reply.body.amount : null, what);
        assert.equal(provider, action === 'pay' ? 'simulated' : null);
        if (allowed && reply.body?.items) assert.ok(becomes.includes(reply.body.status), what);
      }
    }
  });
}

test('stock and sale are reasons too', async () => {
  const scarce = await someProduct(manager, { stock: 1 });
  const { id } = await placed(customer, [[scarce, 2]], { status: 'draft' });
  const place = async () =>
    (await customer.get(`/orders/${id}/actions`)).body.data.find((row) => row.action === 'place');
  let row = await place();
  assertMembers(row, ['action', 'allowed', 'code', 'detail', 'about', 'becomes', 'mails', 'amount', 'provider']);
  assert.deepEqual([row.allowed, row.code], [false, 'insufficient_stock']);
  assert.ok(row.detail.includes(scarce.sku));
  assert.equal(row.about, scarce.sku);
  assertStatus(await manager.patch(`/products/${scarce.id}/stock`, { adjustment: 1 }), 200);
  assert.equal((await place()).allowed, true);
  assertStatus(await manager.delete(`/products/${scarce.id}`), 200);
  row = await place();
  assert.deepEqual([row.allowed, row.code], [false, 'unknown_product']);
});

/** Why a draft can't be placed: the same that placing says. */
async function whyNotPlaced(id) {
  const [{ body }, { data }] = [await REQUESTS.place(customer, id), (await customer.get(`/orders/${id}/actions`)).body];
  const row = data.find(({ action }) => action === 'place');
  assert.deepEqual([row.allowed, row.code ?? undefined], [row.code === null, body.code]);
  return row.code;
}

const someCode = async (fields) =>
  assertStatus(await manager.post('/discount-codes', { code: unique(), name: 'x', kind: 'amount', value: '1.00', ...fields }), 201).body;

test('tax and codes are reasons too, the same that placing has', async () => {
  const code = await someCode({ minimum: '20.00', max_uses: 1 });
  const { id } = await placed(customer, [[product, 2]], { status: 'draft', discount_code: code.code });
  assert.equal(await whyNotPlaced(id), null);
  assertStatus(await manager.patch(`/discount-codes/${code.id}`, { minimum: '20.01' }), 200);
  assert.equal(await whyNotPlaced(id), 'discount_minimum');
  await placed(customer, [[product, 3]], { discount_code: code.code });
  assert.equal(await whyNotPlaced(id), 'discount_used_up');
  assertStatus(await manager.delete(`/discount-codes/${code.id}`), 204);
  assert.equal(await whyNotPlaced(id), 'unknown_code');
  await rows("INSERT INTO tax_rates (country, class, name, rate, valid_from) VALUES ('US', 'books', 'Tax', 0.1, '2020-01-01')");
  try {
    assert.equal(await whyNotPlaced(id), 'no_tax_rate');
  } finally {
    await rows('DELETE FROM tax_rates');
  }
});

test('a code\'s minimum is judged on what the lines cost who buys, not on the catalogue', async () => {
  const code = await someCode({ minimum: '20.00' });
  await withSettings({ prices_include_tax: 'true' }, async () => {
    const { id } = await placed(customer, [[product, 2]], { status: 'draft', discount_code: code.code });
    assert.equal(await whyNotPlaced(id), null);
    const becomes = (tax_exemption) => manager.patch(`/customers/${customer.customerId}`, { tax_exemption });
    assertStatus(await becomes('exempt'), 200);
    try {
      assert.equal(await whyNotPlaced(id), 'discount_minimum'); // 2 × 9.26, without the 8 % in it
      assertStatus(await manager.patch(`/discount-codes/${code.id}`, { minimum: '18.52' }), 200);
      assert.equal(await whyNotPlaced(id), null);
    } finally {
      assertStatus(await becomes('none'), 200);
    }
  });
});

test('a weight that no shipping rate covers is a reason too, unless a code ships for nothing', async () => {
  const free = await someCode({ kind: 'free_shipping', value: undefined });
  const heavy = await someProduct(manager, { weight_kg: '2.500' });
  const draft = await placed(customer, [[heavy, 2]], { status: 'draft' });
  const freely = await placed(customer, [[heavy, 2]], { status: 'draft', discount_code: free.code });
  const rate = assertStatus(await manager.post('/shipping/rates', { name: 'Light', max_weight_kg: 5, price: '4.00' }), 201).body;
  try {
    assert.equal(await whyNotPlaced(draft.id), null);
    assertStatus(await manager.patch(`/products/${heavy.id}`, { weight_kg: '2.501' }), 200);
    assert.equal(await whyNotPlaced(draft.id), 'no_shipping_rate');
    const { data } = (await customer.get(`/orders/${draft.id}/actions`)).body;
    assert.match(data.find(({ action }) => action === 'place').detail, /5\.002 kg/);
    assert.equal(await whyNotPlaced(freely.id), null);
  } finally {
    assertStatus(await manager.delete(`/shipping/rates/${rate.id}`), 204);
  }
});

test('a stranger learns nothing', async () => {
  const { id } = await placed(customer, [[product, 1]]);
  assertProblem(await (await someone()).get(`/orders/${id}/actions`), 404, 'not_found');
});

test('what is paid can be given back, and not be paid again', async () => {
  const { id } = await placed(customer, [[product, 1]]);
  await paid(customer, id);
  const { data } = (await manager.get(`/orders/${id}/actions`)).body;
  const [pay, refund] = ['pay', 'refund'].map((name) => data.find((row) => row.action === name));
  assert.deepEqual([pay.allowed, pay.code], [false, 'nothing_to_pay']);
  assert.deepEqual([refund.allowed, refund.code], [true, null]);
  for (const action of ['pay', 'refund']) {
    const reply = await REQUESTS[action](manager, id);
    assert.equal(reply.status < 300, action === 'refund', reply.text);
    if (action === 'pay') assert.equal(reply.body.code, pay.code);
  }
});
