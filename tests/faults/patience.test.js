// What looks at all that there is may take longer than anybody would wait for a page.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rows } from '../api/support/database.js';
import { orderctl } from '../api/support/instance.js';
import { relayDoes } from '../api/support/relay.js';

const LONGER = 21; // seconds, than a request's statement may take
const TABLES = ['audit_seals', 'findings'];

before(async () => {
  await rows(`CREATE FUNCTION tarries() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(${LONGER}); RETURN NULL; END $$`);
  for (const table of TABLES) await rows(`CREATE TRIGGER tarries AFTER INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION tarries()`);
  await rows(`INSERT INTO audit_log (event, details) VALUES ('database.restored', '{}')`);
});
after(async () => {
  for (const table of TABLES) await rows(`DROP TRIGGER tarries ON ${table}`);
  await rows('DROP FUNCTION tarries');
});

test('a command and a chore', async () => {
  const [sealed, looked] = await Promise.all([orderctl('audit', 'seal'), relayDoes('stock', 3 * LONGER)]);
  assert.match(sealed.stdout, /^seal \d+: \d+ rows up to/);
  assert.equal(looked.failed_at, null);
});
