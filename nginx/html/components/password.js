// A password input with a button to look at what was typed, and the rules for a new one.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { texts } from '../lib/text.js';
import { icon } from './icons.js';

const t = texts('account');

const SHORTEST = 8;
const LONGEST = 128;

/** @param {Event & { currentTarget: HTMLElement }} event */
function look({ currentTarget: button }) {
  const input = /** @type {HTMLInputElement} */ (button.previousElementSibling);
  const show = input.type === 'password';
  input.type = show ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(show));
}

/** A `control` for field(); its type is left to the button once drawn. @type {import('types').Control} */
export const passwordInput = (p) => html`<span class="with-button">
  <input id=${p.id} name=${p.pointer} type="password" autocomplete=${p.autocomplete}
    @input=${p.input ?? nothing} maxlength=${LONGEST} spellcheck="false" autocapitalize="none" aria-required="true"
    aria-invalid=${p.error ? 'true' : nothing} aria-describedby=${p.described || nothing}>
  <button type="button" class="plain" aria-label=${t('password.show')} aria-pressed="false" @click=${look}>${icon('eye')}</button>
</span>`;

/** What the server asks of a password; that it is none that is guessed, only it can say. @param {string} password */
export function passwordRules(password) {
  const length = [...password].length;
  const kept = length >= SHORTEST && length <= LONGEST;
  return html`<ul class="rules" aria-label=${t('password.rules')}>
    <li class=${kept ? 'kept' : ''}>
      ${t('password.length', { least: SHORTEST, most: LONGEST })}<span class="hidden">${kept ? t('password.kept') : ''}</span>
    </li>
    <li>${t('password.uncommon')}</li>
  </ul>`;
}
