// Files of rows as the exports write them.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

/** RFC 4180, strictly: records end with CRLF, each field is quoted, all records are equally long. */
export function parseCsv(text) {
  const records = [];
  const field = /"((?:[^"]|"")*)"(,|\r\n)/gy;
  for (let record = []; field.lastIndex < text.length; ) {
    const found = field.exec(text);
    assert.ok(found, 'the text is CSV');
    record.push(found[1].replaceAll('""', '"'));
    if (found[2] === '\r\n') {
      records.push(record);
      record = [];
    }
  }
  const [head, ...data] = records;
  return data.map((record) => {
    assert.equal(record.length, head.length);
    return Object.fromEntries(head.map((name, i) => [name, record[i]]));
  });
}
