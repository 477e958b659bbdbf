// Each refusal that people can meet has its words in the web UI, which has those of each language: by its code of
// src/setting/errors.c, by the code of what is wrong in a field, and by why something can't be done with an order.
// SPDX-License-Identifier: MIT
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const TOP = new URL('../../', import.meta.url).pathname;
const read = (path) => readFile(join(TOP, path), 'utf8');
const catalogue = async (area) => (await import(`data:text/javascript,${encodeURIComponent(await read(`nginx/html/text/en/${area}.js`))}`)).default;

/** What no screen can bring about, and why. */
const NEVER = {
  ambiguous_credentials: 'a page sends one token',
  bad_header: 'pages send none of their own making',
  bad_request: 'only programs send what is no request',
  bad_signature: 'Stripe’s webhook',
  dry_run: 'is no refusal',
  event_early: 'Stripe’s webhook',
  headers_too_large: 'pages send few',
  incomplete_body: 'a browser sends the whole',
  malformed_json: 'pages send JSON',
  method_not_allowed: 'pages know the methods',
  ok: 'is no refusal',
  resync: 'of the feed page by page, which no screen reads',
  session_required: 'of API keys; pages have a session',
  unsupported_media_type: 'pages send JSON',
  uri_too_long: 'filters are shorter',
};

/** The arguments of a call, from where its bracket opens. */
function argumentsAt(text, begin) {
  const parts = [''];
  let depth = 0;
  for (const [piece] of text.slice(begin).matchAll(/"(?:[^"\\]|\\.)*"|[^]/g)) {
    if (piece === '(') depth += 1;
    if (piece === ')' && --depth === 0) break;
    if (piece === ',' && depth === 1) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

async function fieldCodes() {
  const sources = (await readdir(join(TOP, 'src'), { recursive: true })).filter((name) => name.endsWith('.c'));
  const texts = await Promise.all(sources.map((name) => read(`src/${name}`)));
  const codes = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:request_invalid|invalid_add)(?=\()/g)].flatMap(({ 0: called, index }) =>
      [...(argumentsAt(text, index + called.length)[2] ?? '').matchAll(/"(\w+)"/g)].map(([, code]) => code)));
  return [...new Set(codes)];
}

const [problems, whyNot] = await Promise.all([catalogue('problems'), catalogue('why-not')]);
const errors = [...(await read('src/setting/errors.c')).matchAll(/\{"(\w+)",\s*\d{3},/g)].map(([, code]) => code);
const [, actions] = (await read('sql/queries/orders/move.sql')).split('-- name: order_actions ');
const [judged] = actions.split('-- name:');
const reasons = [...judged.split(' AS detail')[0].split('CASE c.code')[1].matchAll(/^ +WHEN '(\w+)' THEN/gm)].map(([, code]) => code);

const wrong = [
  ...errors.filter((code) => !NEVER[code] && !problems[`code.${code}`]).map((code) => `problems: code.${code}`),
  ...errors.filter((code) => NEVER[code] && problems[`code.${code}`]).map((code) => `problems: code.${code} is said, and tests/lint/problems.js says that it never is`),
  ...(await fieldCodes()).filter((code) => !problems[`field.${code}`]).map((code) => `problems: field.${code}`),
  ...reasons.filter((code) => !whyNot[`why.${code}`]).map((code) => `why-not: why.${code}`),
];
for (const line of wrong) console.log(line);
console.log(`${errors.length} codes, ${(await fieldCodes()).length} of fields, ${reasons.length} reasons`);
process.exitCode = wrong.length || !reasons.length ? 1 : 0;
