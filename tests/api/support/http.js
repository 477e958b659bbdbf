// A small HTTP client: keep-alive, paths sent as they are written, replies read whole.
// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { Agent, request } from 'node:https';
import { url } from './instance.js';

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/** An address that no limit has counted yet: the tests' nginx believes X-Forwarded-For. */
export const someAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

/**
 * Sends one request. `body` is sent as JSON unless it is a string or Buffer, which go out as
 * they are. Resolves to {status, headers, text, body}, body being what the text is as JSON.
 */
export function send(method, path, { body, headers = {}, at = url } = {}) {
  const payload = body === undefined || isRaw(body) ? body : JSON.stringify(body);
  const all = { Host: at.host, ...headers };
  if (payload !== undefined) {
    if (!('Content-Type' in all)) all['Content-Type'] = 'application/json';
    all['Content-Length'] ??= Buffer.byteLength(payload);
  }
  for (const name in all) if (all[name] === null) delete all[name]; // null: not even the usual one
  return new Promise((resolve, reject) => {
    const sent = request({ agent, method, path, headers: all, host: at.hostname, port: at.port });
    sent.on('response', (reply) => read(reply).then(resolve, reject));
    sent.on('error', reject);
    sent.end(payload);
  });
}

const isRaw = (body) => typeof body === 'string' || Buffer.isBuffer(body);

async function read(reply) {
  const parts = [];
  for await (const part of reply) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return { status: reply.statusCode, headers: reply.headers, text, body: parse(text) };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Someone who sends requests: GET and so on under /api/v1, with headers of their own. */
export class Client {
  constructor(headers = {}) {
    this.headers = { 'X-Forwarded-For': someAddress(), ...headers };
  }

  send(method, path, options = {}) {
    const headers = { ...this.headers, ...options.headers };
    return send(method, `/api/v1${path}`, { ...options, headers });
  }

  get(path, headers) {
    return this.send('GET', path, { headers });
  }

  post(path, body, headers) {
    return this.send('POST', path, { body, headers });
  }

  put(path, body, headers) {
    return this.send('PUT', path, { body, headers });
  }

  patch(path, body, headers) {
    return this.send('PATCH', path, { body, headers });
  }

  delete(path, headers) {
    return this.send('DELETE', path, { headers });
  }
}

/** Someone who has not signed in. */
export const anyone = new Client();

/** The header that signs a request. */
export const bearer = (token) => ({ Authorization: `Bearer ${token}` });
