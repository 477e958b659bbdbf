// A form in a dialog: resolves to what the API answered, or to null when it was given up.
// SPDX-License-Identifier: MIT
import { openDialog } from './dialog.js';
import { form } from './form.js';

/** @import { Answer } from 'types' @import { FormFacts } from './form.js' */
/**
 * @template {string} P @template {'POST' | 'PATCH' | 'PUT' | 'DELETE'} [M='PATCH']
 * @param {Omit<FormFacts, 'done' | 'cancel' | 'label'> & { title: string, size?: 'narrow' | 'wide', path: P, method?: M }} facts
 * @returns {Promise<Answer<Lowercase<M>, P> | null>}
 */
export async function formDialog({ title, size, ...facts }) {
  let finish = (/** @type {any} */ _answer) => {};
  const inside = form({ ...facts, label: title, done: (data) => finish(data ?? {}), cancel: () => finish(null) });
  try {
    return await openDialog({
      title,
      size,
      dirty: inside.dirty,
      body: (close) => {
        finish = close;
        return inside.view();
      },
    });
  } finally {
    inside.close();
  }
}
