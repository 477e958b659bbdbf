// Exports of which hardly anything is read: each holds who writes it.
// SPDX-License-Identifier: MIT
import { someone } from '../../api/support/people.js';
import { head, keepLines } from '../support/line.js';
import { catalogue, paying } from '../support/shop.js';

const BYTES = 400; // a second

export default {
  what: '2 managers, each with 2 exports read at 400 B/s',
  sizes: { short: 20_000, long: 100_000 },
  async setUp(size, seconds) {
    await catalogue(size);
    const managers = await Promise.all([someone('manager'), someone('manager')]);
    return {
      given: managers.map(({ headers }) => headers),
      honest: { 'pays and cancels': await paying(4, seconds) },
    };
  },
  attack: (siege) =>
    Promise.all(
      siege.given.map((headers) =>
        keepLines(siege, 2, head('GET /api/v1/reports/export/inventory HTTP/1.1', headers), (socket) =>
          socket.read(BYTES),
        ),
      ),
    ),
};
