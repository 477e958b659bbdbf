// The largest bodies there are, from who shows no credential.
// SPDX-License-Identifier: MIT
import { Client } from '../../api/support/http.js';
import { aDay } from '../support/shop.js';

const MOST = 64 << 20;

export default {
  what: '8 connections with bodies of 64 MiB and no credential',
  setUp: async () => ({ honest: { 'a day': await aDay() } }),
  attack(siege) {
    const stranger = new Client({ 'Content-Type': 'text/csv' });
    const body = Buffer.alloc(MOST - 1, 'x');
    return siege.crowd(8, () => stranger.send('POST', '/products/import', { body }));
  },
};
