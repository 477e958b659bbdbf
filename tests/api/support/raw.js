// Requests that a well-behaved client can't send: bytes as they stand, over TLS.
// SPDX-License-Identifier: MIT
import { connect } from 'node:tls';
import { hold } from './held.js';
import { url } from './instance.js';

/**
 * Sends `bytes` and resolves to what comes until the end, as {status, headers, text, body}, held to the
 * document; who owes nginx a body may find the end to be a reset.
 */
export async function sendRaw(bytes, at = url) {
  const [method, path] = bytes.toString('latin1').split(' ', 2);
  return hold({ method, path, raw: true }, await ask(bytes, at));
}

function ask(bytes, at) {
  return new Promise((resolve, reject) => {
    const parts = [];
    const socket = connect({ host: at.hostname, port: at.port, servername: at.hostname }, () =>
      socket.write(bytes),
    );
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (part) => parts.push(part));
    const finish = () => resolve(parse(Buffer.concat(parts).toString('latin1')));
    socket.on('error', (error) => (parts.length && error.code === 'ECONNRESET' ? finish() : reject(error)));
    socket.on('end', finish);
  });
}

function parse(reply) {
  const [head, ...rest] = reply.split('\r\n\r\n');
  const [first, ...lines] = head.split('\r\n');
  const text = rest.join('\r\n\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    // not JSON; the text tells
  }
  return { status: Number(first.split(' ')[1]), headers, text, body };
}

/** A request's bytes; the connection ends with the reply. */
export const request = (line, headers = {}, body = '') =>
  [
    line,
    `Host: ${url.host}`,
    'Connection: close',
    ...Object.entries(headers).map(([k, v]) => `${k}: ${v}`),
    '',
    body,
  ].join('\r\n');
