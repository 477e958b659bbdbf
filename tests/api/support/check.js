// Assertions that many tests share.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

/** The reply has this status; when it has not, the message shows what came instead. */
export function assertStatus(reply, status) {
  assert.equal(
    reply.status,
    status,
    `expected ${status}, got ${reply.status}: ${reply.text.slice(0, 500)}`,
  );
  return reply;
}

/** The reply is an RFC 9457 problem of this status and code, and names its own request. */
export function assertProblem(reply, status, code) {
  assertStatus(reply, status);
  assert.match(reply.headers['content-type'], /^application\/problem\+json\b/);
  const { body } = reply;
  for (const member of ['type', 'title', 'detail', 'code', 'request_id'])
    assert.equal(typeof body[member], 'string', `${member} is a string in ${reply.text}`);
  assert.equal(body.status, status);
  assert.match(body.code, /^[a-z][a-z0-9_]*$/);
  assert.equal(body.request_id, reply.headers['x-request-id']);
  if (code) assert.equal(body.code, code);
  return body;
}

/** A 422 that names exactly these fields, in any order. */
export function assertInvalid(reply, ...pointers) {
  const { errors } = assertProblem(reply, 422, 'invalid_fields');
  for (const error of errors) {
    assert.match(error.code, /^[a-z][a-z0-9_]*$/);
    assert.ok(error.detail.length > 0);
  }
  assert.deepEqual(errors.map((e) => e.pointer).sort(), pointers.toSorted());
  return errors;
}

/** The reply has these members, and what is not listed it has not. */
export function assertMembers(body, names) {
  assert.deepEqual(Object.keys(body).sort(), names.toSorted());
}
