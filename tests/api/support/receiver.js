// A receiver of webhooks, at an address that the instance's relay may call.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { assertStatus } from './check.js';
import { rows } from './database.js';
import { folder } from './instance.js';

const HOST = '127.0.0.2';

async function handed(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  return { method: request.method, path: request.url, headers: request.headers, raw: request.rawHeaders, body, at: Date.now() };
}

/**
 * Listens until it is closed. `answer(call, response)` answers; without it, 204 at once. `calls` are
 * those that came; `until(condition)` resolves once it holds of them.
 */
export async function receiver(answer = (call, response) => response.writeHead(204).end(), { secure = false } = {}) {
  const calls = [];
  const waiting = new Set();
  let connections = 0;
  const hear = async (request, response) => {
    const call = await handed(request);
    calls.push(call);
    try {
      await answer(call, response);
    } finally {
      for (const look of waiting) look();
    }
  };
  const server = secure
    ? https.createServer({ key: await readFile(join(folder, 'key.pem')), cert: await readFile(join(folder, 'cert.pem')) }, hear)
    : http.createServer(hear);
  server.keepAliveTimeout = 20000;
  server.on('connection', () => connections++);
  await new Promise((resolve) => server.listen(0, HOST, resolve));
  return {
    calls,
    url: `${secure ? 'https' : 'http'}://${HOST}:${server.address().port}/hook`,
    connections: () => connections,
    answer: (other) => (answer = other),
    until: (condition, what = condition) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`not in time: ${what}; ${calls.length} calls: ${calls.slice(-5).map((c) => c.body)}`));
        }, 40000);
        const look = () => {
          if (!condition(calls)) return;
          clearTimeout(late);
          waiting.delete(look);
          resolve(calls);
        };
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** A webhook for a receiver, or for another address. */
export async function hook(admin, to, fields = {}) {
  return assertStatus(await admin.post('/webhooks', { url: to.url ?? to, ...fields }), 201).body;
}

/** Also while the relay records what came of them, which may be a deadlock, as for anybody. */
export async function unhook(...hooks) {
  const gone = () => rows('DELETE FROM webhooks WHERE id = ANY ($1)', hooks.map(({ id }) => id));
  for (;;) {
    const deadlock = await gone().then(() => false, ({ code, message }) => code === '40P01' || assert.fail(message));
    if (!deadlock) return;
  }
}

/** Asks until the condition holds of what it answers; resolves to that. */
export async function eventually(ask, condition, what = condition) {
  const late = Date.now() + 40000;
  for (;;) {
    const answer = await ask();
    if (condition(answer)) return answer;
    assert.ok(Date.now() < late, `not in time: ${what}; it is ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The log of a webhook, newest first. */
export async function deliveries(admin, { id }, query = '') {
  return assertStatus(await admin.get(`/webhooks/${id}/deliveries${query}`), 200).body.data;
}

/** What happened to the newest delivery, once it was tried at least so often. */
export async function tried(admin, webhook, times = 1) {
  const [delivery] = await eventually(
    () => deliveries(admin, webhook),
    ([newest]) => newest?.attempts >= times || newest?.state === 'dead',
    `tried ${times} times`,
  );
  return delivery;
}
