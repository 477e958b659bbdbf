// The profile's panel of the access token that this page holds: what it says, how long, and a copy of it.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { claimsOf } from '../lib/claims.js';
import { clock, moment } from '../lib/format.js';
import { accessToken, session } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { copy } from './copy.js';
import { icon } from './icons.js';
import { say, sayProblem } from './toast.js';

const t = texts('account');
const TIMES = ['exp', 'iat', 'nbf'];

export function tokenPanel() {
  /** @type {[string, unknown][] | null} null: nobody looks */
  let claims = null;

  /** @param {() => unknown} work */
  const attempt = async (work) => {
    try {
      await work();
    } catch (error) {
      sayProblem(error);
    }
  };

  const read = () =>
    attempt(async () => {
      claims = Object.entries(claimsOf(await accessToken()));
      redraw();
    });

  /** @param {Event} event */
  function turned({ target }) {
    if (/** @type {HTMLDetailsElement} */ (target).open) return read();
    claims = null;
    redraw();
  }

  const renew = () =>
    attempt(async () => {
      await accessToken(true);
      say(t('token.renewed'));
      if (claims) read();
    });

  /** @param {[string, unknown]} claim */
  const claim = ([name, value]) => html`<div><dt><span class="code">${name}</span> <small class="soft">${t.maybe(`claim.${name}`) ?? ''}</small></dt>
    <dd>${TIMES.includes(name) ? moment(new Date(Number(value) * 1000).toISOString()) : typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd></div>`;

  const view = () => html`<section class="panel glass" aria-labelledby="token-title">
    <h2 id="token-title">${t('token')}</h2>
    <p>
      ${t.rich('token.text', {
        until: html`<strong class="number">${clock(session.state.expires)}</strong>`,
        api: html`<a href="/docs">${t('api')}</a>`,
      })}
    </p>
    <details class="claims" @toggle=${turned}><summary>${t('token.claims')}</summary>
      ${claims ? html`<dl>${claims.map(claim)}</dl>` : nothing}</details>
    <div class="actions">
      <button type="button" class="button quiet" @click=${() => attempt(async () => copy(await accessToken(), t('token.copied')))}>${icon('copy')} ${t('copy')}</button>
      <button type="button" class="button quiet" @click=${renew}>${icon('refresh')} ${t('token.renew')}</button>
    </div>
  </section>`;
  return { view };
}
