// One customer tries the largest orders, on many connections.
// SPDX-License-Identifier: MIT
import { someone } from '../../api/support/people.js';
import { ADDRESS } from '../../api/support/shop.js';
import { aDay, as, catalogue, sku, theProducts } from '../support/shop.js';

const LINES = 100;

export default {
  what: '60 connections of one customer with dry runs of 100 lines',
  async setUp() {
    await catalogue(LINES);
    const items = (await theProducts()).map(({ id }) => ({ product_id: id, quantity: 1 }));
    while (items.length < LINES) items.push({ sku: sku(items.length), quantity: 1 });
    return {
      given: { items, headers: (await someone()).headers },
      honest: { 'a day': await aDay() },
    };
  },
  attack: (siege) =>
    siege.crowd(60, () =>
      as(siege.given).post('/orders?dry_run=true', { items: siege.given.items, shipping_address: ADDRESS }),
    ),
};
