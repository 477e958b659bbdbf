// Every kind of mail in every language that ships, sent by a real server and read by a mail program: what is so of
// all of them, and the amounts and dates of each.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { rows, value } from '../support/database.js';
import { anyone } from '../support/http.js';
import { queued, until } from '../support/mails.js';
import { relay, relayAtRest } from '../support/own-relay.js';
import { paid } from '../support/payments.js';
import { PASSWORD, signIn, someDepartment, someEmail, someone } from '../support/people.js';
import { postOffice } from '../support/post-office.js';
import { hook, receiver } from '../support/receiver.js';
import { relayDoes } from '../support/relay.js';
import { setSetting, withSettings } from '../support/settings.js';
import { place, someProduct } from '../support/shop.js';
import { codeOf, forgetCodes, switchedOn } from '../support/totp.js';

const NAME = { first_name: '<img src=x onerror=alert(1)>', last_name: 'Özgür & "Söhne"' };
const NASTY = 'Tea <script>alert(2)</script> & "宽"';
const LINE_MOST = 76; // of which RFC 5322 allows 998
const MAIL_MOST = 100_000;

/** What of it should be written how, by who knows: the languages' own data (CLDR), of which English dates are British. */
const euros = (language, amount) => plain(new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' }).format(amount));
const day = (language, ahead) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.now() + ahead * 86_400_000);
const plain = (text) => text.replace(/\s+/g, ' ').trim();

let rest, office, own, currency;
before(async () => {
  rest = await relayAtRest();
  office = await postOffice();
  own = await relay({ ORDERD_SMTP_URL: office.url, ORDERD_SMTP_TLS: 'none', ORDERD_MAIL_FROM: 'Bücher & Co. <shop@example.com>' });
  [{ value: currency }] = await rows(`SELECT value FROM settings WHERE key = 'currency'`);
  await setSetting('currency', 'EUR');
});
after(async () => {
  await setSetting('currency', currency);
  await own.end();
  await office.close();
  await rest.end();
});

/** Waits for the mail of a kind by these columns that is newer than `since`, as it came in. */
async function arrived(event, kind, columns, since) {
  const row = await until(async () => {
    const found = (await queued({ event, kind, ...columns })).at(-1);
    return found && BigInt(found.id) > since && found.settled_at && found;
  }, `${kind} of ${JSON.stringify(columns)}`);
  assert.equal(row.state, 'sent', row.reason);
  const mail = office.mails.find(({ messageId }) => messageId === `<${row.message_key}@example.com>`);
  assert.ok(mail, `a mail ${row.message_key}`);
  return mail;
}

const newest = () => value('SELECT coalesce(max(id), 0) FROM mails').then(BigInt);

// ---- people and what they do ----

/** Those who read a language, and an order of 2 × 1234.50 to do things with. */
async function peopleOf(language) {
  const headers = { 'Accept-Language': language };
  const of = async (role) => {
    const { email } = await someone(role, NAME);
    await rows('UPDATE users SET languages = $2 WHERE email = $1', email, language);
    return signIn(email, PASSWORD, headers);
  };
  const [person, manager, admin] = [await of('customer'), await of('manager'), await of('admin')];
  const product = await someProduct(manager, { name: NASTY, price: '1234.50', stock: 10000 });
  const order = async (fields = {}, who = person) =>
    assertStatus(await place(who, [[product, 2]], { customer_notes: NASTY, ...fields }, headers), 201).body;
  const status = async ({ id }, to) => assertStatus(await manager.patch(`/orders/${id}/status`, { status: to }), 200);
  const done = async (path, body = {}) => assertStatus(await manager.post(path, body), 200);
  const waiting = async () => order({ customer_id: person.customerId }, await buyer());
  const buyer = async () => someone('staff', { department: await someDepartment({ threshold: '1.00' }) });
  const shipped = async (quantity) => {
    const { id } = await order();
    await status({ id }, 'confirmed');
    assertStatus(await manager.post(`/orders/${id}/shipments`, { items: [{ product_id: product.id, quantity }], carrier: NASTY, tracking_number: 'T-1' }), 201);
    return { order_id: id };
  };
  const returned = async () => {
    const { order_id } = await shipped(2);
    const items = [{ product_id: product.id, quantity: 1 }];
    const { returns } = assertStatus(await person.post(`/orders/${order_id}/returns`, { items, reason: NASTY }), 201).body;
    return { order_id, return_id: returns[0].id };
  };
  return { language, headers, person, manager, admin, product, order, status, done, waiting, shipped, returned, user: { user_id: person.id } };
}

