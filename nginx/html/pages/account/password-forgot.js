// Asking for a link that sets a new password. The answer is the same for every address.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { field, focusFirstError, formProblem, missing, values } from '../../components/field.js';
import { send } from '../../lib/http.js';
import { asProblem } from '../../lib/problem.js';
import { link } from '../../lib/router.js';
import { session } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { focusOn, redraw } from '../../lib/view.js';

/** @import { Errors, Submitted } from 'types' @import { Problem } from '../../lib/problem.js' */

const t = texts('account');

const FIELDS = ['/email'];

export function open() {
  let busy = false;
  /** @type {Problem | null} */
  let problem = null;
  /** @type {Errors} */
  let errors = new Map();
  let email = session.state.user?.email ?? '';
  let asked = false;

  /** @param {Submitted} event */
  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const form = event.target;
    email = values(form)['/email'].trim();
    problem = null;
    errors = missing(values(form), FIELDS);
    if (!errors.size) {
      busy = true;
      redraw();
      try {
        await send('POST', '/auth/password/forgot', { body: { email } });
        asked = true;
      } catch (error) {
        problem = asProblem(error);
        errors = problem.byPointer();
      }
      busy = false;
    }
    if (!asked) return focusFirstError(form);
    await redraw();
    focusOn('.gate h1');
  }

  const form = () => html`
    <h1 tabindex="-1">${t('forgot.title')}</h1>
    <p class="lead">${t('forgot.text')}</p>
    <form novalidate @submit=${submit} aria-label=${t('forgot.title')}>
      ${formProblem(problem, FIELDS)}
      ${field({
        pointer: '/email',
        label: t('email'),
        type: 'email',
        autocomplete: 'username',
        errors,
        value: email,
      })}
      <button class="button primary full" ?disabled=${busy}>${busy ? t('sending') : t('forgot.send')}</button>
    </form>`;

  const done = () => html`
    <h1 tabindex="-1">${t('look')}</h1>
    <p class="lead">
      ${t.rich('forgot.done', { email: html`<strong>${email}</strong>` })}
    </p>
    <button type="button" class="button quiet full" @click=${() => {
      asked = false;
      redraw();
    }}>${t('forgot.again')}</button>`;

  const view = () => html`<section class="gate glass">
    ${asked ? done() : form()}
    <p class="aside"><a href=${link('/sign-in')}>${t('forgot.back')}</a></p>
  </section>`;

  return {
    get title() {
      return asked ? t('look') : t('forgot.title');
    },
    view,
  };
}
