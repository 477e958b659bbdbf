// The README's lines of curl do what they say.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { folder, url } from '../support/instance.js';

test('the lines of curl in the README order, list and cancel', async () => {
  const text = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const lines = /^api=https[^]*?(?=^```)/m.exec(text)[0]
    .replace('https://localhost:8443', url.origin)
    .replace('var/up/cert.pem', join(folder, 'cert.pem'));
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', lines]);
  assert.match(stdout, /"sku":"LAPTOP-001"/);
  assert.match(stdout, /\n201\n[^]*"status":"cancelled"/);
});
