// The OpenAPI document: it names every route, and what is answered is what it promises.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { assertStatus } from '../support/check.js';
import { someOf } from '../support/document.js';
import { anyone, send } from '../support/http.js';
import { PASSWORD, someEmail, someone, unique } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';

let document, ajv, manager, customer, product, order;
before(async () => {
  document = assertStatus(await send('GET', '/openapi.json'), 200).body;
  ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  ajv.addSchema(document, 'openapi.json');
  [manager, customer] = await Promise.all([someone('manager'), someone()]);
  product = await someProduct(manager, { category: 'Electronics', weight_kg: '1.5' });
  order = await placed(customer, [[product, 1]]);
});

const resolved = (part) =>
  part.$ref
    ? part.$ref
        .slice(2)
        .split('/')
        .reduce((at, name) => at[name], document)
    : part;

/** Of a path's members those that are methods, with what they do. */
const operations = (item) => Object.entries(item).filter(([name]) => name !== 'parameters');

/** The schema that the document has for this reply, as a JSON pointer; fails when it has none. */
function schemaOf(method, pattern, reply) {
  const operation = document.paths[pattern]?.[method.toLowerCase()];
  assert.ok(operation, `${method} ${pattern} is documented`);
  const response = operation.responses[reply.status];
  assert.ok(response, `${reply.status} of ${method} ${pattern} is documented`);
  const type = reply.headers['content-type'].split(';')[0];
  const media = resolved(response).content?.[type];
  assert.ok(media, `${type} of ${reply.status} of ${method} ${pattern} is documented`);
  return media.schema;
}

/** `schema`, its references made absolute. */
function compiled(schema) {
  return ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi.json#/')),
  );
}

function assertAsDocumented(method, pattern, reply) {
  const validate = compiled(schemaOf(method, pattern, reply));
  assert.ok(
    validate(reply.body),
    `${method} ${pattern} ${reply.status}: ${ajv.errorsText(validate.errors)} in ${reply.text}`,
  );
}

/** Each documented route, asked once well and once badly. */
const ASKS = () => {
  const created = { items: [{ product_id: product.id, quantity: 1 }] };
  const account = () => ({ email: someEmail(), password: PASSWORD });
  return [
    ['GET', '/.well-known/jwks.json', anyone],
    ['GET', '/health', anyone],
    ['GET', '/health/live', anyone],
    ['GET', '/health/ready', anyone],
    ['POST', '/auth/register', anyone, account()],
    ['POST', '/auth/register', anyone, {}],
    ['POST', '/auth/login', anyone, { email: customer.email, password: PASSWORD }],
    ['POST', '/auth/login', anyone, account()],
    ['POST', '/auth/refresh', anyone, { refresh_token: customer.refresh_token }],
    ['POST', '/auth/refresh', anyone, { refresh_token: 'x' }],
    ['GET', '/auth/me', customer],
    ['GET', '/auth/me', anyone],
    ['PATCH', '/auth/me', customer, { first_name: 'Ann' }],
    ['GET', '/auth/sessions', customer],
    ['POST', '/auth/validate', customer, {}],
    [
      'DELETE',
      '/auth/sessions/{session_id}',
      customer,
      undefined,
      '00000000-0000-4000-8000-000000000000',
    ],
    ['POST', '/auth/password/forgot', anyone, { email: customer.email }],
    ['POST', '/auth/password/reset', anyone, { token: 'x', password: PASSWORD }],
    ['POST', '/auth/password', customer, { current_password: 'x', new_password: PASSWORD }],
    ['POST', '/api-keys', customer, { name: 'robot' }],
    ['POST', '/api-keys', customer, {}],
    ['GET', '/api-keys', customer],
    ['DELETE', '/api-keys/{id}', customer, undefined, 999999999],
    ['GET', '/inventory/categories', anyone],
    ['POST', '/inventory/categories', manager, { name: unique() }],
    ['POST', '/inventory/categories', customer, {}],
    ['GET', '/inventory/low-stock', manager],
    ['GET', '/inventory/reconcile', manager],
    ['POST', '/shipping/calculate', customer, created],
    ['POST', '/shipping/calculate', customer, { weight_kg: 1 }],
    ['POST', '/shipping/calculate', customer, {}],
    ['GET', '/shipping/rates', manager],
    ['POST', '/shipping/rates', manager, {}],
    ['DELETE', '/shipping/rates/{id}', manager, undefined, 999999999],
    ['GET', '/products', anyone],
    ['GET', '/products', manager],
    ['POST', '/products', manager, { sku: unique(), name: 'Pen', price: 1 }],
    ['POST', '/products', manager, { sku: product.sku, name: 'Pen', price: 1 }],
    ['POST', '/products', manager, {}],
    ['GET', '/products/{id}', anyone, undefined, product.id],
    ['GET', '/products/{id}', anyone, undefined, 999999999],
    ['GET', '/products/sku/{sku}', anyone, undefined, product.sku],
    ['PATCH', '/products/{id}', manager, { price: 2 }, product.id],
    ['PATCH', '/products/{id}/stock', manager, { adjustment: 1 }, product.id],
    ['PATCH', '/products/{id}/stock', manager, { adjustment: -9999 }, product.id],
    ['GET', '/products/{id}/movements', manager, undefined, product.id],
    ['GET', '/orders', customer],
    ['GET', '/orders/me', customer],
    ['GET', '/orders/all', manager],
    ['GET', '/orders/all', customer],
    ['POST', '/orders', customer, created],
    ['POST', '/orders', customer, { items: [] }],
    ['POST', '/orders', customer, { items: [{ product_id: product.id, quantity: 99999 }] }],
    ['POST', '/orders/quote', customer, created],
    ['GET', '/orders/{id}', customer, undefined, order.id],
    ['GET', '/orders/{id}', manager, undefined, order.id],
    ['GET', '/orders/number/{order_number}', customer, undefined, order.order_number],
    ['GET', '/orders/{id}/history', customer, undefined, order.id],
    ['POST', '/orders/{id}/confirm', manager, {}, order.id],
    ['PATCH', '/orders/{id}/status', manager, { status: 'shipped', carrier: 'DHL' }, order.id],
    ['POST', '/orders/{id}/cancel', customer, {}, order.id],
    ['POST', '/orders/{id}/approve', manager, {}, order.id],
    ['GET', '/reports/sales', manager],
    ['GET', '/reports/inventory', manager],
    ['GET', '/reports/top-products', manager],
    ['GET', '/reports/export/orders', customer],
  ];
};

