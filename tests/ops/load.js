// Clients, each a customer of its own, that place orders one after the other, each with a key, until it is
// acknowledged; what failed on the way is counted. On SIGTERM they come to an end, and the ids that were
// acknowledged are written.
// usage: node load.js HOST CERTIFICATE FOLDER
// SPDX-License-Identifier: MIT
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [host, certificate, folder] = process.argv.slice(2);
const CLIENTS = 8;
const LAST_MS = 10_000; // for what is in hand at the end
const agent = new Agent({ keepAlive: true, ca: readFileSync(certificate), servername: host });

/** {status, body}; status is the name of an error where there was no answer. */
function call(method, path, { body, token, key } = {}) {
  const text = body ? JSON.stringify(body) : '';
  const headers = {
    Host: host,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(key && { 'Idempotency-Key': key }),
  };
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', method, path: `/api/v1${path}`, headers, agent, timeout: 60_000 }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('error', (error) => resolve({ status: error.code }));
      reply.on('end', () => resolve({ status: reply.statusCode, body: Buffer.concat(parts).toString() }));
    });
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    asked.on('error', (error) => resolve({ status: error.code ?? error.message }));
    asked.end(text);
  });
}

async function must(wanted, ...args) {
  const { status, body } = await call(...args);
  if (status !== wanted) throw new Error(`${args[0]} ${args[1]}: ${status} ${body}`);
  return JSON.parse(body);
}

/** Once the limit of sign-ins from one address lets it. */
async function signIn(who, password) {
  const reply = await call('POST', '/auth/login', { body: { email: `${who}@example.com`, password } });
  if (reply.status === 200) return JSON.parse(reply.body).access_token;
  if (reply.status !== 429) throw new Error(`${who}: ${reply.status} ${reply.body}`);
  await sleep(1000);
  return signIn(who, password);
}

const told = { served: 0, failed: 0, how: {}, longest_ms: 0 };
const acknowledged = [];
let stopped = 0; // when

/** In one piece, for whoever looks at any moment. */
function tell() {
  writeFileSync(join(folder, 'load.new'), `${JSON.stringify(told)}\n`);
  renameSync(join(folder, 'load.new'), join(folder, 'load.json'));
}

async function place(token, product) {
  const key = randomUUID();
  const body = {
    items: [{ product_id: product, quantity: 1 }],
    shipping_address: { street: '1 Main Street', city: 'New York', state: 'NY', postal_code: '10001', country: 'USA' },
  };
  for (;;) {
    const began = performance.now();
    const reply = await call('POST', '/orders', { body, token, key });
    told.longest_ms = Math.max(told.longest_ms, Math.round(performance.now() - began));
    if (reply.status === 201) {
      acknowledged.push(JSON.parse(reply.body).id);
      told.served++;
      return;
    }
    told.failed++;
    told.how[reply.status] = (told.how[reply.status] ?? 0) + 1;
    if (stopped && Date.now() > stopped + LAST_MS) return;
    await sleep(100);
  }
}

const manager = await signIn('manager', 'orderd-demo');
const customers = [];
for (let i = 1; i <= CLIENTS; i++) customers.push(await signIn(`customer-${i}`, process.env.LOAD_PASSWORD));
const [{ id: product }] = (await must(200, 'GET', '/products?limit=1')).data;
await must(200, 'PATCH', `/products/${product}/stock`, { token: manager, body: { adjustment: 1_000_000 } });
process.on('SIGTERM', () => (stopped = Date.now()));
const telling = setInterval(tell, 100);
await Promise.all(
  customers.map(async (customer) => {
    while (!stopped) await place(customer, product);
  }),
);
clearInterval(telling);
writeFileSync(join(folder, 'acknowledged'), acknowledged.map((id) => `${id}\n`).join(''));
tell();
agent.destroy();
