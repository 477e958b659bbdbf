// The e-mail address on the profile page, and the form that asks for another one.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { send } from '../lib/api.js';
import { asProblem } from '../lib/problem.js';
import { redraw } from '../lib/view.js';
import { field, focusFirstError, formProblem, missing, values } from './field.js';
import { passwordInput } from './password.js';

const FIELDS = ['/email', '/password'];

/** `me` is the resource of the user. */
export function emailPanel(me) {
  let editing = false;
  let busy = false;
  let problem = null;
  let errors = new Map();
  let asked = '';
  let typed = '';

  async function edit(on) {
    editing = on;
    problem = null;
    errors = new Map();
    typed = '';
    await redraw();
    document.getElementById(on ? 'f-email' : 'edit-email')?.focus();
  }

  async function ask(event) {
    event.preventDefault();
    if (busy) return;
    const form = event.target;
    const email = values(form)['/email'].trim();
    problem = null;
    errors = missing(values(form), FIELDS);
    if (!errors.size) {
      busy = true;
      redraw();
      try {
        await send('POST', '/auth/email', { email, password: values(form)['/password'] });
        asked = email;
        busy = false;
        return edit(false);
      } catch (error) {
        problem = asProblem(error);
        errors = problem.byPointer();
        if (problem.code === 'email_taken') errors.set('/email', 'Another account has this e-mail.');
      }
      busy = false;
    }
    focusFirstError(form);
  }

  const form = () => html`<form novalidate @submit=${ask} aria-label="E-mail">
    ${formProblem(problem, FIELDS)}
    ${field({
      pointer: '/email',
      label: 'New e-mail',
      type: 'email',
      autocomplete: 'email',
      autocapitalize: 'none',
      spellcheck: 'false',
      maxlength: 254,
      errors,
      value: typed,
      input: (e) => {
        typed = e.target.value;
      },
    })}
    ${field({ pointer: '/password', label: 'Your password', autocomplete: 'current-password', control: passwordInput, errors })}
    <div class="actions">
      <button class="button primary" ?disabled=${busy}>${busy ? 'Sending…' : 'Send a link there'}</button>
      <button type="button" class="button quiet" @click=${() => edit(false)}>Leave as it was</button>
    </div>
  </form>`;

  const shown = (user) => html`<p>You sign in with <strong>${user.email}</strong>, and our mails go there.</p>
    ${
      asked
        ? html`<div class="alert wait" role="status"><p>
            A link is on its way to <strong>${asked}</strong>. Follow it, and that becomes your address.
          </p></div>`
        : ''
    }
    <div class="actions">
      <button type="button" class="button quiet" id="edit-email" @click=${() => edit(true)}>Change e-mail</button>
    </div>`;

  return () => html`<section class="panel glass" aria-labelledby="email-title">
    <h2 id="email-title">E-mail</h2>
    ${editing ? form() : me.value ? shown(me.value) : ''}
  </section>`;
}
