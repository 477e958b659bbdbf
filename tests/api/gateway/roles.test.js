// Who may do what: every route asked by every role.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertProblem, assertStatus } from '../support/check.js';
import { bearer, Client } from '../support/http.js';
import { operations } from '../support/document.js';
import { everyone, signIn, someone } from '../support/people.js';
import { placed, someProduct } from '../support/shop.js';
import { resigned } from '../support/tokens.js';

const RANKS = ['anyone', 'customer', 'staff', 'manager', 'admin'];

/** The table of the design, "Who may do what": the least role of each route. */
const LEAST = {
  anyone: [
    'GET /products', 'GET /products/{product}', 'GET /products/sku/{sku}', 'GET /inventory/products',
    'GET /inventory/products/{product}', 'GET /inventory/categories', 'GET /health', 'GET /health/live',
    'GET /health/ready', 'GET /.well-known/jwks.json', 'POST /payments/stripe/webhook',
    'GET /inventory/products/sku/{sku}', 'POST /auth/login',
    'POST /auth/register', 'POST /auth/refresh', 'POST /auth/password/forgot', 'POST /auth/password/reset',
    'POST /auth/email/confirm',
  ],
  customer: [
    'GET /auth/me', 'GET /auth/sessions', 'POST /auth/validate', 'PATCH /auth/me', 'DELETE /auth/sessions/{uuid}',
    'GET /orders', 'GET /orders/me', 'POST /orders', 'POST /orders/quote', 'GET /orders/{none}',
    'GET /orders/number/ORD-20260101-00000000', 'GET /orders/{none}/history', 'POST /orders/{none}/cancel',
    'POST /shipping/calculate', 'POST /tax/calculate', 'POST /auth/email', 'POST /auth/password', 'GET /api-keys', 'POST /api-keys', 'DELETE /api-keys/{none}',
    'DELETE /orders/{none}/cancel', 'PUT /orders/{none}', 'PATCH /orders/{none}', 'DELETE /orders/{none}',
    'POST /orders/{none}/place', 'GET /orders/{none}/actions', 'POST /orders/{none}/returns', 'GET /departments', 'GET /departments/{none}',
    'POST /orders/{none}/returns/{none}/withdraw', 'GET /orders/{none}/payments', 'POST /orders/{none}/payments', 'GET /payments/{none}',
    'GET /events', 'GET /events/stream', 'GET /auth/totp', 'POST /auth/totp', 'POST /auth/totp/confirm', 'DELETE /auth/totp',
  ],
  staff: ['GET /home', 'GET /customers/{none}/figures', 'GET /views', 'POST /views', 'GET /views/{none}', 'PATCH /views/{none}', 'DELETE /views/{none}', 'GET /customers', 'GET /customers/{none}', 'GET /inventory/low-stock'],
  manager: [
    'GET /orders/selection', 'POST /orders/printed', 'POST /orders/slips', 'POST /customers', 'PUT /customers/{none}', 'PATCH /customers/{none}', 'DELETE /customers/{none}',
    'POST /products', 'PUT /products/{product}', 'PATCH /products/{product}', 'DELETE /products/{none}',
    'PATCH /products/{product}/stock', 'GET /products/{product}/movements',
    'POST /inventory/products', 'PUT /inventory/products/{product}', 'PATCH /inventory/products/{product}/stock',
    'GET /inventory/reconcile', 'GET /shipping/rates', 'POST /shipping/rates', 'DELETE /shipping/rates/{none}',
    'GET /tax/rates', 'POST /tax/rates', 'DELETE /tax/rates/{none}', 'GET /discount-codes', 'POST /discount-codes',
    'GET /discount-codes/{none}', 'PUT /discount-codes/{none}', 'PATCH /discount-codes/{none}', 'DELETE /discount-codes/{none}',
    'PATCH /inventory/products/{product}', 'DELETE /inventory/products/{none}',
    'GET /inventory/products/{product}/movements',
    'POST /inventory/categories', 'GET /orders/all', 'POST /orders/{order}/confirm', 'POST /orders/{order}/approve',
    'POST /orders/{order}/reject', 'POST /orders/{order}/shipments', 'PATCH /orders/{order}/shipments/{none}', 'DELETE /orders/{order}/shipments/{none}', 'POST /orders/{order}/returns/{none}/receive', 'POST /orders/{order}/returns/{none}/reject',
    'POST /orders/bulk', 'PUT /orders/{order}/status', 'PATCH /orders/{order}/status',
    'GET /reports/sales', 'GET /reports/sales/countries', 'GET /reports/sales/customers', 'GET /reports/inventory', 'GET /reports/top-products', 'GET /reports/export/customers', 'GET /reports/export/lines', 'GET /reports/export/order-lines', 'GET /reports/export/orders', 'POST /reports/export/orders', 'GET /reports/export/sales',
    'GET /reports/export/inventory', 'POST /customers/import', 'POST /categories/import', 'POST /inventory/categories/import', 'POST /orders/import', 'POST /products/import', 'POST /inventory/products/import',
    'POST /orders/{none}/refunds', 'GET /payments', 'GET /returns', 'POST /payments/{none}/capture', 'POST /payments/{none}/void',
  ],
  admin: [
    'GET /admin/users', 'POST /admin/users', 'GET /admin/users/{none}', 'PATCH /admin/users/{none}',
    'PATCH /admin/users/{none}/role', 'DELETE /admin/users/{none}/totp', 'POST /admin/users/{none}/unlock', 'GET /admin/settings',
    'PATCH /admin/settings', 'GET /admin/stats', 'GET /admin/audit', 'GET /admin/audit/verify',
    'GET /admin/outbox', 'GET /admin/system', 'GET /admin/settings/meaning', 'GET /admin/mails/kinds', 'GET /admin/mails/preview',
    'GET /admin/mails', 'GET /admin/mails/{none}', 'POST /admin/mails/{none}/retry', 'GET /customers/{none}/export',
    'POST /customers/{none}/anonymise',
    'POST /departments', 'PUT /departments/{none}', 'PATCH /departments/{none}', 'DELETE /departments/{none}',
    'GET /webhooks', 'POST /webhooks', 'GET /webhooks/{none}', 'PUT /webhooks/{none}', 'PATCH /webhooks/{none}',
    'DELETE /webhooks/{none}', 'GET /webhooks/{none}/deliveries', 'POST /webhooks/{none}/replay',
    'POST /webhooks/{none}/secret', 'POST /webhooks/{none}/test', 'GET /webhooks/deliveries', 'GET /webhooks/deliveries/{none}',
    'POST /webhooks/deliveries/{none}/retry',
  ],
};

