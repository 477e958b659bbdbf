// Replies that are asked for and not read, on thousands of connections.
// SPDX-License-Identifier: MIT
import { someAddress } from '../../api/support/http.js';
import { head, keepLines } from '../support/line.js';
import { aDay } from '../support/shop.js';

const REPLIES = 40; // of 300 kB: more than the buffers on the way hold

export default {
  what: '2,500 connections of one address read 1 B/s',
  setUp: async () => ({ honest: { 'a day': await aDay() } }),
  attack: (siege) =>
    keepLines(
      siege,
      2500,
      head('GET /openapi.json HTTP/1.1', { 'X-Forwarded-For': someAddress() }).repeat(REPLIES),
      (socket) => socket.read(1),
    ),
};
