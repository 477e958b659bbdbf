// What an order may be sent with: other clients' names, and addresses of either form.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { someone } from '../support/people.js';
import { ADDRESS, place, placed, someProduct } from '../support/shop.js';

let manager, customer;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
});

test('the names of other clients are taken: zipCode, notes, description, ids as text', async () => {
  const product = await someProduct(manager);
  const { postal_code: zipCode, ...rest } = ADDRESS;
  for (const name of ['notes', 'description', 'customer_notes']) {
    const { body } = assertStatus(
      await customer.post('/orders', {
        items: [{ product_id: String(product.id), quantity: 1 }],
        shipping_address: { ...rest, zipCode },
        [name]: 'Ring twice',
      }),
      201,
    );
    assert.equal(body.customer_notes, 'Ring twice');
    assert.deepEqual(body.shipping_address, ADDRESS);
  }
  assertProblem(
    await place(customer, [[product, 1]], { notes: 'a', description: 'b' }),
    422,
    'invalid_fields',
  );
});

test('an address may have a company, a second line and a phone, and no postal code', async () => {
  const product = await someProduct(manager);
  const { postal_code: none, ...rest } = ADDRESS;
  const address = { name: 'Ann', company: 'Doe Ltd', ...rest, street2: 'Unit 4', phone: '+353 1 555 0100' };
  const order = await placed(customer, [[product, 1]], { shipping_address: address });
  assert.deepEqual([order.shipping_address, order.billing_address], [address, address]);
});

test('an address may be one string of up to 500 characters, and billing another', async () => {
  const product = await someProduct(manager);
  const text = 'é'.repeat(500);
  const order = await placed(customer, [[product, 1]], {
    shipping_address: text,
    billing_address: { ...ADDRESS, name: 'ACME' },
  });
  assert.deepEqual(
    [order.shipping_address, order.billing_address],
    [text, { ...ADDRESS, name: 'ACME' }],
  );
  assertInvalid(
    await place(customer, [[product, 1]], { shipping_address: `${text}x` }),
    '/shipping_address',
  );
  const { street, city, ...half } = ADDRESS;
  const errors = assertInvalid(
    await place(customer, [[product, 1]], { shipping_address: { ...half, colour: 1 } }),
    '/shipping_address/street',
    '/shipping_address/city',
    '/shipping_address/colour',
  );
  assert.equal(errors.length, 3, `${street}, ${city}`);
});

test('an order needs no address', async () => {
  const product = await someProduct(manager);
  const order = await placed(customer, [[product, 1]], { shipping_address: undefined });
  assert.deepEqual([order.shipping_address, order.billing_address], [null, null]);
});
