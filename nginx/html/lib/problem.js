// A refusal by the API (RFC 9457), or a failure to reach it, as one kind of error.
// SPDX-License-Identifier: MIT
import { words } from './format.js';
import { language, texts } from './text.js';

/** @import { Errors, Flaw, Refusal } from 'types' */

const t = texts('problems');

/** The service speaks English: to others our own words for its codes are said before its own.
 * @param {string} code @param {string} detail */
const inWords = (code, detail) =>
  (language() === 'en' && detail) || t.maybe(`field.${code}`) || detail || words(code);

/** @param {number} status @param {Refusal} refusal */
const explain = (status, { code, detail, title }) =>
  t.maybe(`code.${code}`) || detail || t.maybe(`status.${status}`) || title || t('other');

export class Problem extends Error {
  /** `status`: of the reply, 0 without one. @param {number} status @param {Refusal} [body] @param {number} [retryAfter] seconds */
  constructor(status, body = {}, retryAfter = 0) {
    super(explain(status, body));
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? '';
    /** @type {Flaw[]} */
    this.errors = (body.errors ?? []).map((e) => ({
      ...e,
      pointer: plainPointer(e.pointer),
      detail: sentence(inWords(e.code, e.detail)),
    }));
    this.requestId = body.request_id ?? '';
    this.current = body.current ?? null;
    this.retryAfter = retryAfter;
    if (status === 429 && retryAfter > 0) this.message = t('wait', { seconds: retryAfter });
  }

  /** True when nobody can know whether the request took effect. */
  get unanswered() {
    return this.status === 0 || this.status >= 500 || this.code === 'in_progress';
  }

  /** The first message for each field, by JSON pointer. @returns {Errors} */
  byPointer() {
    /** @type {Errors} */
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

/** "must have at least 8 characters" → "Must have at least 8 characters." @param {string} text */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');

/** Anything thrown, as a Problem; a bug in this code stays visible in the console. @param {unknown} error */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem(-1, { code: 'bug' });
}

/** The status of a refusal, whatever was thrown. @param {unknown} error */
export const statusOf = (error) => (error instanceof Problem ? error.status : undefined);
