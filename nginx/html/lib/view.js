// Draws the whole page again after a change, once per batch of changes.
// SPDX-License-Identifier: MIT
let draw = () => {};
/** @type {Promise<void> | null} */
let queued = null;

/** Name the function that draws everything; lit-html touches only what differs. @param {() => void} drawAll */
export function mount(drawAll) {
  draw = drawAll;
}

/** The focus goes to what is found first. @param {string} selector @param {ParentNode} [within] */
export function focusOn(selector, within = document) {
  const element = within.querySelector(selector);
  if (element instanceof HTMLElement) element.focus();
}

/** Ask for a redraw; resolves when the document shows it. */
export function redraw() {
  queued ??= Promise.resolve().then(() => {
    queued = null;
    draw();
  });
  return queued;
}
