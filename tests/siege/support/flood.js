// More requests than a client library could send: on connections that are open already, with no
// more looked at than status, Retry-After and the first id.
// SPDX-License-Identifier: MIT
import { once } from 'node:events';
import { connect } from 'node:tls';
import { url } from '../../api/support/instance.js';

const AT_ONCE = 50; // handshakes

/** A connection that carries one request at a time. */
class Carrier {
  async open() {
    this.socket = connect({ host: '127.0.0.1', port: url.port, servername: 'localhost' });
    this.socket.on('data', (part) => this.hear(part));
    this.socket.on('error', () => {});
    this.socket.on('close', () => this.answer({ status: 'closed' }));
    await once(this.socket, 'secureConnect');
    return this;
  }

  /** Resolves to {status, retryAfter, code, id}; status is "closed" when no reply came. */
  send(bytes) {
    this.heard = '';
    const answered = new Promise((resolve) => (this.answer = resolve));
    if (this.socket.destroyed) this.answer({ status: 'closed' });
    else this.socket.write(bytes);
    return answered;
  }

  answer() {}

  hear(part) {
    this.heard += part.toString('latin1');
    const end = this.heard.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.heard.slice(0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    const body = this.heard.slice(end + 4);
    if (length ? body.length < Number(length) : !body.endsWith('0\r\n\r\n')) return;
    if (/\r\nconnection: close/i.test(head)) this.socket.destroy();
    this.answer({
      status: Number(head.slice(9, 12)),
      retryAfter: Number(/\r\nretry-after: (\d+)/i.exec(head)?.[1]),
      code: /"code":"(\w+)"/.exec(body)?.[1],
      id: /"id":(\d+)/.exec(body)?.[1],
    });
  }
}

/** So many connections; one that is lost is opened anew. */
export class Carriers {
  idle = [];

  /** Opens them until there are `count`. */
  async open(count) {
    while (this.idle.length < count) {
      const more = Array.from({ length: AT_ONCE }, () => new Carrier().open());
      this.idle.push(...(await Promise.all(more)));
    }
  }

  /** The reply to a request, or undefined when every connection is at work. */
  async send(bytes) {
    const carrier = this.nextIdle();
    if (!carrier) return undefined;
    const reply = await carrier.send(bytes);
    this.putBack(carrier);
    return reply;
  }

  /** nginx may have closed one that rested. */
  nextIdle() {
    let carrier;
    while ((carrier = this.idle.pop())?.socket.destroyed) this.putBack(carrier);
    return carrier;
  }

  putBack(carrier) {
    if (!carrier.socket.destroyed) this.idle.push(carrier);
    else
      carrier.open().then(
        () => this.idle.push(carrier),
        () => {},
      );
  }

  close() {
    for (const { socket } of this.idle) socket.destroy();
  }
}
