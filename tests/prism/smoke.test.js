// Prism, by which others build on the document, reads it, and finds each operation as it says.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { rows } from '../api/support/database.js';
import { operations } from '../api/support/document.js';
import { folder, url } from '../api/support/instance.js';
import { admin, CHANGES, CREATES, filled } from '../api/support/made.js';
import { freePort } from '../api/support/nginx.js';
import { signIn } from '../api/support/people.js';

let prism, base;
before(async () => {
  const [port, document] = [await freePort(), join(folder, 'root/usr/share/orderd/html/openapi.json')];
  const options = ['--cors=false', '--validate-request=false', '-v', 'fatal', '-p', port];
  prism = spawn('prism', ['proxy', ...options, document, new URL('/api/v1', url).href], { stdio: 'ignore' });
  base = `http://127.0.0.1:${port}`;
  await untilUp();
});

after(() => prism.kill());

async function untilUp() {
  for (let tries = 0; tries < 600; tries++) {
    assert.equal(prism.exitCode, null, 'Prism does not start');
    if (await fetch(`${base}/health`).catch(() => null)) return;
    await sleep(100);
  }
  assert.fail('Prism does not listen');
}

/** What Prism found to be other than the document says. */
async function violations(method, path, who, body) {
  const headers = { ...who.headers, ...(body && { 'Content-Type': 'application/json' }) };
  const reply = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
  await reply.text();
  assert.ok(reply.headers.get('x-request-id'), 'orderd has answered');
  return JSON.parse(reply.headers.get('sl-violations') ?? '[]');
}

test('it finds what is not documented', async () => {
  assert.notDeepEqual(await violations('GET', '/nothing', admin), []);
});

test('the reply of every operation is as documented', async () => {
  for (const { name, method, path, requestBody, responses } of operations) {
    if (Object.values(responses).some((reply) => reply.content?.['text/event-stream'])) continue; // never ends
    const { thing, there } = await filled(path);
    const body = requestBody && ((await CREATES[name]?.(thing)) ?? CHANGES[name] ?? {});
    const who = path === '/auth/logout' ? await signIn(admin.email) : admin;
    assert.deepEqual(await violations(method, there, who, body), [], name);
    await rows('DELETE FROM shipping_rates'); // a rate is a rule for every other order
  }
});
