// CSV as the API reads it (RFC 4180), to show beside what it says of a line, and to give lines back.
// SPDX-License-Identifier: MIT

/** @typedef {{ line: number, fields: string[] }} CsvRow `line`: of the file, from 1, where it begins */

/** What a file says: in UTF-8, or in UTF-16 with its mark ("Unicode text"). @param {File} file */
export async function textOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const mark = (bytes[0] << 8) | bytes[1];
  return new TextDecoder({ 0xfffe: 'utf-16le', 0xfeff: 'utf-16be' }[mark] ?? 'utf-8').decode(bytes);
}

/** Which of them stands most in the first line, outside of quotes. @param {string} text */
function separatorOf(text) {
  const head = /^\s*((?:"[^"]*"|[^"\r\n])*)/.exec(text)?.[1].replace(/"[^"]*"/g, '') ?? '';
  const count = (/** @type {string} */ one) => head.split(one).length;
  return [',', ';', '\t'].reduce((most, one) => (count(one) > count(most) ? one : most));
}

/** @param {string} text @returns {CsvRow[]} */
export function readCsv(text) {
  /** @type {CsvRow[]} */
  const rows = [];
  const separator = separatorOf(text);
  let line = 1;
  let row = { line, fields: /** @type {string[]} */ ([]) };
  for (const [whole, quoted, plain = '', end] of text.matchAll(new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`, 'g'))) {
    row.fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    if (end === separator) continue;
    if (row.fields.some((field) => field.trim())) rows.push(row);
    row = { line, fields: [] };
  }
  return rows;
}

/** A column's name as the API calls it: "Unit Price" is unit_price. @param {string} name */
export const columnName = (name) => name.trim().toLowerCase().replaceAll(/\s+/g, '_');

/** @param {unknown} value */
const written = (value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** With the mark by which spreadsheets know UTF-8. @param {unknown[][]} rows */
export const writeCsv = (rows) =>
  new Blob(['\uFEFF', ...rows.map((row) => `${row.map(written).join(',')}\r\n`)], { type: 'text/csv;charset=utf-8' });
