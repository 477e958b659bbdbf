// Connections of one's own, for who sends and reads at a pace that no client library has.
// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { url } from '../../api/support/instance.js';

/** The head of a request, up to the empty line. */
export const head = (line, headers) =>
  [line, `Host: ${url.host}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');

/** A connection that has sent `bytes`; nothing of it is read unless the caller does. */
export function line(bytes) {
  const socket = connect({ host: '127.0.0.1', port: url.port, servername: 'localhost', highWaterMark: 1024 });
  const gone = new Promise((resolve) => socket.once('close', resolve));
  const failed = new Promise((_, reject) => socket.once('error', reject));
  failed.catch(() => {});
  socket.write(bytes);
  return { socket, gone: Promise.race([gone, failed]) };
}

const PACE = 250; // handshakes a second; more would be an attack of its own

/**
 * Keeps `count` such lines open until the end, each anew when it is lost; `tend(socket)` does once a
 * second what keeps it slow. What ended each is noted: the status that it was answered, or that it was closed.
 */
export async function keepLines(siege, count, bytes, tend) {
  const keep = async (n) => {
    await sleep((n * 1000) / PACE);
    while (!siege.over) {
      const { socket, gone } = line(bytes);
      const tending = setInterval(() => tend(socket), 1000);
      await siege.note(Promise.race([gone.then(() => ({ status: 'closed' })), siege.end().then(() => ({ status: 'held' }))]));
      clearInterval(tending);
      socket.destroy();
      await sleep(1000);
    }
  };
  await siege.untilEnd(Promise.all(Array.from({ length: count }, (_, n) => keep(n))));
}
