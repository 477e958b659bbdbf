// Routes of the API that no screen uses, and why. Read by screens.js, which finds what is missing here, and
// what no longer belongs here.
// SPDX-License-Identifier: MIT

const ANOTHER_NAME = 'another name of /products, for programs that call it so';
const WHOLE = 'PATCH by another method, for programs that send the whole';
const LISTED = 'its list has all of it';

/** For programs, and for people by hand. */
export const UNUSED = {
  'DELETE /inventory/products/{id}': ANOTHER_NAME,
  'DELETE /orders/{id}/cancel': 'POST by another method',
  'GET /.well-known/jwks.json': 'keys for who verifies our tokens',
  'GET /admin/mails/{id}': LISTED,
  'GET /admin/stats': 'figures for watching programs; people have /home, the reports and the system page',
  'GET /events': 'the feed page by page, for receivers; screens take the stream',
  'GET /health/live': 'for load balancers',
  'GET /health/ready': 'for load balancers',
  'GET /inventory/low-stock': '/products?low_stock=true by another name, for programs that call it so',
  'GET /inventory/products': ANOTHER_NAME,
  'GET /inventory/products/sku/{sku}': ANOTHER_NAME,
  'GET /inventory/products/{id}': ANOTHER_NAME,
  'GET /inventory/products/{id}/movements': ANOTHER_NAME,
  'GET /inventory/reconcile': 'for watching programs; operators have `orderctl stock reconcile`, and an alert',
  'GET /orders/selection': 'ids alone; the table needs the rows, too, to name them',
  'GET /payments/{id}': LISTED,
  'GET /products/sku/{sku}': 'a search by the SKU finds it',
  'GET /views/{id}': LISTED,
  'PATCH /admin/users/{id}/role': 'PATCH /admin/users/{id} has the role, too',
  'PATCH /inventory/products/{id}': ANOTHER_NAME,
  'PATCH /inventory/products/{id}/stock': ANOTHER_NAME,
  'PATCH /orders/{id}/status': 'PUT by another method',
  'POST /auth/validate': 'for services that are handed a token',
  'POST /inventory/categories/import': ANOTHER_NAME,
  'POST /inventory/products': ANOTHER_NAME,
  'POST /inventory/products/import': ANOTHER_NAME,
  'POST /payments/stripe/webhook': 'Stripe’s',
  'POST /shipping/calculate': 'a quote has the shipping',
  'POST /tax/calculate': 'a quote has the tax',
  'PUT /customers/{id}': WHOLE,
  'PUT /departments/{id}': WHOLE,
  'PUT /discount-codes/{id}': WHOLE,
  'PUT /inventory/products/{id}': ANOTHER_NAME,
  'PUT /orders/{id}': WHOLE,
  'PUT /products/{id}': WHOLE,
  'PUT /webhooks/{id}': WHOLE,
};

/** What a role may ask, and only screens of a higher one do. */
export const FROM_ROLE = {
  'GET /departments': ['manager', 'who is below needs no other department; the profile has the number of their own'],
  'GET /orders/{id}/payments': ['staff', 'an order says what was paid and is due'],
};
