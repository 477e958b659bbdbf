// Signing in with e-mail and password and, where a second factor is on, its code.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { codeInput } from '../../components/code.js';
import { field, focusFirstError, formProblem, missing, values } from '../../components/field.js';
import { passwordInput } from '../../components/password.js';
import { clearMessages } from '../../components/toast.js';
import { asProblem } from '../../lib/problem.js';
import { link, replace } from '../../lib/router.js';
import { isSignedIn, session, signIn } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';

const t = texts('account');

const FIELDS = ['/email', '/password'];

/** Only pages of this UI are gone back to. */
export function nextOf(query) {
  const next = query.get('next') ?? '';
  return next.startsWith('/') ? next : '/';
}

export function open({ query }) {
  const next = nextOf(query);
  let busy = false;
  let problem = null;
  let errors = new Map();
  let email = '';
  let password = null; // once it was right and a code is asked for
  let recovering = false;

  if (isSignedIn()) queueMicrotask(() => replace(next));
  const stop = session.watch(({ user }) => user && !busy && replace(next)); // in another tab

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
        clearMessages();
        return session.state.lacking || replace(next);
      } catch (error) {
        refused(asProblem(error), typed);
      }
      busy = false;
    }
    focusFirstError(form);
  }

  function refused(why, typed) {
    if (why.code === 'otp_required') return ask(typed['/password']);
    if (why.code === 'invalid_credentials') password = null; // changed meanwhile, or locked
    if (why.code === 'invalid_otp') errors = new Map([['/otp', why.message]]);
    else [problem, errors] = [why, why.byPointer()];
  }

  /** The second step, or back to the first. */
  async function ask(known) {
    password = known;
    recovering = false;
    errors = new Map();
    problem = null;
    await redraw();
    document.getElementById(known === null ? 'f-email' : 'f-otp')?.focus();
  }

  async function recover() {
    recovering = !recovering;
    errors = new Map();
    await redraw();
    document.getElementById('f-otp')?.focus();
  }

  const first = () => html`
    <h1 tabindex="-1">${t('sign_in')}</h1>
    <p class="lead">${t('sign_in.text')}</p>
    <form novalidate @submit=${submit} aria-label=${t('sign_in')}>
      ${formProblem(problem, FIELDS)}
      ${field({
        pointer: '/email',
        label: t('email'),
        type: 'email',
        autocomplete: 'username',
        autocapitalize: 'none',
        spellcheck: 'false',
        maxlength: 254,
        errors,
        value: email,
        input: (e) => {
          email = e.target.value;
        },
      })}
      ${field({ pointer: '/password', label: t('password'), autocomplete: 'current-password', control: passwordInput, errors })}
      <button class="button primary full" ?disabled=${busy}>${busy ? t('sign_in.busy') : t('sign_in')}</button>
    </form>
    <p class="aside"><a href=${link('/password/forgot')}>${t('forgot.title')}</a></p>
    <p class="aside">${t('sign_in.new')} <a href=${link('/register', { next: next === '/' ? '' : next })}>${t('register.title')}</a></p>`;

  const second = () => html`
    <h1 tabindex="-1">${t('sign_in.step')}</h1>
    <p class="lead">${
      recovering
        ? t('sign_in.recovery_text')
        : t('sign_in.code_text')
    }</p>
    <form novalidate @submit=${submit} aria-label=${t('factor')}>
      ${formProblem(problem, ['/otp'])}
      ${field({
        pointer: '/otp',
        label: recovering ? t('recovery_code') : t('code'),
        control: codeInput,
        digits: !recovering,
        errors,
      })}
      <button class="button primary full" ?disabled=${busy}>${busy ? t('sign_in.busy') : t('sign_in')}</button>
    </form>
    <p class="aside"><button type="button" class="text-button" @click=${recover}>${
      recovering ? t('sign_in.use_app') : t('sign_in.use_recovery')
    }</button></p>
    <p class="aside"><button type="button" class="text-button" @click=${() => ask(null)}>${t('sign_in.other')}</button></p>`;

  const view = () => html`<section class="gate glass">${password === null ? first() : second()}</section>`;

  return {
    get title() {
      return t('sign_in');
    },
    view,
    close: stop,
  };
}
