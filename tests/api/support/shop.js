// Products and orders to test with, made through the API.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertStatus } from './check.js';
import { row, rows } from './database.js';
import { unique } from './people.js';

export const ADDRESS = {
  street: '123 Main Street',
  city: 'New York',
  state: 'NY',
  postal_code: '10001',
  country: 'USA',
};

/** A new product with a SKU of its own, made by `manager`. */
export async function someProduct(manager, fields = {}) {
  const id = unique();
  const body = { sku: `SKU-${id}`, name: `Product ${id}`, price: '10.00', stock: 100, ...fields };
  return assertStatus(await manager.post('/products', body), 201).body;
}

/** An order of [product, quantity] pairs that goes through. */
export async function placed(person, lines, fields = {}) {
  return assertStatus(await place(person, lines, fields), 201).body;
}

/** The reply to an order of [product, quantity] pairs. */
export function place(person, lines, fields = {}, headers = {}) {
  const items = lines.map(([product, quantity]) => ({ product_id: product.id, quantity }));
  return person.post('/orders', { items, shipping_address: ADDRESS, ...fields }, headers);
}

/** on_hand and reserved as they stand in the database. */
export function stockOf(product) {
  return row('SELECT on_hand, reserved FROM products WHERE id = $1', product.id);
}

/**
 * The stock is what the ledger of movements and the open orders say it is: two accounts of the
 * same thing that no request may let drift apart.
 */
export async function assertStockAddsUp(product) {
  const stock = await stockOf(product);
  const ledger = await row(
    `SELECT coalesce(sum(CASE WHEN kind IN ('initial', 'restock', 'adjustment', 'return')
                              THEN quantity
                              WHEN kind = 'sale' THEN -quantity END), 0)::int AS on_hand,
            coalesce(sum(CASE WHEN kind = 'reserve' THEN quantity
                              WHEN kind IN ('release', 'sale')
                              THEN -quantity END), 0)::int AS reserved
     FROM stock_movements WHERE product_id = $1`,
    product.id,
  );
  assert.deepEqual(stock, ledger, 'stock and ledger agree');
  const orders = await row(
    `SELECT coalesce(sum(l.quantity - l.shipped_quantity - l.cancelled_quantity), 0)::int AS reserved
     FROM order_lines l JOIN orders o ON o.id = l.order_id
     WHERE l.product_id = $1 AND o.status NOT IN ('draft', 'cancelled', 'rejected')`,
    product.id,
  );
  assert.equal(stock.reserved, orders.reserved, 'stock and open orders agree');
  return stock;
}

/** A list in one piece, of a table whose rows need but a name, has all of them. */
export async function assertListsAll(who, path, table) {
  const prefix = unique();
  try {
    await rows(`INSERT INTO ${table} (name) SELECT $1 || n FROM generate_series(1, 1001) n`, prefix);
    const { data, total } = assertStatus(await who.get(path), 200).body;
    assert.equal(data.filter(({ name }) => name.startsWith(prefix)).length, 1001);
    assert.equal(total, data.length);
  } finally {
    await rows(`DELETE FROM ${table} WHERE starts_with(name, $1)`, prefix);
  }
}
