// What becomes of a mail when the server does not take it, seen from the queue: the instance's relay rests,
// and one with settings of its own works instead.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { row, rows } from '../support/database.js';
import { anyone } from '../support/http.js';
import { folder, logTail, orderctl } from '../support/instance.js';
import { until } from '../support/mails.js';
import { ask, total } from '../support/metrics.js';
import { postOffice } from '../support/post-office.js';
import { registered, someEmail, someone } from '../support/people.js';
import { relay, relayAtRest } from '../support/own-relay.js';
import { placed, someProduct } from '../support/shop.js';

const SIGNED_IN = { ORDERD_SMTP_USER: 'shop', ORDERD_SMTP_PASSWORD_FILE: join(folder, 'run/smtp-password') };

let rest;
before(async () => {
  rest = await relayAtRest();
  await rows(`UPDATE mails SET state = 'dead', claim = NULL, settled_at = now() WHERE settled_at IS NULL`);
});
before(() => writeFile(SIGNED_IN.ORDERD_SMTP_PASSWORD_FILE, 'secret-1\n'));
after(() => Promise.all([rest.end(), rm(SIGNED_IN.ORDERD_SMTP_PASSWORD_FILE)]));

afterEach(() => rows('UPDATE mail_channel SET stopped = NULL, stopped_at = NULL, probe_at = NULL'));

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

test('a mail that is good for minutes is tried again in half of them, and not in the last', () =>
  serving({ answers: { data: () => 451 } }, {}, async () => {
    const person = await forgetful();
    const { id } = await person.seen((m) => m.state === 'waiting', 'a first attempt');
    const again = (left) => rows(`UPDATE mails SET attempts = 2, due_at = now(), last_moment = now() + $2::interval WHERE id = $1`, id, left);
    await again('10 minutes'); // the third wait is half an hour
    const { due_at: due } = await person.seen((m) => m.attempts === 3 && m.state === 'waiting', 'a third attempt');
    const minutes = (due - Date.now()) / 60_000;
    assert.ok(minutes > 4 && minutes <= 5, `in ${minutes} minutes`);
    await again('50 seconds');
    await person.seen((m) => m.state === 'dead', 'its end');
  }));

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

const channel = () => row('SELECT stopped, probe_at FROM mail_channel');
/** A database that takes its time is left out of what is said of it. */
const untilSaid = (stopped) =>
  until(async () => total((await ask('/metrics/relay')).text, 'orderd_mail_stopped') === stopped, `mail stopped: ${stopped}`);
const untilStopped = (why) => until(async () => why.test((await channel()).stopped), `stopped by ${why}`);

/** Lets the next probe go now, of a mail that is due, or of `any`; resolves when one has been made. */
async function probe(any = false) {
  const [{ probe_at }] = await rows('UPDATE mail_channel SET probe_at = now() RETURNING probe_at');
  await until(async () => {
    if (any) await rows(`UPDATE mails SET due_at = now() WHERE state = 'waiting'`);
    return (await channel()).probe_at?.getTime() !== probe_at.getTime();
  }, 'a probe');
}

/** The words of the log's lines that are about mails. */
const saidOfMail = (log) => log.split('\n').filter((line) => /"(mail|no mail leaves|mail leaves again)"/.test(line)).map((line) => JSON.parse(line));

const noPassword = (credentials, session, done) => done(Object.assign(new Error('5.7.8 no'), { responseCode: 535 }));
const relents = { onAuth: ({ username }, session, done) => done(null, { user: username }) };

