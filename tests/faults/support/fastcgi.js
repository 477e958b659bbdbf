// FastCGI as nginx speaks it, but silent halfway: what is begun and never ended.
// SPDX-License-Identifier: MIT
import { connect } from 'node:net';

const BEGIN_REQUEST = 1;
const PARAMS = 4;

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
