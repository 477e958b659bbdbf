// Bodies that come a byte a second, on thousands of connections.
// SPDX-License-Identifier: MIT
import { someAddress } from '../../api/support/http.js';
import { head, keepLines } from '../support/line.js';
import { aDay } from '../support/shop.js';

export default {
  what: '2,500 connections of one address send bodies, 1 B/s',
  setUp: async () => ({ honest: { 'a day': await aDay() } }),
  attack: (siege) =>
    keepLines(
      siege,
      2500,
      head('POST /api/v1/orders HTTP/1.1', {
        'X-Forwarded-For': someAddress(),
        Authorization: 'Bearer x',
        'Content-Type': 'application/json',
        'Content-Length': 100_000,
      }),
      (socket) => socket.write('{'),
    ),
};
