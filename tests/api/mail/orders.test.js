// What people are told of their orders, in their language, as they would read it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertStatus } from '../support/check.js';
import { orderctl } from '../support/instance.js';
import { mailOf, numbered, queued } from '../support/mails.js';
import { paid } from '../support/payments.js';
import { someDepartment, someone, unique } from '../support/people.js';
import { withSettings } from '../support/settings.js';
import { place, placed, someProduct } from '../support/shop.js';
import { rows } from '../support/database.js';

const GERMAN = { 'Accept-Language': 'de-CH, de;q=0.9, en;q=0.8' };
const ADDRESS = { name: 'Ann Lee', street: 'Ringstraße 1', city: 'Ulm', postal_code: '89073', country: 'Germany' };

let manager, product;
before(async () => {
  manager = await someone('manager');
  product = await someProduct(manager, { name: `Tea <Özil> & "Co" ${unique()}`, price: '1234.50', stock: 10000 });
});

async function ordered(person, quantity = 2, fields = {}, headers = {}) {
  const reply = await place(person, [[product, quantity]], { shipping_address: ADDRESS, ...fields }, headers);
  return assertStatus(reply, 201).body;
}

const status = async (order, to, more = {}) =>
  assertStatus(await manager.patch(`/orders/${order.id}/status`, { status: to, ...more }), 200);

/** What every mail of an order holds, whatever its kind. */
function assertMail(mail, person, language) {
  assert.equal(mail.to.value[0].address, person.email);
  assert.equal(mail.headers.get('content-language'), language);
  assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
  assert.match(mail.html, new RegExp(`<html lang="${language}">`));
  for (const line of mail.raw.split('\r\n')) assert.ok(line.length <= 76, line);
  assert.doesNotMatch(mail.text + mail.html + mail.subject, /\{\{|\}\}|undefined|null/);
  return mail;
}

test('an order received: lines, sums, address and link, as people of the language write them', async () => {
  const person = await someone('customer', { first_name: 'Ann', last_name: 'Lee' });
  const english = await ordered(person, 2, { customer_notes: 'Ring twice.\n<b>Please</b>' });
  const mail = assertMail(await mailOf('order_received', { order_id: english.id }), person, 'en');
  assert.equal(mail.subject, `We have received your order ${english.order_number}`);
  assert.match(mail.text, /^Hello Ann Lee,\n\nWe have received your order ORD-/);
  assert.match(mail.text, new RegExp(`2 × Tea <Özil> & "Co" \\w+ \\(${product.sku}\\)\n    \\$1,234\\.50 – \\$2,469\\.00`));
  assert.match(mail.text, /Subtotal: +\$2,469\.00\nTax: +\$197\.52\nShipping: +free\nTotal: +\$2,666\.52/);
  assert.match(mail.text, /Ann Lee\nRingstraße 1\n89073 Ulm\nGermany\n/);
  assert.match(mail.text, /Ring twice\.\n<b>Please<\/b>/);
  assert.match(mail.text, new RegExp(`View your order: https://localhost:\\d+/#/orders/${english.id}\n`));
  assert.match(mail.html, /Tea &lt;Özil&gt; &amp; &quot;Co&quot;/);
  assert.match(mail.html, /Ring twice\.<br>\n&lt;b&gt;Please&lt;\/b&gt;/);
  assert.match(mail.html, new RegExp(`href="https://localhost:\\d+/#/orders/${english.id}"`));

  const german = await ordered(person, 1, {}, GERMAN);
  const post = assertMail(await mailOf('order_received', { order_id: german.id }), person, 'de');
  assert.equal(post.subject, `Wir haben Ihre Bestellung ${german.order_number} erhalten`);
  assert.match(post.text, /Zwischensumme: +1\.234,50\u00a0\$\nSteuer: +98,76\u00a0\$\nVersand: +kostenlos\nGesamt: +1\.333,26\u00a0\$/);
  assert.match(post.text.replaceAll('\n', ' '), /Bestellung ORD-\d{8}-\w{8} vom \d+\.\u00a0(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember) \d{4} erhalten/);
});

