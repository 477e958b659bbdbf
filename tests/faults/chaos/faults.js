// What can happen to a service. Each strikes the world, and may return what ends it.
// SPDX-License-Identifier: MIT
import { rows } from '../../api/support/database.js';
import { isRunning, until } from '../support/processes.js';

/** Tells processes, of which some may be gone by then. */
function tell(signal, pids) {
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, signal);
}

/** They stand still until it ends. */
function halt(pids) {
  tell('SIGSTOP', pids);
  return () => tell('SIGCONT', pids);
}

const gone = (pids) => until('they are gone', () => !pids.some(isRunning));

export const faults = {
  'a worker is killed': ({ workers }, chance) => tell('SIGKILL', [chance.pick(workers)]),
  'all workers are killed': ({ workers }) => tell('SIGKILL', workers),
  'a worker stands still': ({ workers }, chance) => halt([chance.pick(workers)]),
  'half of the workers stand still': ({ workers }, chance) =>
    halt(chance.shuffled(workers).slice(workers.length / 2)),

  'the master is killed': async (world) => {
    tell('SIGKILL', [world.master]);
    await world.orderd.ended;
    return () => world.startOrderd();
  },
  'master and workers are killed': async (world) => {
    tell('SIGKILL', [world.master, ...world.workers]);
    await world.orderd.ended;
    return () => world.startOrderd();
  },

  'nginx is killed': async (world) => {
    const all = [world.nginx.process().pid, ...world.nginxWorkers];
    tell('SIGKILL', all);
    await gone(all);
    return () => world.nginx.start();
  },
  'a worker of nginx is killed': ({ nginxWorkers }, chance) => tell('SIGKILL', [chance.pick(nginxWorkers)]),
  'nginx stands still': ({ nginxWorkers }) => halt(nginxWorkers),

  'PostgreSQL is killed': async (world) => {
    const [first] = world.postgres;
    tell('SIGKILL', [first]);
    await gone([first]);
    return () => world.startPostgres();
  },
  'a process of PostgreSQL is killed': ({ postgres }, chance) =>
    tell('SIGKILL', [chance.pick(postgres.slice(1))]),
  'PostgreSQL ends all connections': async () => {
    const theirs = await rows('SELECT pid FROM pg_stat_activity WHERE usename = $1', 'orderd_app');
    tell('SIGTERM', theirs.map(({ pid }) => pid));
  },
  'PostgreSQL stands still': ({ postgres }) => halt(postgres),

  'a relay is killed': async ({ relays }, chance) => {
    const relay = chance.pick(relays);
    await relay.kill();
    return () => relay.start();
  },
  'all relays are killed': async ({ relays }) => {
    for (const relay of relays) await relay.kill();
    return () => relays.forEach((relay) => relay.start());
  },
  'a process of a relay is killed': ({ relays }, chance) => tell('SIGKILL', [chance.pick(chance.pick(relays).all.slice(1))]),
  'a relay stands still': ({ relays }, chance) => chance.pick(relays).halt(),

  'the receiver is killed': async ({ listeners }) => {
    await listeners.killReceiver();
    return () => listeners.startReceiver();
  },

  'the wire to PostgreSQL is cut': ({ wire }) => {
    wire.cut();
    return () => wire.heal();
  },
  'the wire to PostgreSQL stands still': ({ wire }) => {
    wire.still();
    return () => wire.heal();
  },
  'no answer of PostgreSQL arrives': ({ wire }) => {
    wire.deafen();
    return () => wire.heal();
  },
};

/** What is gone at once, without a word. */
export const kills = ['a relay is killed', 'all relays are killed', 'PostgreSQL is killed', 'nginx is killed', 'the receiver is killed'];
