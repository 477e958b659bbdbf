// A button and what it opens beside itself: one at a time, closed by Escape, a click or a step elsewhere.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { store } from '../lib/store.js';
import { redraw } from '../lib/view.js';

const shown = store({ id: '' });
const FOCUSABLE = 'input, select, textarea, button, a[href], [role="menuitem"]';

/** @param {string} id */
const wrapOf = (id) => document.getElementById(`${id}-pop`);

/** @param {string} id */
export async function openPopover(id) {
  shown.set({ id });
  await redraw();
  const body = wrapOf(id)?.querySelector('.pop-body');
  if (!(body instanceof HTMLElement)) return;
  body.classList.toggle('to-left', body.getBoundingClientRect().right > document.documentElement.clientWidth);
  /** @type {HTMLElement | null} */ (body.querySelector(FOCUSABLE))?.focus();
}

export const isOpen = (/** @type {string} */ id) => shown.state.id === id;

/** @param {boolean} [back] whether the focus goes back to the button */
export function closePopover(back = true) {
  const { id } = shown.state;
  if (!id) return;
  shown.set({ id: '' });
  if (back) wrapOf(id)?.querySelector('button')?.focus();
}

addEventListener('pointerdown', ({ target }) => {
  const wrap = wrapOf(shown.state.id);
  if (wrap && target instanceof Node && !wrap.contains(target)) closePopover(false);
});
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !shown.state.id) return;
  event.preventDefault();
  closePopover();
});
addEventListener('focusin', ({ target }) => {
  const wrap = wrapOf(shown.state.id);
  if (wrap && target instanceof Node && !wrap.contains(target)) closePopover(false);
});

/**
 * @param {object} facts
 * @param {string} facts.id
 * @param {unknown} facts.face what the button shows
 * @param {() => unknown} facts.body
 * @param {string} [facts.label] of the body, and of the button when its face says nothing
 * @param {string} [facts.style]
 * @param {'dialog' | 'menu'} [facts.role]
 * @param {(event: KeyboardEvent) => void} [facts.keydown]
 */
export const popover = ({ id, face, body, label, style = 'button quiet small', role = 'dialog', keydown }) => html`<div
  class="pop" id="${id}-pop">
  <button type="button" class=${style} aria-haspopup=${role} aria-expanded=${isOpen(id) ? 'true' : 'false'}
    aria-label=${style.startsWith('plain') && label ? label : nothing}
    @click=${() => (isOpen(id) ? closePopover() : openPopover(id))}>${face}</button>
  ${
    isOpen(id)
      ? html`<div class="pop-body" role=${role} aria-label=${label ?? nothing} @keydown=${keydown ?? nothing}>${body()}</div>`
      : nothing
  }
</div>`;
