// Signing in with e-mail and password.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { field, focusFirstError, formProblem, missing, values } from '../components/field.js';
import { passwordInput } from '../components/password.js';
import { clearMessages } from '../components/toast.js';
import { asProblem } from '../lib/problem.js';
import { isSignedIn, session, signIn as enter } from '../lib/session.js';
import { link, replace } from '../lib/router.js';
import { redraw } from '../lib/view.js';

const FIELDS = ['/email', '/password'];

/** Only pages of this UI are gone back to. */
export function nextOf(query) {
  const next = query.get('next') ?? '';
  return next.startsWith('/') ? next : '/';
}

export function signIn({ query }) {
  const next = nextOf(query);
  let busy = false;
  let problem = null;
  let errors = new Map();
  let email = '';

  if (isSignedIn()) queueMicrotask(() => replace(next));
  const stop = session.watch(({ user }) => user && !busy && replace(next)); // in another tab

  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const form = event.target;
    const typed = values(form);
    problem = null;
    errors = missing(typed, FIELDS);
    if (!errors.size) {
      busy = true;
      redraw();
      try {
        await enter(typed['/email'].trim(), typed['/password']);
        clearMessages();
        return replace(next);
      } catch (error) {
        problem = asProblem(error);
        errors = problem.byPointer();
      }
      busy = false;
    }
    focusFirstError(form);
  }

  const view = () => html`<section class="gate glass">
    <h1 tabindex="-1">Sign in</h1>
    <p class="lead">Welcome back. Your basket is kept while you sign in.</p>
    <form novalidate @submit=${submit} aria-label="Sign in">
      ${formProblem(problem, FIELDS)}
      ${field({
        pointer: '/email',
        label: 'E-mail',
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
      ${field({ pointer: '/password', label: 'Password', autocomplete: 'current-password', control: passwordInput, errors })}
      <button class="button primary full" ?disabled=${busy}>${busy ? 'Signing in…' : 'Sign in'}</button>
    </form>
    <p class="aside">New here? <a href=${link('/register', { next: next === '/' ? '' : next })}>Create an account</a></p>
  </section>`;

  return { title: 'Sign in', view, close: stop };
}