test('an order on its way: each part with its own pieces and tracking number', async () => {
  const person = await someone();
  const order = await ordered(person, 3, {}, GERMAN);
  await status(order, 'confirmed');
  assert.match((await mailOf('order_approved', { order_id: order.id })).subject, /ist bestätigt$/);
  const part = (quantity, tracking_number) => manager.post(`/orders/${order.id}/shipments`, {
    items: [{ product_id: product.id, quantity }], carrier: 'DHL', tracking_number });
  assertStatus(await part(1, 'T-1'), 201);
  assertStatus(await part(2, 'T-2'), 201);
  const first = assertMail(await mailOf('order_shipped', { order_id: order.id }), person, 'de');
  const second = assertMail(await mailOf('order_shipped', { order_id: order.id }, 1), person, 'de');
  assert.match(first.text, /ein Teil Ihrer Bestellung/);
  assert.match(first.text, /Versanddienst: DHL\nSendungsnummer: T-1\n\nIn diesem Paket:\n\n1 × Tea/);
  assert.match(second.text, /hat unser Lager verlassen/);
  assert.match(second.text, /Sendungsnummer: T-2\n\nIn diesem Paket:\n\n2 × Tea/);
  assert.doesNotMatch(second.text, /T-1|ein Teil/);
  assert.match(second.html, /T-2/);
  await status(order, 'delivered');
  assert.match(assertMail(await mailOf('order_delivered', { order_id: order.id }), person, 'de').text, /wurde am \d+\.\u00a0\S+ \d{4}\s+zugestellt/);
});

test('approval: that it waits, and what came of it', async () => {
  const person = await someone();
  const buyer = await someone('staff', { department: await someDepartment({ threshold: '1.00' }) });
  const wait = (fields) => ordered(buyer, 1, { customer_id: person.customerId, ...fields }, GERMAN);
  const [good, bad] = [await wait(), await wait()];
  const mail = assertMail(await mailOf('order_received', { order_id: good.id }), person, 'en'); // not the buyer's language
  assert.match(mail.text, /It has to be approved before we prepare it/);
  assertStatus(await manager.post(`/orders/${good.id}/approve`, {}), 200);
  assertStatus(await manager.post(`/orders/${bad.id}/reject`, { note: 'secret reason' }), 200);
  assert.match(assertMail(await mailOf('order_approved', { order_id: good.id }), person, 'en').text, /is confirmed, and we are\s+preparing it/);
  const rejected = assertMail(await mailOf('order_rejected', { order_id: bad.id }), person, 'en');
  assert.match(rejected.text, /was not\s+approved/);
  assert.doesNotMatch(rejected.text + rejected.html, /secret reason/);
});

test('an order for nobody else is told to who placed it', async () => {
  const buyer = await someone('staff');
  const order = await ordered(buyer, 1);
  const mail = assertMail(await mailOf('order_received', { order_id: order.id }), buyer, 'en');
  assert.match(mail.text, new RegExp(`/#/orders/${order.id}\n`));
});

