// Mails over a real server: how they come in, and what is said when they do not.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { orderctlIn } from '../support/instance.js';
import { authorities, postOffice } from '../support/post-office.js';

const BARE = { ORDERD_SMTP_TLS: 'none' };
const ENCRYPTED = { ORDERD_SMTP_CA_FILE: authorities };

/** What orderctl says of a mail sent through `office`, and whether it thinks it went. */
async function send(office, settings, ...args) {
  const run = orderctlIn({ ORDERD_SMTP_URL: office.url, ...settings }, 'mail', 'test', ...args, 'ann@example.org');
  return run.then(({ stdout }) => ({ sent: true, said: stdout }), (error) => ({ sent: false, said: error.stderr }));
}

async function withOffice(options, work) {
  const office = await postOffice(options);
  try {
    await work(office);
  } finally {
    await office.close();
  }
}

async function withPassword(password, work) {
  const folder = await mkdtemp(join(tmpdir(), 'password-'));
  const path = join(folder, 'smtp');
  await writeFile(path, `${password}\n`, { mode: 0o644 });
  await chmod(folder, 0o755);
  try {
    await work({ ORDERD_SMTP_USER: 'shop', ORDERD_SMTP_PASSWORD_FILE: path });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a mail comes in whole: headers, both parts, from whom the settings say', () =>
  withOffice({}, async (office) => {
    const from = { ORDERD_MAIL_FROM: 'Bücher & Co. <shop@example.com>' };
    const begun = Date.now();
    assert.deepEqual(await send(office, { ...BARE, ...from }, '--language', 'de'), { sent: true, said: 'sent to ann@example.org\n' });
    const [mail] = office.mails;
    assert.equal(mail.envelope.mailFrom.address, 'shop@example.com');
    assert.deepEqual(mail.envelope.rcptTo.map((to) => to.address), ['ann@example.org']);
    assert.deepEqual(mail.from.value, [{ name: 'Bücher & Co.', address: 'shop@example.com' }]);
    assert.equal(mail.to.text, 'ann@example.org');
    assert.equal(mail.subject, 'Ein Test von Bücher & Co.');
    assert.match(mail.text, /^Diese Nachricht wurde vom Betreiber von Bücher & Co\. verschickt/);
    assert.match(mail.html, /<h1[^>]*>Es geht<\/h1>/);
    assert.match(mail.html, /Bücher &amp; Co\./);
    assert.match(mail.messageId, /^<[0-9a-f-]{36}@/);
    assert.ok(Math.abs(mail.date.getTime() - begun) < 60_000);
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
    assert.equal(mail.headers.get('content-language'), 'de');
    for (const line of mail.raw.split('\r\n')) assert.ok(line.length <= 76, line);
    assert.doesNotMatch(mail.raw.replaceAll('\r\n', ''), /[\r\n\x80-\xff]/);
  }));

test('a language without templates is English, and that is said', () =>
  withOffice({}, async (office) => {
    const { stdout, stderr } = await orderctlIn({ ORDERD_SMTP_URL: office.url, ...BARE }, 'mail', 'test', '--language', 'fr', 'ann@example.org');
    assert.deepEqual([stdout, stderr], ['sent to ann@example.org\n', 'there are no templates in fr: written in en\n']);
    assert.equal(office.mails[0].headers.get('content-language'), 'en');
  }));

test('STARTTLS is used, and TLS from the start', async () => {
  for (const secure of [false, true])
    await withOffice({ tls: true, secure }, async (office) => {
      assert.equal((await send(office, ENCRYPTED)).sent, true);
      assert.equal(office.sessions[0].secure, true);
    });
});

test('without TLS nothing is sent, unless that is set', () =>
  withOffice({ answers: { mail: () => assert.fail('a sender was named in the clear') } }, async (office) => {
    const { sent, said } = await send(office, ENCRYPTED);
    assert.equal(sent, false);
    assert.match(said, /^orderctl: not sent: EHLO: Requested SSL level failed\n$/);
    assert.deepEqual(office.mails, []);
  }));

test('a certificate that nobody vouches for is none', () =>
  withOffice({ tls: true }, async (office) => {
    const { sent, said } = await send(office, {});
    assert.equal(sent, false);
    assert.match(said, /not sent: STARTTLS: SSL peer certificate/);
    assert.deepEqual(office.mails, []);
  }));

test('who signs in is let in, and a wrong password is told without it', () =>
  withOffice({
    tls: true,
    authOptional: false,
    onAuth: ({ username, password }, session, done) =>
      password === 'secret-1' ? done(null, { user: username }) : done(Object.assign(new Error('no'), { responseCode: 535 })),
  }, async (office) => {
    await withPassword('secret-1', async (user) => {
      assert.equal((await send(office, { ...ENCRYPTED, ...user })).sent, true);
      assert.equal(office.sessions[0].user, 'shop');
    });
    await withPassword('secret-2', async (user) => {
      const { said } = await send(office, { ...ENCRYPTED, ...user });
      assert.equal(said, 'orderctl: not sent: AUTH: 535\n');
    });
    const { said } = await send(office, { ...ENCRYPTED, ORDERD_SMTP_USER: 'shop', ORDERD_SMTP_PASSWORD_FILE: '/nowhere' });
    assert.match(said, /not sent: smtp_password_file can't be read/);
  }));

const REFUSALS = [
  ['mail', 550, 'MAIL: 550'],
  ['mail', 451, 'MAIL: 451'],
  ['rcpt', 550, 'RCPT: 550'],
  ['rcpt', 450, 'RCPT: 450'],
  ['data', 554, 'after the body: 554'],
  ['data', 452, 'after the body: 452'],
];
for (const [stage, code, why] of REFUSALS)
  test(`${code} to ${stage} is told, by its code alone`, () =>
    withOffice({ answers: { [stage]: () => code } }, async (office) => {
      assert.deepEqual(await send(office, BARE), { sent: false, said: `orderctl: not sent: ${why}\n` });
    }));

test('a server that hangs after the body is waited for as long as is set', () =>
  withOffice({ closeTimeout: 1, answers: { data: () => new Promise(() => {}) } }, async (office) => {
    const { said } = await send(office, { ...BARE, ORDERD_SMTP_SECONDS: '1' });
    assert.equal(said, 'orderctl: not sent: after the body: Timeout was reached\n');
    assert.equal(office.mails.length, 1);
  }));

/** A server that says these lines, one for each that it hears, then hangs up. */
async function withScript(lines, work) {
  const server = createServer((socket) => {
    const rest = [...lines];
    socket.on('error', () => {});
    const speak = () => (rest.length ? socket.write(`${rest.shift()}\r\n`) : socket.destroy());
    socket.on('data', (bytes) => {
      for (const _ of bytes.toString().match(/\r\n/g) ?? []) speak();
    });
    speak();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work({ url: `smtp://127.0.0.1:${server.address().port}` });
  } finally {
    server.close();
  }
}

test('a server that hangs up in the middle is told with where', async () => {
  const opening = ['220 hello', '250 hello', '250 from', '250 to'];
  await withScript(opening, async (office) =>
    assert.match((await send(office, BARE)).said, /not sent: DATA: /));
  await withScript([...opening, '354 go on'], async (office) =>
    assert.match((await send(office, BARE)).said, /not sent: (within|after) the body: /));
  await withScript([], async (office) => assert.match((await send(office, BARE)).said, /not sent: connecting: /));
});

test('nobody there is told', async () => {
  const office = await postOffice();
  await office.close();
  assert.match((await send(office, BARE)).said, /not sent: connecting: (Couldn't|Could not) connect/);
});

test('an address with a line end is refused before anything is sent', () =>
  withOffice({}, async (office) => {
    await assert.rejects(orderctlIn({ ORDERD_SMTP_URL: office.url, ...BARE }, 'mail', 'test', 'a@example.org\r\nRCPT TO:<b@example.org>'));
    const { sent, said } = await send(office, { ...BARE, ORDERD_MAIL_FROM: 'a@example.org\r\nRCPT TO:b@example.org' });
    assert.equal(sent, false);
    assert.match(said, /no address that a mail can have/);
    assert.deepEqual(office.mails, []);
    await send(office, { ...BARE, ORDERD_MAIL_FROM: 'Shop\r\nBcc: c@example.org <a@example.org>' });
    assert.deepEqual(office.mails[0].from.value, [{ name: 'Shop  Bcc: c@example.org', address: 'a@example.org' }]);
    assert.equal(office.mails[0].bcc, undefined);
    assert.equal(office.mails[0].envelope.rcptTo.length, 1);
  }));

test('settings that contradict themselves stop the start', async () => {
  const bad = [
    [{ ORDERD_SMTP_URL: 'smtp://mail.example.com', ORDERD_SMTP_TLS: 'none' }, /smtp_tls = none is for a server on this machine/],
    [{ ORDERD_SMTP_URL: 'smtp://127.0.0.1.example.com', ORDERD_SMTP_TLS: 'none' }, /smtp_tls = none/],
    [{ ORDERD_SMTP_URL: 'http://mail.example.com' }, /smtp_url must be smtp:\/\/ or smtps:\/\//],
    [{ ORDERD_SMTP_URL: 'smtp://user:password@mail.example.com' }, /smtp_url must be/],
    [{ ORDERD_SMTP_URL: 'smtp://mail.example.com', ORDERD_SMTP_USER: 'shop' }, /smtp_user needs smtp_password_file/],
    [{ ORDERD_MAIL_FROM: 'the shop' }, /mail_from must be an address/],
  ];
  for (const [settings, why] of bad)
    await assert.rejects(orderctlIn(settings, 'mail', 'test', 'ann@example.org'), ({ stderr }) => why.test(stderr));
});
