// One exchange with the API: JSON out, JSON in, every failure a Problem.
// SPDX-License-Identifier: MIT
import { Problem } from './problem.js';

export const BASE = '/api/v1';
const PATIENCE_MS = 30_000;

/** `{a: 1, b: ''}` → `?a=1`; empty values are left out. */
export function queryString(query = {}) {
  const pairs = Object.entries(query).filter(([, v]) => v !== '' && v !== null && v !== undefined);
  return pairs.length ? `?${new URLSearchParams(pairs)}` : '';
}

/** Resolves to {data, etag, status}; an abort by `signal` is thrown as it is. */
export async function send(method, path, { body, headers = {}, query, signal } = {}) {
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  const init = {
    method,
    headers: { Accept: 'application/json', ...headers },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  };
  if (body !== undefined) {
    init.headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  let reply;
  let data;
  try {
    reply = await fetch(BASE + path + queryString(query), init);
    data = await readJson(reply);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, timeout.aborted ? { code: 'timeout' } : {});
  }
  if (!reply.ok) throw new Problem(reply.status, data ?? {}, retryAfter(reply));
  return { data, etag: reply.headers.get('ETag'), status: reply.status };
}

/** What a reply that is not ok says. */
export async function problemOf(reply) {
  return new Problem(reply.status, (await readJson(reply).catch(() => null)) ?? {}, retryAfter(reply));
}

async function readJson(reply) {
  const text = await reply.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return reply.ok ? Promise.reject(new Error('not JSON')) : null;
  }
}

function retryAfter(reply) {
  const seconds = Number(reply.headers.get('Retry-After'));
  return Number.isFinite(seconds) ? seconds : 0;
}
