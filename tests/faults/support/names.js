// A name server, and relays that know no other.
// SPDX-License-Identifier: MIT
import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { owner } from './processes.js';
import { Relay } from './relay.js';

const HOST = '127.0.0.9';

/** `addressOf(name)` is an IPv4 address, or null: no answer ever comes. Resolves to {asked, close}; `asked` are the names. */
export async function nameServer(addressOf) {
  const asked = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const name = nameIn(question);
    asked.push(name);
    const address = addressOf(name);
    if (address) socket.send(answer(question, address), from.port, from.address);
  });
  await new Promise((resolve, reject) => socket.once('error', reject).bind(53, HOST, resolve));
  return { asked, close: () => new Promise((resolve) => socket.close(resolve)) };
}

/** RFC 1035: behind a head of 12 bytes labels, each after its length, up to an empty one. */
function nameIn(message) {
  const labels = [];
  for (let at = 12; message[at]; at += 1 + message[at]) labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
  return labels.join('.');
}

/** One A record, good for no time; none of other types. */
function answer(question, address) {
  const end = 12 + nameIn(question).length + 2 + 4;
  const isA = question.readUInt16BE(end - 4) === 1;
  const head = Buffer.from([question[0], question[1], 0x81, 0x80, 0, 1, 0, isA ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]);
  return Buffer.concat([head, question.subarray(12, end), ...(isA ? [record] : [])]);
}

/** A relay whose machine has that name server: a file system of its own, in which that is said. */
export class NamedRelay extends Relay {
  command(program, args) {
    const { uid, gid } = owner();
    const resolv = join(this.here, 'resolv.conf');
    writeFileSync(resolv, `nameserver ${HOST}\n`);
    const inside = `mount --bind ${resolv} /etc/resolv.conf && exec setpriv --reuid ${uid} --regid ${gid} --clear-groups --pdeathsig TERM "$@"`;
    return ['unshare', ['--mount', 'sh', '-c', inside, 'sh', program, ...args], { uid: 0, gid: 0 }];
  }
}
