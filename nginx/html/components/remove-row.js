// A row is taken away by the API, once somebody is sure.
// SPDX-License-Identifier: MIT
import { ifMatch, remove } from '../lib/api.js';
import { ask } from './confirm.js';
import { say, sayProblem } from './toast.js';

/**
 * The list is looked at again, whatever came of it.
 * @param {import('../lib/list.js').List<any>} list @param {string} path @param {number} version of the row
 * @param {{ title: string, text: string, yes: string, done: string }} words
 */
export async function removeRow(list, path, version, { done, ...question }) {
  if (!(await ask({ ...question, danger: true }))) return;
  try {
    await remove(path, ifMatch(`"${version}"`));
    say(done);
  } catch (error) {
    sayProblem(error);
  }
  list.reload();
}
