// What the seeds' clients do: requests under the paths that they use, and curl.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { assertStatus } from '../api/support/check.js';
import { rows } from '../api/support/database.js';
import { bearer, send, someAddress } from '../api/support/http.js';
import { url } from '../api/support/instance.js';
import { unique } from '../api/support/people.js';

/** `ask('GET /orders/1', body)` under the path as it is written; with the status it must have. */
export function client(token) {
  const headers = { 'X-Forwarded-For': someAddress(), ...(token ? bearer(token) : {}) };
  return async (request, status, body) => {
    const [method, path] = request.split(' ');
    return assertStatus(await send(method, path, { body, headers }), status);
  };
}

/** The names of a seed's example are to be had again, however often this runs. */
export async function release({ email, username = null }) {
  await rows(
    `UPDATE users SET email = $2 || '@example.com', username = NULL WHERE lower(email) = lower($1) OR username = $3`,
    email,
    unique(),
    username,
  );
}

/**
 * Runs a seed's shell commands: every http://localhost:PORT is this instance. Resolves to what
 * they print.
 */
export async function shell(script, variables = {}) {
  const curl = `curl() { command curl --silent --show-error --cacert "$CERTIFICATE" -H "X-Forwarded-For: $ADDRESS" "$@"; }\n`;
  const { stdout, stderr } = await promisify(execFile)(
    'bash',
    ['--norc', '-euo', 'pipefail', '-c', curl + script.replaceAll(/http:\/\/localhost:\d+/g, url.origin)],
    {
      env: {
        PATH: process.env.PATH,
        CERTIFICATE: process.env.NODE_EXTRA_CA_CERTS,
        ADDRESS: someAddress(),
        ...variables,
      },
    },
  );
  assert.equal(stderr, '');
  return stdout;
}

/** The same, where the commands print one JSON document. */
export const shellJson = async (script, variables) => JSON.parse(await shell(script, variables));
