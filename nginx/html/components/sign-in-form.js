// Signing in with e-mail and password and, where a second factor is on, its code.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { asProblem } from '../lib/problem.js';
import { signIn } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { codeInput } from './code.js';
import { field, focusFirstError, formProblem, missing, values } from './field.js';
import { passwordInput } from './password.js';

const t = texts('account');

const FIELDS = ['/email', '/password'];

/** @import { Errors, Submitted } from 'types' @import { Problem } from '../lib/problem.js' */
/** @typedef {{ name: string, email?: string, done: () => unknown }} SignInFacts `name`: begins the ids of its fields */

/** One a page. `step`: which of 'password', 'code' and 'recovery' is asked for. @param {SignInFacts} facts */
export function signInForm({ name, email = '', done }) {
  let busy = false;
  /** @type {Problem | null} */
  let problem = null;
  /** @type {Errors} */
  let errors = new Map();
  /** @type {string | null} */
  let password = null; // once it was right and a code is asked for
  let recovering = false;

  /** @param {Submitted} event */
  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const form = event.target;
    const typed = values(form);
    problem = null;
    errors = missing(typed, password === null ? FIELDS : ['/otp']);
    if (!errors.size) {
      busy = true;
      redraw();
      try {
        await signIn(email.trim(), password ?? typed['/password'], typed['/otp']?.trim());
        return done();
      } catch (error) {
        refused(asProblem(error), typed);
      } finally {
        busy = false;
      }
    }
    focusFirstError(form);
  }

  /** @param {Problem} why @param {Record<string, string>} typed */
  function refused(why, typed) {
    if (why.code === 'otp_required') return ask(typed['/password']);
    if (why.code === 'invalid_credentials') password = null; // changed meanwhile, or locked
    if (why.code === 'invalid_otp') errors = new Map([['/otp', why.message]]);
    else [problem, errors] = [why, why.byPointer()];
  }

  /** @param {string} field_ */
  const focus = (field_) => document.getElementById(`${name}-${field_}`)?.focus();

  /** The second step, or back to the first. @param {string | null} known */
  async function ask(known) {
    password = known;
    recovering = false;
    errors = new Map();
    problem = null;
    await redraw();
    focus(known === null ? 'email' : 'otp');
  }

  async function recover() {
    recovering = !recovering;
    errors = new Map();
    await redraw();
    focus('otp');
  }

  const button = () => html`<button class="button primary full" ?disabled=${busy}>${busy ? t('sign_in.busy') : t('sign_in')}</button>`;

  const first = () => html`<form novalidate @submit=${submit} aria-label=${t('sign_in')}>
    ${formProblem(problem, FIELDS)}
    ${field({
      pointer: '/email',
      id: `${name}-email`,
      label: t('email'),
      type: 'email',
      autocomplete: 'username',
      errors,
      value: email,
      input: (e) => {
        email = e.target.value;
      },
    })}
    ${field({ pointer: '/password', id: `${name}-password`, label: t('password'), autocomplete: 'current-password', control: passwordInput, errors })}
    ${button()}
  </form>`;

  const second = () => html`<form novalidate @submit=${submit} aria-label=${t('factor')}>
      ${formProblem(problem, ['/otp'])}
      ${field({
        pointer: '/otp',
        id: `${name}-otp`,
        label: recovering ? t('recovery_code') : t('code'),
        control: codeInput,
        digits: !recovering,
        errors,
      })}
      ${button()}
    </form>
    <p class="aside"><button type="button" class="text-button" @click=${recover}>${
      recovering ? t('sign_in.use_app') : t('sign_in.use_recovery')
    }</button></p>
    <p class="aside"><button type="button" class="text-button" @click=${() => ask(null)}>${t('sign_in.other')}</button></p>`;

  return {
    get busy() {
      return busy;
    },
    get step() {
      if (password === null) return 'password';
      return recovering ? 'recovery' : 'code';
    },
    view: () => (password === null ? first() : second()),
  };
}
