// A real SMTP server: what came in is parsed, and what it answers can be chosen.
// SPDX-License-Identifier: MIT
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { folder } from './instance.js';

/** The instance's certificate is good for localhost. */
export const authorities = join(folder, 'cert.pem');
const certificate = async () => ({
  cert: await readFile(authorities),
  key: await readFile(join(folder, 'key.pem')),
});

const refusal = (code, text) => Object.assign(new Error(text ?? 'no'), { responseCode: code });

async function whole(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/**
 * Opens a server on a port of its own (or `port`). `answers` may have functions `mail`, `rcpt` and `data`: what they
 * give for an address, or for the parsed mail, is the code that it is refused with, or `[code, words]`; nothing
 * takes it. One that waits keeps the client waiting. `options` are smtp-server's.
 */
export async function postOffice({ answers = {}, tls = false, port = 0, ...options } = {}) {
  const mails = [];
  const sessions = [];
  const refuse = (ask, about, done) =>
    Promise.resolve(ask?.(about)).then((code) => (code ? done(refusal(...[code].flat())) : done()), done);
  const server = new SMTPServer({
    ...(tls ? await certificate() : { disabledCommands: ['STARTTLS', ...(options.disabledCommands ?? [])] }),
    authOptional: true,
    logger: false,
    ...options,
    onMailFrom: ({ address }, session, done) => refuse(answers.mail, address, done),
    onRcptTo: ({ address }, session, done) => refuse(answers.rcpt, address, done),
    async onData(stream, session, done) {
      const raw = await whole(stream);
      const mail = Object.assign(await simpleParser(raw), { raw: raw.toString('latin1'), envelope: session.envelope });
      mails.push(mail);
      sessions.push({ secure: session.secure, user: session.user });
      refuse(answers.data, mail, done);
    },
  });
  server.on('error', () => {}); // a client that hangs up is what some tests are about
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    mails,
    sessions,
    port: server.server.address().port,
    url: `${options.secure ? 'smtps' : 'smtp'}://localhost:${server.server.address().port}`,
    /** Ends all connections in the middle of whatever is said. */
    hangUp: () => server.connections.forEach(({ _socket }) => _socket.destroy()),
    close: () => new Promise((done) => server.close(done)),
  };
}
