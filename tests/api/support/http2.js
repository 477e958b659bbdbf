// Requests over HTTP/2: several at once on one connection.
// SPDX-License-Identifier: MIT
import { connect } from 'node:http2';
import { parse } from './direct.js';
import { hold } from './held.js';
import { url } from './instance.js';

const PATIENCE_MS = 5_000; // Node's session may miss that the other end died

/** A connection; it is the caller's to close. What breaks it is told to the requests on it. */
export function openHttp2(at = url) {
  const session = connect(at.origin);
  session.on('error', () => {});
  return session;
}

/**
 * One request on the connection, as send(); `body` is text. Rejects when the stream breaks, and breaks
 * the connection when nothing comes of it.
 */
export const askHttp2 = async (session, method, path, options = {}) =>
  hold({ method, path, ...options }, await ask(session, method, path, options));

function ask(session, method, path, { headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const parts = [];
    let reply;
    const all = { ...headers, ':method': method, ':path': path };
    const stream = session.request(all, { endStream: body === undefined });
    const impatient = setTimeout(() => session.destroy(new Error('no answer')), PATIENCE_MS);
    stream.on('response', (head) => (reply = head));
    stream.on('data', (part) => parts.push(part));
    stream.on('error', reject);
    stream.on('close', () => {
      clearTimeout(impatient);
      if (!reply) return reject(new Error('no answer'));
      const text = Buffer.concat(parts).toString();
      const { ':status': status, ...given } = reply;
      resolve({ status, headers: given, text, body: parse(text) });
    });
    if (body !== undefined) stream.end(body);
  });
}
