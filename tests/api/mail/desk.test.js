// What becomes of a mail when the server does not take it, seen from the queue: the instance's relay rests,
// and one with settings of its own works instead.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { row, rows } from '../support/database.js';
import { anyone } from '../support/http.js';
import { until } from '../support/mails.js';
import { postOffice } from '../support/post-office.js';
import { registered, someEmail } from '../support/people.js';
import { relay, relayAtRest } from '../support/own-relay.js';

let rest;
before(async () => {
  rest = await relayAtRest();
  await rows(`UPDATE mails SET state = 'dead', claim = NULL, settled_at = now() WHERE settled_at IS NULL`);
});
after(() => rest.end());

const BARE = { ORDERD_SMTP_TLS: 'none', ORDERD_SMTP_SECONDS: '2' };

/** Someone who has forgotten a password, and what the queue says of the mail. */
async function forgetful() {
  const person = await registered({ email: someEmail() });
  await anyone.post('/auth/password/forgot', { email: person.email });
  const look = () => rows(`SELECT *, due_at > now() AS later FROM mails WHERE kind = 'password_reset' AND user_id = $1 ORDER BY id`, person.id).then((found) => found.at(-1));
  return { ...person, look, seen: (fits, what) => until(async () => { const mail = await look(); return mail && fits(mail) && mail; }, what) };
}

async function serving(options, settings, work) {
  const office = await postOffice({ closeTimeout: 100, ...options });
  const desk = await relay({ ...BARE, ORDERD_SMTP_URL: office.url, ...settings });
  try {
    await work(office, desk);
  } finally {
    await desk.end();
    await office.close();
    await rows('UPDATE mail_channel SET stopped = NULL, stopped_at = NULL, probe_at = NULL');
  }
}

test('451 is tried again, with the same Message-ID, and goes', () => {
  let times = 0;
  return serving({ answers: { data: () => (times++ ? 0 : 451) } }, {}, async (office) => {
    const person = await forgetful();
    const mail = await person.seen((m) => m.state === 'waiting' && m.attempts === 1, 'a first attempt');
    assert.equal(mail.reason, 'after the body: 451');
    assert.equal(mail.later, true);
    await person.seen((m) => m.state === 'sent', 'the second attempt');
    assert.equal(new Set(office.mails.map((m) => m.messageId)).size, 1);
    assert.equal(office.mails.length, 2);
  });
});

test('550 to the recipient is final, and remembered for the address', () =>
  serving({ answers: { rcpt: () => 550 } }, {}, async (office) => {
    const person = await forgetful();
    assert.equal((await person.seen((m) => m.state === 'dead', 'its end')).reason, 'RCPT: 550');
    assert.equal((await row('SELECT reason FROM mail_refusals WHERE address = $1', person.email)).reason, 'RCPT: 550');
    await anyone.post('/auth/password/forgot', { email: person.email });
    const again = await person.seen((m) => m.reason === 'the address was refused before', 'the next');
    assert.equal(again.state, 'dead');
    assert.deepEqual(office.mails, []);
  }));

test('a hang after the body is unknown, is tried once more, and holds nobody up', () => {
  let slow;
  return serving({ answers: { data: (mail) => (mail.to.text === slow?.email ? new Promise(() => {}) : 0) } }, {}, async (office) => {
    slow = await forgetful();
    const quick = await forgetful();
    await quick.seen((m) => m.state === 'sent', 'the one behind');
    assert.notEqual((await slow.look()).state, 'sent');
    const mail = await slow.seen((m) => m.unknowns === 1 && m.state === 'waiting', 'the first hang');
    assert.match(mail.reason, /^after the body: Timeout/);
    await rows('UPDATE mails SET due_at = now() WHERE id = $1', mail.id);
    await slow.seen((m) => m.state === 'dead' && m.unknowns === 2, 'the second');
    const tries = office.mails.filter((m) => m.to.text === slow.email);
    assert.equal(tries.length, 2);
    assert.equal(tries[0].messageId, tries[1].messageId);
  });
});

for (const [what, options, settings, why] of [
  ['a refused sender', { answers: { mail: () => 550 } }, {}, /^MAIL: 550/],
  ['a server without TLS', {}, { ORDERD_SMTP_TLS: 'required' }, /^EHLO: Requested SSL level failed/],
])
  test(`${what} stops the channel and kills no mail`, async () => {
    let person;
    await serving(options, settings, async () => {
      person = await forgetful();
      await until(async () => (await row('SELECT stopped FROM mail_channel')).stopped, 'the alert');
      assert.match((await row('SELECT stopped FROM mail_channel')).stopped, why);
      const mail = await person.seen((m) => m.state === 'waiting', 'it waits');
      assert.equal(mail.attempts, 0);
    });
    await serving({}, {}, async () => {
      await person.seen((m) => m.state === 'sent', 'it goes once the server takes it');
      assert.equal((await row('SELECT stopped FROM mail_channel')).stopped, null);
    });
  });

test('a link is not sent after it has expired', () =>
  serving({ answers: { data: () => 451 } }, {}, async (office) => {
    const person = await forgetful();
    const mail = await person.seen((m) => m.state === 'waiting' && m.attempts > 0, 'a first attempt');
    const before = office.mails.length;
    await rows(`UPDATE mails SET last_moment = now(), due_at = now() WHERE id = $1`, mail.id);
    assert.equal((await person.seen((m) => m.state === 'dead', 'its end')).reason, 'too late');
    assert.equal(office.mails.length, before);
  }));