test('every reply is as the document says', async () => {
  for (const [method, pattern, who, body, parameter] of ASKS()) {
    const path = pattern.replace(/\{\w+\}/, encodeURIComponent(parameter));
    assertAsDocumented(method, pattern, await who.send(method, path, { body }));
  }
});

test('a reply has nothing that is not documented', async () => {
  const reads = [
    ['/products/{id}', `/products/${product.id}`, manager],
    ['/orders/{id}', `/orders/${order.id}`, manager],
    ['/auth/me', '/auth/me', customer],
    ['/auth/sessions', '/auth/sessions', customer],
  ];
  for (const [pattern, path, who] of reads) {
    const reply = assertStatus(await who.get(path), 200);
    const schema = resolved(schemaOf('GET', pattern, reply));
    for (const name of Object.keys(reply.body))
      assert.ok(name in schema.properties, `${name} of ${pattern}`);
  }
});

test('the document is OpenAPI 3.1, and each operation says who may call it', () => {
  assert.match(document.openapi, /^3\.1\./);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of operations(item)) {
      assert.ok(operation.operationId && operation.summary, `${method} ${path}`);
      const open =
        operation.security?.length === 0 ||
        operation.security?.some((s) => Object.keys(s).length === 0);
      assert.equal(open, operation['x-least-role'] === 'anyone', `${method} ${path}`);
      assert.ok(operation.responses['401'] || open, `401 of ${method} ${path}`);
    }
  }
});

test('what is documented is there', async () => {
  for (const [path, item] of Object.entries(document.paths)) {
    const methods = operations(item).map(([method]) => method.toUpperCase());
    const reply = await anyone.send(
      'OPTIONS',
      someOf(path),
    );
    assert.equal(reply.status, 204, path);
    const allowed = reply.headers.allow
      .split(', ')
      .filter((method) => !['HEAD', 'OPTIONS'].includes(method));
    assert.deepEqual(allowed.sort(), methods.sort(), path);
  }
});

test('the document is served at every spelling, and Swagger UI beside it', async () => {
  for (const path of ['/openapi.json', '/api/openapi.json', '/api/v1/openapi.json']) {
    const reply = assertStatus(await send('GET', path), 200);
    assert.match(reply.headers['content-type'], /^application\/json/);
    assert.deepEqual(reply.body, document);
  }
  for (const path of ['/docs', '/docs/', '/api/docs', '/api/v1/docs'])
    assert.match(
      assertStatus(await send('GET', path), 200).headers['content-type'],
      /^text\/html/,
      path,
    );
});
