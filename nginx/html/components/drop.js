// Where a file is dropped, or chosen by a button.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { styles } from '../lib/needs.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { icon } from './icons.js';
import { progress } from './progress.js';

const t = texts('kit');
styles('office-parts');

/** One a page. @param {{ label: string, accept: string, take: (file: File) => unknown }} facts */
export function drop({ label, accept, take }) {
  let over = false;
  const hover = (/** @type {boolean} */ on) => (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    if (over !== on) redraw();
    over = on;
  };
  const dropped = (/** @type {DragEvent} */ event) => {
    hover(false)(event);
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  };
  const chosen = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.files?.[0]) take(input.files[0]);
    input.value = ''; // the same file may be chosen again
  };

  /** @param {{ done: number, total: number, label: string }} [under] how far a file under way has come */
  return (under) => html`<div class="drop ${over ? 'over' : ''}" @dragover=${hover(true)} @dragleave=${hover(false)} @drop=${dropped}>
    ${icon('upload')}
    <p>${label}</p>
    <label class="button quiet">${t('choose_file')}<input class="hidden" type="file" accept=${accept} @change=${chosen} ?disabled=${Boolean(under)}></label>
    ${under ? progress(under) : nothing}
  </div>`;
}
