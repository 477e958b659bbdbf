// The profile's panel of the password, and the form that changes it.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { ready } from '../lib/needs.js';
import { texts } from '../lib/text.js';
import { say } from './toast.js';

const t = texts('account');

/** `changed` is called when other sessions and the API keys have ended. @param {() => void} changed */
export function passwordPanel(changed) {
  /** What it is drawn with comes when it is wanted. */
  async function change() {
    const { formDialog } = await import('./form-dialog.js');
    await ready();
    const done = await formDialog({
      title: t('password.change'),
      path: '/auth/password',
      method: 'POST',
      initial: {},
      fields: [
        { pointer: '/current_password', label: t('password.now'), kind: 'password', required: true, autocomplete: 'current-password' },
        { pointer: '/new_password', label: t('password.new'), kind: 'password', required: true, autocomplete: 'new-password', hint: t('password.hint') },
      ],
      submit: t('password.change'),
    });
    if (!done) return;
    say(t('password.changed'));
    changed();
  }

  return () => html`<section class="panel glass secret-word" aria-labelledby="password-title">
    <h2 id="password-title">${t('password')}</h2>
    <p>${t('password.changing')}</p>
    <div class="actions"><button type="button" class="button quiet" @click=${change}>${t('password.change')}</button></div>
  </section>`;
}
