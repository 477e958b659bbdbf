// A worker that hangs in a request, in whatever: the master ends it and starts another.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertStatus } from '../api/support/check.js';
import { send } from '../api/support/http.js';
import { askWithoutEnd } from './support/fastcgi.js';
import { program, startOrderd } from './support/orderd.js';
import { isRunning, spawnAsOwner, until, workers } from './support/processes.js';

test('a worker stuck in a request is ended when its time is over, and replaced', async () => {
  const orderd = await startOrderd({ settings: { workers_api: 1, request_seconds: 1 } });
  let socket;
  try {
    const of = orderd.process.pid;
    const [stuck] = workers('api', of);
    const others = workers('slow', of);
    socket = askWithoutEnd(join(dirname(orderd.conf), 'api.sock'), { REQUEST_METHOD: 'GET' });
    await until('the worker is gone', () => !isRunning(stuck), 20);
    assert.match(
      orderd.log(),
      new RegExp(`"worker stuck in a request","pool":"api","worker":"${stuck}"`),
    );
    await until('another serves', async () => {
      const reply = await send('GET', '/health/ready', { at: orderd.url });
      return reply.status === 200;
    });
    assert.notEqual(workers('api', of)[0], stuck);
    assert.deepEqual(workers('slow', of), others, 'idle workers stay');
    assertStatus(await send('GET', '/products?limit=1', { at: orderd.url }), 200);
  } finally {
    socket?.destroy();
    await orderd.stop();
  }
});

test('a master killed over a long request has a successor at once', async () => {
  const orderd = await startOrderd();
  const folder = dirname(orderd.conf);
  const [orphan] = workers('slow', orderd.process.pid);
  const socket = askWithoutEnd(join(folder, 'slow.sock'), { REQUEST_METHOD: 'GET' });
  let successor;
  try {
    await sleep(1000); // it is being read
    orderd.process.kill('SIGKILL');
    await orderd.ended;
    successor = spawnAsOwner(program, ['-c', orderd.conf], { stdio: 'ignore' });
    await until('the successor serves', async () => {
      const reply = await send('GET', '/health/ready', { at: orderd.url });
      return reply.status === 200;
    });
    assert.equal(successor.exitCode, null);
    await until('it serves that pool, too', () => workers('slow', successor.pid).length === 1);
    assert.ok(isRunning(orphan), 'who is still at its request');
  } finally {
    socket.destroy();
    if (successor?.exitCode === null) {
      const ended = new Promise((resolve) => successor.on('exit', resolve));
      successor.kill('SIGTERM');
      await ended;
    }
    await orderd.stop();
  }
});
