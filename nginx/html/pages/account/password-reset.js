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
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';

/** @import { Errors, Submitted, Visit } from 'types' @import { Problem } from '../../lib/problem.js' */

const t = texts('account');

const FIELDS = ['/password'];

/** @param {Visit} place */
export function open({ query }) {
  const token = query.get('token') ?? '';
  let busy = false;
  /** @type {Problem | null} */
  let problem = null;
  /** @type {Errors} */
  let errors = new Map();
  let typed = '';

  /** @param {Submitted} event */
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
        say(t('reset.done'));
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
    <h1 tabindex="-1">${t('reset.title')}</h1>
    <p class="lead">${t('reset.text')}</p>
    <form novalidate @submit=${submit} aria-label=${t('reset.title')}>
      ${formProblem(problem, FIELDS)}
      ${field({
        pointer: '/password',
        label: t('reset.password'),
        autocomplete: 'new-password',
        control: passwordInput,
        errors,
        input: (e) => {
          typed = e.target.value;
          redraw();
        },
      })}
      ${passwordRules(typed)}
      <button class="button primary full" ?disabled=${busy}>${busy ? t('reset.busy') : t('reset.yes')}</button>
    </form>
  </section>`;

  return {
    get title() {
      return t('reset.password');
    },
    view,
  };
}
