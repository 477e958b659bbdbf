// Making an account; the server's rules are shown at the fields they concern.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { field, focusFirstError, formProblem, missing, values } from '../../components/field.js';
import { passwordInput, passwordRules } from '../../components/password.js';
import { say } from '../../components/toast.js';
import { asProblem, Problem } from '../../lib/problem.js';
import { link, replace } from '../../lib/router.js';
import { isSignedIn, register, session, signIn } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { focusOn, redraw } from '../../lib/view.js';
import { nextOf } from './sign-in.js';

/** @import { Errors, FieldFacts, Schemas, Submitted, Typed, Visit } from 'types' */

const t = texts('account');

const FIELDS = ['/email', '/password', '/username', '/first_name', '/last_name'];

/** @param {Visit} place */
export function open({ query }) {
  let next = nextOf(query);
  let busy = false;
  /** @type {Problem | null} */
  let problem = null;
  /** @type {Errors} */
  let errors = new Map();
  /** @type {Record<string, string>} */
  let typed = {};
  let waits = false; // for the address to be confirmed

  if (isSignedIn()) queueMicrotask(() => replace(next));
  const stop = session.watch(({ user }) => user && !busy && replace(next)); // in another tab

  const hear = (/** @type {string} */ pointer) => (/** @type {Typed} */ event) => {
    typed = { ...typed, [pointer]: event.target.value };
    redraw();
  };

  /** @param {Submitted} event */
  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const form = event.target;
    const body = bodyOf(values(form));
    problem = null;
    errors = missing(values(form), ['/email', '/password']);
    if (!errors.size) {
      busy = true;
      redraw();
      try {
        await enterAs(body);
        say(body.first_name ? t('register.welcome', { name: body.first_name }) : t('register.welcome_all'));
        return replace(next);
      } catch (error) {
        problem = asProblem(error);
        errors = problem.byPointer();
        if (problem.code === 'email_unconfirmed') {
          waits = true;
          busy = false;
          await redraw();
          return focusOn('.gate h1');
        }
        if (problem.code === 'email_taken')
          errors.set('/email', t('register.taken'));
      }
      busy = false;
    }
    focusFirstError(form);
  }

  /** @param {string} pointer @param {string} label @param {Partial<FieldFacts>} more */
  const text = (pointer, label, more) =>
    field({ pointer, label, errors, value: typed[pointer], input: hear(pointer), ...more });

  const look = () => html`<section class="gate glass">
    <h1 tabindex="-1">${t('look')}</h1>
    <p class="lead">
      ${t.rich('register.look', { email: html`<strong>${typed['/email']}</strong>` })}
    </p>
    <a class="button primary full" href=${link('/sign-in', { next: next === '/' ? '' : next })}>${t('sign_in')}</a>
  </section>`;

  const view = () => (waits ? look() : form());
  const form = () => html`<section class="gate glass">
    <h1 tabindex="-1">${t('register.title')}</h1>
    <p class="lead">${t('register.text')}</p>
    <form novalidate @submit=${submit} aria-label=${t('register.title')}>
      ${formProblem(problem, FIELDS)}
      <div class="form-grid">
        <div>${text('/first_name', t('first_name'), { autocomplete: 'given-name', optional: true, maxlength: 100 })}</div>
        <div>${text('/last_name', t('last_name'), { autocomplete: 'family-name', optional: true, maxlength: 100 })}</div>
      </div>
      ${text('/email', t('email'), { type: 'email', autocomplete: 'email' })}
      ${text('/username', t('username'), {
        autocomplete: 'nickname',
        optional: true,
        maxlength: 50,
        hint: t('username.hint'),
        autocapitalize: 'none',
        spellcheck: 'false',
      })}
      ${text('/password', t('password'), { autocomplete: 'new-password', control: passwordInput })}
      ${passwordRules(typed['/password'] ?? '')}
      <button class="button primary full" ?disabled=${busy}>${busy ? t('register.busy') : t('register.yes')}</button>
    </form>
    <p class="aside">${t('register.have')} <a href=${link('/sign-in', { next: next === '/' ? '' : next })}>${t('sign_in')}</a></p>
  </section>`;

  return {
    get title() {
      return t('register.title');
    },
    view,
    requery(/** @type {URLSearchParams} */ to) {
      next = nextOf(to); // and what is typed stays
      redraw();
    },
    close: stop,
  };
}

/** Made, then signed in; an account that stands but could not be signed in to is said so. @param {Schemas['RegisterIn']} body */
async function enterAs(body) {
  try {
    await register(body);
  } catch (problem) {
    if (!(problem instanceof Problem) || (problem.status !== 429 && !problem.unanswered)) throw problem;
    await signIn(body.email, body.password).catch(() => {
      throw problem;
    });
  }
}

/** @param {Record<string, string>} form */
function bodyOf(form) {
  /** @type {Schemas['RegisterIn']} */
  const body = { email: form['/email'].trim(), password: form['/password'] };
  for (const name of /** @type {const} */ (['username', 'first_name', 'last_name'])) {
    const text = form[`/${name}`].trim();
    if (text) body[name] = text;
  }
  return body;
}
