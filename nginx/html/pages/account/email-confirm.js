// Whoever follows the link says that the address is theirs: by a click, since programs that look
// through mails follow links, too.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { formProblem } from '../../components/field.js';
import { send } from '../../lib/http.js';
import { asProblem } from '../../lib/problem.js';
import { link } from '../../lib/router.js';
import { isSignedIn, renew } from '../../lib/session.js';
import { redraw } from '../../lib/view.js';

export function open({ query }) {
  const token = query.get('token') ?? '';
  let busy = false;
  let problem = null;
  let done = false;

  async function confirm(event) {
    event.preventDefault();
    if (busy) return;
    busy = true;
    problem = null;
    redraw();
    try {
      await send('POST', '/auth/email/confirm', { body: { token } });
      done = true;
      if (isSignedIn()) await renew().catch(() => {}); // shows the new address, if it is this account's
    } catch (error) {
      problem = asProblem(error);
    }
    busy = false;
    await redraw();
    document.querySelector('.gate h1')?.focus();
  }

  const ask = () => html`
    <h1 tabindex="-1">Confirm your address</h1>
    <p class="lead">One click, and we know that this address is yours.</p>
    <form novalidate @submit=${confirm} aria-label="Confirm your address">
      ${formProblem(problem, [])}
      <button class="button primary full" ?disabled=${busy}>${busy ? 'Confirming…' : 'Confirm'}</button>
    </form>`;

  const thanks = () => html`
    <h1 tabindex="-1">Your address is confirmed</h1>
    <p class="lead">From now on we write to it, and you sign in with it.</p>
    ${
      isSignedIn()
        ? html`<a class="button primary full" href=${link('/profile')}>To your profile</a>`
        : html`<a class="button primary full" href=${link('/sign-in')}>Sign in</a>`
    }`;

  const view = () => html`<section class="gate glass">${done ? thanks() : ask()}</section>`;

  return { title: 'Confirm your address', view };
}
