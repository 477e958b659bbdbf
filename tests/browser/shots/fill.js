// A shop as it could be after two months: the demonstration's people and goods, with customers, orders in
// every state, money, returns and what an admin keeps. The same each time but for ids and times.
// SPDX-License-Identifier: MIT
import { assertStatus } from '../../api/support/check.js';
import { rows } from '../../api/support/database.js';
import { signIn } from '../../api/support/people.js';

export const PASSWORD = 'orderd-demo';

const PEOPLE = [
  ['Maria', 'Anders', 'Berlin', 'Germany'], ['Thomas', 'Hardy', 'London', 'United Kingdom'], ['Christina', 'Berglund', 'Luleå', 'Sweden'],
  ['Frédérique', 'Citeaux', 'Strasbourg', 'France'], ['Laura', 'Moreno', 'Madrid', 'Spain'], ['Howard', 'Snyder', 'Eugene', 'USA'],
  ['Yoshi', 'Tannamuri', 'Vancouver', 'Canada'], ['Renate', 'Messner', 'Frankfurt', 'Germany'], ['Paolo', 'Accorti', 'Turin', 'Italy'],
  ['Lino', 'Rodriguez', 'Lisbon', 'Portugal'], ['Elizabeth', 'Lincoln', 'Seattle', 'USA'], ['Jytte', 'Petersen', 'Copenhagen', 'Denmark'],
];
const address = (city, country, n) => ({ street: `${12 + 7 * n} Station Road`, city, postal_code: String(10115 + 311 * n), country });

/** Where an order has got to, by its age in days. */
const FATES = ['delivered', 'delivered', 'delivered', 'cancelled', 'delivered', 'shipped', 'partly', 'processing', 'confirmed', 'pending', 'pending'];
const ORDERS = 66;
const DAYS = 60;

const done = (reply) => assertStatus(reply, reply.status < 300 ? reply.status : 200).body;

/** Resolves to the id of one thing for each page that has one in its path. */
export async function fill() {
  const [admin, manager, staff, customer] = await Promise.all(
    ['admin', 'manager', 'staff', 'customer'].map((role) => signIn(`${role}@example.com`, PASSWORD)));
  const goods = done(await manager.get('/products?limit=100')).data.filter((p) => p.available > 0);
  for (const { id, available } of goods) if (available > 20) done(await manager.patch(`/products/${id}/stock`, { adjustment: 150, reason: 'Delivery' }));
  const plenty = goods.filter((p) => p.available > 20);

  const customers = [];
  for (const [n, [first_name, last_name, city, country]] of PEOPLE.entries()) {
    const email = `${first_name}.${last_name}@example.com`.toLowerCase().normalize('NFD').replace(/[^a-z.@]/g, '');
    customers.push(done(await manager.post('/customers', { first_name, last_name, email, phone: `+1 555 01${10 + n}`, address: address(city, country, n) })));
  }

  const linesOf = (n) => [0, 1, 2].slice(0, 1 + (n % 3)).map((i) => ({ product_id: plenty[(5 * n + 3 * i) % plenty.length].id, quantity: 1 + ((n + i) % 3) }));
  const orders = [];
  for (let n = 0; n < ORDERS; n++) {
    const age = Math.round(DAYS * (1 - n / (ORDERS - 1)));
    const fate = age > 8 ? FATES[n % 5] : FATES[5 + (n % 6)];
    const one = customers[(7 * n) % customers.length];
    const [who, whose] = n % 9 === 4 ? [customer, {}] : n % 13 === 6 ? [staff, {}] : [manager, { customer_id: one.id }];
    const order = done(await who.post('/orders', { items: linesOf(n), shipping_address: one.address, ...whose }));
    await live(manager, order, fate);
    orders.push({ ...order, age, fate, who });
  }
  const mine = orders.findLast((o) => o.who === customer && o.fate === 'delivered');
  done(await customer.post(`/orders/${mine.id}/returns`, { items: [{ order_line_id: mine.items[0].id, quantity: 1 }], reason: 'It hums when it is switched off' }));
  done(await customer.post('/orders', { status: 'draft', items: linesOf(3), shipping_address: address('Springfield', 'USA', 1) }));
  for (const quantity of [1, 2]) done(await staff.post('/orders', { items: [{ product_id: goods.find((p) => p.sku === 'LAPTOP-001').id, quantity }], shipping_address: address('Springfield', 'USA', 2) }));
  for (const { id, age } of orders) await madeOld(id, age);

  const things = await kept(admin, manager, customer);
  const product = goods.find((p) => p.sku === 'MONITOR-027').id;
  return {
    '/office/customers/:id': customers[0].id,
    '/office/orders/:id': orders.findLast((o) => o.fate === 'partly').id,
    '/office/products/:id': product,
    '/order/placed/:id': mine.id,
    '/orders/:id': mine.id,
    '/products/:id': product,
    ...things,
    print: orders.filter((o) => ['confirmed', 'processing'].includes(o.fate)).slice(0, 2).map((o) => o.id).join(),
  };
}

