// Something a page waits for: its value, its latest failure, and whether it is on its way.
// SPDX-License-Identifier: MIT
import { asProblem, statusOf } from './problem.js';
import { redraw } from './view.js';

/** @import { Resource } from 'types' */

/**
 * `load(signal, ...args)` fetches it; a newer request silences the older one.
 * @template T @template {unknown[]} A
 * @param {(signal: AbortSignal, ...args: A) => Promise<T>} load @returns {Resource<T, A>}
 */
export function resource(load) {
  /** @type {AbortController | null} */
  let controller = null;
  /** @type {Resource<T, A>} */
  const self = {
    value: null,
    problem: null,
    busy: false,
    /** Again, without a sign of it: what is shown stays until the answer, or when there is none. */
    async refresh(...args) {
      if (self.busy || self.problem) return self.load(...args);
      controller?.abort();
      const mine = (controller = new AbortController());
      try {
        const value = await load(mine.signal, ...args);
        if (!mine.signal.aborted) self.value = value;
      } catch (error) {
        if (!mine.signal.aborted && statusOf(error) === 404) self.problem = asProblem(error);
      }
      await redraw();
    },
    async load(...args) {
      controller?.abort();
      const mine = (controller = new AbortController());
      self.busy = true;
      redraw();
      try {
        const value = await load(mine.signal, ...args);
        if (mine.signal.aborted) return;
        self.value = value;
        self.problem = null;
      } catch (error) {
        if (mine.signal.aborted) return;
        self.problem = asProblem(error);
      }
      self.busy = false;
      await redraw();
    },
    cancel() {
      controller?.abort();
      self.busy = false;
    },
  };
  return self;
}

/** The same function, run once its caller has been quiet for `ms`.
 * @template {unknown[]} A @param {(...args: A) => unknown} run @param {number} ms */
export function debounce(run, ms) {
  /** @type {number | undefined} */
  let timer;
  const later = (/** @type {A} */ ...args) => {
    clearTimeout(timer);
    timer = setTimeout(run, ms, ...args);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}
