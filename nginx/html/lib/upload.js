// A file sent to the API, with how far it has come: fetch does not say that, XMLHttpRequest does.
// SPDX-License-Identifier: MIT
import { BASE, queryString } from './http.js';
import { Problem } from './problem.js';
import { withToken } from './session.js';

/**
 * @param {string} path @param {import('types').Query} query @param {Blob} file
 * @param {{ type?: string, key?: string, hear?: (sent: number, total: number) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<any>} what the API answered
 */
export const upload = (path, query, file, { type = 'text/csv', key = '', hear, signal } = {}) =>
  withToken((token) => new Promise((resolve, reject) => {
    const wire = new XMLHttpRequest();
    wire.open('POST', BASE + path + queryString(query));
    wire.responseType = 'json';
    wire.setRequestHeader('Authorization', `Bearer ${token}`);
    wire.setRequestHeader('Content-Type', type);
    if (key) wire.setRequestHeader('Idempotency-Key', key);
    wire.upload.onprogress = ({ loaded, total }) => hear?.(loaded, total);
    wire.onload = () => (wire.status < 400 ? resolve(wire.response) : reject(new Problem(wire.status, wire.response ?? {})));
    wire.onerror = () => reject(new Problem(0));
    wire.onabort = () => reject(signal?.reason);
    signal?.addEventListener('abort', () => wire.abort());
    wire.send(file);
  }));
