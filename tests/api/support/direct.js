// A small HTTP client: keep-alive, paths sent as they are written, replies read whole.
// SPDX-License-Identifier: MIT
import { Agent, request } from 'node:https';
import { url } from './instance.js';

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/**
 * Sends one request. `body` is sent as JSON unless it is a string or Buffer, which go out as
 * they are; `servername` is whose certificate is wanted, if not that of Host. Resolves to {status,
 * headers, text, body}, body being what the text is as JSON.
 */
export function direct(method, path, { body, headers = {}, at = url, servername } = {}) {
  const payload = body === undefined || isRaw(body) ? body : JSON.stringify(body);
  const all = { Host: at.host, ...headers };
  if (payload !== undefined) {
    if (!('Content-Type' in all)) all['Content-Type'] = 'application/json';
    all['Content-Length'] ??= Buffer.byteLength(payload);
  }
  for (const name in all) if (all[name] === null) delete all[name]; // null: not even the usual one
  return new Promise((resolve, reject) => {
    const sent = request({ agent, method, path, headers: all, host: at.hostname, port: at.port, ...(servername && { servername }) });
    sent.on('response', (reply) => read(reply).then(resolve, reject));
    sent.on('error', reject);
    sent.end(payload);
  });
}

const isRaw = (body) => typeof body === 'string' || Buffer.isBuffer(body);

/** A stream of events has no end; of it only the head is read here (see stream.js). */
const isEndless = (reply) => reply.headers['content-type'] === 'text/event-stream';

async function read(reply) {
  const parts = [];
  if (isEndless(reply)) {
    reply.destroy();
    return { status: reply.statusCode, headers: reply.headers, text: '' };
  }
  for await (const part of reply) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return { status: reply.statusCode, headers: reply.headers, text, body: parse(text) };
}

/** What the text is as JSON; undefined when it is none. */
export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
