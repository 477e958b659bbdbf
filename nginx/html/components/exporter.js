// A list as a file: its rows as they are filtered and sorted, or those that were chosen, in the columns that
// are shown and in their order.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { download } from '../lib/download.js';
import { MOST_CHOSEN } from '../lib/list.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { icon } from './icons.js';
import { say, sayProblem } from './toast.js';

const t = texts('kit');

/** One a page. @param {{ list: import('../lib/list.js').List, path: string, name: string }} facts */
export function exporter({ list, path, name }) {
  let got = -1; // bytes of a file under way

  /** @param {number[]} [ids] these alone */
  async function save(ids) {
    const shown = { sort: list.sort, columns: list.columns().flatMap(({ csv }) => csv ?? []).join() };
    got = 0;
    redraw();
    try {
      await download(path, `${name}-${new Date().toISOString().slice(0, 10)}.csv`, {
        ...(ids ? { body: { ids, ...shown } } : { query: { ...list.filters, ...shown } }),
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

  const button = () => html`<button type="button" class="button quiet small" ?disabled=${got >= 0} @click=${() => save()}>${icon('download')}
    <span class="tool-word">${got > 0 ? t('exporting', { count: Math.round(got / 1024) }) : t('export')}</span></button>`;

  /** In the menu of what can be done with the chosen rows. */
  const item = () => ({
    label: t('export'),
    run: () => save([...list.state.chosen.keys()]),
    off: list.state.chosen.size > MOST_CHOSEN ? t('too_many', { count: MOST_CHOSEN }) : undefined,
  });

  return { button, item };
}
