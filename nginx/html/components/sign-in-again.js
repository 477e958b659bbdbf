// Over the page whose session has ended: whose it is signs in and goes on, whoever else is told what it costs.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { fullName } from '../lib/format.js';
import { mayLeave, unsaved } from '../lib/leaving.js';
import { forget, refuseStranger, session, takeStranger } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { openDialog } from './dialog.js';
import './leave.js';
import { signInForm } from './sign-in-form.js';
import { sayProblem } from './toast.js';

const t = texts('account');

/** Resolves once a session goes on, or nobody is signed in any more. */
export async function signInAgain() {
  const { ended: over, user } = session.state;
  if (!over || !user) return;
  const name = fullName(user);
  const form = signInForm({ name: 'again', email: user.email, done: () => {} });
  let close = (/** @type {unknown} */ _answer) => {};
  const stop = session.watch(({ ended }) => ended || close(null));

  const asked = () => html`<p>${t(form.step === 'password' ? 'again.text' : `sign_in.${form.step}_text`, { name })}</p>
    ${form.view()}
    <p class="aside"><button type="button" class="text-button" @click=${async () => (await mayLeave()) && close(null)}>${t('again.leave')}</button></p>`;

  const warned = () => {
    const other = fullName(session.state.stranger);
    return html`<div class="alert wait" role="alert"><p>${t('again.other', { name, other })}</p></div>
      <div class="actions">
        <button type="button" class="button danger" @click=${() => takeStranger().catch(sayProblem)}>${t('again.go_on', { other })}</button>
        <button type="button" class="button primary" @click=${() => refuseStranger()?.catch(sayProblem)}>${t('again.back', { name })}</button>
      </div>`;
  };

  await openDialog({
    title: t('again'),
    focus: 'again-password',
    dirty: unsaved,
    stays: true,
    body(end) {
      close = end;
      return html`<div class="again">${session.state.stranger ? warned() : asked()}</div>`;
    },
  });
  stop();
  if (session.state.ended) forget();
}
