// What would come of a request, asked while it is filled in: the API's dry run, of the latest that was typed.
// SPDX-License-Identifier: MIT
import { send } from './api.js';
import { asProblem } from './problem.js';
import { debounce } from './resource.js';
import { redraw } from './view.js';

/** @import { Problem } from './problem.js' */

const TYPING_MS = 250;

/** `ask(body)`: soon; without a body nothing is asked, and nothing would come of it. `accept`: hears what would.
 * @param {'POST' | 'PATCH'} method @param {string} path @param {(data: any) => void} [accept] */
export function dryRun(method, path, accept = () => {}) {
  let turn = 0;
  const ask = debounce(async (/** @type {any} */ body) => {
    const mine = ++turn;
    let [data, problem] = /** @type {[any, Problem | null]} */ ([null, null]);
    try {
      if (body) ({ data } = await send(method, `${path}?dry_run=true`, body));
    } catch (error) {
      problem = asProblem(error);
    }
    if (mine !== turn) return;
    Object.assign(self, { data, problem, busy: false });
    if (!problem) accept(data);
    redraw();
  }, TYPING_MS);
  const self = { data: /** @type {any} */ (null), problem: /** @type {Problem | null} */ (null), busy: true, ask };
  return self;
}
