// Who sends requests: people and nobody, each from an address of their own.
// SPDX-License-Identifier: MIT
import { randomInt } from 'node:crypto';
import { direct } from './direct.js';
import { hold } from './held.js';

/** Sends one request as direct() does, and fails when the reply is not what the document promises. */
export const send = async (method, path, options = {}) =>
  hold({ method, path, ...options }, await direct(method, path, options));

/** An address that no limit has counted yet: the tests' nginx believes X-Forwarded-For. */
export const someAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

/** Someone who sends requests: GET and so on under /api/v1, with headers of their own. */
export class Client {
  constructor(headers = {}) {
    this.headers = { 'X-Forwarded-For': someAddress(), ...headers };
  }

  send(method, path, options = {}) {
    const headers = { ...this.headers, ...options.headers };
    return send(method, `/api/v1${path}`, { ...options, headers });
  }

  get(path, headers) {
    return this.send('GET', path, { headers });
  }

  post(path, body, headers) {
    return this.send('POST', path, { body, headers });
  }

  put(path, body, headers) {
    return this.send('PUT', path, { body, headers });
  }

  patch(path, body, headers) {
    return this.send('PATCH', path, { body, headers });
  }

  delete(path, headers) {
    return this.send('DELETE', path, { headers });
  }
}

/** Someone who has not signed in. */
export const anyone = new Client();

/** The header that signs a request. */
export const bearer = (token) => ({ Authorization: `Bearer ${token}` });
