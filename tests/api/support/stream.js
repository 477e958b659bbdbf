// Listening to live events: a stream's messages as they come.
// SPDX-License-Identifier: MIT
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { row } from './database.js';
import { someAddress } from './http.js';
import { folder, url } from './instance.js';

const PATIENCE_MS = 60_000; // a disk that is busy holds up all that commit
const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

/** How far the relay has come, and what it said last, for who waited in vain. */
async function whereTheFeedIs() {
  const feed = await row('SELECT *, (SELECT count(*) FROM outbox WHERE number IS NULL) AS unnumbered FROM feed');
  const said = await readFile(join(folder, 'log/relay.log'), 'utf8');
  return `${JSON.stringify(feed)}\n${said.slice(-1500)}`;
}

/** Messages of the text so far, and what is left of it: `{name, id, data}`. */
function parse(text) {
  const parts = text.split('\n\n');
  const rest = parts.pop();
  const messages = parts.map((part) =>
    Object.fromEntries(
      part.split('\n').map((line) => {
        const [, field, value] = /^(\w+): (.*)$/.exec(line);
        return [field === 'event' ? 'name' : field, field === 'data' ? JSON.parse(value) : value];
      }),
    ),
  );
  return { messages, rest };
}

class Stream {
  messages = [];
  events = []; // the data of those with a number
  place; // the id of the last message that had one
  ended = false; // true, or 'broken' when it was cut off
  #heard = [];

  constructor(reply) {
    let rest = '';
    this.reply = reply;
    this.status = reply.statusCode;
    reply.setEncoding('utf8');
    reply.on('data', (piece) => {
      const found = parse(rest + piece);
      rest = found.rest;
      if (!found.messages.length) return;
      for (const message of found.messages) {
        if (message.id) this.place = message.id;
        if (message.id && message.data) this.events.push(message.data);
        this.messages.push({ ...message, at: performance.now() });
      }
      this.#tell();
    });
    reply.on('error', () => {});
    reply.on('close', () => {
      this.ended = reply.complete ? true : 'broken';
      this.#tell();
    });
  }

  #tell() {
    for (const look of this.#heard) look();
  }

  /** The first truth that `look` finds as messages come; what it was looking for is `what`. */
  until(look, what) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(async () => {
        this.#heard = this.#heard.filter((other) => other !== check);
        const last = JSON.stringify(this.messages.slice(-3)).slice(0, 500);
        reject(new Error(`${what} did not come; ended: ${this.ended}; the last: ${last}; ${await whereTheFeedIs().catch(String)}`));
      }, PATIENCE_MS);
      const check = () => {
        const found = look();
        if (!found) return;
        clearTimeout(timer);
        this.#heard = this.#heard.filter((other) => other !== check);
        resolve(found);
      };
      this.#heard.push(check);
      check();
    });
  }

  event(fits, what = 'an event') {
    let seen = 0;
    const look = () => {
      const found = this.events.slice(seen).find(fits);
      seen = this.events.length;
      return found;
    };
    return this.until(look, what);
  }

  /** The first message of a name. */
  named(name) {
    return this.until(() => this.messages.find((m) => m.name === name), name);
  }

  /** A sign of life that comes from now on. */
  beat() {
    const seen = this.messages.length;
    return this.until(() => this.messages.slice(seen).find((m) => m.id && m.data === undefined), 'a beat');
  }

  end() {
    return this.until(() => this.ended, 'the end');
  }

  close() {
    this.reply.destroy();
  }
}

/** Resolves once the reply begins; one that is refused has `status` and ends. `person` has headers. */
export function listen(person, { after, at = url, headers = {}, ...more } = {}) {
  const all = { 'X-Forwarded-For': someAddress(), ...person.headers, ...(after && { 'Last-Event-ID': after }), ...headers };
  return new Promise((resolve, reject) => {
    const options = { agent, path: '/api/v1/events/stream', headers: all, host: at.hostname, port: at.port, ...more };
    const sent = request(options);
    sent.on('response', (reply) => resolve(new Stream(reply)));
    sent.on('error', reject);
    sent.end();
  });
}

/** The same, when it has its first place. */
export async function listening(person, options) {
  const stream = await listen(person, options);
  await stream.until(() => stream.place, 'a place');
  return stream;
}
