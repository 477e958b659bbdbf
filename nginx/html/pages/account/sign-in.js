// The page to sign in on; it leads back to the one that asked for it.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { signInForm } from '../../components/sign-in-form.js';
import { clearMessages } from '../../components/toast.js';
import { link, replace } from '../../lib/router.js';
import { isSignedIn, session } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';

/** @import { Visit } from 'types' */

const t = texts('account');

/** Only pages of this UI are gone back to. @param {URLSearchParams} query */
export function nextOf(query) {
  const next = query.get('next') ?? '';
  return next.startsWith('/') ? next : '/';
}

/** @param {Visit} place */
export function open({ query }) {
  let next = nextOf(query);
  const form = signInForm({
    name: 'f',
    done() {
      clearMessages();
      return session.state.lacking || replace(next);
    },
  });

  if (isSignedIn()) queueMicrotask(() => replace(next));
  const stop = session.watch(({ user }) => user && !form.busy && replace(next)); // in another tab

  const first = () => html`
    <h1 tabindex="-1">${t('sign_in')}</h1>
    <p class="lead">${t('sign_in.text')}</p>
    ${form.view()}
    <p class="aside"><a href=${link('/password/forgot')}>${t('forgot.title')}</a></p>
    <p class="aside">${t('sign_in.new')} <a href=${link('/register', { next: next === '/' ? '' : next })}>${t('register.title')}</a></p>`;

  const second = () => html`
    <h1 tabindex="-1">${t('sign_in.step')}</h1>
    <p class="lead">${t(form.step === 'code' ? 'sign_in.code_text' : 'sign_in.recovery_text')}</p>
    ${form.view()}`;

  return {
    get title() {
      return t('sign_in');
    },
    view: () => html`<section class="gate glass">${form.step === 'password' ? first() : second()}</section>`,
    requery(/** @type {URLSearchParams} */ to) {
      next = nextOf(to); // and what is typed stays
      redraw();
    },
    close: stop,
  };
}
