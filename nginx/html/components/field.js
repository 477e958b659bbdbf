// A labelled form field with its hint and its error, found by the error's JSON pointer.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { texts } from '../lib/text.js';
import { focusOn, redraw } from '../lib/view.js';

/** @import { Control, Errors, FieldFacts } from 'types' @import { Problem } from '../lib/problem.js' */

const t = texts('common');

/** `/shipping_address/city` → an id for the DOM. @param {string} pointer */
const idOf = (pointer) => `f${pointer.replaceAll('/', '-')}`;

/** An address is taken as it is typed; no longer one can have mail (RFC 5321). */
const EMAIL = { autocapitalize: 'none', spellcheck: 'false', maxlength: 254 };

/** The input carries the pointer as its name, so `values()` below gives the request's body back. `id`: where another form may
 * have the same pointer. @param {FieldFacts} facts */
export function field({ pointer, id = idOf(pointer), label, errors, hint, type = 'text', optional, control, ...input }) {
  const error = errors?.get(pointer);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const parts = { ...(type === 'email' ? EMAIL : {}), ...input, id, pointer, type, optional, error, described };
  return html`<div class="field ${error ? 'wrong' : ''}">
    <label for=${id}>${label}${optional ? html` <span class="soft">${t('optional')}</span>` : nothing}</label>
    ${(control ?? textInput)(parts)}
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
    ${error ? html`<p class="error" id="${id}-error">${error}</p>` : nothing}
  </div>`;
}

/** @type {Control} */
export const textInput = (p) => html`<input
  id=${p.id} name=${p.pointer} type=${p.type}
  .value=${p.value ?? ''} @input=${p.input ?? nothing}
  autocomplete=${p.autocomplete ?? nothing} inputmode=${p.inputmode ?? nothing}
  maxlength=${p.maxlength ?? nothing} spellcheck=${p.spellcheck ?? nothing}
  autocapitalize=${p.autocapitalize ?? nothing}
  aria-required=${p.optional ? nothing : 'true'}
  aria-invalid=${p.error ? 'true' : nothing} aria-describedby=${p.described || nothing}>`;

/** @type {Control} */
export const textArea = (p) => html`<textarea
  id=${p.id} name=${p.pointer} rows="3" .value=${p.value ?? ''} @input=${p.input ?? nothing}
  maxlength=${p.maxlength ?? nothing}
  aria-invalid=${p.error ? 'true' : nothing} aria-describedby=${p.described || nothing}></textarea>`;

/** What stands above a form after a refusal: its words, and errors that no field shows. @param {Problem | null} problem @param {string[]} shownPointers */
export function formProblem(problem, shownPointers) {
  if (!problem) return nothing;
  const rest = problem.errors.filter((e) => !shownPointers.includes(e.pointer));
  return html`<div class="alert bad" role="alert" tabindex="-1">
    <p>${problem.message}</p>
    ${rest.length ? html`<ul>${rest.map((e) => html`<li>${e.detail}</li>`)}</ul>` : nothing}
    ${problem.status >= 500 && problem.requestId ? html`<p class="soft">${t('reference', { id: problem.requestId })}</p>` : nothing}
  </div>`;
}

/** Messages for the required fields left empty, by pointer.
 * @param {Record<string, string>} values @param {string[]} required @returns {Errors} */
export function missing(values, required) {
  const empty = required.filter((pointer) => !values[pointer]?.trim());
  return new Map(empty.map((pointer) => [pointer, t('fill_in')]));
}

/** The form's text fields by pointer, as typed. @param {HTMLFormElement} form */
export const values = (form) => /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));

/** Take whoever filled the form in to the first thing that needs mending, or to the words above it. @param {HTMLElement} form */
export async function focusFirstError(form) {
  await redraw();
  focusOn(form.querySelector('[aria-invalid="true"]') ? '[aria-invalid="true"]' : '.alert', form);
}
