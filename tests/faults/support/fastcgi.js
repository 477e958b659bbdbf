// FastCGI as nginx speaks it, but silent halfway: what is begun and never ended.
// SPDX-License-Identifier: MIT
import { connect } from 'node:net';

const BEGIN_REQUEST = 1;
const PARAMS = 4;
const STDIN = 5;

const record = (type, content) =>
  Buffer.concat([
    Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]),
    content,
  ]);

const pair = ([name, value]) => {
  const size = Buffer.alloc(5, name.length);
  size.writeUInt32BE((0x80000000 | value.length) >>> 0, 1);
  return Buffer.concat([size, Buffer.from(name + value)]);
};

/** A whole request without a body; resolves to all that the worker answered. */
export function ask(path, params) {
  const socket = connect(path, () => {
    const records = [Buffer.concat(Object.entries(params).map(pair)), Buffer.alloc(0)];
    socket.write(record(BEGIN_REQUEST, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])));
    for (const content of records) socket.write(record(PARAMS, content));
    socket.write(record(STDIN, Buffer.alloc(0)));
  });
  return new Promise((resolve, reject) => {
    const parts = [];
    socket.on('data', (part) => parts.push(part));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(parts).toString()));
  });
}

/**
 * A request on the socket at `path` whose head never ends, or, with `whole`, whose body never comes.
 * Destroy the socket that it gives.
 */
export function askWithoutEnd(path, params, { whole = false } = {}) {
  const socket = connect(path, () => {
    socket.write(record(BEGIN_REQUEST, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])));
    socket.write(record(PARAMS, Buffer.concat(Object.entries(params).map(pair))));
    if (whole) socket.write(record(PARAMS, Buffer.alloc(0)));
  });
  socket.on('error', () => {});
  return socket;
}
