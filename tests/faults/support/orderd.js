// A second orderd on the instance's database, with an nginx of its own: one that may be stopped.
// SPDX-License-Identifier: MIT
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { send } from '../../api/support/http.js';
import { folder, url } from '../../api/support/instance.js';
import { installedNginx } from '../../api/support/nginx.js';
import { POOLS, runAsOwner, spawnAsOwner, until } from './processes.js';

export const program = join(folder, 'root/usr/sbin/orderd');

/** As systemd does: listens, hands the sockets over, and starts it again when it ends. */
const SOCKET_KEEPER = `
  use Socket; $^F = ${2 + POOLS.length}; my ($dir, @command) = @ARGV; my @sockets;
  for (qw(${POOLS.join(' ')})) {
    my $s;
    socket($s, PF_UNIX, SOCK_STREAM, 0) && bind($s, pack_sockaddr_un("$dir/$_.sock"))
      && listen($s, 1024) or die $!;
    push @sockets, $s;
  }
  die unless fileno($sockets[0]) == 3 and fileno($sockets[-1]) == $^F;
  my ($child, $done);
  $SIG{TERM} = sub { $done = 1; kill TERM => $child };
  $SIG{USR1} = sub { kill TERM => $child };
  until ($done) {
    defined($child = fork) or die;
    if (!$child) {
      %ENV = (%ENV, LISTEN_PID => $$, LISTEN_FDS => scalar @sockets,
        LISTEN_FDNAMES => "${POOLS.join(':')}");
      exec @command or die;
    }
    1 until waitpid($child, 0) == $child;
  }
  exit $? >> 8;`;

/**
 * A folder of its own for sockets, with the settings for it; resolves to {here, conf, configure}.
 * `settings` may be a function of the folder.
 */
export async function newSettings(settings = {}) {
  const here = join(folder, 'run', randomBytes(3).toString('hex'));
  await runAsOwner('mkdir', [here]);
  const conf = join(here, 'orderd.conf');
  const own = typeof settings === 'function' ? settings(here) : settings;
  const configure = (more) => writeFile(conf, settingsText(here, { ...own, ...more }));
  await configure({});
  return { here, conf, configure };
}

/** Starts a command; `log()` is what it has said so far, `ended` resolves to {code, signal}. */
export function launch(command, args, options = {}) {
  const process = spawnAsOwner(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  process.stderr.on('data', (part) => (log += part));
  const ended = new Promise((resolve) =>
    process.on('exit', (code, signal) => resolve({ code, signal })),
  );
  return { process, ended, log: () => log };
}

/**
 * Resolves to {url, process, ended, conf, configure, log, stop}; `process` is the master, or with `handOver`
 * the keeper of its sockets, which restarts it on SIGUSR1; `binary` is the program, if it is not the installed one.
 * It is up when `health` answers 200.
 */
export async function startOrderd({ handOver = false, settings = {}, binary = program, health = '/health' } = {}) {
  const { here, conf, configure } = await newSettings(settings);
  const command = [binary, '-c', conf];
  const args = handOver ? ['perl', '-e', SOCKET_KEEPER, here, ...command] : command;
  const { process, ended, log } = launch(args[0], args.slice(1));

  // Who asks has an address of their own, as at the instance's nginx.
  const trusted = 'set_real_ip_from 127.0.0.1;\nreal_ip_header X-Forwarded-For;\n';
  const nginx = await installedNginx({ sockets: here, trusted });
  const stop = async () => {
    if (process.exitCode === null) process.kill('SIGTERM');
    await ended;
    await nginx.stop();
    await rm(here, { recursive: true });
  };
  const isUp = async () => (await send('GET', health, { at: nginx.url })).status === 200;
  try {
    await until('the second orderd is up', isUp, 15);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}; its log: ${log()}`, { cause: error });
  }
  return { url: nginx.url, process, ended, conf, configure, log, stop };
}

function settingsText(here, more) {
  const lines = {
    database: `"host=${folder}/run dbname=orderd user=orderd_app"`,
    socket_dir: here,
    keys_dir: join(folder, 'keys'),
    issuer: url.origin,
    workers_api: 3,
    workers_auth: 1,
    workers_password: 1,
    workers_pay: 1,
    workers_slow: 1,
    queue_ms: 30000,
    ...more,
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

/** Places orders at `at` one after the other until `stop`, with no key and no second try. */
export function orderAt(at, person, product, clients = 4) {
  const answers = [];
  let stopped = false;
  const body = { items: [{ product_id: product.id, quantity: 1 }] };
  const running = Array.from({ length: clients }, async () => {
    while (!stopped && answers.length < 5000) {
      const { status } = await person
        .send('POST', '/orders', { at, body })
        .catch(() => ({ status: 0 }));
      answers.push(status);
      if (status !== 201) await new Promise((done) => setTimeout(done, 20));
    }
  });
  const stop = async () => {
    stopped = true;
    await Promise.all(running);
    return answers;
  };
  return { answers, stop };
}
