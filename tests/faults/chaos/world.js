// What chaos may break: an orderd with an nginx and relays of its own, and the wire to the instance's
// PostgreSQL.
// SPDX-License-Identifier: MIT
import { rm } from 'node:fs/promises';
import { Client } from '../../api/support/http.js';
import { folder } from '../../api/support/instance.js';
import { installedNginx } from '../../api/support/nginx.js';
import { launch, newSettings, program } from '../support/orderd.js';
import { Relay } from '../support/relay.js';
import { childrenOf, isRunning, POOLS, postmaster, startPostgres, until, workers } from '../support/processes.js';
import { Wire } from './wire.js';

const SETTINGS = {
  request_seconds: 5,
  workers_api: 4,
  // Receivers are of this host; a lease outlasts what stands still.
  webhook_allow: '127.0.0.2',
  webhook_plain_http: 'yes',
  webhook_seconds: 8,
};
const HEALTHY = 8; // answers in a row

export class World {
  async open() {
    const settings = (here) => ({ ...SETTINGS, database: `"host=${here} dbname=orderd user=orderd_app"` });
    const { here, conf } = await newSettings(settings);
    Object.assign(this, { here, conf });
    this.wire = await new Wire().open(here, `${folder}/run`);
    this.startOrderd();
    // One behind the wire, beside the sockets; another that the wire does not harm.
    this.relays = [await new Relay().open({ conf }), await new Relay().open({ settings: SETTINGS })];
    this.nginx = await installedNginx({ sockets: here });
    this.url = this.nginx.url;
    await this.untilHealthy();
    return this;
  }

  startOrderd() {
    this.orderd = launch(program, ['-c', this.conf]);
  }

  get master() {
    return this.orderd.process.pid;
  }

  /** The workers of all pools. */
  get workers() {
    return POOLS.flatMap((pool) => workers(pool, this.master));
  }

  get nginxWorkers() {
    return childrenOf(this.nginx.process().pid);
  }

  /** PostgreSQL's processes, its first one first. */
  get postgres() {
    return [postmaster(), ...childrenOf(postmaster())];
  }

  startPostgres() {
    return startPostgres();
  }

  /** Until one answer after the other says that the service is ready. */
  async untilHealthy(seconds = 30) {
    const anyone = new Client();
    await until(
      'the service is healthy',
      async () => {
        for (let n = 0; n < HEALTHY; n++) {
          const reply = await anyone.send('GET', '/health/ready', { at: this.url }).catch(() => ({}));
          if (reply.status !== 200) return false;
        }
        return true;
      },
      seconds,
    );
  }

  /** Whatever happened: the instance is whole for what comes next. */
  async close() {
    if (!isRunning(postmaster())) await startPostgres();
    await Promise.all((this.relays ?? []).map((relay) => relay.close()));
    this.orderd.process.kill('SIGTERM');
    await this.orderd.ended;
    await this.nginx?.stop();
    await this.wire.close();
    await rm(this.here, { recursive: true });
  }
}
