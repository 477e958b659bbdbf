// What would be lost by leaving: forms say whether they hold something unsaved, and who leaves is asked once.
// SPDX-License-Identifier: MIT

/** @type {Set<() => boolean>} */
const holders = new Set();
/** @type {() => Promise<boolean>} */
let question = async () => true;

/** `dirty` is asked until what is answered is called. @param {() => boolean} dirty */
export function guard(dirty) {
  holders.add(dirty);
  return () => {
    holders.delete(dirty);
  };
}

export const unsaved = () => [...holders].some((dirty) => dirty());

/** How one is asked: resolves to true to leave. @param {() => Promise<boolean>} ask */
export function askBy(ask) {
  question = ask;
}

/** Whether something may be given up that holds what was typed. */
export const leaveQuietly = () => question();

/** Whether the page may be left: asks when something would be lost. */
export const mayLeave = async () => !unsaved() || leaveQuietly();

addEventListener('beforeunload', (event) => {
  if (unsaved()) event.preventDefault();
});
