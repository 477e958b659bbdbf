// Bad input: a clear problem of the right status each time, and nothing written.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertInvalid, assertProblem, assertStatus } from '../support/check.js';
import { row } from '../support/database.js';
import { someone, unique } from '../support/people.js';
import { place, placed, someProduct } from '../support/shop.js';

let manager, customer, product, good;
before(async () => {
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
  product = await someProduct(manager);
  good = `{"items":[{"product_id":${product.id},"quantity":1}]}`;
});

/** All that an order of ours could write. */
const written = () =>
  row(
    `SELECT (SELECT count(*) FROM orders WHERE user_id = $1) AS orders,
            (SELECT count(*) FROM order_lines WHERE product_id = $2) AS lines,
            (SELECT count(*) FROM stock_movements WHERE product_id = $2) AS movements,
            (SELECT count(*) FROM order_history WHERE actor_id = $1) AS history,
            (SELECT count(*) FROM outbox WHERE payload->>'user_id' = $1::text) AS outbox,
            (SELECT count(*) FROM idempotency_keys WHERE principal = 'user:' || $1) AS keys,
            (SELECT reserved FROM products WHERE id = $2) AS reserved`,
    customer.id,
    product.id,
  );

async function writesNothing(work) {
  const before = await written();
  await work();
  assert.deepEqual(await written(), before);
}

const send = (body, headers = {}) =>
  customer.post('/orders', body, { 'Idempotency-Key': unique(), ...headers });

test('the body that the tests below break is good', async () => {
  assertStatus(await send(good), 201);
  assertStatus(await send(` \n\t${good}\r\n`), 201);
});

const MALFORMED = {
  nothing: '',
  'white space': ' \n',
  truncated: () => good.slice(0, -5),
  'truncated in a string': '{"items":"ab',
  'one byte short': () => good.slice(0, -1),
  'one brace too many': () => `${good}}`,
  'two documents': () => good + good,
  'no object': '[]',
  null: 'null',
  'a number': '42',
  'a word': 'yes',
  'single quotes': "{'items':[]}",
  'a trailing comma': '{"items":[],}',
  'a comment': () => `/* order */ ${good}`,
  'names without quotes': '{items:[]}',
  'a leading zero': '{"items":[{"product_id":01,"quantity":1}]}',
  NaN: '{"items":[{"product_id":1,"quantity":NaN}]}',
  'a duplicate key': () => `{"items":[],${good.slice(1)}`,
  'a duplicate key, escaped': () => `{"\\u0069tems":[],${good.slice(1)}`,
  'a duplicate key, deep': '{"items":[{"product_id":1,"quantity":1,"quantity":2}]}',
  'U+0000 in a string': '{"customer_notes":"a\\u0000b"}',
  'U+0000 in a name': '{"a\\u0000b":1}',
  'a raw NUL': Buffer.from('{"customer_notes":"a\0b"}'),
  'a raw line end in a string': '{"customer_notes":"a\nb"}',
  'half a surrogate pair': '{"customer_notes":"\\ud800"}',
  'surrogates the wrong way round': '{"customer_notes":"\\udc00\\ud800"}',
  'a bad escape': '{"customer_notes":"\\x41"}',
  'invalid UTF-8': Buffer.concat([
    Buffer.from('{"customer_notes":"'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}'),
  ]),
  'overlong UTF-8': Buffer.concat([
    Buffer.from('{"customer_notes":"'),
    Buffer.from([0xc0, 0xaf]),
    Buffer.from('"}'),
  ]),
  'UTF-8 surrogates': Buffer.concat([
    Buffer.from('{"customer_notes":"'),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from('"}'),
  ]),
  'Latin-1': Buffer.from('{"customer_notes":"caf\u00e9"}', 'latin1'),
  'UTF-16': () => Buffer.from(good, 'utf16le'),
  'a megabyte of [': '['.repeat(1 << 20),
  'a megabyte of {"a":': '{"a":'.repeat((1 << 20) / 5),
  'thirty-three arrays in each other': `{"items":${'['.repeat(33)}${']'.repeat(33)}}`,
};

for (const [name, body] of Object.entries(MALFORMED)) {
  test(`malformed: ${name}`, async () => {
    await writesNothing(async () => {
      assertProblem(await send(typeof body === 'function' ? body() : body), 400, 'malformed_json');
    });
  });
}

