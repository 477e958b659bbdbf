// An authenticator app, written from RFC 6238, and people who have one.
// SPDX-License-Identifier: MIT
import { createHmac } from 'node:crypto';
import { assertStatus } from './check.js';
import { rows } from './database.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function bytesOf(base32) {
  const bits = [...base32].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** What the app shows now, or `later` steps of 30 s from now. */
export function codeOf(secret, later = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1e6).padStart(6, '0');
}

/** Six digits that are not the secret's for minutes. */
export function noCodeOf(secret) {
  const near = new Set(Array.from({ length: 20 }, (_, i) => codeOf(secret, i - 10)));
  return ['000000', '111111', '222222'].find((code) => !near.has(code));
}

/** Switches a person's second factor on: {secret, used, recovery_codes}; the code of now is used. */
export async function switchedOn(person) {
  const { secret } = assertStatus(await person.post('/auth/totp'), 200).body;
  const used = codeOf(secret);
  const confirmed = await person.post('/auth/totp/confirm', { otp: used });
  return { secret, used, ...assertStatus(confirmed, 200).body };
}

/** As if no code had been used yet: nobody has half a minute for each. */
export const forgetCodes = (person) => rows('UPDATE totp SET last_step = 0 WHERE user_id = $1', person.id);
