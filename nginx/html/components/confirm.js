// One question in a modal dialog, answered yes or no, with a few fields when it needs them.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { store } from '../lib/store.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { field, textArea, values } from './field.js';

/**
 * @import { FieldFacts, Submitted } from 'types'
 * @typedef {Omit<FieldFacts, 'control'> & { control?: 'lines' }} Asked
 * @typedef {{ title: string, text: string, yes: string, no?: string, danger?: boolean, fields?: Asked[] }} Question
 * @typedef {Record<string, string> | null} Answer
 */

const t = texts('common');
const open = store({ question: /** @type {(Question & { resolve: (answer: Answer) => void }) | null} */ (null) });
let shown = open.state.question; // the one that the dialog was opened for
/** @type {Set<{ view: () => unknown, close: () => void }>} */
const others = new Set(); // what else lies above the page, once something needs it

/** @param {{ view: () => unknown, close: () => void }} other */
export const alsoAbove = (other) => others.add(other);

/** Resolves to what was filled in ({} without fields), or to null; Escape is a no. @param {Question} question @returns {Promise<Answer>} */
export async function ask(question) {
  /** @type {Promise<Answer>} */
  const answer = new Promise((resolve) => open.set({ question: { ...question, resolve } }));
  await redraw();
  element()?.showModal();
  shown = open.state.question;
  return answer;
}

const element = () => /** @type {HTMLDialogElement | null} */ (document.getElementById('question'));

/** @param {Answer} answer */
function settle(answer) {
  const asked = open.state.question;
  open.set({ question: null });
  element()?.close();
  asked?.resolve(answer);
}

/** @param {Event & { currentTarget: HTMLFormElement }} event */
function agree(event) {
  event.preventDefault();
  settle(Object.fromEntries(Object.entries(values(event.currentTarget)).filter(([, text]) => text.trim())));
}

const refuse = () => settle(null);

/** By Escape; the browser tells of it later, when the next question may be there. */
const closed = () => open.state.question && open.state.question === shown && !element()?.open && refuse();

/** The page that asked is left: that is a no. */
export function withdraw() {
  refuse();
  for (const { close } of others) close();
}

/** @param {Asked['control']} name */
const control = (name) => (name === 'lines' ? textArea : undefined);

export function dialog() {
  const question = open.state.question;
  return html`${[...others].map(({ view }) => view())}<dialog id="question" class="glass" @close=${closed}
    aria-labelledby="question-title" aria-describedby="question-text">
    ${
      question
        ? html`<form novalidate @submit=${agree}>
          <h2 id="question-title">${question.title}</h2>
          <p id="question-text">${question.text}</p>
          ${(question.fields ?? []).map((f) => field({ ...f, control: control(f.control) }))}
          <div class="actions">
            <button type="button" class="button quiet" autofocus @click=${refuse}>${question.no ?? t('no')}</button>
            <button class="button ${question.danger ? 'danger' : 'primary'}">${question.yes}</button>
          </div>
        </form>`
        : nothing
    }
  </dialog>`;
}
