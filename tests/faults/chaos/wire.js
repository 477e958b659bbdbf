// The wire between orderd and PostgreSQL, which can be cut: a socket in a folder of its own.
// SPDX-License-Identifier: MIT
import { chmodSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const NAME = '.s.PGSQL.5432'; // what libpq makes of host=<folder>

export class Wire {
  lines = new Set();
  state = 'whole';

  /** Listens in the folder `here`, and goes on to the server whose socket is in `server`. */
  async open(here, server) {
    this.server = join(server, NAME);
    this.listener = createServer((client) => this.join(client));
    await new Promise((open) => this.listener.listen(join(here, NAME), open));
    chmodSync(join(here, NAME), 0o777);
    return this;
  }

  join(client) {
    if (this.state === 'cut') return client.destroy();
    const line = { client, server: connect(this.server) };
    this.lines.add(line);
    for (const [from, to] of [[client, line.server], [line.server, client]]) {
      from.on('data', (part) => this.state !== 'deaf' || from === client ? to.write(part) : undefined);
      from.on('error', () => {});
      from.on('close', () => {
        to.destroy();
        this.lines.delete(line);
      });
    }
    if (this.state === 'still') this.each('pause');
  }

  each(action) {
    for (const { client, server } of this.lines) {
      client[action]();
      server[action]();
    }
  }

  /** Every connection is lost, and none can be made. */
  cut() {
    this.state = 'cut';
    this.each('destroy');
  }

  /** Nothing goes to and fro, and nobody is told. */
  still() {
    this.state = 'still';
    this.each('pause');
  }

  /** What is asked arrives; no answer does. */
  deafen() {
    this.state = 'deaf';
  }

  /** All is well again. Who missed an answer has lost the connection. */
  heal() {
    if (this.state === 'deaf') this.each('destroy');
    else this.each('resume');
    this.state = 'whole';
  }

  close() {
    this.cut();
    return new Promise((closed) => this.listener.close(closed));
  }
}
