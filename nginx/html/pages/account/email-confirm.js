// Whoever follows the link says that the address is theirs: by a click, since programs that look
// through mails follow links, too.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { formProblem } from '../../components/field.js';
import { send } from '../../lib/http.js';
import { asProblem } from '../../lib/problem.js';
import { link } from '../../lib/router.js';
import { isSignedIn, renew } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { focusOn, redraw } from '../../lib/view.js';

/** @import { Submitted, Visit } from 'types' @import { Problem } from '../../lib/problem.js' */

const t = texts('account');

/** @param {Visit} place */
export function open({ query }) {
  const token = query.get('token') ?? '';
  let busy = false;
  /** @type {Problem | null} */
  let problem = null;
  let done = false;

  /** @param {Submitted} event */
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
    focusOn('.gate h1');
  }

  const ask = () => html`
    <h1 tabindex="-1">${t('confirm.title')}</h1>
    <p class="lead">${t('confirm.text')}</p>
    <form novalidate @submit=${confirm} aria-label=${t('confirm.title')}>
      ${formProblem(problem, [])}
      <button class="button primary full" ?disabled=${busy}>${busy ? t('confirm.busy') : t('confirm.yes')}</button>
    </form>`;

  const thanks = () => html`
    <h1 tabindex="-1">${t('confirm.done')}</h1>
    <p class="lead">${t('confirm.done_text')}</p>
    ${
      isSignedIn()
        ? html`<a class="button primary full" href=${link('/profile')}>${t('confirm.profile')}</a>`
        : html`<a class="button primary full" href=${link('/sign-in')}>${t('sign_in')}</a>`
    }`;

  const view = () => html`<section class="gate glass">${done ? thanks() : ask()}</section>`;

  return {
    get title() {
      return t('confirm.title');
    },
    view,
  };
}
