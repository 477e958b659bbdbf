// The database on several hosts: the one that works is found, once for all workers.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { send } from '../api/support/http.js';
import { folder } from '../api/support/instance.js';
import { startOrderd } from './support/orderd.js';
import { backends } from './support/postgres.js';
import { childrenOf, isRunning, until } from './support/processes.js';

/** A host that takes connections and never says a word, as one that is paused. */
async function silentHost() {
  const sockets = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return { port: server.address().port, asked: () => sockets.length, stop };
}

test('a host that does not answer is left for the one that does, which is then asked first', async () => {
  const silent = await silentHost();
  const orderd = await startOrderd({
    settings: {
      database: `"host=127.0.0.1,${folder}/run port=${silent.port},5432 dbname=orderd user=orderd_app"`,
    },
  });
  const connected = () => orderd.log().split('database connected').length - 1;
  const ask = () => send('GET', '/api/v1/products?limit=1', { at: orderd.url });
  try {
    assert.ok(silent.asked() > 0, 'it was the first');
    const count = childrenOf(orderd.process.pid).length - 1; // one needs no database
    await until('every worker is connected', () => connected() === count);
    const asked = silent.asked();
    const old = await backends('true');
    for (const pid of old) process.kill(pid, 'SIGTERM');
    await until('they are gone', () => !old.some(isRunning));
    const replies = await Promise.all(Array.from({ length: 12 }, ask));
    for (const reply of replies) assertStatus(reply, 200);
    await until('every worker is connected again', () => connected() === 2 * count);
    assert.equal(silent.asked(), asked, 'nobody asked it again');
  } finally {
    await orderd.stop();
    await silent.stop();
  }
});
