// Saved views of a list: what one says of filters, sort and columns, and whether the list still knows it.
// SPDX-License-Identifier: MIT

/**
 * @import { Filter, Schemas } from 'types'
 * @import { List } from './list.js'
 * @typedef {Schemas['View']} View
 * @typedef {Pick<View, 'filters' | 'sort' | 'columns'>} Shown
 */

/** @param {string | Record<string, string>} query */
function inOrder(query) {
  const pairs = new URLSearchParams(query);
  pairs.sort();
  return pairs.toString();
}

/** What a list shows now, as a view says it. @param {List<any>} list @returns {Shown} */
export const shownBy = ({ filters, query }) => ({
  filters: inOrder(filters),
  sort: query.sort ?? null,
  columns: query.columns ? query.columns.split(',') : [],
});

/** @param {Shown} one @param {Shown} other */
export const isSame = (one, other) =>
  inOrder(one.filters) === inOrder(other.filters) && one.sort === other.sort && one.columns.join() === other.columns.join();

/** The address of a list that shows this. @param {View} view @returns {Record<string, string>} */
export const queryOf = ({ id, filters, sort, columns }) => ({
  ...Object.fromEntries(new URLSearchParams(filters)),
  sort: sort ?? '',
  columns: columns.join(),
  view: String(id),
});

/** @param {Filter} filter @param {string} value */
const knows = ({ kind, options = [] }, value) =>
  !/^(choice|several)$/.test(kind) || value.split(',').every((one) => options.some(([known]) => known === one.replace('!', '')));

/** What of a view its list does not know any more. @param {View} view @param {List<any>} list @param {Filter[]} filters @returns {string[]} */
export function unknownTo({ filters: query, sort, columns }, { facts }, filters) {
  const sorts = [facts.sort, ...facts.columns.map(({ sort: word = '' }) => word)].map((word) => word.replace('-', ''));
  const wrong = [...new URLSearchParams(query)].filter(([key, value]) => {
    const filter = filters.find((one) => one.key === key || one.keys?.includes(key));
    return !filter || !knows(filter, value);
  });
  return [
    ...wrong.map(([key, value]) => `${filters.find((one) => one.key === key)?.label ?? key}: ${value}`),
    ...(sort === null || sorts.includes(sort.replace('-', '')) ? [] : [sort]),
    ...columns.filter((key) => !facts.columns.some((column) => column.key === key)),
  ];
}
