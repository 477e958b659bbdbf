// Someone at the database has locked a row of a product, and others order it.
// SPDX-License-Identifier: MIT
import pg from 'pg';
import { database } from '../../api/support/instance.js';
import { someone } from '../../api/support/people.js';
import { someProduct } from '../../api/support/shop.js';
import { aDay, as, health, ordering, theManager } from '../support/shop.js';

export default {
  what: "a product's row is locked, and 10 orders a second want it",
  async setUp() {
    const product = await someProduct(await theManager());
    return {
      given: { product, headers: (await someone()).headers },
      honest: { 'a day': await aDay(), 'looks at health': health(10) },
    };
  },
  async attack(siege) {
    const { product } = siege.given;
    const other = new pg.Client({ connectionString: database, options: '-c search_path=orderd' });
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT FROM products WHERE id = $1 FOR UPDATE', [product.id]);
    await siege.stream(10, ordering(as(siege.given), [product]));
    await other.end();
  },
};
