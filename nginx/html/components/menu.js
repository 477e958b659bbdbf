// A button that opens a menu of things to do (the APG's menu button). What can't be done says why.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { icon } from './icons.js';
import { closePopover, popover } from './popover.js';

/**
 * `off`: why it can't be done now, in words.
 * @typedef {{ label: string, icon?: import('./icons.js').IconName, run?: () => unknown, href?: string, danger?: boolean, off?: string }} MenuItem
 */

/** @param {KeyboardEvent} event */
function move(event) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[role="menuitem"]')]);
  const here = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 };
  if (event.key === 'Tab') return closePopover();
  if (!(event.key in to)) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(to[event.key] % items.length)?.focus();
}

/** @param {MenuItem} fact */
function item({ label, icon: name, run, href, danger, off }) {
  const face = html`${name ? icon(name) : nothing}<span>${label}${off ? html`<small>${off}</small>` : nothing}</span>`;
  const look = `menu-item ${danger ? 'danger' : ''}`;
  if (href && !off) return html`<a class=${look} role="menuitem" tabindex="-1" href=${href} @click=${() => closePopover()}>${face}</a>`;
  return html`<button type="button" class=${look} role="menuitem" tabindex="-1" aria-disabled=${off ? 'true' : nothing}
    @click=${() => {
      if (off) return;
      closePopover();
      run?.();
    }}>${face}</button>`;
}

/** @param {{ id: string, label: string, face?: unknown, style?: string, items: MenuItem[] }} facts */
export const menu = ({ id, label, face, style, items }) =>
  popover({ id, label, style, role: 'menu', keydown: move, face: face ?? html`${label} ${icon('down')}`, body: () => items.map(item) });
