// One question in a modal dialog, answered yes or no, with a few fields when it needs them.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { store } from '../lib/store.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { field, textArea, values } from './field.js';

const t = texts('common');
const open = store({ question: null });
const others = new Set(); // what else lies above the page, once something needs it: { view, close }

export const alsoAbove = (other) => others.add(other);

/** Resolves to what was filled in ({} without fields), or to null; Escape is a no. */
export async function ask(question) {
  const answer = new Promise((resolve) => open.set({ question: { ...question, resolve } }));
  await redraw();
  document.getElementById('question').showModal();
  return answer;
}

function agree(event) {
  event.preventDefault();
  event.target.closest('dialog').close('yes');
}

/** The page that asked is left: that is a no. */
export function withdraw() {
  document.getElementById('question')?.close('no');
  for (const { close } of others) close();
}

const refuse = (event) => event.target.closest('dialog').close('no');

function closed({ target: dialogElement }) {
  const { resolve } = open.state.question;
  const agreed = dialogElement.returnValue === 'yes';
  const filled = Object.entries(values(dialogElement.querySelector('form'))).filter(([, text]) =>
    text.trim(),
  );
  dialogElement.returnValue = '';
  open.set({ question: null });
  resolve(agreed ? Object.fromEntries(filled) : null);
}

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
