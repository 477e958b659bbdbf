// Who sends a mail dies, or stands still, in the middle of it: it is sent again once at most, as the same mail.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { count, rows } from '../api/support/database.js';
import { anyone } from '../api/support/http.js';
import { relay, relayAtRest } from '../api/support/own-relay.js';
import { registered, someEmail } from '../api/support/people.js';
import { postOffice } from '../api/support/post-office.js';
import { childrenOf, isRunning, until } from './support/processes.js';

let rest;
before(async () => {
  rest = await relayAtRest();
  await rows(`UPDATE mails SET state = 'dead', claim = NULL, settled_at = now() WHERE settled_at IS NULL`);
});
after(() => rest.end());

/** The desks of a relay, and nobody else of it. */
const tell = (signal, { child }) => {
  for (const pid of childrenOf(child.pid)) if (isRunning(pid)) process.kill(pid, signal);
};

/** The whole relay at once, and what its desks had asked of the database: a claim on its way would be a dead desk's. */
async function kill(one) {
  one.child.kill('SIGSTOP'); // it sets no desks again
  tell('SIGKILL', one);
  one.child.kill('SIGKILL');
  const asked = () => count("pg_stat_activity WHERE application_name LIKE 'relay %'");
  await until('nothing is asked in its name', async () => (await asked()) === 0);
}

/** A reset mail that nobody has yet: what the queue says of it. */
async function mail() {
  const person = await registered({ email: someEmail() });
  await anyone.post('/auth/password/forgot', { email: person.email });
  const look = async () => (await rows(`SELECT *, due_at > now() AS leased FROM mails WHERE kind = 'password_reset' AND user_id = $1`, person.id))[0];
  const seen = (what, fits) => until(what, async () => {
    const found = await look();
    return found && fits(found) && found;
  });
  const lapse = () => rows('UPDATE mails SET due_at = now() WHERE id = (SELECT max(id) FROM mails WHERE user_id = $1)', person.id);
  return { look, seen, lapse };
}

/** A server that keeps its answer at `stage` the first `times`, and relays as asked for; `asked` counts. */
async function meeting(stage, times, work) {
  let asked = 0;
  const answers = { [stage]: () => (asked++ < times ? new Promise(() => {}) : 0) };
  const office = await postOffice({ closeTimeout: 100, answers });
  const open = [];
  const another = async () => {
    open.push(await relay({ ORDERD_SMTP_TLS: 'none', ORDERD_SMTP_SECONDS: '20', ORDERD_SMTP_URL: office.url }));
    return open.at(-1);
  };
  try {
    await work({ office, another, asked: (n) => until(`${n} are kept waiting`, () => asked === n) });
  } finally {
    for (const one of open) {
      tell('SIGCONT', one);
      await one.end();
    }
    await office.close();
  }
}

for (const [stage, when, given] of [['rcpt', 'before the body was given', 0], ['data', 'after the body was given', 1]])
  test(`a desk that is killed ${when}: another takes over when the lease ends, with the same Message-ID`, () =>
    meeting(stage, 1, async ({ office, another, asked }) => {
      const one = await another();
      const { look, seen, lapse } = await mail();
      await asked(1);
      const { message_key, claim } = await look();
      tell('SIGKILL', one);
      await until('the desks are there again', () => childrenOf(one.child.pid).length >= 8);
      await another();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const held = await look();
      assert.deepEqual([held.state, held.claim, held.leased, office.mails.length], ['sending', claim, true, given], 'nobody touches it before');
      assert.ok(held.due_at - Date.now() > 80_000, 'a lease longer than two mails take');
      await lapse();
      const sent = await seen('it is sent', (m) => m.state === 'sent');
      assert.deepEqual([sent.attempts, sent.unknowns], [2, 1]);
      assert.deepEqual(office.mails.map((m) => m.messageId.split('@')[0]), Array(given + 1).fill(`<${message_key}`));
    }));

test('twice is enough: a mail whose desk was killed twice is given up, and says why', () =>
  meeting('data', 2, async ({ office, another, asked }) => {
    const { look, seen, lapse } = await mail();
    for (const n of [1, 2]) {
      const one = await another();
      await asked(n);
      await kill(one);
      await lapse();
    }
    await another();
    const dead = await seen('it is dead', (m) => m.settled_at);
    assert.deepEqual([dead.state, dead.reason, dead.unknowns], ['dead', 'unknown', 2]);
    assert.equal(office.mails.length, 2);
    assert.equal(new Set(office.mails.map((m) => m.messageId)).size, 1);
    assert.equal((await look()).attempts, 2);
  }));

test('who stood still for longer than the lease changes nothing of what another has done', () =>
  meeting('data', 1, async ({ office, another, asked }) => {
    const one = await another();
    const { look, seen, lapse } = await mail();
    await asked(1);
    tell('SIGSTOP', one);
    await another();
    await lapse();
    const sent = await seen('the other sends it', (m) => m.state === 'sent');
    await office.hangUp();
    tell('SIGCONT', one);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.deepEqual(await look(), { ...sent, leased: (await look()).leased });
    assert.equal(office.mails.length, 2);
  }));
