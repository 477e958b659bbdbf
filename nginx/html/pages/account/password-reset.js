// A new password for whoever holds the link: once, within half an hour.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { field, focusFirstError, formProblem, missing, values } from '../../components/field.js';
import { passwordInput, passwordRules } from '../../components/password.js';
import { say } from '../../components/toast.js';
import { send } from '../../lib/http.js';
import { asProblem } from '../../lib/problem.js';
import { replace } from '../../lib/router.js';
import { isSignedIn, renew } from '../../lib/session.js';
import { redraw } from '../../lib/view.js';

const FIELDS = ['/password'];

export function open({ query }) {
  const token = query.get('token') ?? '';
  let busy = false;
  let problem = null;
  let errors = new Map();
  let typed = '';

  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const form = event.target;
    const password = values(form)['/password'];
    problem = null;
    errors = missing(values(form), FIELDS);
    if (!errors.size) {
      busy = true;
      redraw();
      try {
        await send('POST', '/auth/password/reset', { body: { token, password } });
        if (isSignedIn()) await renew().catch(() => {}); // ends here too, if it was this account's
        say('Your password is changed. Sign in with it.');
        return replace('/sign-in');
      } catch (error) {
        problem = asProblem(error);
        errors = problem.byPointer();
      }
      busy = false;
    }
    focusFirstError(form);
  }

  const view = () => html`<section class="gate glass">
    <h1 tabindex="-1">Choose a new password</h1>
    <p class="lead">You are signed out everywhere, and sign in again with the new one.</p>
    <form novalidate @submit=${submit} aria-label="Choose a new password">
      ${formProblem(problem, FIELDS)}
      ${field({
        pointer: '/password',
        label: 'New password',
        autocomplete: 'new-password',
        control: passwordInput,
        errors,
        input: (e) => {
          typed = e.target.value;
          redraw();
        },
      })}
      ${passwordRules(typed)}
      <button class="button primary full" ?disabled=${busy}>${busy ? 'Changing…' : 'Change password'}</button>
    </form>
  </section>`;

  return { title: 'New password', view };
}
