// Strangers search for what no index finds.
// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { Client } from '../../api/support/http.js';
import { aDay, catalogue } from '../support/shop.js';

const CLIENTS = 40;

export default {
  what: '40 strangers search the catalogue for "____"',
  sizes: { short: 20_000, long: 200_000 },
  async setUp(size) {
    await catalogue(size);
    return { honest: { 'a day': await aDay() } };
  },
  attack(siege) {
    const strangers = Array.from({ length: CLIENTS }, () => new Client());
    // What the cache has not: another page size each time.
    return siege.crowd(CLIENTS, (n) =>
      strangers[n].get(`/products?search=____&limit=${randomInt(1, 100)}&min_price=${randomInt(1000) / 100}`),
    );
  },
};
