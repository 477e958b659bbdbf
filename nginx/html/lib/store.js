// A piece of state shared by pages: every change redraws, and watchers are told.
// SPDX-License-Identifier: MIT
import { redraw } from './view.js';

/** @template {object} S @param {S} state */
export function store(state) {
  /** @type {Set<(state: S) => unknown>} */
  const watchers = new Set();
  return {
    state,
    set(/** @type {Partial<S>} */ patch) {
      Object.assign(state, patch);
      for (const watcher of watchers) watcher(state);
      redraw();
    },
    /** Answers what ends it. @param {(state: S) => unknown} watcher */
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}
