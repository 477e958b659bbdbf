// What a test starts ends with it, also when that is killed.
// SPDX-License-Identifier: MIT
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isRunning, until } from './support/processes.js';

test('a test run that is killed leaves no relay behind', async () => {
  const run = `
    import { Relay } from ${JSON.stringify(fileURLToPath(new URL('support/relay.js', import.meta.url)))};
    import { until } from ${JSON.stringify(fileURLToPath(new URL('support/processes.js', import.meta.url)))};
    const relay = await new Relay().open();
    const all = await until('its desks', () => relay.all.length > 5 && relay.all);
    console.log(JSON.stringify({ all, here: relay.here }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', run], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  const { all, here } = JSON.parse(said);
  child.kill('SIGKILL');
  await until('the relay is gone', () => !all.some(isRunning));
  await rm(here, { recursive: true });
});
