// Rotating the signing keys: nobody is signed out, and every worker knows at once.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { assertStatus } from '../support/check.js';
import { anyone } from '../support/http.js';
import { orderctl } from '../support/instance.js';
import { signIn, someone } from '../support/people.js';

const kid = (person) => decodeProtectedHeader(person.access_token).kid;

async function assertGoodEverywhere(person) {
  const replies = await Promise.all(Array.from({ length: 40 }, () => person.get('/auth/me')));
  for (const reply of replies) assertStatus(reply, 200);
}

test('after a rotation new tokens have a new key, and old ones are still accepted', async () => {
  const before = await someone();
  await orderctl('keys', 'rotate');
  const after = await signIn(before.email);
  assert.notEqual(kid(after), kid(before));
  await assertGoodEverywhere(after);
  await assertGoodEverywhere(before);

  const jwks = assertStatus(await anyone.get('/.well-known/jwks.json'), 200).body;
  for (const person of [before, after])
    await jwtVerify(person.access_token, createLocalJWKSet(jwks));
});

test('making keys where there are some changes nothing', async () => {
  const before = await someone();
  await orderctl('keys', 'init');
  assert.equal(kid(await signIn(before.email)), kid(before));
});