/** Each wrong body, and the fields it must be told of. */
const INVALID = {
  'wrong types': [
    { items: 'all', customer_notes: 7, payment_method: false },
    '/items',
    '/customer_notes',
    '/payment_method',
  ],
  'unknown fields, at every depth': [
    {
      items: [{ product_id: 1, quantity: 1, price: 1 }],
      colour: 'red',
      shipping_address: { street: 'a', city: 'b', postal_code: 'c', country: 'de', x: 1 },
    },
    '/colour',
    '/items/0/price',
    '/shipping_address/x',
  ],
  'no items at all': [{}, '/items'],
  'an empty list': [{ items: [] }, '/items'],
  'items that are none': [
    { items: [1, null, 'x', []] },
    '/items/0',
    '/items/1',
    '/items/2',
    '/items/3',
  ],
  'a quantity of zero': [{ items: [{ product_id: 1, quantity: 0 }] }, '/items/0/quantity'],
  'a negative quantity': [{ items: [{ product_id: 1, quantity: -1 }] }, '/items/0/quantity'],
  'a huge quantity': [{ items: [{ product_id: 1, quantity: 1e15 }] }, '/items/0/quantity'],
  'a quantity beyond all integers': [
    '{"items":[{"product_id":1,"quantity":99999999999999999999999999}]}',
    '/items/0/quantity',
  ],
  'a quantity of 1e400': ['{"items":[{"product_id":1,"quantity":1e400}]}', '/items/0/quantity'],
  'half a piece': [{ items: [{ product_id: 1, quantity: 0.5 }] }, '/items/0/quantity'],
  'a quantity of true': [{ items: [{ product_id: 1, quantity: true }] }, '/items/0/quantity'],
  'no quantity': [{ items: [{ product_id: 1 }] }, '/items/0/quantity'],
  'an id that is none': [
    {
      items: [
        { product_id: 'x', quantity: 1 },
        { product_id: -1, quantity: 1 },
      ],
    },
    '/items/0/product_id',
    '/items/1/product_id',
  ],
  'an id beyond 64 bits': [
    '{"items":[{"product_id":9223372036854775808,"quantity":1}]}',
    '/items/0/product_id',
  ],
  'an unknown product': [
    { items: [{ product_id: 999999999, quantity: 1 }] },
    '/items/0/product_id',
  ],
  'notes that are too long': [
    { items: [{ product_id: 1, quantity: 1 }], customer_notes: 'x'.repeat(2001) },
    '/customer_notes',
  ],
  'control characters': [
    { items: [{ product_id: 1, quantity: 1 }], payment_method: 'a\u0007b' },
    '/payment_method',
  ],
  'a negative shipping cost': [
    { items: [{ product_id: 1, quantity: 1 }], shipping_cost: -0.01 },
    '/shipping_cost',
  ],
  __proto__: [
    '{"items":[{"product_id":1,"quantity":1}],"__proto__":{"role":"admin"}}',
    '/__proto__',
  ],
};

for (const [name, [body, ...pointers]] of Object.entries(INVALID)) {
  test(`invalid: ${name}`, async () => {
    await writesNothing(async () => {
      assertInvalid(await send(body), ...pointers);
    });
  });
}

test('a sum of lines that no order can have is refused', async () => {
  const dear = await someProduct(manager, { price: '9999999999.99', stock: 1000000 });
  await writesNothing(async () => {
    assertProblem(await place(customer, [[dear, 1000000]]), 422, 'invalid_fields');
    const lines = Array.from({ length: 100 }, () => [dear, 1000000]);
    assertProblem(await place(customer, lines), 422, 'invalid_fields');
  });
});

test('SQL in a text is a text', async () => {
  const note = "'); DROP TABLE orders; -- $1 \\x %s";
  const order = await placed(customer, [[product, 1]], { customer_notes: note });
  assert.equal((await customer.get(`/orders/${order.id}`)).body.customer_notes, note);
  assertProblem(await customer.get(`/orders/number/${encodeURIComponent("x' OR '1'='1")}`), 404);
});

test('a body over the limit is a 413, of nginx or of orderd', async () => {
  await writesNothing(async () => {
    for (const size of [(1 << 20) + 1, 3 << 20])
      assertProblem(await send(good.padEnd(size)), 413, 'body_too_large');
  });
});

test('a body at the limit is read', async () => {
  assertStatus(await send(good.padEnd(1 << 20)), 201);
});

test('another content type is a 415', async () => {
  await writesNothing(async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonp',
      'text/json',
      'application/xml',
      null,
    ])
      assertProblem(await send(good, { 'Content-Type': type }), 415, 'unsupported_media_type');
  });
});

test('JSON by any of its spellings is taken', async () => {
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/json;charset=UTF-8',
  ])
    assertStatus(await send(good, { 'Content-Type': type }), 201);
});

test("another user's order id is a 404, whatever is asked of it", async () => {
  const stranger = await someone();
  const { id } = await placed(stranger, [[await someProduct(manager), 1]]);
  await writesNothing(async () => {
    assertProblem(await customer.get(`/orders/${id}`), 404, 'not_found');
    assertProblem(await customer.get(`/orders/${id}/history`), 404, 'not_found');
    assertProblem(await customer.post(`/orders/${id}/cancel`, {}), 404, 'not_found');
  });
});

test('ids that are none are a 404', async () => {
  for (const id of [
    '0',
    '-1',
    'x',
    '1.5',
    '9223372036854775807',
    '9223372036854775808',
    '%20',
    '1%00',
    'null',
    '0x1',
    '٣',
  ])
    assert.ok(
      [400, 404].includes(
        (await customer.get(`/orders/${encodeURI(id).replaceAll('%25', '%')}`)).status,
      ),
      id,
    );
});

test('a path that is not UTF-8 names nothing', async () => {
  for (const path of ['/products/sku/%ff', '/inventory/products/sku/caf%e9', '/orders/number/%c0%80'])
    assertProblem(await customer.get(path), 404, 'not_found');
});
