// What happens while somebody looks: one stream of events a browser, read by the tab that leads, which
// tells the others. So ten tabs hold one connection, and when the leader closes, another goes on
// behind the last event that all of them have heard of.
// SPDX-License-Identifier: MIT
import { readEvents } from './event-stream.js';
import { Problem, statusOf } from './problem.js';
import { accessToken, session } from './session.js';
import { store } from './store.js';

/** @import { FeedEvent } from 'types' @import { Message as Told } from './event-stream.js' */

/** @typedef {{ product_id: number, available: number, is_low_stock: boolean }} StockChange */
/**
 * `cut`: the stream broke off; `resync`: events may have been missed; without a kind it moves the place on.
 * @typedef {{ kind: 'event', event: FeedEvent } | { kind: 'stock', products: StockChange[] } |
 *   { kind: 'status' } | { kind: 'open' } | { kind: 'cut' } | { kind: 'resync' }} Message
 * @typedef {(Message | { kind?: undefined }) & { id?: string, user?: number | null }} TabMessage whose it is
 */

const LASTED_MS = 10_000; // a stream that stood so long was well
const MOST_MS = 30_000;
const SOON_MS = 300;
const PACE_MS = 2_000;

/** `on`: what happens is heard as it happens. */
export const live = store({ on: false });
const tabs = new BroadcastChannel('orderd.live');
/** @type {Set<(message: Message) => unknown>} */
const listeners = new Set();
let place = ''; // the id of the last event
/** @type {number | null} */
let who = null; // whose events are heard
/** @type {AbortController | null} */
let stop = null;

/** Has every message. Answers what ends it. @param {(message: Message) => unknown} listener */
export function hear(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Runs `reload` soon after events that concern it, or when some may have been missed; once for many,
 * and not at the same moment in all browsers.
 * @param {(event: FeedEvent) => boolean} concerns @param {() => unknown} reload
 */
export function reloadOn(concerns, reload) {
  let timer = 0;
  let last = 0;
  const end = hear((message) => {
    if (timer || !(message.kind === 'resync' || (message.kind === 'event' && concerns(message.event)))) return;
    const wait = Math.max(last + PACE_MS - Date.now(), SOON_MS * (0.5 + Math.random()));
    timer = setTimeout(() => {
      timer = 0;
      last = Date.now();
      reload();
    }, wait);
  });
  return () => {
    clearTimeout(timer);
    end();
  };
}

/** @param {TabMessage} message */
function take(message) {
  if (message.user !== who) return;
  if (message.id !== undefined) place = message.id;
  if (message.kind === 'open' || message.kind === 'cut') live.set({ on: message.kind === 'open' });
  if (message.kind) for (const listener of listeners) listener(message);
}

/** @param {TabMessage} message */
function tell(message) {
  const told = { ...message, user: who };
  take(told);
  tabs.postMessage(told);
}

tabs.onmessage = (/** @type {MessageEvent<TabMessage>} */ { data }) => {
  if (!live.state.on && data.user === who && data.kind !== 'cut') live.set({ on: true });
  take(data);
};

/** A message of the stream as the tabs are told it. @param {Told} message */
function passOn({ name, id, data }) {
  if (data === undefined) return id === undefined ? undefined : tell({ id });
  if (name === undefined) return tell({ kind: 'event', id, event: JSON.parse(data) });
  if (name === 'resync' || name === 'status') return tell({ kind: name });
  if (name === 'stock') return tell({ kind: name, products: JSON.parse(data).products });
}

/** What was shown before the stream stood may be older than its first event. */
function opened() {
  tell({ kind: 'open' });
  if (!place) tell({ kind: 'resync' });
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
function pause(ms, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
    addEventListener('online', () => done(), { once: true });
  });
}

/** Half to one and a half of the usual, so that a thousand who were cut off don't come back at once. @param {number} tries */
const delay = (tries) => Math.min(2_000 * 2 ** tries, MOST_MS) * (0.5 + Math.random());

/** What may be done about a refusal: a new token, or wait until who is signed in changes. Whether there is hope. @param {unknown} problem */
async function answer(problem) {
  if (problem instanceof Problem && problem.code === 'second_factor_required') session.set({ lacking: true });
  return statusOf(problem) === 401 && accessToken(true).then(Boolean, () => false);
}

/** @param {AbortSignal} signal */
async function lead(signal) {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const began = Date.now();
    try {
      const token = await accessToken();
      await readEvents('/events/stream', { token, place, signal, open: opened, take: passOn });
    } catch (problem) {
      if (!signal.aborted && (await answer(problem))) tries = 0;
    }
    if (signal.aborted) return;
    tell({ kind: 'cut' });
    if (Date.now() - began > LASTED_MS) tries = 0;
    await pause(delay(tries), signal);
  }
}

/** The lock goes to another tab when this one closes. @param {AbortSignal} signal */
async function waitToLead(signal) {
  if (!navigator.locks) return lead(signal);
  await navigator.locks.request(`orderd.live.${who}`, { signal }, () => lead(signal)).catch(() => {});
}

/** From sign-in to sign-out. @param {import('./session.js').Session} session */
function follow({ user, lacking, since }) {
  const next = user && !lacking ? user.id : null;
  if (next === who) return;
  stop?.abort();
  who = next;
  place = since;
  if (live.state.on) live.set({ on: false });
  if (who === null) return;
  stop = new AbortController();
  waitToLead(stop.signal);
}

export function watchLive() {
  session.watch(follow);
  follow(session.state);
}
