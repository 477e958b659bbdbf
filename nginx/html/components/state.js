// What a page shows when it has nothing yet, nothing at all, or a failure.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { words } from '../lib/format.js';
import { texts } from '../lib/text.js';
import { icon } from './icons.js';

const t = texts('common');

/** @import { IconName } from './icons.js' @import { Problem } from '../lib/problem.js' */
/** What to say of nothing; `action` is usually a link. @typedef {{ icon: IconName, title: string, text?: string, action?: unknown }} Emptiness */

/** @param {Emptiness} facts */
export const empty = ({ icon: name, title, text, action }) => html`<div class="empty glass">
  <span class="empty-icon">${icon(name)}</span>
  <h2>${title}</h2>
  ${text ? html`<p>${text}</p>` : nothing}
  ${action ? html`<div class="actions">${action}</div>` : nothing}
</div>`;

/** The words, what is wrong with which filter, and a reference for what only an operator can mend. @param {Problem} problem */
const explain = ({ message, errors, status, requestId }) =>
  [
    message,
    ...errors.map((e) => `${words(e.pointer.slice(1))}: ${e.detail}`),
    status >= 500 && requestId ? t('reference', { id: requestId }) : '',
  ].join(' ');

/** @param {Problem} problem @param {(() => unknown) | null} retry */
export const failed = (problem, retry) =>
  html`<div role="alert">${empty({
    icon: 'alert',
    title: problem.status === 404 ? t('not_found') : t('failed'),
    text: explain(problem),
    action: retry
      ? html`<button type="button" class="button quiet" @click=${retry}>${icon('refresh')} ${t('try_again')}</button>`
      : nothing,
  })}</div>`;

/** Grey bars in the place of `n` things on their way. @param {number} n @param {string} kind */
export const bones = (n, kind) =>
  Array.from({ length: n }, () => html`<div class="bone ${kind}" aria-hidden="true"></div>`);
