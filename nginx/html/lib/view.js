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

const FRAME_MS = 100; // longer than a frame takes, where frames are drawn

/** Resolves once what a hand has done so far is on the screen: what takes long may begin. @returns {Promise<void>} */
export const painted = () =>
  new Promise((done) => {
    setTimeout(done, FRAME_MS); // nothing is drawn of what nobody sees
    requestAnimationFrame(() => setTimeout(done));
  });

const narrow = matchMedia('(max-width: 639px)');

/** How many of a page's many parts are drawn by now: at first those that a screen shows, then more with each
 * frame, so that no task is long. @param {boolean} whole all of them at once: there may be a place to scroll back to */
export function growing(whole = false) {
  const step = Math.ceil(innerHeight / (narrow.matches ? 240 : 90));
  let count = whole ? Infinity : step;
  let waits = false;
  return (/** @type {number} */ most) => {
    if (count < most && !waits) {
      waits = true;
      painted().then(() => {
        waits = false;
        count += step;
        redraw();
      });
    }
    return count;
  };
}

/** Ask for a redraw; resolves when the document shows it. */
export function redraw() {
  queued ??= Promise.resolve().then(() => {
    queued = null;
    draw();
  });
  return queued;
}
