// A request or reply, in a header.
// SPDX-License-Identifier: MIT

export const REQUEST = 'x-orderd-request';
export const REPLY = 'x-orderd-reply';

export const packed = (value) =>
  Buffer.from(
    JSON.stringify(value, (_, v) => (v?.type === 'Buffer' ? { bytes: Buffer.from(v.data).toString('latin1') } : v)),
  ).toString('base64');

export const unpacked = (text) =>
  JSON.parse(Buffer.from(text, 'base64').toString(), (_, v) =>
    typeof v?.bytes === 'string' ? Buffer.from(v.bytes, 'latin1') : v,
  );
