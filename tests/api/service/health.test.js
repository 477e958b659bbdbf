// Whether the service is alive and ready, for load balancers and people.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertMembers, assertStatus } from '../support/check.js';
import { anyone, bearer, Client } from '../support/http.js';

for (const path of ['/health', '/health/live', '/health/ready']) {
  test(`${path} answers who it is and how it is`, async () => {
    const { body, headers } = assertStatus(await anyone.get(path), 200);
    assertMembers(body, ['status', 'service', 'version', 'timestamp', 'checks']);
    assert.deepEqual([body.status, body.service], ['healthy', 'orderd']);
    assert.match(body.version, /^\d+\.\d+/);
    assert.ok(Math.abs(Date.parse(body.timestamp) - Date.now()) < 60_000);
    assert.equal(headers['cache-control'], 'no-store');
  });
}

test('readiness names the database', async () => {
  const { checks } = (await anyone.get('/health/ready')).body;
  assert.ok('database' in checks, JSON.stringify(checks));
});

test('a probe that sends a stale token is answered all the same', async () => {
  assertStatus(await new Client(bearer('x.y.z')).get('/health'), 200);
});
