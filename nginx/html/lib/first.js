// Runs as soon as it has come, before the modules that were asked for with it: asks for all else that the first
// page is made of, and for the session of whoever comes back, so that none of these waits for another.
// SPDX-License-Identifier: MIT
import { routes } from '../routes.js';
import { kept } from './kept.js';
import { address, match } from './match.js';
import { spoken } from './tongue.js';

/** Written by src/tools/web-parts.awk: files, and of each route's path the indexes of those that its page wants. */
const FILES = /** @type {string[]} */ ([]), PAGES = /** @type {Record<string, number[]>} */ ({});

/** That a cookie is worth trying, never who or what. */
export const hint = kept('localStorage', 'orderd.signed-in');
export const REFRESH = { headers: { 'X-Session': 'cookie' }, body: {} };

const tongue = spoken();

/** @param {string} file */
function fetchSoon(file) {
  const link = document.createElement('link');
  const isSheet = file.endsWith('.css');
  link.rel = isSheet ? 'preload' : 'modulepreload';
  if (isSheet) link.as = 'style';
  link.href = new URL(`../${file.replace('*', tongue)}`, import.meta.url).href;
  document.head.append(link);
}

const { path, query } = address();
const { route } = match(routes, path);
for (const index of PAGES[route?.path ?? ''] ?? []) fetchSoon(FILES[index]);

const PATIENCE_MS = 30_000;

/** @param {string} at @param {RequestInit} [init] */
function ask(at, init) {
  const reply = fetch(`/api/v1${at}`, { signal: AbortSignal.timeout(PATIENCE_MS), headers: { Accept: 'application/json' }, ...init });
  reply.catch(() => {}); // whoever takes it hears of it
  return reply;
}

/** The reply to a refresh that is under way, of a browser that has been signed in. */
export const refreshed = hint.read()
  ? ask('/auth/refresh', {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...REFRESH.headers },
      body: JSON.stringify(REFRESH.body),
    })
  : null;

const asks = refreshed || query.size ? [] : (route?.asks ?? []);
/** @type {Map<string, Promise<Response>>} */
const begun = new Map(asks.map((at) => [at, ask(at)]));

/** The reply to what was asked for a visitor's first page; once. @param {string} at */
export function takeBegun(at) {
  const reply = begun.get(at);
  begun.delete(at);
  return reply;
}
