// The e-mail address on the profile page, and the form that asks for another one.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { send } from '../lib/api.js';
import { asProblem } from '../lib/problem.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { field, focusFirstError, formProblem, missing, values } from './field.js';
import { passwordInput } from './password.js';

const t = texts('account');

/** @import { Errors, Resource, Submitted, Typed, User } from 'types' @import { Problem } from '../lib/problem.js' */

const FIELDS = ['/email', '/password'];

/** @param {Resource<User>} me */
export function emailPanel(me) {
  let editing = false;
  let busy = false;
  /** @type {Problem | null} */
  let problem = null;
  /** @type {Errors} */
  let errors = new Map();
  let asked = '';
  let typed = '';

  /** @param {boolean} on */
  async function edit(on) {
    editing = on;
    problem = null;
    errors = new Map();
    typed = '';
    await redraw();
    document.getElementById(on ? 'f-email' : 'edit-email')?.focus();
  }

  /** @param {Submitted} event */
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
        if (problem.code === 'email_taken') errors.set('/email', t('email.taken'));
      }
      busy = false;
    }
    focusFirstError(form);
  }

  const form = () => html`<form novalidate @submit=${ask} aria-label=${t('email')}>
    ${formProblem(problem, FIELDS)}
    ${field({
      pointer: '/email',
      label: t('email.new'),
      type: 'email',
      autocomplete: 'email',
      errors,
      value: typed,
      input: (e) => {
        typed = e.target.value;
      },
    })}
    ${field({ pointer: '/password', label: t('password.yours'), autocomplete: 'current-password', control: passwordInput, errors })}
    <div class="actions">
      <button class="button primary" ?disabled=${busy}>${busy ? t('sending') : t('email.send')}</button>
      <button type="button" class="button quiet" @click=${() => edit(false)}>${t('leave_as_was')}</button>
    </div>
  </form>`;

  /** @param {User} user */
  const shown = (user) => html`<p>${t.rich('email.now', { email: html`<strong>${user.email}</strong>` })}</p>
    ${
      asked
        ? html`<div class="alert wait" role="status"><p>
            ${t.rich('email.asked', { email: html`<strong>${asked}</strong>` })}
          </p></div>`
        : ''
    }
    <div class="actions">
      <button type="button" class="button quiet" id="edit-email" @click=${() => edit(true)}>${t('email.change')}</button>
    </div>`;

  return () => html`<section class="panel glass" aria-labelledby="email-title">
    <h2 id="email-title">${t('email')}</h2>
    ${editing ? form() : me.value ? shown(me.value) : ''}
  </section>`;
}
