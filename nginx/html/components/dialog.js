// Dialogs over the page: one at a time on top of another, each with a title, a body and ways out.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { repeat } from '/vendor/directives/repeat.js';
import { leaveQuietly } from '../lib/leaving.js';
import { store } from '../lib/store.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { alsoAbove } from './confirm.js';
import { icon } from './icons.js';

const t = texts('kit');

/**
 * @typedef {object} DialogFacts
 * @property {string} title
 * @property {(close: (answer?: any) => void) => unknown} body drawn anew with every change
 * @property {'narrow' | 'wide' | 'palette'} [size]
 * @property {string} [focus] the id of what has the focus first, instead of the first field
 * @property {() => boolean} [dirty] true while closing would lose what was typed: then it asks first
 * @property {boolean} [stays] when the page below gives way to another, too
 */

let last = 0;
const stack = store({ open: /** @type {(DialogFacts & { id: string, resolve: (answer: any) => void })[]} */ ([]) });

/** Resolves to what `close` was called with, to null when it was given up. @param {DialogFacts} facts */
export async function openDialog(facts) {
  const id = `dialog-${++last}`;
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const answer = new Promise((resolve) => stack.set({ open: [...stack.state.open, { ...facts, id, resolve }] }));
  await redraw();
  const element = elementOf(id);
  element?.showModal();
  /** @type {HTMLElement | null | undefined} */ (element?.querySelector(facts.focus ? `#${facts.focus}` : 'input, select, textarea'))?.focus();
  return answer.finally(() => before?.isConnected && before.focus({ preventScroll: true }));
}

/** @param {string} id */
const elementOf = (id) => /** @type {HTMLDialogElement | null} */ (document.getElementById(id));

/** @param {string} id @param {any} answer */
async function close(id, answer) {
  const facts = stack.state.open.find((one) => one.id === id);
  if (!facts) return;
  elementOf(id)?.close();
  stack.set({ open: stack.state.open.filter((one) => one !== facts) });
  await redraw();
  facts.resolve(answer);
}

/** The page that opened them is left. */
const closeAll = () => {
  for (const { id, stays } of stack.state.open) if (!stays) close(id, null);
};

/** @param {DialogFacts & { id: string }} facts */
async function giveUp({ id, dirty }) {
  if (!dirty?.() || (await leaveQuietly())) close(id, null);
}

const view = () =>
  repeat(
    stack.state.open,
    ({ id }) => id,
    (facts) => html`<dialog id=${facts.id} class="glass sheet-dialog ${facts.size ?? 'narrow'}"
      aria-labelledby="${facts.id}-title"
      @cancel=${(/** @type {Event} */ event) => {
        event.preventDefault();
        giveUp(facts);
      }}>
      <div class="dialog-head ${facts.size === 'palette' ? 'hidden' : ''}">
        <h2 id="${facts.id}-title">${facts.title}</h2>
        <button type="button" class="plain" aria-label=${t('close')} @click=${() => giveUp(facts)}>${icon('cross')}</button>
      </div>
      ${facts.body((answer) => close(facts.id, answer)) ?? nothing}
    </dialog>`,
  );

alsoAbove({ view, close: closeAll });
