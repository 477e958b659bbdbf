// Seed 003, "Order Service": its endpoints under /api/orders, its curl commands and its script.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { someone, unique } from '../api/support/people.js';
import { totals } from '../api/support/money.js';
import { client, release, shell, shellJson } from './support.js';

let admin, adminToken, customer, products;
before(async () => {
  const manager = await someone('admin');
  [admin, adminToken] = [client(manager.access_token), manager.access_token];
  const person = { email: 'john.doe@example.com', password: 'SecurePass123' };
  await release(person);
  await client()('POST /api/auth/register', 201, { ...person, name: 'John Doe' });
  customer = client((await client()('POST /api/auth/login', 200, person)).body.token);
  products = await Promise.all(['19.99', '5.01'].map(async (price) => {
    const body = { sku: unique(), name: 'Thing', price, stock: 100 };
    return (await admin('POST /api/products', 201, body)).body;
  }));
});

const ADDRESS = { street: '123 Main Street', city: 'New York', state: 'NY', zipCode: '10001', country: 'USA' };

const ordered = async () =>
  (await customer('POST /api/orders', 201, { items: [{ product_id: products[0].id, quantity: 1 }], shipping_address: ADDRESS })).body;

const LOGIN = `curl -X POST http://localhost:3001/api/auth/login   -H "Content-Type: application/json"   -d '{"email":"john.doe@example.com","password":"SecurePass123"}'`;

test('the example: sign in, list products, create an order', async () => {
  const { token } = await shellJson(LOGIN);
  assert.ok((await shellJson('curl http://localhost:3002/api/products')).data.length > 0);
  const order = await shellJson(
    `curl -X POST http://localhost:8000/api/orders   -H "Authorization: Bearer $YOUR_CUSTOMER_TOKEN"   -H "Content-Type: application/json"   -d '{
    "items": [
      {
        "product_id": "'$PRODUCT_ID_1'",
        "quantity": 1
      },
      {
        "product_id": "'$PRODUCT_ID_2'",
        "quantity": 2
      }
    ],
    "shipping_address": {
      "street": "123 Main Street",
      "city": "New York",
      "state": "NY",
      "zipCode": "10001",
      "country": "USA"
    },
    "billing_address": {
      "street": "123 Main Street",
      "city": "New York",
      "state": "NY",
      "zipCode": "10001",
      "country": "USA"
    },
    "customer_notes": "Please deliver during business hours",
    "payment_method": "credit_card"
  }'`,
    { YOUR_CUSTOMER_TOKEN: token, PRODUCT_ID_1: products[0].id, PRODUCT_ID_2: products[1].id },
  );
  assert.match(order.order_number, /^ORD-\d{8}-[0-9A-F]{8}$/);
  assert.deepEqual([order.status, order.payment_status], ['pending', 'pending']);
  const expected = totals([['19.99', 1], ['5.01', 2]]); // 30.01 + 2.40 + 10.00
  for (const name of ['subtotal', 'tax', 'shipping_cost', 'total'])
    assert.equal(order[name].toFixed(2), expected[name], name);
  assert.deepEqual(order.items.map((item) => [item.product_name, item.unit_price, item.quantity]), [['Thing', 19.99, 1], ['Thing', 5.01, 2]]);
  assert.equal(order.shipping_address.postal_code, '10001');
  assert.equal(order.customer_notes, 'Please deliver during business hours');
  assert.deepEqual([order.customer.first_name, order.customer.last_name], ['John', 'Doe']);
});

test('the example: administrators list all orders, filter them, and change a status', async () => {
  const order = await ordered();
  const variables = { YOUR_ADMIN_TOKEN: adminToken, ORDER_ID_HERE: order.id };
  const all = await shellJson(`curl http://localhost:8000/api/orders/all   -H "Authorization: Bearer $YOUR_ADMIN_TOKEN"`, variables);
  assert.equal(all.data[0].id, order.id, 'newest first');
  const pending = await shellJson(`curl "http://localhost:8000/api/orders/all?status=pending"   -H "Authorization: Bearer $YOUR_ADMIN_TOKEN"`, variables);
  assert.ok(pending.data.every(({ status }) => status === 'pending'));
  const confirmed = await shellJson(
    `curl -X PATCH http://localhost:8000/api/orders/$ORDER_ID_HERE/status   -H "Authorization: Bearer $YOUR_ADMIN_TOKEN"   -H "Content-Type: application/json"   -d '{"status": "confirmed"}'`,
    variables,
  );
  assert.equal(confirmed.status, 'confirmed');
});

