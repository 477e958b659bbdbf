// CSV as the API reads it (RFC 4180), to show beside what it says of a line, and to give lines back.
// SPDX-License-Identifier: MIT

/** @typedef {{ line: number, fields: string[] }} CsvRow `line`: of the file, from 1, where it begins */

/** @param {string} text @returns {CsvRow[]} */
export function readCsv(text) {
  /** @type {CsvRow[]} */
  const rows = [];
  let line = 1;
  let row = { line, fields: /** @type {string[]} */ ([]) };
  for (const [whole, quoted, plain = '', end] of text.replace(/^\uFEFF/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    row.fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    if (row.fields.length > 1 || row.fields[0] !== '') rows.push(row);
    row = { line, fields: [] };
  }
  return rows;
}

/** @param {unknown} value */
const written = (value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** With the mark by which spreadsheets know UTF-8. @param {unknown[][]} rows */
export const writeCsv = (rows) =>
  new Blob(['\uFEFF', ...rows.map((row) => `${row.map(written).join(',')}\r\n`)], { type: 'text/csv;charset=utf-8' });
