// One exchange with the API: JSON out, JSON in, every failure a Problem.
// SPDX-License-Identifier: MIT
import { takeBegun } from './first.js';
import { Problem } from './problem.js';

/** @import { Headers, Query, Reply } from 'types' */
/** `begun`: the same exchange, already under way.
 * @typedef {{ body?: unknown, headers?: Headers, query?: Query, signal?: AbortSignal, begun?: Promise<Response> | null }} Options */

export const BASE = '/api/v1';
const PATIENCE_MS = 30_000;

/** `{a: 1, b: ''}` → `?a=1`; empty values are left out. @param {Query} [query] */
export function queryString(query = {}) {
  const said = Object.entries(query).filter(([, v]) => v !== '' && v !== null && v !== undefined);
  const pairs = said.map(([name, v]) => [name, String(v)]);
  return pairs.length ? `?${new URLSearchParams(pairs)}` : '';
}

/** An abort by `signal` is thrown as it is. @param {string} method @param {string} path @param {Options} [options] @returns {Promise<Reply<any>>} */
export async function send(method, path, { body, headers = {}, query, signal, begun } = {}) {
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  const init = {
    method,
    headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  };
  let reply;
  let data;
  try {
    const at = path + queryString(query);
    reply = await (begun ?? takeBegun(at) ?? fetch(BASE + at, init));
    data = await readJson(reply);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, timeout.aborted ? { code: 'timeout' } : {});
  }
  if (!reply.ok) throw new Problem(reply.status, data ?? {}, retryAfter(reply));
  return { data, etag: reply.headers.get('ETag'), status: reply.status };
}

/** What a reply that is not ok says. @param {Response} reply */
export async function problemOf(reply) {
  return new Problem(reply.status, (await readJson(reply).catch(() => null)) ?? {}, retryAfter(reply));
}

/** @param {Response} reply */
async function readJson(reply) {
  const text = await reply.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return reply.ok ? Promise.reject(new Error('not JSON')) : null;
  }
}

/** @param {Response} reply */
function retryAfter(reply) {
  const seconds = Number(reply.headers.get('Retry-After'));
  return Number.isFinite(seconds) ? seconds : 0;
}