async function live(manager, { id, items, status }, fate) {
  const move = async (path, body) => done(await manager.post(`/orders/${id}/${path}`, body));
  const become = async (to) => done(await manager.put(`/orders/${id}/status`, { status: to }));
  if (fate === 'cancelled') return move('cancel', { note: 'Ordered twice', customer_note: 'We cancelled your second order, as you asked.' });
  if (fate === 'pending') return undefined;
  await move(status === 'pending_approval' ? 'approve' : 'confirm', {});
  await move('payments', { method: 'tok_ok' });
  if (fate === 'confirmed') return undefined;
  await become('processing');
  if (fate === 'processing') return undefined;
  const part = fate === 'partly' ? { items: [{ order_line_id: items[0].id, quantity: 1 }] } : {};
  await move('shipments', { carrier: 'UPS', tracking_number: `1Z 999 AA1 01 ${1000 + id}`, ...part });
  return fate === 'delivered' ? become('delivered') : undefined;
}

/** As if it had been placed, and all done with it, so many days ago. */
async function madeOld(id, days) {
  const ago = `make_interval(days => ${Number(days)})`;
  await rows(`UPDATE orders SET created_at = created_at - ${ago},
                order_number = overlay(order_number PLACING to_char(created_at - ${ago}, 'YYYYMMDD') FROM 5) WHERE id = $1`, id);
  await rows(`UPDATE payments SET created_at = created_at - ${ago} WHERE order_id = $1`, id);
  await rows(`UPDATE order_history SET created_at = created_at - ${ago} WHERE order_id = $1`, id);
}

/** What managers and admins keep. */
async function kept(admin, manager, customer) {
  for (const [name, min_weight_kg, max_weight_kg, price] of [['Parcel', '0', '31.5', '6.90'], ['Pallet', '31.5', '1000', '89.00']])
    done(await manager.post('/shipping/rates', { name, min_weight_kg, max_weight_kg, price }));
  done(await manager.post('/discount-codes', { code: 'WELCOME10', name: 'For the first order', kind: 'percent', value: '10.00' }));
  done(await manager.post('/discount-codes', { code: 'FREESHIP', name: 'Spring without postage', kind: 'free_shipping', minimum: '50.00' }));
  done(await manager.post('/views', { list: 'orders', name: 'To pack', filters: 'status=confirmed,processing&printed=false', is_shared: true }));
  done(await customer.post('/api-keys', { name: 'Stock scanner', role: 'customer' }));
  const departments = [];
  for (const [name, approval_threshold, monthly_budget] of [['Research', '1000.00', '25000.00'], ['Sales', '250.00', '5000.00']])
    departments.push(done(await admin.post('/departments', { name, approval_threshold, monthly_budget })));
  const users = [];
  for (const [first_name, last_name, role] of [['Rosa', 'Rivera', 'staff'], ['Ken', 'Ito', 'manager'], ['Olga', 'Novak', 'customer']]) {
    const email = `${first_name}@example.com`.toLowerCase();
    users.push(done(await admin.post('/admin/users', { email, password: 'plenty-of-paper-clips', first_name, last_name, role, ...(role === 'staff' ? { department_id: departments[0].id } : {}) })));
  }
  const hook = done(await admin.post('/webhooks', { url: 'https://hooks.example.com/orders', events: ['order.created', 'order.shipped'] }));
  done(await admin.post(`/webhooks/${hook.id}/test`, {}));
  return {
    '/admin/departments/:id': departments[0].id,
    '/admin/users/:id': users[0].id,
    '/admin/webhooks/:id': hook.id,
    '/admin/webhooks/:id/deliveries': hook.id,
  };
}
