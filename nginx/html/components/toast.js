// Short messages that appear in a corner, are read out, and leave by themselves.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { asProblem } from '../lib/problem.js';
import { store } from '../lib/store.js';
import { texts } from '../lib/text.js';
import { icon } from './icons.js';

const t = texts('common');

/**
 * @typedef {'good' | 'bad' | 'plain'} Kind
 * @typedef {{ label: string, href: string }} Action
 * @typedef {{ id: number, text: string, kind: Kind, action: Action | null }} Message
 */

const STAY_MS = 6_000;
const MOST = 3;
const shown = store({ messages: /** @type {Message[]} */ ([]) });
let last = 0;
let held = false; // the pointer or the focus rests on them

/** @param {string} text @param {Kind} [kind] @param {Action | null} [action] */
export function say(text, kind = 'good', action = null) {
  const message = { id: ++last, text, kind, action };
  shown.set({ messages: [...shown.state.messages.slice(1 - MOST), message] });
  if (kind !== 'bad') setTimeout(leave, STAY_MS, message.id);
}

/** Something failed outside a form: the words of the problem, until dismissed. @param {unknown} error */
export const sayProblem = (error) => say(asProblem(error).message, 'bad');

export const clearMessages = () => shown.set({ messages: [] });

/** @param {number} id */
function leave(id) {
  if (held) setTimeout(leave, STAY_MS, id);
  else dismiss(id);
}

/** @param {number} id */
function dismiss(id) {
  shown.set({ messages: shown.state.messages.filter((m) => m.id !== id) });
  held = false;
}

/** @param {boolean} on */
const hold = (on) => () => {
  held = on;
};

/** @param {Message} message */
const toast = ({ id, text, kind, action }) => html`<li class="toast ${kind}">
  ${icon(kind === 'bad' ? 'alert' : 'check')}
  <span class="toast-text">${text}</span>
  ${action ? html`<a href=${action.href}>${action.label}</a>` : nothing}
  <button class="plain" type="button" aria-label=${t('dismiss')} @click=${() => dismiss(id)}>${icon('cross')}</button>
</li>`;

/** Both regions stand from the start, so that screen readers listen to them. */
export function toasts() {
  const messages = shown.state.messages.filter((m) => m.action?.href !== location.hash); // there already
  const bad = messages.filter((m) => m.kind === 'bad');
  const rest = messages.filter((m) => m.kind !== 'bad');
  return html`<div class="toasts"
    @mouseenter=${hold(true)} @mouseleave=${hold(false)} @focusin=${hold(true)} @focusout=${hold(false)}>
    <div role="alert">${bad.length ? html`<ul>${bad.map(toast)}</ul>` : nothing}</div>
    <div role="status">${rest.length ? html`<ul>${rest.map(toast)}</ul>` : nothing}</div>
  </div>`;
}
