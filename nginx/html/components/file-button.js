// A button that fetches a file, and says how much of it has come.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { download } from '../lib/download.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { icon } from './icons.js';
import { say, sayProblem } from './toast.js';

const t = texts('kit');

/** @import { Query } from 'types' @typedef {{ query?: Query, body?: object }} Wanted */

/** One a page and file. @param {string} path of the API @param {string} name of the file, which has the day besides @param {string} [label] */
export function fileButton(path, name, label) {
  let got = -1; // bytes of a file under way

  /** @param {Wanted} wanted */
  async function save(wanted) {
    got = 0;
    redraw();
    try {
      await download(path, `${name}-${new Date().toISOString().slice(0, 10)}.csv`, {
        ...wanted,
        hear: (bytes) => {
          got = bytes;
          redraw();
        },
      });
      say(t('exported'));
    } catch (error) {
      sayProblem(error);
    }
    got = -1;
    redraw();
  }

  /** `wanted`: asked when it is pressed. @param {() => Wanted} wanted */
  const view = (wanted) => html`<button type="button" class="button quiet small" ?disabled=${got >= 0} @click=${() => save(wanted())}>${icon('download')}
    <span class="tool-word">${got > 0 ? t('exporting', { count: Math.round(got / 1024) }) : (label ?? t('export'))}</span></button>`;

  return { save, view };
}
