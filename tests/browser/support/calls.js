// What the pages of a run asked the API for, and as whom: noted where ORDERD_TEST_CALLS says, for
// tests/browser/called.js.
// SPDX-License-Identifier: MIT
import { appendFileSync } from 'node:fs';

const API = '/api/v1';
const noted = new Set();

/** The role in the token that the page sent. */
function roleOf({ authorization = '' }) {
  const claims = authorization.split('.')[1];
  return claims ? JSON.parse(Buffer.from(claims, 'base64url')).role : 'anyone';
}

/** Refusals say nothing of what a screen is for. */
export function noteCall(reply) {
  const log = process.env.ORDERD_TEST_CALLS;
  const request = reply.request();
  const { pathname } = new URL(request.url());
  if (!log || !pathname.startsWith(`${API}/`) || reply.status() >= 400) return;
  const call = JSON.stringify({ method: request.method(), path: pathname.slice(API.length), role: roleOf(request.headers()) });
  if (!noted.has(call)) appendFileSync(log, `${call}\n`);
  noted.add(call);
}
