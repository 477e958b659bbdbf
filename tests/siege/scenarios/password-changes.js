// One customer changes the password again and again: a hash each time, in the pool that signs in.
// SPDX-License-Identifier: MIT
import { PASSWORD, someone } from '../../api/support/people.js';
import { as, signingIn } from '../support/shop.js';

export default {
  what: '25 password changes a second of one customer',
  setUp: async () => ({
    given: { headers: (await someone()).headers },
    honest: { 'signs in': await signingIn(1) },
  }),
  attack: (siege) =>
    siege.stream(25, () =>
      as(siege.given).post('/auth/password', { current_password: PASSWORD, new_password: PASSWORD }),
    ),
};
