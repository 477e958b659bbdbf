// A standby answers what only reads, and nobody can tell: what was acknowledged, or told of, is there.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { send } from '../api/support/http.js';
import { orderctl, orderctlIn } from '../api/support/instance.js';
import { total } from '../api/support/metrics.js';
import { someone, unique } from '../api/support/people.js';
import { placed, someProduct } from '../api/support/shop.js';
import { ask as askWorker } from './support/fastcgi.js';
import { startOrderd } from './support/orderd.js';
import { Pair } from './support/pair.js';
import { until } from './support/processes.js';

const WRITES = 60;

let pair, admin, gone, product;
const hosts = [];
before(async () => {
  admin = await someone('admin');
  gone = await someone('manager');
  product = await someProduct(admin, { stock: 100 });
  await placed(await someone(), [[product, 1]]);
  pair = await new Pair().open();
  pair.leader.set({ synchronous_standby_names: '' });
  for (let n = 0; n < 2; n++)
    hosts.push(await startOrderd({ settings: { database: pair.conninfo, replica_database: pair.conninfo, workers_api: 2, workers_slow: 1 } }));
  await until('workers have the standby', async () => (await connected()) >= 6);
});
after(async () => {
  for (const host of hosts) await host.stop();
  await pair?.close();
});

const connected = () => pair.other.value(`SELECT count(*)::int FROM pg_stat_activity WHERE application_name ~ '^orderd-(api|slow)'`);
const at = ({ url }) => (method, path, body) => admin.send(method, path, { at: url, body });

/** What a host's workers have been answered by the standby, and what by the primary in its place. */
async function reads({ conf }) {
  const text = await askWorker(join(dirname(conf), 'live.sock'), { REQUEST_METHOD: 'GET', ROUTE_PATH: '/api/v1/metrics', PRIVATE: '1' });
  const of = (answered) => total(text, 'orderd_replica_reads_total', { answered });
  return { replica: of('replica'), primary: of('primary') };
}

/** What the standby answers, asked again while that is too far behind on a busy machine. */
async function fromReplica(host, path, seconds = 30) {
  let reply;
  const { replica } = await reads(host);
  await until(`${path} comes from the standby`, async () => {
    reply = await at(host)('GET', path);
    return (await reads(host)).replica > replica;
  }, seconds);
  return reply;
}

const skuOf = async (ask, sku) => assertStatus(await ask('GET', `/products?search=${sku}`), 200).body.data.map((found) => found.sku);

test('each route that says so is answered by the standby', async () => {
  const { stdout } = await orderctl('routes');
  const routes = stdout.split('\n').filter((line) => / replica( |$)/.test(line)).map((line) => line.split(/ +/)[1]);
  assert.ok(routes.length > 20, `${routes.length}`);
  for (const route of routes) {
    const { status } = await fromReplica(hosts[0], route.replace(/\{\w+\}/, product.id));
    assert.ok([200, 404].includes(status), `${route}: ${status}`);
  }
});

test('what is written at one host is read at the other, at once, each time', async () => {
  for (let n = 0; n < WRITES; n++) {
    const sku = `R${unique()}`;
    assertStatus(await at(hosts[n % 2])('POST', '/products', { sku, name: sku, price: 1 }), 201);
    assert.deepEqual(await skuOf(at(hosts[(n + 1) % 2]), sku), [sku]);
  }
  for (const host of hosts) assert.ok((await reads(host)).replica > 0);
});

test('a session that has ended is refused at once, whatever the standby has heard', async () => {
  assertStatus(await gone.send('GET', '/products', { at: hosts[0].url }), 200);
  await pair.leader.run('UPDATE sessions SET revoked_at = now() WHERE user_id = $1', gone.id);
  assertStatus(await gone.send('GET', '/products', { at: hosts[0].url }), 401);
});

test('an export comes from the standby, and is noted on the primary each time', async () => {
  const noted = () => pair.leader.value(`SELECT count(*)::int FROM audit_log WHERE event = 'report.exported'`);
  const notes = await noted();
  const { text } = assertStatus(await fromReplica(hosts[0], '/reports/export/inventory'), 200);
  assert.match(text, new RegExp(product.sku));
  assert.ok((await noted()) > notes);
});

test('a standby that is behind is not asked for an answer, and what was written is there', async () => {
  await pair.other.run('SELECT pg_wal_replay_pause()');
  const sku = `R${unique()}`;
  const before = await reads(hosts[1]);
  assertStatus(await at(hosts[0])('POST', '/products', { sku, name: sku, price: 1 }), 201);
  assert.deepEqual(await skuOf(at(hosts[1]), sku), [sku]);
  const now = await reads(hosts[1]);
  assert.deepEqual([now.replica, now.primary], [before.replica, before.primary + 1]);
  await pair.other.run('SELECT pg_wal_replay_resume()');
});

test('nobody misses a standby that is killed, and it is asked again once it is back', async () => {
  await pair.other.end('SIGKILL');
  for (let n = 0; n < 10; n++) assertStatus(await at(hosts[n % 2])('GET', '/orders'), 200);
  assertStatus(await send('GET', '/health/ready', { at: hosts[0].url }), 200);
  await pair.other.start();
  await until('workers have it again', async () => (await connected()) >= 6, 60);
  assertStatus(await fromReplica(hosts[0], '/orders'), 200);
});

test('the doctor says whether there is a standby to read from', async () => {
  const conninfo = ({ port }) => `host=127.0.0.1 port=${port} dbname=orderd user=orderd_app`;
  const ask = async (replica) => {
    const settings = { ORDERD_DATABASE: conninfo(pair.leader), ORDERD_REPLICA_DATABASE: conninfo(replica) };
    return (await orderctlIn(settings, 'doctor', '--cluster').catch((error) => error)).stdout;
  };
  assert.match(await ask(pair.other), /ok +replica +reached/);
  assert.match(await ask(pair.leader), /WRONG +replica +is no standby/);
  assert.match(await ask({ port: 1 }), /WRONG +replica +.*: the leader answers all reads/);
});

test('after a switchover the one that follows now is read from', async () => {
  pair.leader.set({ synchronous_standby_names: pair.other.name });
  await pair.leader.end('SIGINT');
  await pair.promote();
  await pair.rejoin();
  pair.leader.set({ synchronous_standby_names: '' });
  await until('a product is there', async () => (await at(hosts[0])('GET', `/products/${product.id}`)).status === 200);
  await fromReplica(hosts[0], '/orders', 60);
});
