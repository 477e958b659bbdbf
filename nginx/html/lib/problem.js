// A refusal by the API (RFC 9457), or a failure to reach it, as one kind of error.
// SPDX-License-Identifier: MIT
import { words } from './format.js';

/** What to say to people where the API's own words are for programmers, by code. */
const PLAIN = {
  bad_query: 'These filters can’t be used as they are.',
  insufficient_stock: 'Nothing was ordered: some products are short.',
  invalid_fields: 'Please look at the marked fields again.',
  invalid_otp: 'That code is wrong, too old or was used. Wait for the next one.',
  second_factor_required: 'Your role needs a second factor in this shop. Switch it on in your profile.',
};

/** What to say when the reply has no words of its own, by status. */
const WORDS = {
  0: 'The service can’t be reached. Check your connection and try again.',
  403: 'You don’t have permission to do that.',
  404: 'There is nothing here any more.',
  429: 'Too many attempts.',
  502: 'The service is restarting. Try again in a moment.',
  503: 'The service is briefly unavailable. Try again in a moment.',
  504: 'The service took too long to answer.',
};

export class Problem extends Error {
  constructor(status, body = {}, retryAfter = 0) {
    super(PLAIN[body.code] || body.detail || WORDS[status] || body.title || 'Something went wrong.');
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? '';
    this.errors = (body.errors ?? []).map((e) => ({
      ...e,
      pointer: plainPointer(e.pointer),
      detail: sentence(e.detail || words(e.code)),
    }));
    this.requestId = body.request_id ?? '';
    this.current = body.current ?? null;
    this.retryAfter = retryAfter;
    if (status === 429 && retryAfter > 0) this.message = `${WORDS[429]} Try again in ${retryAfter} s.`;
  }

  /** True when nobody can know whether the request took effect. */
  get unanswered() {
    return this.status === 0 || this.status >= 500 || this.code === 'in_progress';
  }

  /** The first message for each field, by JSON pointer. */
  byPointer() {
    const messages = new Map();
    for (const { pointer, detail } of this.errors) {
      if (!messages.has(pointer)) messages.set(pointer, detail);
    }
    return messages;
  }
}

/** Both "#/items/0" and "/items/0" are in use for JSON pointers. */
function plainPointer(pointer = '') {
  return pointer.startsWith('#') ? pointer.slice(1) : pointer;
}

/** "must have at least 8 characters" → "Must have at least 8 characters." */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');

/** Anything thrown, as a Problem; a bug in this code stays visible in the console. */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem(-1, { detail: 'Something went wrong in this page. Reload it and try again.' });
}