/** Only who has signed in may call these; an API key is told so. */
const SESSION = [
  'GET /auth/sessions', 'DELETE /auth/sessions/{uuid}', 'POST /auth/email', 'POST /auth/password', 'POST /auth/logout', 'GET /api-keys', 'POST /api-keys',
  'DELETE /api-keys/{none}',
  'POST /auth/totp', 'POST /auth/totp/confirm', 'DELETE /auth/totp',
];

const ROWS = Object.entries(LEAST).flatMap(([least, routes]) => routes.map((route) => ({ least, route })));

let roles, known, robots, expired, revoked;
before(async () => {
  roles = await everyone();
  robots = { anyone: roles.anyone };
  for (const role of RANKS.slice(1)) {
    const { key } = (await roles.admin.post('/api-keys', { name: role, role })).body;
    robots[role] = new Client({ 'X-API-Key': key });
  }
  const past = Math.floor(Date.now() / 1000) - 7200;
  expired = new Client(bearer(await resigned(roles.admin.access_token, { claims: { iat: past, exp: past + 3600 } })));
  revoked = await signIn(roles.admin.email);
  assertStatus(await revoked.post('/auth/logout', {}), 200);

  const product = await someProduct(roles.manager);
  const order = await placed(await someone(), [[product, 1]]);
  known = {
    product: product.id, sku: product.sku, order: order.id, none: 999999999,
    uuid: '00000000-0000-4000-8000-000000000000',
  };
});

