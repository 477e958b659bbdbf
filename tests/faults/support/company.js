// A company beside the instance's: a database, roles and keys of its own, as a cell has.
// SPDX-License-Identifier: MIT
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { folder, orderctlIn } from '../../api/support/instance.js';
import { newSettings } from './orderd.js';

const data = join(folder, 'root/usr/share/orderd');

/** As PostgreSQL's superuser, what setup and remove run. */
const asSuperuser = (file, database) =>
  promisify(execFile)('psql', ['-h', join(folder, 'run'), '-U', 'postgres', '-Xqv', 'ON_ERROR_STOP=1', '-f', join(data, 'sql', file), 'postgres'], {
    env: { ...process.env, NEW_DATABASE: database },
  });

/**
 * Migrated, with keys and nothing in its shop; resolves to {database, here, conf, environment, ctl, query, dropDatabase, drop}: `ctl` runs
 * orderctl, `query` the owner's SQL.
 */
export async function newCompany(name, settings = {}) {
  const database = `orderd_${name.replace('-', '_')}_${randomBytes(3).toString('hex')}`;
  await asSuperuser('roles.sql', database);
  const conninfo = (role) => `"host=${folder}/run dbname=${database} user=${database}_${role}"`;
  const own = (here) => ({
    database: conninfo('app'),
    admin_database: conninfo('owner'),
    keys_dir: join(here, 'keys'),
    mail_dir: join(here, 'mail'),
    ...settings,
  });
  const { here, conf } = await newSettings(own);
  const environment = Object.fromEntries(
    Object.entries(own(here)).map(([setting, value]) => [`ORDERD_${setting.toUpperCase()}`, value.replaceAll('"', '')]),
  );
  const ctl = (...args) => orderctlIn(environment, ...args);
  await ctl('migrate', '--folder', join(data, 'sql'));
  await ctl('keys', 'init');
  const owner = new pg.Pool({ host: join(folder, 'run'), user: `${database}_owner`, database, max: 1, options: '-c search_path=orderd' });
  const query = async (text, ...values) => (await owner.query(text, values)).rows;
  const dropDatabase = async () => {
    if (!owner.ended) await owner.end();
    await asSuperuser('roles-drop.sql', database);
  };
  const drop = async () => {
    await dropDatabase();
    await rm(here, { recursive: true });
  };
  return { database, here, conf, environment, ctl, query, dropDatabase, drop };
}
