// A worker that hangs in a request, in whatever: the master ends it and starts another.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { assertStatus } from '../api/support/check.js';
import { send } from '../api/support/http.js';
import { askWithoutEnd } from './support/fastcgi.js';
import { startOrderd } from './support/orderd.js';
import { isRunning, until, workers } from './support/processes.js';

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
