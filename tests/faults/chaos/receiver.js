// A receiver of webhooks that may be killed: what it has taken, and that it was signed, is in its
// file before it answers. node receiver.js PORT FILE, the secret in the environment as SECRET.
// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const [port, file] = process.argv.slice(2);
const webhook = new Webhook(process.env.SECRET);

function take(id, headers, body) {
  const { type, number, data } = webhook.verify(body, headers);
  const digest = createHash('sha256').update(body).digest('base64');
  return { id, type, number, order: data.order_id ?? null, digest };
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const id = request.headers['webhook-id'];
  let line;
  try {
    line = take(id, request.headers, Buffer.concat(chunks).toString());
  } catch (error) {
    line = { id, bad: error.message };
  }
  appendFileSync(file, `${JSON.stringify(line)}\n`);
  response.writeHead(line.bad ? 401 : 204).end();
}).listen(Number(port), '127.0.0.2', () => process.send?.('listening'));
