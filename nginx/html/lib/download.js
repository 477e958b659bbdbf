// A file of the API, saved by the browser: fetched with the token, which a link could not show.
// SPDX-License-Identifier: MIT
import { BASE, problemOf, queryString } from './http.js';
import { withToken } from './session.js';

/**
 * `hear(bytes)` is told how much has come. With a body it is a POST.
 * @param {string} path @param {string} name
 * @param {{ query?: import('types').Query, body?: unknown, hear?: (bytes: number) => void }} [options]
 */
export async function download(path, name, { query, body: sent, hear } = {}) {
  const body = await withToken(async (token) => {
    const reply = await fetch(BASE + path + queryString(query), {
      method: sent ? 'POST' : 'GET',
      headers: { Authorization: `Bearer ${token}`, ...(sent ? { 'Content-Type': 'application/json' } : {}) },
      body: sent ? JSON.stringify(sent) : undefined,
    });
    if (!reply.ok || !reply.body) throw await problemOf(reply);
    return reply.body;
  });
  let bytes = 0;
  const counted = new TransformStream({
    transform(piece, out) {
      bytes += piece.byteLength;
      hear?.(bytes);
      out.enqueue(piece);
    },
  });
  save(await new Response(body.pipeThrough(counted)).blob(), name);
}

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
