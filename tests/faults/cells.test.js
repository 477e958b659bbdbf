// Other companies beside the first, behind one nginx: each has a database, roles, keys and workers of its own.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { send } from '../api/support/http.js';
import { folder } from '../api/support/instance.js';
import { installedNginx } from '../api/support/nginx.js';
import { newCompany } from './support/company.js';
import { orderAt, launch, program } from './support/orderd.js';
import { until } from './support/processes.js';

const run = promisify(execFile);

/** One that serves at its host, with nothing in its shop. */
async function newCell(name) {
  const host = `${name}.example.com`;
  const company = await newCompany(name, { issuer: `https://${host}` });
  const orderd = launch(program, ['-c', company.conf]);
  const stop = async () => {
    orderd.process.kill('SIGTERM');
    await orderd.ended;
  };
  return { ...company, name, host, sockets: company.here, stop };
}

let acme, beta, nginx;
before(async () => {
  acme = await newCell('acme');
  beta = await newCell('beta-2');
  nginx = await installedNginx({
    sockets: join(folder, 'run'),
    trusted: 'set_real_ip_from 127.0.0.1;\nreal_ip_header X-Forwarded-For;\n',
    cells: [acme, beta],
  });
  for (const { host } of [acme, beta])
    await until(`${host} is up`, async () => (await ask(host, 'GET', '/health/ready')).status === 200, 15);
});
after(async () => {
  await nginx?.stop();
  for (const cell of [acme, beta]) {
    await cell?.stop();
    await cell?.drop();
  }
});

const ask = (host, method, path, { headers, ...options } = {}) =>
  send(method, `/api/v1${path}`, { servername: 'localhost', ...options, at: nginx.url, headers: { ...headers, Host: host } });

/** Somebody of that cell, who has signed in there. */
async function customerOf({ host }) {
  const body = { email: `${randomBytes(6).toString('hex')}@example.com`, password: 'SecurePass123' };
  assert.equal((await ask(host, 'POST', '/auth/register', { body })).status, 201);
  const signedIn = await ask(host, 'POST', '/auth/login', { body });
  assert.equal(signedIn.status, 200);
  const headers = { Authorization: `Bearer ${signedIn.body.access_token}` };
  return { headers, send: (method, path, options) => ask(host, method, path, { ...options, headers }) };
}
const firstProduct = async ({ host }) => (await ask(host, 'GET', '/products?limit=1')).body.data[0];

/** A product of that cell that doesn't run out. */
async function plenty({ here, host, ctl }) {
  const file = join(here, 'plenty.csv');
  await writeFile(file, 'sku,name,price,category,stock\nPLENTY,Plenty,1,Plenty,1000000\n');
  await ctl('import', 'products', file);
  return (await ask(host, 'GET', '/products/sku/PLENTY')).body;
}

test('what is kept for a second is each company\'s own', async () => {
  await acme.ctl('demo');
  await until('acme has products', () => firstProduct(acme), 5);
  for (let i = 0; i < 3; i++) {
    assert.ok(await firstProduct(acme));
    assert.equal(await firstProduct(beta), undefined);
  }
  await beta.ctl('demo');
  await until('beta has products', () => firstProduct(beta), 5);
});

test('a token of one company is nobody\'s at the others', async () => {
  const { headers } = await customerOf(acme);
  assert.equal((await ask(acme.host, 'GET', '/auth/me', { headers })).status, 200);
  for (const host of [beta.host, 'localhost']) {
    const { status, body } = await ask(host, 'GET', '/auth/me', { headers });
    assert.deepEqual([status, body.code], [401, 'invalid_token']);
  }
});

test('a name that nobody has is the first company\'s', async () => {
  const issuers = [];
  for (const host of [acme.host, beta.host, 'nobody.example.com', 'localhost'])
    issuers.push((await ask(host, 'GET', '/.well-known/jwks.json')).body.keys.map(({ kid }) => kid).join());
  assert.equal(new Set(issuers).size, 3);
  assert.equal(issuers[2], issuers[3]);
});

test('a role has no way into the database of another company', async () => {
  const connects = (user, database) => {
    const client = new pg.Client({ host: join(folder, 'run'), user, database });
    return client.connect().then(
      () => client.end(),
      ({ code }) => code,
    );
  };
  assert.equal(await connects(`${acme.database}_app`, acme.database), undefined);
  for (const role of ['app', 'owner'])
    for (const database of [beta.database, 'orderd'])
      assert.equal(await connects(`${acme.database}_${role}`, database), '42501');
  assert.equal(await connects('orderd_app', acme.database), '42501');
});

test('orders are placed at both, and one goes without harm to the other', async () => {
  const loads = [];
  for (const cell of [acme, beta]) loads.push(orderAt(nginx.url, await customerOf(cell), await plenty(cell), 1));
  const [atAcme, atBeta] = loads;
  await until('orders at both', () => atAcme.answers.length > 20 && atBeta.answers.length > 20);
  await beta.stop();
  await beta.dropDatabase();
  const before = atAcme.answers.length;
  await until('more orders at acme', () => atAcme.answers.length > before + 20);
  assert.deepEqual([...new Set(await atAcme.stop())], [201]);
  assert.ok((await atBeta.stop()).slice(-3).every((status) => status === 502));
});

test('orderctl acts on a cell by its name, which has a form', async () => {
  const orderctl = join(folder, 'root/usr/sbin/orderctl');
  const says = (args, environment = {}) =>
    run(orderctl, args, { env: { ...process.env, ...environment } }).then(
      () => '',
      ({ code, stdout, stderr }) => `${code} ${stdout}${stderr}`,
    );
  assert.match(await says(['--cell', 'acme', 'doctor']), /^1 .*WRONG +settings +\/etc\/orderd\/cells\/acme\/orderd\.conf: /s);
  assert.match(await says(['doctor'], { ORDERD_CELL: 'acme' }), /^1 .*WRONG +settings +\/etc\/orderd\/cells\/acme\/orderd\.conf: /s);
  for (const name of ['', 'Acme', '1acme', 'a_b', '../acme', 'a'.repeat(32)])
    assert.match(await says(['--cell', name, 'doctor']), /^2 orderctl: ".*" is no name of a cell: /);
  assert.match(await says(['--cell']), /^2 orderctl: --cell needs a name/);
});