test('a customer without an account gets no link, one without an address no mail', async () => {
  const email = `${unique()}@example.org`;
  const made = async (fields) => assertStatus(await manager.post('/customers', { first_name: 'Bo', last_name: 'Ek', ...fields }), 201).body;
  const [reached, unreached] = [await made({ email }), await made({})];
  const order = await ordered(manager, 1, { customer_id: reached.id });
  const mail = assertMail(await mailOf('order_received', { order_id: order.id }), { email }, 'en');
  assert.match(mail.text, /^Hello Bo Ek,/);
  assert.doesNotMatch(mail.text + mail.html, /#\/orders/);
  const silent = await ordered(manager, 1, { customer_id: unreached.id });
  await assert.rejects(mailOf('order_received', { order_id: silent.id }), /no address/);
});

test('cancelled, by whom or by time, with what was paid', async () => {
  const person = await someone();
  const [plain, bought, late] = [await ordered(person), await ordered(person), await ordered(person, 1, {}, GERMAN)];
  await paid(person, bought.id);
  for (const order of [plain, bought]) assertStatus(await person.post(`/orders/${order.id}/cancel`, {}), 200);
  const mail = assertMail(await mailOf('order_cancelled', { order_id: plain.id }), person, 'en');
  assert.match(mail.text, /is cancelled\.\s+Nothing\s+of\s+it will be delivered/);
  assert.doesNotMatch(mail.text, /goes back to you/);
  assert.match((await mailOf('order_cancelled', { order_id: bought.id })).text, /What you have paid for it goes back to you/);
  const refund = assertMail(await mailOf('order_refunded', { order_id: bought.id }), person, 'en');
  assert.equal(refund.subject, `$2,666.52 of your order ${bought.order_number} goes back to you`);
  await rows(`UPDATE orders SET created_at = now() - interval '2 hours' WHERE id = $1`, late.id);
  await withSettings({ unpaid_order_seconds: '3600' }, () => orderctl('orders', 'expire'));
  assert.match(assertMail(await mailOf('order_cancelled', { order_id: late.id }), person, 'de').text, /nicht\s+rechtzeitig bezahlt/);
});

test('a return: asked for, received, refused', async () => {
  const person = await someone();
  const order = await ordered(person, 2, {}, GERMAN);
  await status(order, 'confirmed');
  await status(order, 'shipped');
  const items = [{ product_id: product.id, quantity: 1 }];
  const asked = assertStatus(await person.post(`/orders/${order.id}/returns`, { items, reason: 'too <small>' }), 201).body;
  const mail = assertMail(await mailOf('return_requested', { order_id: order.id }), person, 'de');
  assert.match(mail.text, /Was Sie zurücksenden möchten:\n\n1 × Tea/);
  const { id } = asked.returns[0];
  assertStatus(await manager.post(`/orders/${order.id}/returns/${id}/receive`, {}), 200);
  const received = assertMail(await mailOf('return_received', { order_id: order.id }), person, 'de');
  assert.match(received.text, /Sie erhalten 1\.333,26\u00a0\$ zurück/);
  const again = assertStatus(await person.post(`/orders/${order.id}/returns`, { items }), 201).body.returns[1].id;
  const why = { note: 'Again', customer_note: 'Leider <geöffnet>.' };
  assertStatus(await manager.post(`/orders/${order.id}/returns/${again}/reject`, why), 200);
  const rejected = assertMail(await mailOf('return_rejected', { order_id: order.id }), person, 'de');
  assert.match(rejected.text, /leider nicht annehmen.*\n\nLeider <geöffnet>\.\n\n/s);
  assert.match(rejected.html, /Leider &lt;geöffnet&gt;\./);
  assert.doesNotMatch(rejected.text, /Again/);
});

test('who changes a draft or an order is told nothing, and who deletes it neither', async () => {
  const person = await someone();
  const order = await ordered(person);
  assertStatus(await person.patch(`/orders/${order.id}`, { customer_notes: 'Ring.' }), 200);
  const draft = await ordered(person, 1, { status: 'draft' }, GERMAN);
  await numbered();
  assert.deepEqual((await queued({ order_id: order.id })).map((m) => m.kind), ['order_received']);
  assert.deepEqual(await queued({ order_id: draft.id }), []);
  assertStatus(await person.post(`/orders/${draft.id}/place`, {}), 200);
  assertMail(await mailOf('order_received', { order_id: draft.id }), person, 'de');
});

test('a hundred lines and long notes stay under 100 kB', async () => {
  const person = await someone();
  const wide = '宽'.repeat(180);
  const lines = [];
  for (let i = 0; i < 100; i++) lines.push([await someProduct(manager, { name: `${wide} ${i}` }), 1]);
  const notes = '&<ß'.repeat(666);
  const order = await placed(person, lines, { customer_notes: notes });
  const mail = assertMail(await mailOf('order_received', { order_id: order.id }), person, 'en');
  assert.ok(mail.raw.length < 100_000, `${mail.raw.length}`);
  const shown = mail.text.match(/宽+ \d+ \(/g).length;
  assert.match(mail.text, new RegExp(`… and ${100 - shown} more lines, which the order page shows\\.`));
  assert.ok(shown >= 10 && shown < 100, `${shown}`);
  const usual = [];
  for (let i = 0; i < 100; i++) usual.push([await someProduct(manager, { name: `Earl Grey, loose leaves, tin of 125 g, number ${i}` }), 1]);
  const long = await placed(person, usual, { customer_notes: 'A word that is of five.\n'.repeat(80) });
  const other = assertMail(await mailOf('order_received', { order_id: long.id }), person, 'en');
  assert.ok(other.raw.length < 100_000, `${other.raw.length}`);
  assert.equal(other.text.match(/Earl Grey/g).length, 100);
});