const SUMS = [1234.5, 2469, 197.52, 2666.52];
const daily = (columns) => async (p) => {
  await rows('DELETE FROM mails WHERE day IS NOT NULL');
  await withSettings({ time_zone: new Date().getUTCHours() >= 7 ? 'UTC' : 'Asia/Tokyo' }, () => relayDoes('daily_mails'));
  return columns(p);
};
const managers = ({ manager }) => ({ user_id: manager.id });
const changesAddress = async ({ person, user }) => {
  assertStatus(await person.post('/auth/email', { email: someEmail(), password: PASSWORD }), 202);
  return user;
};

/**
 * Of each event and its kind: what makes it happen and which row of the queue that gives, its subject, the amounts
 * that it holds and no others, and in how many days the date is that it holds. `to` is who gets it, if not the person.
 */
const CASES = {
  'approvals.waiting approvals_waiting': {
    make: async (p) => {
      for (const { id } of (await p.manager.get('/orders?status=pending_approval&limit=100')).body.data) await p.done(`/orders/${id}/reject`);
      await p.waiting();
      return daily(managers)(p);
    },
    subject: { en: '1 order waits for approval', de: '1 Bestellung wartet auf Freigabe' },
    money: [2666.52],
    date: 0,
  },
  'order.approved order_approved': {
    make: async (p) => {
      const { id } = await p.waiting();
      await p.done(`/orders/${id}/approve`);
      return { order_id: id };
    },
    subject: { en: 'Your order # is confirmed', de: 'Ihre Bestellung # ist bestätigt' },
    money: SUMS,
  },
  'order.cancelled order_cancelled': {
    make: async (p) => {
      const { id } = await p.order();
      assertStatus(await p.person.post(`/orders/${id}/cancel`, {}), 200);
      return { order_id: id };
    },
    subject: { en: 'Your order # is cancelled', de: 'Ihre Bestellung # ist storniert' },
    money: SUMS,
    date: 0,
  },
  'order.confirmed order_approved': {
    make: async (p) => {
      const { id } = await p.order();
      await p.status({ id }, 'confirmed');
      return { order_id: id };
    },
    subject: { en: 'Your order # is confirmed', de: 'Ihre Bestellung # ist bestätigt' },
    money: SUMS,
  },
  'order.created order_received': {
    make: async (p) => ({ order_id: (await p.order()).id }),
    subject: { en: 'We have received your order #', de: 'Wir haben Ihre Bestellung # erhalten' },
    money: SUMS,
    date: 0,
  },
  'order.delivered order_delivered': {
    make: async (p) => {
      const { order_id } = await p.shipped(2);
      await p.status({ id: order_id }, 'delivered');
      return { order_id };
    },
    subject: { en: 'Your order # was delivered', de: 'Ihre Bestellung # wurde zugestellt' },
    date: 0,
  },
  'order.partially_shipped order_shipped': {
    make: (p) => p.shipped(1),
    subject: { en: 'Your order # is on its way', de: 'Ihre Bestellung # ist unterwegs' },
  },
  'order.rejected order_rejected': {
    make: async (p) => {
      const { id } = await p.waiting();
      await p.done(`/orders/${id}/reject`);
      return { order_id: id };
    },
    subject: { en: 'Your order # was not approved', de: 'Ihre Bestellung # wurde nicht freigegeben' },
    money: SUMS,
    date: 0,
  },
  'order.shipped order_shipped': {
    make: (p) => p.shipped(2),
    subject: { en: 'Your order # is on its way', de: 'Ihre Bestellung # ist unterwegs' },
  },
  'payment.refunded order_refunded': {
    make: async (p) => {
      const { id } = await p.order();
      await paid(p.person, id);
      assertStatus(await p.person.post(`/orders/${id}/cancel`, {}), 200);
      return { order_id: id };
    },
    subject: { en: '2,666.52 of your order # goes back to you', de: 'Sie erhalten 2.666,52 aus Bestellung # zurück' },
    money: [2666.52],
  },
  'return.created return_received': {
    make: async (p) => {
      const { order_id, return_id } = await p.returned();
      await p.done(`/orders/${order_id}/returns/${return_id}/receive`);
      return { order_id };
    },
    subject: { en: 'Your return of # is here', de: 'Ihre Rücksendung zu # ist angekommen' },
    money: [1333.26],
  },
  'return.rejected return_rejected': {
    make: async (p) => {
      const { order_id, return_id } = await p.returned();
      await p.done(`/orders/${order_id}/returns/${return_id}/reject`, { customer_note: NASTY });
      return { order_id };
    },
    subject: { en: `Your return of # can't be taken`, de: 'Ihre Rücksendung zu # ist leider nicht möglich' },
  },
  'return.requested return_requested': {
    make: async (p) => ({ order_id: (await p.returned()).order_id }),
    subject: { en: 'We have your wish to return a part of #', de: 'Ihre Rücksendung zu # ist notiert' },
  },
  'stock.low low_stock': {
    make: async (p) => {
      await rows('UPDATE products SET is_active = false WHERE on_hand - reserved <= low_stock_threshold');
      await someProduct(p.manager, { name: NASTY, stock: 0 });
      return daily(managers)(p);
    },
    subject: { en: '1 product is running low', de: '1 Artikel geht zur Neige' },
  },
  'user.confirmation_asked address_confirm': {
    make: async ({ headers }) => {
      const email = someEmail();
      let id;
      await withSettings({ confirm_email: 'true' }, async () => {
        const made = assertStatus(await anyone.post('/auth/register', { email, password: PASSWORD, ...NAME }, headers), 201).body;
        id = made.user.id;
      });
      return { user_id: id, to: email };
    },
    subject: { en: 'Confirm your e-mail address at Bücher & Co.', de: 'Bestätigen Sie Ihre E-Mail-Adresse bei Bücher & Co.' },
    date: 1,
  },
  'user.email_asked address_change': {
    make: changesAddress,
    subject: { en: 'The address of your account at Bücher & Co. is to change', de: 'Die Adresse Ihres Kontos bei Bücher & Co. soll sich ändern' },
  },
  'user.email_asked address_confirm': {
    make: async (p) => ({ ...(await changesAddress(p)), to: (await rows('SELECT email FROM email_changes WHERE user_id = $1', p.person.id))[0].email }),
    subject: { en: 'Confirm your e-mail address at Bücher & Co.', de: 'Bestätigen Sie Ihre E-Mail-Adresse bei Bücher & Co.' },
    date: 1,
  },
  'user.locked account_locked': {
    make: async ({ person, user }) => {
      const address = { 'X-Forwarded-For': `10.78.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}` };
      for (let i = 0; i < 5; i++) await anyone.post('/auth/login', { email: person.email, password: 'wrong one' }, address);
      return user;
    },
    subject: { en: 'Sign-ins to your account at Bücher & Co. failed', de: 'Anmeldungen an Ihrem Konto bei Bücher & Co. sind gescheitert' },
  },
  'user.password_forgotten password_reset': {
    make: async ({ person, user }) => {
      await anyone.post('/auth/password/forgot', { email: person.email });
      return user;
    },
    subject: { en: 'Set a new password at Bücher & Co.', de: 'Neues Passwort bei Bücher & Co.' },
    date: 30 / 1440,
  },
  'user.totp_enabled account_changed': {
    make: async (p) => {
      Object.assign(p, { factor: await switchedOn(p.person) });
      return p.user;
    },
    subject: { en: 'Your account at Bücher & Co. has changed', de: 'Ihr Konto bei Bücher & Co. wurde geändert' },
    date: 0,
  },
  'user.recovery_code_used account_changed': {
    make: async ({ person, factor, user }) => {
      assertStatus(await anyone.post('/auth/login', { email: person.email, password: PASSWORD, otp: factor.recovery_codes[0] }), 200);
      return user;
    },
    subject: { en: 'Your account at Bücher & Co. has changed', de: 'Ihr Konto bei Bücher & Co. wurde geändert' },
    date: 0,
  },
  'user.totp_disabled account_changed': {
    make: async ({ person, factor, user }) => {
      await forgetCodes(person);
      assertStatus(await person.send('DELETE', '/auth/totp', { body: { password: PASSWORD, otp: codeOf(factor.secret) } }), 204);
      return user;
    },
    subject: { en: 'Your account at Bücher & Co. has changed', de: 'Ihr Konto bei Bücher & Co. wurde geändert' },
    date: 0,
  },
  'user.password_changed account_changed': {
    make: async ({ person, user }) => {
      assertStatus(await person.post('/auth/password', { current_password: PASSWORD, new_password: 'another horse battery' }), 200);
      return user;
    },
    subject: { en: 'Your account at Bücher & Co. has changed', de: 'Ihr Konto bei Bücher & Co. wurde geändert' },
    date: 0,
  },
  'webhook.disabled webhook_disabled': {
    make: async (p) => {
      const to = await receiver((call, response) => response.writeHead(410).end());
      try {
        const { id } = await hook(p.admin, to, { events: ['order.created'] });
        await p.order();
        await until(async () => (await rows('SELECT FROM webhooks WHERE id = $1 AND NOT is_active', id))[0], 'it is off');
        return { user_id: p.admin.id, to: p.admin.email };
      } finally {
        await to.close();
      }
    },
    subject: { en: 'A webhook of yours at Bücher & Co. is switched off', de: 'Ein Webhook von Ihnen bei Bücher & Co. ist abgeschaltet' },
  },
};

