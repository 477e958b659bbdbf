// A list as a file: its rows as they are filtered and sorted, or those that were chosen, in the columns that
// are shown and in their order.
// SPDX-License-Identifier: MIT
import { MOST_CHOSEN } from '../lib/list.js';
import { texts } from '../lib/text.js';
import { fileButton } from './file-button.js';

const t = texts('kit');

/** One a page. @param {{ list: import('../lib/list.js').List, path: string, name: string }} facts */
export function exporter({ list, path, name }) {
  const file = fileButton(path, name);
  const shown = () => ({ sort: list.sort, columns: list.columns().flatMap(({ csv }) => csv ?? []).join() });

  const button = () => file.view(() => ({ query: { ...list.filters, ...shown() } }));

  /** In the menu of what can be done with the chosen rows. */
  const item = () => ({
    label: t('export'),
    run: () => file.save({ body: { ids: [...list.state.chosen.keys()], ...shown() } }),
    off: list.state.chosen.size > MOST_CHOSEN ? t('too_many', { count: MOST_CHOSEN }) : undefined,
  });

  return { button, item };
}
