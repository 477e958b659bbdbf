// Relays that may be killed, and the instance's own, which may be sent away meanwhile.
// SPDX-License-Identifier: MIT
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { folder } from '../../api/support/instance.js';
import { launch, newSettings } from './orderd.js';
import { childrenOf, isRunning, spawnAsOwner, until } from './processes.js';

const program = join(folder, 'root/usr/sbin/orderd-relay');
const pidFile = join(folder, 'run/relay.pid');

/** A relay with settings of its own; dies as often as is asked for, and is started again. */
export class Relay {
  /** `settings` as newSettings takes them, or `conf`, a file of them that somebody else removes. */
  async open({ settings, conf } = {}) {
    const made = conf ? { conf } : await newSettings(settings);
    Object.assign(this, made);
    this.start();
    return this;
  }

  start() {
    this.running = launch(...this.command(program, ['-c', this.conf]));
  }

  /** How it is started: what else a kind of relay needs comes before. */
  command(...command) {
    return command;
  }

  /** Its first process, and a desk each. */
  get all() {
    const { pid } = this.running.process;
    return [pid, ...childrenOf(pid)];
  }

  /** All of it at once; it is gone when this resolves. */
  async kill() {
    const all = this.all;
    for (const pid of all) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    await until('the relay is gone', () => !all.some(isRunning));
  }

  halt() {
    const all = this.all;
    for (const pid of all) if (isRunning(pid)) process.kill(pid, 'SIGSTOP');
    return () => {
      for (const pid of all.reverse()) if (isRunning(pid)) process.kill(pid, 'SIGCONT');
    };
  }

  async close() {
    if (isRunning(this.running.process.pid)) this.running.process.kill('SIGTERM');
    await this.running.ended;
    if (this.here) await rm(this.here, { recursive: true });
  }
}

/** Does `work` while the instance's own relay is not there. */
export async function withoutRelay(work) {
  const pid = Number(readFileSync(pidFile, 'utf8'));
  process.kill(pid, 'SIGTERM');
  await until('the relay has ended', () => !isRunning(pid));
  try {
    return await work();
  } finally {
    const log = openSync(join(folder, 'log/relay.log'), 'a');
    const relay = spawnAsOwner(program, ['-c', join(folder, 'orderd.conf')], {
      detached: true,
      stdio: ['ignore', 'ignore', log],
    });
    relay.unref();
    writeFileSync(pidFile, `${relay.pid}\n`);
  }
}