test('every kind of mail has a case here', async () => {
  const kinds = await rows(`SELECT event || ' ' || kind AS name FROM mail_kinds`);
  assert.deepEqual(kinds.map(({ name }) => name).toSorted(), Object.keys(CASES).toSorted());
});

// ---- what is so of all ----

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };
/** What somebody reads who sees HTML. */
const shown = (html) =>
  plain(html.replace(/<head>.*?<\/head>/s, '').replace(/<[^>]*>/g, ' ').replace(/&([#\w]+);/g, (whole, name) => ENTITIES[name] ?? whole));

/** Whatever looks like an amount in it, each once. */
const amountsIn = (text) => [...new Set(text.match(/(?:€ ?)?\b\d[\d.,]*[.,]\d\d\b(?!\d)(?: €)?/g) ?? [])].toSorted();

function assertWhole(mail, language, to) {
  assert.equal(mail.headers.get('content-language'), language);
  assert.deepEqual(mail.to.value, [{ address: to, name: '' }]);
  assert.deepEqual(mail.envelope.rcptTo.map(({ address }) => address), [to]);
  assert.deepEqual(mail.from.value, [{ address: 'shop@example.com', name: 'Bücher & Co.' }]);
  assert.equal(mail.envelope.mailFrom.address, 'shop@example.com');
  assert.ok(Math.abs(Date.now() - mail.date) < 60_000, `${mail.date}`);
  assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
  assert.equal(mail.headers.get('content-type').value, 'multipart/alternative');
  assert.deepEqual([...mail.raw.matchAll(/^Content-Type: (text\/\w+); charset=utf-8\r$/gim)].map(([, type]) => type), ['text/plain', 'text/html']);
  for (const line of mail.raw.split('\r\n')) assert.ok(line.length <= LINE_MOST, line);
  assert.doesNotMatch(mail.raw.replaceAll('\r\n', ''), /[\r\n\x80-\xff]/);
  assert.ok(mail.raw.length < MAIL_MOST, `${mail.raw.length} bytes`);
  assert.match(mail.html, new RegExp(`<html lang="${language}">`));
  assert.doesNotMatch(mail.html, /<img|<script/i);
  for (const part of [mail.subject, mail.text, mail.html]) assert.doesNotMatch(part, /\{\{|\}\}|undefined|\bnull\b|NaN/);
}

for (const language of ['en', 'de']) {
  let people;
  before(async () => {
    people = await peopleOf(language);
  });
  for (const [name, { make, subject, money = [], date }] of Object.entries(CASES))
    test(`${name}, in ${language}`, async () => {
      const since = await newest();
      const { to, ...columns } = await make(people);
      const days = [day(language, date ?? 0)]; // it may be midnight
      const mail = await arrived(...name.split(' '), columns, since);
      days.push(day(language, date ?? 0));
      assertWhole(mail, language, to ?? (columns.user_id === people.manager.id ? people.manager.email : people.person.email));
      const number = /ORD-\d{8}-[0-9A-F]{8}/;
      const amount = /€?2\D?666\D52(\s€)?/;
      assert.equal(mail.subject.replace(number, '#').replace(amount, (text) => text.replace(/€|\s/g, '')), subject[language]);
      const [text, html] = [plain(mail.text), shown(mail.html)];
      for (const part of [text, html]) {
        assert.ok(part.includes(`${language === 'de' ? 'Guten Tag' : 'Hello'} ${NAME.first_name} ${NAME.last_name},`), part);
        assert.deepEqual(amountsIn(part), money.map((value) => euros(language, value)).toSorted());
        assert.equal(days.some((date) => part.includes(date)), date !== undefined, part);
      }
      if (/Tea/.test(text)) for (const part of [text, html]) assert.ok(part.includes(NASTY), part);
    });
}

test('a hundred wide products that run low are a mail under 100 kB, which says how many it leaves out', async () => {
  const manager = await someone('manager');
  await rows('UPDATE products SET is_active = false WHERE on_hand - reserved <= low_stock_threshold');
  for (let i = 0; i < 100; i++) await someProduct(manager, { name: '宽'.repeat(190), stock: 0 });
  const since = await newest();
  const mail = await arrived('stock.low', 'low_stock', await daily(managers)({ manager }), since);
  assertWhole(mail, 'en', manager.email);
  const listed = mail.text.match(/宽{190}/g).length;
  assert.match(mail.subject, /^100 products are running low$/);
  assert.ok(listed >= 10 && listed < 50, `${listed}`);
  assert.match(mail.text, new RegExp(`there are ${100 - listed} more`));
  await rows('UPDATE products SET is_active = false WHERE name = $1', '宽'.repeat(190));
});
