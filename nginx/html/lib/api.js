// The API as the signed-in user: adds the access token, and renews it once on a 401.
// SPDX-License-Identifier: MIT
import { send as exchange } from './http.js';
import { session, withToken } from './session.js';

const call = (method, path, options = {}) =>
  withToken(async (token) => {
    try {
      return await exchange(method, path, signed(options, token));
    } catch (problem) {
      if (problem.code === 'second_factor_required') session.set({ lacking: true });
      throw problem;
    }
  });

const signed = (options, token) =>
  token ? { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } } : options;

export const get = (path, query, signal) => call('GET', path, { query, signal });
export const post = (path, body = {}, headers = {}, signal) => call('POST', path, { body, headers, signal });
export const send = (method, path, body, headers = {}) => call(method, path, { body, headers });
export const remove = (path, headers = {}) => call('DELETE', path, { headers });

/** Headers that refuse the change when someone else changed the row in between. */
export const ifMatch = (etag) => (etag ? { 'If-Match': etag } : {});
