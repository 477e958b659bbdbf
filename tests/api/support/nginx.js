// A second nginx with the site as it is installed, its limits too, which the instance itself has
// higher for the tests. With nobody behind it, what the limits let through ends in a 502.
// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnMortal } from '../../faults/support/processes.js';
import { send } from './http.js';
import { folder } from './instance.js';

/**
 * Resolves to {url, process, start, stop}: `process()` is its master, and `start` one more when that
 * was killed. `trusted` is what trusted-proxies.conf says instead of nothing,
 * `sockets` the directory where an orderd listens, `backend` what changes backend.conf, `cells` other
 * companies, {name, host, sockets} each.
 */
export async function installedNginx({ trusted, sockets, backend = (text) => text, cells = [] } = {}) {
  const here = await mkdtemp(join(tmpdir(), 'orderd-nginx-'));
  const port = await freePort();
  await write(here, port, { trusted, sockets: sockets ?? here, backend });
  for (const cell of cells) await writeCell(here, port, cell);
  const url = new URL(`https://localhost:${port}`);
  let child;
  const start = async () => {
    child = spawnMortal('/usr/sbin/nginx', ['-e', join(here, 'error.log'), '-c', join(here, 'nginx.conf')]);
    await untilUp(url, child, here);
  };
  await start();
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await new Promise((ended) => child.on('exit', ended));
    await rm(here, { recursive: true });
  };
  return { url, process: () => child, start, stop };
}

async function write(here, port, { trusted, sockets, backend: change }) {
  const installed = join(folder, 'root/etc/nginx');
  const local = join(here, 'orderd/local');
  await cp(join(installed, 'orderd'), join(here, 'orderd'), { recursive: true });
  for (const name of ['redirect.conf', 'metrics.conf']) await rm(join(local, name), { force: true });
  const backend = await readFile(join(local, 'backend.conf'), 'utf8');
  await writeFile(
    join(local, 'backend.conf'),
    change(backend)
      .replace(/fastcgi_cache_path \S+/, `fastcgi_cache_path ${here}/cache`)
      .replaceAll('unix:/run/orderd', `unix:${sockets}`),
  );
  if (trusted) await writeFile(join(local, 'trusted-proxies.conf'), trusted);
  await writeFile(join(local, 'listen.conf'), listenAt(port, 'localhost'));
  const temporary = ['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'].map(
    (name) => `${name}_temp_path ${here}/${name};`,
  );
  await writeFile(
    join(here, 'nginx.conf'),
    `
daemon off;
${process.getuid() === 0 ? 'user root;' : ''}
worker_processes 2;
worker_shutdown_timeout 1s;
pid ${here}/nginx.pid;
events {}
http {
    ${temporary.join('\n    ')}
    include ${installed}/sites-available/orderd;
}
`,
  );
}

const listenAt = (port, host) => `
listen 127.0.0.1:${port} ssl http2;
server_name ${host};
ssl_certificate ${folder}/cert.pem;
ssl_certificate_key ${folder}/key.pem;
access_log off;
`;

/** What `orderctl cell add` writes. */
async function writeCell(here, port, { name, host, sockets }) {
  const site = join(here, 'orderd/cells', name);
  const program = await readFile(join(folder, 'root/usr/share/orderd/nginx/cell.conf'), 'utf8');
  await mkdir(site, { recursive: true });
  await writeFile(join(site, 'listen.conf'), listenAt(port, host));
  await writeFile(
    join(site, 'cell.conf'),
    program.replaceAll('@cell@', name).replaceAll(`unix:/run/orderd/cells/${name}`, `unix:${sockets}`),
  );
}

const given = new Set();
/**
 * Of this host, one that nobody listens at, and none twice: two that asked at once would find each other there.
 * Below those that the kernel hands out, so that no connection takes it before it is used.
 */
export async function freePort() {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer().listen(port, '127.0.0.1');
    const listens = await once(server, 'listening').catch(() => null);
    server.close();
    if (listens) return port;
  }
}

async function untilUp(url, child, here) {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(await readFile(join(here, 'error.log'), 'utf8'));
    const up = await send('GET', '/nothing', { at: url }).catch(() => null);
    if (up) return;
    await sleep(50);
  }
  throw new Error('nginx does not come up');
}
