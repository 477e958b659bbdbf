// Draws the whole page again after a change, once per batch of changes.
// SPDX-License-Identifier: MIT
let draw = () => {};
let queued = null;

/** Name the function that draws everything; lit-html touches only what differs. */
export function mount(drawAll) {
  draw = drawAll;
}

/** Ask for a redraw; resolves when the document shows it. */
export function redraw() {
  queued ??= Promise.resolve().then(() => {
    queued = null;
    draw();
  });
  return queued;
}
