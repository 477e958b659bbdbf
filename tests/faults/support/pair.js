// Two PostgreSQL servers of a test's own, a copy of the instance's and a standby of that copy: who of
// them leads is said here, as Patroni would.
// SPDX-License-Identifier: MIT
import { randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { folder } from '../../api/support/instance.js';
import { freePort } from '../../api/support/nginx.js';
import { launch } from './orderd.js';
import { childrenOf, isRunning, runAsOwner, until } from './processes.js';

const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b));
const program = (name) => join('/usr/lib/postgresql', versions.at(-1), 'bin', name);

class Server {
  constructor(name, data, port) {
    Object.assign(this, { name, data, port });
  }

  /** Its files, taken from the server at `host` and `port`. */
  async copy(host, port) {
    await runAsOwner(program('pg_basebackup'), ['-h', host, '-p', port, '-U', 'postgres', '-D', this.data, '-c', 'fast']);
    const settings = {
      listen_addresses: '127.0.0.1', port: this.port, unix_socket_directories: '', cluster_name: this.name, wal_keep_size: '64MB',
    };
    this.set(settings);
  }

  set(settings) {
    const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
    appendFileSync(join(this.data, 'postgresql.auto.conf'), lines.join(''));
    if (this.running && isRunning(this.pid)) process.kill(this.pid, 'SIGHUP');
  }

  /** From now on it only repeats what `leader` does. */
  follow(leader) {
    writeFileSync(join(this.data, 'standby.signal'), '');
    this.set({
      primary_conninfo: `host=127.0.0.1 port=${leader.port} user=postgres application_name=${this.name}`,
      synchronous_standby_names: '',
    });
  }

  async start() {
    this.running = launch(program('postgres'), ['-D', this.data]);
    await until(`${this.name} answers`, () => this.value('SELECT true').catch(() => false));
  }

  get pid() {
    return this.running.process.pid;
  }

  get all() {
    return [this.pid, ...childrenOf(this.pid)];
  }

  /** The first value that a superuser is answered. */
  async value(sql, ...parameters) {
    return Object.values((await this.run(sql, ...parameters)).rows[0])[0];
  }

  async run(sql, ...parameters) {
    const client = new pg.Client({
      host: '127.0.0.1', port: this.port, user: 'postgres', database: 'orderd', options: '-c search_path=orderd',
    });
    client.on('error', () => {});
    await client.connect();
    try {
      return await client.query(sql, parameters);
    } finally {
      await client.end();
    }
  }

  /** Ends it as SIGINT (fast) or SIGKILL do. */
  async end(signal) {
    process.kill(this.pid, signal);
    await this.running.ended;
  }

  /** It stands still, as a host that was paused. */
  pause() {
    for (const pid of this.all) process.kill(pid, 'SIGSTOP');
  }

  async remove() {
    for (const pid of this.running ? this.all : []) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    await this.running?.ended;
    rmSync(this.data, { recursive: true, force: true });
  }
}

export class Pair {
  /** Each commit is on both from the moment this resolves. */
  async open() {
    const place = (name) => join(folder, `${name}-${randomBytes(3).toString('hex')}`);
    this.leader = new Server('db1', place('db1'), await freePort());
    this.other = new Server('db2', place('db2'), await freePort());
    await this.leader.copy(join(folder, 'run'), 5432);
    await this.leader.start();
    await this.other.copy('127.0.0.1', this.leader.port);
    this.hosts = [this.leader, this.other];
    await this.rejoin();
    return this;
  }

  /** What a setting `database` says of both. */
  get conninfo() {
    return `"host=127.0.0.1,127.0.0.1 port=${this.hosts.map(({ port }) => port)} dbname=orderd user=orderd_app"`;
  }

  /** The other is started as a standby that every commit waits for. */
  async rejoin() {
    this.other.follow(this.leader);
    await this.other.start();
    this.leader.set({ synchronous_standby_names: this.other.name });
    await until('it is in sync', () =>
      this.leader.value(`SELECT count(*) > 0 FROM pg_stat_replication WHERE sync_state = 'sync'`));
  }

  /** The other leads, and waits for nobody. */
  async promote() {
    await this.other.value('SELECT pg_promote()');
    [this.leader, this.other] = [this.other, this.leader];
  }

  async close() {
    await this.leader.remove();
    await this.other.remove();
  }
}
