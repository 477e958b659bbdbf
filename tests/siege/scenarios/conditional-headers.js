// Headers that nginx itself would judge, on a list that its cache makes, beside another reply.
// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { connect } from 'node:http2';
import { url } from '../../api/support/instance.js';
import { aDay } from '../support/shop.js';

const CONDITIONS = [
  { 'if-match': '"x"' },
  { 'if-unmodified-since': 'Mon, 01 Jan 2024 00:00:00 GMT' },
  { 'if-match': '"x"', 'if-none-match': '*' },
  { range: 'bytes=0-1', 'if-range': '"x"' },
];

/** One connection, two replies at once; resolves to the reply of the list. */
function twoAtOnce(condition) {
  const session = connect(url);
  const path = `/api/v1/products?limit=1&max_price=${randomInt(1e9) / 100}`;
  const gone = new Promise((_, reject) => {
    session.on('error', reject);
    session.on('close', () => reject(new Error('broken off')));
    session.setTimeout(1000, () => session.destroy());
  });
  const both = Promise.all([
    statusOf(session.request({ ':path': '/openapi.json' })),
    statusOf(session.request({ ':path': path, ...condition })),
  ]);
  return Promise.race([both, gone])
    .then(([, status]) => ({ status }))
    .finally(() => session.destroy());
}

function statusOf(stream) {
  return new Promise((resolve, reject) => {
    let status;
    stream.on('error', reject);
    stream.on('response', (reply) => (status = reply[':status']));
    stream.on('close', () => (status ? resolve(status) : reject(new Error('broken off'))));
    stream.resume();
  });
}

export default {
  what: '2 loops of conditional requests over HTTP/2',
  setUp: async () => ({ honest: { 'a day': await aDay() } }),
  attack: (siege) =>
    siege.crowd(2, () => twoAtOnce(CONDITIONS[siege.meter.count % CONDITIONS.length])),
};
