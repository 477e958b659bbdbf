// Sends requests through Prism, which holds each reply to /openapi.json.
// SPDX-License-Identifier: MIT
import { appendFile } from 'node:fs/promises';
import { request } from 'node:http';
import { direct, parse } from '../api/support/direct.js';
import { packed, REPLY, REQUEST, unpacked } from './pack.js';

const prism = new URL(process.env.ORDERD_TEST_PRISM);

/** As direct(), and fails when the reply is not what the document promises. */
export async function validated(method, path, options = {}) {
  // A reply without the body it announces can't be read by Prism; the document has no HEAD.
  if (method === 'HEAD') return direct(method, path, options);
  const { body, headers, at } = options;
  const reply = await ask(method, operationPath(path), packed({ method, path, body, headers, at }));
  if (!reply.headers[REPLY]) throw new Error(`Prism did not pass it on: ${reply.text}`);
  const { error, ...original } = unpacked(reply.headers[REPLY]);
  if (error) throw Object.assign(new Error(error), { code: error });
  const violations = reply.status === 405 ? [] : violationsOf(reply); // no operation of the path
  await note({ method, path: operationPath(path), status: reply.status, violations });
  if (violations.length)
    throw new Error(`${method} ${path}: ${JSON.stringify(violations)} in ${original.text}`);
  return { status: reply.status, ...original, body: parse(original.text) };
}

/** The path as the document has it, without prefix and query; Prism looks at nothing else. */
function operationPath(path) {
  const bare = path.replace(/[?#].*/s, '').replace(/^\/api(\/v1)?(?=\/)/, '');
  return URL.canParse(bare, prism) && !bare.startsWith('//') ? encodeURI(decodable(bare)) : '/';
}

function decodable(path) {
  try {
    return decodeURI(path);
  } catch {
    return '/';
  }
}

/** What was wrong with the reply; the requests are bad on purpose. */
function violationsOf(reply) {
  const found = reply.headers['sl-violations'];
  if (!found) return [];
  return JSON.parse(found).filter((violation) => violation.location[0] === 'response');
}

/** One line a reply; the suite counts them. */
const note = (line) => appendFile(process.env.ORDERD_TEST_PRISM_LOG, `${JSON.stringify(line)}\n`);

function ask(method, path, original) {
  return new Promise((resolve, reject) => {
    const headers = { [REQUEST]: original };
    const sent = request({ method, path, headers, host: prism.hostname, port: prism.port });
    sent.on('response', async (reply) => {
      const parts = await reply.toArray();
      const text = Buffer.concat(parts).toString();
      resolve({ status: reply.statusCode, headers: reply.headers, text });
    });
    sent.on('error', reject);
    sent.end();
  });
}
