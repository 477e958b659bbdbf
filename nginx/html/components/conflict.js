// Two people changed the same thing: both versions side by side, and one chooses field by field.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { openDialog } from './dialog.js';

const t = texts('kit');

/** @typedef {{ pointer: string, label: string, mine: string, theirs: string }} Difference */

/**
 * Resolves to the pointers of which one keeps one's own, to null when one goes back to the form.
 * @param {Difference[]} differences
 * @returns {Promise<Set<string> | null>}
 */
export function resolveConflict(differences) {
  const mine = new Set(differences.map(({ pointer }) => pointer));
  /** @param {Difference} one @param {boolean} own */
  const choice = (one, own) => html`<td>
    <label class="version"><input type="radio" name=${one.pointer} .checked=${mine.has(one.pointer) === own}
      @change=${() => {
        if (own) mine.add(one.pointer);
        else mine.delete(one.pointer);
        redraw();
      }}> <span>${(own ? one.mine : one.theirs) || '–'}</span></label>
  </td>`;
  return openDialog({
    title: t('conflict'),
    size: 'wide',
    body: (close) => html`<form class="conflict" @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      close(mine);
    }}>
      <p>${t('conflict_text')}</p>
      <table>
        <thead><tr><td></td><th scope="col">${t('mine')}</th><th scope="col">${t('theirs')}</th></tr></thead>
        <tbody>${differences.map((one) => html`<tr><th scope="row">${one.label}</th>${choice(one, true)}${choice(one, false)}</tr>`)}</tbody>
      </table>
      <div class="actions">
        <button type="button" class="button quiet" @click=${() => close(null)}>${t('back_to_form')}</button>
        <button class="button primary">${t('save_chosen')}</button>
      </div>
    </form>`,
  });
}
