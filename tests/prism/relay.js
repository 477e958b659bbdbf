// What stands behind Prism: sends each request on to orderd exactly as the test wrote it. Prism
// reads bodies and paths and writes them anew (10.00 becomes 10, broken JSON never leaves it), so
// the request and the reply as they were travel beside what Prism reads, in two headers.
// SPDX-License-Identifier: MIT
import { createServer } from 'node:http';
import { direct } from '../api/support/direct.js';
import { packed, REPLY, REQUEST, unpacked } from './pack.js';

const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

const relay = createServer(async (asked, answer) => {
  try {
    const { method, path, body, headers, at } = unpacked(asked.headers[REQUEST]);
    const reply = await direct(method, path, { body, headers, at: at && new URL(at) });
    for (const [name, value] of Object.entries(reply.headers))
      if (!HOP_BY_HOP.includes(name)) answer.setHeader(name, value);
    answer.setHeader(REPLY, packed({ headers: reply.headers, text: reply.text }));
    answer.writeHead(reply.status).end(reply.text);
  } catch (error) {
    answer.setHeader(REPLY, packed({ error: error.code ?? error.message }));
    answer.writeHead(502).end();
  }
});
relay.listen(Number(process.argv[2]), '127.0.0.1');