// As it stands in the seed, but for the two greps of ids: orderd's are numbers, and named id.
const SCRIPT = `
echo "=== Full E-commerce Platform Integration Test ==="
echo ""

GREEN=''
BLUE=''
NC=''

echo -e "\${BLUE}1. Logging in as customer...\${NC}"
CUSTOMER_RESPONSE=$(curl -s -X POST http://localhost:3001/api/auth/login   -H "Content-Type: application/json"   -d '{"email":"john.doe@example.com","password":"SecurePass123"}')

CUSTOMER_TOKEN=$(echo $CUSTOMER_RESPONSE | grep -o '"token":"[^"]*' | cut -d'"' -f4)
echo -e "\${GREEN}✓ Customer logged in\${NC}"
echo ""

echo -e "\${BLUE}2. Fetching available products...\${NC}"
PRODUCTS=$(curl -s "http://localhost:3002/api/products?in_stock=true")
PRODUCT_ID=$(echo $PRODUCTS | grep -o '"id":[0-9]*' | head -1 | cut -d: -f2)
echo -e "\${GREEN}✓ Found products\${NC}"
echo "Using Product ID: $PRODUCT_ID"
echo ""

echo -e "\${BLUE}3. Creating order...\${NC}"
ORDER_RESPONSE=$(curl -s -X POST http://localhost:8000/api/orders   -H "Authorization: Bearer $CUSTOMER_TOKEN"   -H "Content-Type: application/json"   -d "{
    \\"items\\": [
      {
        \\"product_id\\": \\"$PRODUCT_ID\\",
        \\"quantity\\": 1
      }
    ],
    \\"shipping_address\\": {
      \\"street\\": \\"123 Test St\\",
      \\"city\\": \\"New York\\",
      \\"state\\": \\"NY\\",
      \\"zipCode\\": \\"10001\\",
      \\"country\\": \\"USA\\"
    }
  }")

ORDER_ID=$(echo $ORDER_RESPONSE | grep -o '"id":[0-9]*' | head -1 | cut -d: -f2)
ORDER_NUMBER=$(echo $ORDER_RESPONSE | grep -o '"order_number":"[^"]*' | cut -d'"' -f4)

echo -e "\${GREEN}✓ Order created\${NC}"
echo "Order ID: $ORDER_ID"
echo "Order Number: $ORDER_NUMBER"
echo ""

echo -e "\${BLUE}4. Fetching order details...\${NC}"
ORDER_DETAILS=$(curl -s http://localhost:8000/api/orders/$ORDER_ID   -H "Authorization: Bearer $CUSTOMER_TOKEN")
echo -e "\${GREEN}✓ Order details retrieved\${NC}"
echo ""

echo -e "\${GREEN}=== Integration Test Complete ===\${NC}"
`;

test('the integration test script runs, and made the order that it shows', async () => {
  const printed = await shell(SCRIPT);
  const [, id] = /^Order ID: (\d+)$/m.exec(printed);
  const [, number] = /^Order Number: (ORD-\S+)$/m.exec(printed);
  assert.match(printed, /=== Integration Test Complete ===\n$/);
  const { body } = await customer(`GET /api/orders/number/${number}`, 200);
  assert.equal(String(body.id), id);
  assert.equal(body.shipping_address.street, '123 Test St');
});

test('customer endpoints: own orders by page, by id, by number, and cancelling', async () => {
  const order = await ordered();
  const page = (await customer('GET /api/orders?page=1&limit=5', 200)).body;
  assert.deepEqual([page.page, page.limit, page.data[0].id], [1, 5, order.id]);
  await customer(`GET /api/orders/${order.id}`, 200);
  const stranger = client((await someone()).access_token);
  await stranger(`GET /api/orders/${order.id}`, 404);
  await stranger(`GET /api/orders/number/${order.order_number}`, 404);
  assert.equal((await customer(`DELETE /api/orders/${order.id}/cancel`, 200)).body.status, 'cancelled');
  for (const path of ['GET /api/orders/all', `PATCH /api/orders/${order.id}/status`])
    await customer(path, 403, path.startsWith('PATCH') ? { status: 'confirmed' } : undefined);
});

test('the whole life: pending, confirmed, processing, shipped, delivered; then no cancelling', async () => {
  const { id } = await ordered();
  for (const status of ['confirmed', 'processing', 'shipped', 'delivered']) {
    assert.equal((await admin(`PATCH /api/orders/${id}/status`, 200, { status })).body.status, status);
    if (status === 'shipped') await customer(`DELETE /api/orders/${id}/cancel`, 409);
  }
  await customer(`DELETE /api/orders/${id}/cancel`, 409);
});

test('administrators update status, tracking and internal notes in one request', async () => {
  const { id } = await ordered();
  await admin(`PUT /api/orders/${id}`, 200, { status: 'confirmed', internal_notes: 'Handle with care' });
  const { body } = await admin(`PUT /api/orders/${id}`, 200, { status: 'shipped', tracking_number: '1Z999', carrier: 'UPS' });
  assert.deepEqual([body.status, body.tracking_number, body.internal_notes], ['shipped', '1Z999', 'Handle with care']);
  assert.equal((await customer(`GET /api/orders/${id}`, 200)).body.internal_notes, null);
  await customer(`PUT /api/orders/${id}`, 403, { status: 'delivered' });
});

test('no token is needed for health, the documents and the root; one is for orders', async () => {
  for (const path of ['/health', '/docs', '/']) await client()(`GET ${path}`, 200);
  await client()('GET /api/orders', 401);
});
