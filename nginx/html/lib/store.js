// A piece of state shared by pages: every change redraws, and watchers are told.
// SPDX-License-Identifier: MIT
import { redraw } from './view.js';

export function store(state) {
  const watchers = new Set();
  return {
    state,
    set(patch) {
      Object.assign(state, patch);
      for (const watcher of watchers) watcher(state);
      redraw();
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}