for (const [what, options, settings, why] of [
  ['a password that is refused', { authOptional: false, onAuth: noPassword, allowInsecureAuth: true }, SIGNED_IN, /^AUTH: 535/],
  ['a password that can not be read', {}, { ...SIGNED_IN, ORDERD_SMTP_PASSWORD_FILE: '/nowhere' }, /^smtp_password_file can't be read/],
  ['a refused sender', { answers: { mail: () => 550 } }, {}, /^MAIL: 550/],
  ['a sender that is refused with the recipient', { answers: { rcpt: () => [550, '5.1.8 Sender address rejected: Domain not found'] } }, {}, /^RCPT: 550 5\.1\.8/],
  ['a relay that is denied', { answers: { rcpt: () => [554, '5.7.1 Relay access denied'] } }, {}, /^RCPT: 554 5\.7\.1/],
  ['a server without TLS', {}, { ORDERD_SMTP_TLS: 'required' }, /^EHLO: Requested SSL level failed/],
  ['a certificate that nobody vouches for', { tls: true }, { ORDERD_SMTP_TLS: 'required' }, /^STARTTLS: SSL peer certificate/],
])
  test(`${what} stops the channel, is told once, and kills no mail`, async () => {
    const log = await logTail('relay.log');
    const people = [];
    await serving(options, settings, async () => {
      people.push(await forgetful());
      await untilStopped(why);
      await untilSaid(1);
      people.push(await forgetful());
      assert.match((await orderctl('doctor').catch((error) => error)).stdout, /^WRONG +relay +no mail leaves, .*; set it right, then reload$/m);
      for (let i = 0; i < 2; i++) await probe(true);
      for (const { seen } of people) assert.equal((await seen((m) => m.state === 'waiting', 'it waits')).attempts, 0);
      const [line, ...others] = saidOfMail(await log());
      assert.deepEqual([line.level, line.event, others], ['error', 'no mail leaves', []]);
      assert.match(line.why, why);
    });
    await rows(`UPDATE mails SET due_at = now() WHERE settled_at IS NULL`);
    await serving({ ...relents, allowInsecureAuth: true }, settings.ORDERD_SMTP_USER ? SIGNED_IN : {}, async () => {
      for (const { seen } of people) await seen((m) => m.state === 'sent', 'it goes once the server takes it');
      assert.equal((await channel()).stopped, null);
      await untilSaid(0);
      const said = saidOfMail(await log()).map((line) => line.event).filter((event) => event !== 'mail');
      assert.deepEqual(said, ['no mail leaves', 'mail leaves again']);
    });
    assert.equal(await row(`SELECT count(*)::int AS n FROM mail_refusals WHERE address = ANY ($1)`, people.map(({ email }) => email)).then(({ n }) => n), 0);
  });

test('one recipient that a policy bars is the last to hold the others up', () => {
  let barred;
  return serving({ answers: { rcpt: (address) => address === barred?.email && [550, '5.7.1 not from you'] } }, {}, async () => {
    barred = await forgetful();
    await untilStopped(/^RCPT: 550 5\.7\.1/);
    const mail = await barred.seen((m) => m.state === 'waiting', 'it waits');
    assert.ok(mail.due_at - Date.now() > 9 * 60_000, 'others go first');
    const other = await forgetful();
    await probe();
    await other.seen((m) => m.state === 'sent', 'the other goes');
    assert.equal((await channel()).stopped, null);
    await rows('UPDATE mails SET due_at = now() WHERE id = $1', mail.id);
    await barred.seen((m) => m.state === 'dead', 'its end');
    assert.equal((await channel()).stopped, null);
    assert.equal((await row('SELECT reason FROM mail_refusals WHERE address = $1', barred.email)).reason, 'RCPT: 550 5.7.1');
  });
});

test('a mail that can not be made says nothing of a channel that is stopped', () =>
  serving({ answers: { mail: () => 550 } }, {}, async () => {
    const person = await forgetful();
    await untilStopped(/^MAIL: 550/);
    const log = await logTail('relay.log');
    const manager = await someone('manager');
    const { id } = (await manager.post('/customers', { first_name: 'Bo', last_name: 'Ek' })).body;
    const order = await placed(manager, [[await someProduct(manager), 1]], { customer_id: id });
    const unmade = () => rows('SELECT state, reason FROM mails WHERE order_id = $1', order.id).then(([mail]) => mail);
    await until(async () => {
      await rows(`UPDATE mails SET due_at = now() - interval '1 hour' WHERE order_id = $1 AND state = 'waiting'`, order.id);
      await rows('UPDATE mail_channel SET probe_at = now() WHERE stopped IS NOT NULL');
      return (await unmade())?.state === 'dead';
    }, 'it is given up');
    assert.equal((await unmade()).reason, 'no address');
    assert.match((await channel()).stopped, /^MAIL: 550/);
    await person.seen((m) => m.state === 'waiting', 'it waits still');
    assert.deepEqual(saidOfMail(await log()).map(({ event, why }) => [event, why]), [['mail', 'no address']]);
  }));

test('a link is not sent after it has expired', () =>
  serving({ answers: { data: () => 451 } }, {}, async (office) => {
    const person = await forgetful();
    const mail = await person.seen((m) => m.state === 'waiting' && m.attempts > 0, 'a first attempt');
    const before = office.mails.length;
    await rows(`UPDATE mails SET last_moment = now(), due_at = now() WHERE id = $1`, mail.id);
    assert.equal((await person.seen((m) => m.state === 'dead', 'its end')).reason, 'too late');
    assert.equal(office.mails.length, before);
  }));
