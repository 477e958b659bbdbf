// Addresses that nobody is called at, however they are written.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { someone } from '../support/people.js';
import { hook, tried, unhook } from '../support/receiver.js';

let admin, server, port;
const made = [];
let reached = 0;
before(async () => {
  admin = await someone('admin');
  server = createServer((socket) => {
    reached++;
    socket.destroy();
  });
  await new Promise((resolve) => server.listen(0, '::', resolve)); // on every address, of both families
  ({ port } = server.address());
});
after(async () => {
  await unhook(...made);
  await new Promise((resolve) => server.close(resolve));
});

const REFUSED = {
  '127.0.0.1': 'loopback', '127.1': 'loopback', '0x7f.1': 'loopback', '2130706433': 'loopback', '0177.0.0.1': 'loopback',
  'localhost': 'loopback', '[::1]': 'loopback', '[::ffff:127.0.0.1]': 'loopback', '[::ffff:7f00:1]': 'loopback',
  '0.0.0.0': 'unspecified', '[::]': 'unspecified', '10.0.0.1': 'private', '192.168.0.1': 'private', '172.31.255.254': 'private',
  '169.254.169.254': 'link_local', '[fe80::1]': 'link_local', '[fd00::1]': 'private', '100.64.0.1': 'shared', '224.0.0.1': 'multicast',
  '[ff02::1]': 'multicast', '255.255.255.255': 'reserved', '[64:ff9b::7f00:1]': 'loopback', '[2002:7f00:1::1]': 'loopback',
};

for (const [host, word] of Object.entries(REFUSED)) {
  test(`${host} is refused, and the log says why`, async () => {
    const one = await hook(admin, `http://${host}:${port}/latest/meta-data`, { events: ['webhook.test'] });
    made.push(one);
    assertStatus(await admin.post(`/webhooks/${one.id}/test`), 201);
    const { state, status, reason } = await tried(admin, one, 1);
    assert.deepEqual([state, status, reason], ['waiting', null, `refused_address_${word}`]);
    assert.equal(reached, 0);
  });
}

test('a name that nobody knows is tried again', async () => {
  const one = await hook(admin, 'https://no-such-host.invalid/', { events: ['webhook.test'] });
  made.push(one);
  assertStatus(await admin.post(`/webhooks/${one.id}/test`), 201);
  const { state, reason, due_at } = await tried(admin, one, 1);
  assert.deepEqual([state, reason], ['waiting', 'unknown_host']);
  assert.ok(Date.parse(due_at) > Date.now());
});
