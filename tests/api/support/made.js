// Something for every path of the document, and a body for every route that makes or changes one. A
// route that does needs a row here.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertStatus } from './check.js';
import { row, value } from './database.js';
import { paid } from './payments.js';
import { PASSWORD, someDepartment, someEmail, someone, unique } from './people.js';
import { placed, someProduct } from './shop.js';

/** Who makes all of it. */
export const admin = await someone('admin');

let amount = 0;

/** How a thing with a path's parameters is made; the longest beginning of the path decides. */
const MADE = {
  '/admin/mails/{id}': () => mail(),
  '/admin/users/{id}': () => someone('staff'),
  '/api-keys/{id}': async () => made('/api-keys', { name: unique(), role: 'staff' }),
  '/auth/sessions/{session_id}': () => ({ session_id: randomUUID() }),
  '/customers/{id}': () => made('/customers', { first_name: 'Ann', last_name: 'Lee' }),
  '/departments/{id}': () => someDepartment(),
  '/inventory/products/{id}': () => someProduct(admin),
  '/inventory/products/sku/{sku}': () => someProduct(admin),
  '/orders/number/{order_number}': () => order(),
  '/orders/{id}': () => order(),
  '/orders/{id}/refunds': () => order((o) => paid(admin, o.id)),
  '/orders/{id}/returns': () => order(ship),
  '/orders/{id}/returns/{return_id}': async () => {
    const shipped = await order(ship);
    const { returns } = await made(`/orders/${shipped.id}/returns`, { items: oneOf(shipped) });
    return { id: shipped.id, return_id: returns[0].id };
  },
  '/orders/{id}/shipments': () => order((o) => admin.post(`/orders/${o.id}/confirm`, {})),
  '/orders/{id}/shipments/{shipment_id}': async () => {
    const { id, shipments } = await ship(await order());
    return { id, shipment_id: shipments[0].id };
  },
  '/payments/{id}': async () => paid(admin, (await order()).id),
  '/products/{id}': () => someProduct(admin),
  '/products/sku/{sku}': () => someProduct(admin),
  '/views/{id}': () => made('/views', view()),
  '/webhooks/deliveries/{id}': async () => made(`/webhooks/${(await webhook()).id}/test`, {}),
  '/webhooks/{id}': () => webhook(),
  '/shipping/rates/{id}': () => made('/shipping/rates', rate()),
  '/tax/rates/{id}': () => made('/tax/rates', taxRate()),
  '/discount-codes/{id}': () => made('/discount-codes', code()),
};

const made = async (path, body) => assertStatus(await admin.post(path, body), 201).body;
const webhook = () => made('/webhooks', hears());
const hears = () => ({ url: `https://hooks.example.com/${unique()}`, events: ['user.locked'] }); // rare
const oneOf = (order) => [{ product_id: order.items[0].product_id, quantity: 1 }];
const view = () => ({ list: 'orders', name: unique() });
const rate = () => ({ name: unique(), min_weight_kg: '900', max_weight_kg: '1000', price: '5.00' });
const taxRate = () => ({ country: 'AQ', tax_class: unique(), name: 'Ice', rate: '0.01' });
const code = () => ({ code: unique(), name: 'A code', kind: 'percent', value: '5.00' });

/** A mail that was given up. */
async function mail() {
  const person = await someone();
  const number = await value('SELECT last FROM feed');
  return row(
    `INSERT INTO mails (event, kind, number, user_id, happened_at, last_moment, state, settled_at)
     VALUES ('order.created', 'order_received', $1, $2, now(), now() + interval '1 day', 'dead', now())
     RETURNING id::int`,
    number,
    person.id,
  );
}

/** A new order of two pieces, after `steps`. */
async function order(steps = () => {}) {
  const placedOne = await placed(admin, [[await someProduct(admin), 2]]);
  await steps(placedOne);
  return placedOne;
}

async function ship({ id }) {
  await admin.post(`/orders/${id}/confirm`, {});
  return made(`/orders/${id}/shipments`, {});
}

/** `path` with the parameters of a thing made for it alone, which comes along. */
export async function filled(path) {
  if (!path.includes('{')) return { there: path };
  const beginnings = Object.keys(MADE).filter((start) => `${path}/`.startsWith(`${start}/`));
  assert.ok(beginnings.length, `${path} has a row in MADE`);
  const thing = await MADE[beginnings.sort().at(-1)]();
  return { thing, there: path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(thing[name])) };
}

/** Bodies of changes that take more than {}. */
export const CHANGES = {
  'PATCH /admin/users/{id}/role': { role: 'manager' },
  'PATCH /inventory/products/{id}/stock': { adjustment: 1 },
  'PATCH /products/{id}/stock': { adjustment: 1 },
  'PATCH /orders/{id}/status': { status: 'confirmed' },
  'POST /reports/export/orders': { ids: [1] },
  'PUT /orders/{id}/status': { status: 'confirmed' },
  'POST /webhooks/{id}/replay': { from: 1, to: 1 },
};

/** Of every route that makes something, a body that makes a new one of a thing. */
export const CREATES = {
  'POST /admin/users': () => ({ email: someEmail(), password: PASSWORD, role: 'staff' }),
  'POST /api-keys': () => ({ name: unique(), role: 'staff' }),
  'POST /auth/register': () => ({ email: someEmail(), password: PASSWORD }),
  'POST /customers': () => ({ first_name: 'Ann', last_name: unique() }),
  'POST /departments': () => ({ name: unique() }),
  'POST /inventory/categories': () => ({ name: unique() }),
  'POST /inventory/products': () => ({ sku: unique(), name: 'Pen', price: '1.00' }),
  'POST /orders': async () => ({ items: [{ sku: (await someProduct(admin)).sku, quantity: 1 }] }),
  'POST /orders/printed': async () => ({ order_ids: [(await order()).id] }),
  'POST /orders/{id}/payments': () => ({ method: 'tok_ok', amount: `${++amount}.00` }),
  'POST /orders/{id}/refunds': () => ({ amount: '1.00', reason: unique() }),
  'POST /orders/{id}/returns': (order) => ({ items: oneOf(order), reason: unique() }),
  'POST /orders/{id}/shipments': () => ({ tracking_number: unique() }),
  'POST /products': () => ({ sku: unique(), name: 'Pen', price: '1.00' }),
  'POST /shipping/rates': rate,
  'POST /views': view,
  'POST /tax/rates': taxRate,
  'POST /discount-codes': code,
  'POST /webhooks': hears,
  'POST /webhooks/{id}/test': () => ({}),
};
