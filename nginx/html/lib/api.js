// The API as the signed-in user: adds the access token, and renews it once on a 401.
// SPDX-License-Identifier: MIT
import { send as exchange } from './http.js';
import { Problem } from './problem.js';
import { session, withToken } from './session.js';

/** @import { Answer, Headers, Query, Reply, Sent } from 'types' @import { Options } from './http.js' */

/** @param {string} method @param {string} path @param {Options} [options] @returns {Promise<Reply<any>>} */
const call = (method, path, options = {}) =>
  withToken(async (token) => {
    try {
      return await exchange(method, path, signed(options, token));
    } catch (problem) {
      if (problem instanceof Problem && problem.code === 'second_factor_required') session.set({ lacking: true });
      throw problem;
    }
  });

/** @param {Options} options @param {string} token @returns {Options} */
const signed = (options, token) =>
  token ? { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } } : options;

let reading = 0;
/** Whether something that was asked for is still to come. */
export const isReading = () => reading > 0;

/** @template {string} P @param {P} path @param {Query} [query] @param {AbortSignal} [signal] @returns {Promise<Reply<Answer<'get', P>>>} */
export async function get(path, query, signal) {
  reading += 1;
  try {
    return await call('GET', path, { query, signal });
  } finally {
    reading -= 1;
  }
}
/** @template {string} P @param {P} path @param {Sent<'post', P>} [body] @param {Headers} [headers] @param {AbortSignal} [signal]
 * @returns {Promise<Reply<Answer<'post', P>>>} */
export const post = (path, body, headers = {}, signal) => call('POST', path, { body: body ?? {}, headers, signal });
/** @template {'POST' | 'PUT' | 'PATCH' | 'DELETE'} M @template {string} P @param {M} method @param {P} path @param {Sent<Lowercase<M>, P>} [body]
 * @param {Headers} [headers] @returns {Promise<Reply<Answer<Lowercase<M>, P>>>} */
export const send = (method, path, body, headers = {}) => call(method, path, { body, headers });
/** @param {string} path @param {Headers} [headers] */
export const remove = (path, headers = {}) => call('DELETE', path, { headers });

/** Headers that refuse the change when someone else changed the row in between. @param {string | null} etag @returns {Headers} */
export const ifMatch = (etag) => (etag ? { 'If-Match': etag } : {});
