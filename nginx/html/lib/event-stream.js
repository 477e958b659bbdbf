// A stream of Server-Sent Events, read by fetch: EventSource sends no token but in the address, and
// gives up for good after a refusal.
// SPDX-License-Identifier: MIT
import { BASE, problemOf } from './http.js';

const SILENCE_MS = 50_000; // three signs of life were missed

/** Each undefined where it is not said. @typedef {{ name?: string, id?: string, data?: string }} Message */

/** Messages of a text that comes in pieces. @param {(message: Message) => void} take */
export function parser(take) {
  let rest = '';
  /** @type {Message} */
  let message = {};
  const line = (/** @type {string} */ text) => {
    if (text === '') {
      if (Object.keys(message).length) take(message);
      message = {};
      return;
    }
    const [, field, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(text) ?? [];
    if (field === 'data') message.data = message.data === undefined ? value : `${message.data}\n${value}`;
    else if (field === 'event') message.name = value;
    else if (field === 'id') message.id = value;
  };
  return (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const each of lines) line(each);
  };
}

/**
 * Resolves when the stream ends; a refusal, or a wire that is cut or silent, is thrown.
 * @param {string} path
 * @param {{ token: string, place: string, signal: AbortSignal, open: () => void, take: (message: Message) => void }} listener `place`: the
 *   id of the last event that was heard
 */
export async function readEvents(path, { token, place, signal, open, take }) {
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), SILENCE_MS);
  /** @type {Record<string, string>} */
  const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${token}` };
  if (place) headers['Last-Event-ID'] = place;
  try {
    const all = AbortSignal.any([signal, quiet.signal]);
    const reply = await fetch(BASE + path, { headers, cache: 'no-store', signal: all });
    if (!reply.ok || !reply.body) throw await problemOf(reply);
    open();
    const feed = parser(take);
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), SILENCE_MS);
      feed(piece.value);
    }
  } finally {
    clearTimeout(timer);
  }
}
