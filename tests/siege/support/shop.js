// Who is honest, what they ask for, and what there is to buy.
// SPDX-License-Identifier: MIT
import { randomInt, randomUUID } from 'node:crypto';
import { rows } from '../../api/support/database.js';
import { Client } from '../../api/support/http.js';
import { PASSWORD, registered, someone } from '../../api/support/people.js';
import { ADDRESS, place, placed, someProduct } from '../../api/support/shop.js';

const PRODUCTS = 20;
const STOCK = 10_000_000;

const once = (make) => {
  let made;
  return () => (made ??= make());
};

/** A manager, the same for all. */
export const theManager = once(() => someone('manager'));

/** What is ordered, the same for all. */
export const theProducts = once(async () => {
  const manager = await theManager();
  return Promise.all(Array.from({ length: PRODUCTS }, () => someProduct(manager, { stock: STOCK })));
});

/** The nth product of the catalogue. */
export const sku = (n) => `SIEGE-${n}`;

/** A catalogue of at least so many products, with names long enough that a list of them is large. */
export async function catalogue(size) {
  await rows(
    `INSERT INTO products (sku, name, price, on_hand)
     SELECT 'SIEGE-' || n, 'Siege product ' || n || repeat(' of quite some length', 7), 10, $2
     FROM generate_series(1, $1::int) n ON CONFLICT DO NOTHING`,
    size,
    STOCK,
  );
  await rows('ANALYZE products');
}

const some = (list) => list[randomInt(list.length)];
const aKey = () => ({ 'Idempotency-Key': randomUUID() });

/** Without a connection that lasts: as many who come once do. */
const passing = (client) => Object.assign(client, { headers: { ...client.headers, Connection: 'close' } });

/** Someone new, for whom no connection is kept. */
export const someStranger = async () => passing(await someone());

/** Orders one of the products that `list` has. */
export const ordering = (customer, list) => () => place(customer, [[some(list), 1]], {}, aKey());

/** Orders one of the catalogue's first `size`. */
export const orderingOf = (customer, size) => () => {
  const items = [{ sku: sku(randomInt(1, size + 1)), quantity: 1 }];
  return customer.post('/orders', { items, shipping_address: ADDRESS }, aKey());
};

/** A day in the shop: someone looks around, orders, and looks after it. */
export async function aDay(rate = 20) {
  const [customer, list] = [await someStranger(), await theProducts()];
  const anyone = passing(new Client());
  const asks = [
    () => anyone.get(`/products?limit=20&min_price=${randomInt(1, 10)}`),
    () => customer.get(`/products/${some(list).id}`),
    ordering(customer, list),
    () => customer.get('/orders/me?limit=20'),
    () => customer.get('/auth/me'),
  ];
  return { asks, rate };
}

/** People who sign in, each from an address of their own. */
export async function signingIn(rate) {
  const accounts = await Promise.all(Array.from({ length: 6 }, () => registered()));
  const asks = accounts.map(
    ({ email }) =>
      () =>
        passing(new Client()).post('/auth/login', { email, password: PASSWORD }),
  );
  return { asks, rate };
}

/** Someone who pays and cancels orders that were placed before, for so many seconds. */
export async function paying(rate, seconds) {
  const [customer, list] = [await someStranger(), await theProducts()];
  const orders = [];
  for (let n = 0; n < rate * seconds; n++) orders.push(await placed(customer, [[some(list), 1]]));
  let turn = 0;
  const asks = [
    () => customer.post(`/orders/${orders[turn++ % orders.length].id}/payments`, { method: 'tok_ok' }, aKey()),
    () => customer.post(`/orders/${orders[turn++ % orders.length].id}/cancel`, {}),
  ];
  return { asks, rate };
}

/** Whether the service is alive. */
export function health(rate) {
  const anyone = passing(new Client());
  return { asks: [() => anyone.get('/health/live')], rate };
}

/** Sends as the person `given.headers` are of. */
export const as = (given) => new Client(given.headers);
