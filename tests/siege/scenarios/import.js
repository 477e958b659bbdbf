// A file of products is imported over and over while they are ordered.
// SPDX-License-Identifier: MIT
import { someone } from '../../api/support/people.js';
import { as, catalogue, health, orderingOf, sku, someStranger } from '../support/shop.js';

const fileOf = (size, price) =>
  'sku,price\n' + Array.from({ length: size }, (_, n) => `${sku(n + 1)},${price}\n`).join('');

export default {
  what: 'imports of products that are being ordered',
  sizes: { short: 20_000, long: 100_000 },
  async setUp(size) {
    await catalogue(size);
    const customer = await someStranger();
    return {
      given: { size, headers: (await someone('manager')).headers },
      honest: {
        'orders them': { asks: [orderingOf(customer, size)], rate: 20 },
        'looks at health': health(5),
      },
    };
  },
  async attack(siege) {
    const { size, headers } = siege.given;
    const manager = as({ headers: { ...headers, 'Content-Type': 'text/csv' } });
    await siege.crowd(1, () =>
      manager.send('POST', '/products/import', { body: fileOf(size, 10 + (siege.meter.count % 7)) }),
    );
  },
};