/** What the document says of a row's route; its path is there with other names for the parameters. */
function operationOf(route) {
  const [method, path] = route.split(' ');
  return operations.find((o) => o.method === method && o.matches(path.replace(/\{\w+\}/g, '1')));
}

const success = (operation) => Number(Object.keys(operation.responses)[0]);

/** Exactly what who is let in gets: the body has no field of any route, `none` is nobody's id. */
function promised(operation, route) {
  const takes = operation.requestBody?.content;
  if (takes) return 'application/json' in takes ? 422 : 415;
  return /\{none\}|\{uuid\}|-00000000/.test(route) ? 404 : success(operation);
}

async function ask(who, route) {
  const [method, pattern] = route.split(' ');
  const path = pattern.replace(/\{(\w+)\}/g, (_, name) => known[name]);
  return who.send(method, path, { body: method === 'GET' ? undefined : { no_such_field: 1 } });
}

test('every route of the document has a row, and each row a route', () => {
  const rows = [...ROWS.map((row) => operationOf(row.route)?.name), 'POST /auth/logout'];
  assert.deepEqual(rows.toSorted(), operations.map((o) => o.name).toSorted());
});

test('the document names the least role of each route', () => {
  for (const { least, route } of ROWS) assert.equal(operationOf(route)['x-least-role'], least, route);
});

for (const { least, route } of ROWS) {
  test(`${route} is for ${least}${least === 'admin' ? '' : ' and above'}`, async () => {
    const operation = operationOf(route);
    const status = promised(operation, route);
    for (const role of RANKS) {
      const [person, robot] = [await ask(roles[role], route), await ask(robots[role], route)];
      if (RANKS.indexOf(role) >= RANKS.indexOf(least)) {
        assertStatus(person, status);
        if (role !== 'anyone' && SESSION.includes(route)) assertProblem(robot, 403, 'session_required');
        else assertStatus(robot, status);
      } else if (role === 'anyone') {
        assertProblem(person, 401, 'authentication_required');
      } else {
        assertProblem(person, 403, 'forbidden');
        assertProblem(robot, 403, 'forbidden');
      }
    }
    for (const nobody of [expired, revoked]) {
      const reply = await ask(nobody, route);
      if (operation.security.length) assertProblem(reply, 401, 'invalid_token');
      else assertStatus(reply, status); // a token is not looked at
    }
  });
}

test('refusals come in the order of the design: 401, 403, 404, 412, 409', async () => {
  const { anyone, customer, manager } = roles;
  const product = await someProduct(manager);
  const owner = await someone();
  const { id } = await placed(owner, [[product, 1]]);
  const stale = { 'If-Match': '"77"' };
  const cancel = (who) => who.post(`/orders/${id}/cancel`, {}, stale);

  assertProblem(await cancel(anyone), 401);
  assertProblem(await customer.post(`/orders/${id}/confirm`, {}, stale), 403, 'forbidden');
  assertProblem(await cancel(customer), 404, 'not_found');
  assertProblem(await cancel(owner), 412, 'precondition_failed');
  await owner.post(`/orders/${id}/cancel`, {});
  assertProblem(await cancel(owner), 412, 'precondition_failed');
  assertProblem(await owner.post(`/orders/${id}/cancel`, {}), 409, 'invalid_transition');
});

test('nothing is looked up for who is refused', async () => {
  const path = (id) => `/orders/1/returns/${id}/receive`;
  for (let i = 0; i < 20; i++) // once every worker knows the customer
    assertProblem(await roles.customer.post(path(1)), 403, 'forbidden');
  for (const id of ['none', '99999999999999999999']) // no such thing, whoever asks
    for (const who of [roles.anyone, roles.customer, roles.manager])
      assertProblem(await who.post(path(id)), 404, 'not_found');
});

test('who is refused is not told what was wrong with the body', async () => {
  const broken = { body: '{"sku":', headers: {} };
  assertProblem(await roles.anyone.send('POST', '/products', broken), 401);
  assertProblem(await roles.customer.send('POST', '/products', broken), 403);
  assertProblem(await roles.manager.send('POST', '/products', broken), 400, 'malformed_json');
});
