// Access tokens made by hand: with the instance's own key, so that one claim alone is wrong.
// SPDX-License-Identifier: MIT
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import { folder, url } from './instance.js';

/** The private key that signs now, as orderctl keys keeps it. */
export async function signingKey() {
  const keys = join(folder, 'keys');
  const current = (await readFile(join(keys, 'current'), 'utf8')).trim();
  const file = (await readdir(keys)).find((name) => name.startsWith(current));
  return JSON.parse(await readFile(join(keys, file), 'utf8'));
}

/** An access token as the instance gives one to a session's owner, of an hour. */
export async function issued(owner, role, session) {
  const jwk = await signingKey();
  return new SignJWT({ sid: session, role })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: jwk.kid })
    .setIssuer(url.origin)
    .setAudience('orderd')
    .setSubject(String(owner))
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(await importJWK(jwk, 'EdDSA'));
}

/** A copy of `token`, its claims and header changed (undefined takes one away), signed anew. */
export async function resigned(token, { claims = {}, header = {}, key } = {}) {
  key ??= await importJWK(await signingKey(), 'EdDSA');
  const payload = without({ ...decodeJwt(token), ...claims });
  return new SignJWT(payload)
    .setProtectedHeader(without({ ...decodeProtectedHeader(token), ...header }))
    .sign(key);
}

/** The parts of a token put together unsigned, or with any signature. */
export function joined(header, payload, signature = '') {
  const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}

const without = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, v]) => v !== undefined));
