// Clients who write down what they asked for and what they were told: the books that the database
// is held against.
// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';
import { registered, signIn, someone } from '../../api/support/people.js';
import { ADDRESS, someProduct } from '../../api/support/shop.js';
import { Seeded } from './seeded.js';

const CLIENTS = 6;
const PLENTY = 100_000_000;
const SCARCE = 40; // pieces of what runs out
const PATIENCE = 20_000; // ms for an answer
const SETTLING = 90_000; // ms for an outcome
const SESSION = 30 * 60_000; // ms, well below what a token lasts
const NO_SUCH_PRODUCT = 999_999_999_999;

export class Ledger {
  entries = [];
  answers = {};
  strange = [];
  stopping = false;
  running = [];

  /** Makes the people and the products, and begins. Orders go to `at`. */
  async open(at, seed) {
    this.at = at;
    const manager = await someone('manager');
    const make = (count, stock) =>
      Promise.all(Array.from({ length: count }, () => someProduct(manager, { stock })));
    [this.plenty, this.scarce] = await Promise.all([make(4, PLENTY), make(2, SCARCE)]);
    this.people = await Promise.all(Array.from({ length: CLIENTS }, () => registered()));
    this.running = this.people.map((person, n) => this.live(person, new Seeded(seed + n + 1)));
    return this;
  }

  get products() {
    return [...this.plenty, ...this.scarce];
  }

  /** Resolves when every outcome is known. */
  async stop() {
    this.stopping = true;
    await Promise.all(this.running);
  }

  /** Breaks off: no outcome is waited for any more. */
  async leave() {
    this.left = true;
    await this.stop();
  }

  get told() {
    return this.entries.filter(({ order }) => order).length;
  }

  // ---- one client ----

  async live(person, chance) {
    const client = { person, chance };
    while (!this.stopping) {
      const entry = { key: chance.key(), who: person.id, lines: this.someLines(chance) };
      this.entries.push(entry);
      await this.place(client, entry);
      if (entry.order && chance.percent(40)) await this.pay(client, entry);
      if (entry.order && chance.percent(30)) await this.cancel(client, entry);
      if (entry.order && chance.percent(10)) await this.place(client, entry);
      await sleep(20);
    }
  }

  someLines(chance) {
    if (chance.percent(5)) return [[NO_SUCH_PRODUCT, 1]];
    if (chance.percent(15)) return [[chance.pick(this.scarce).id, chance.from(1, 3)]];
    return chance
      .shuffled(this.plenty)
      .slice(chance.from(1, 3))
      .map(({ id }) => [id, chance.from(1, 5)]);
  }

  /** Also a second time: then it is told what it was told before. */
  async place(client, entry) {
    const items = entry.lines.map(([product_id, quantity]) => ({ product_id, quantity }));
    const { status, body } = await this.settle(client, '/orders', { items, shipping_address: ADDRESS }, entry.key);
    const { id, order_number, total } = body ?? {};
    if (status !== 201) entry.refused = status;
    else if (!entry.order) entry.order = { id, order_number, total };
    else if (entry.order.id !== id) this.strange.push(`key ${entry.key}: order ${entry.order.id}, then ${id}`);
  }

  async pay(client, entry) {
    const path = `/orders/${entry.order.id}/payments`;
    const { status } = await this.settle(client, path, { method: 'tok_ok' }, `pay-${entry.key}`);
    entry.paid = status === 201;
    if (status !== 201) this.strange.push(`payment of order ${entry.order.id}: ${status}`);
  }

  /** Who asks again may be told that there is nothing left to cancel. */
  async cancel(client, entry) {
    const { status } = await this.settle(client, `/orders/${entry.order.id}/cancel`, {});
    entry.cancelled = true;
    if (status !== 200 && status !== 409) this.strange.push(`cancel of order ${entry.order.id}: ${status}`);
  }

  // ---- until an outcome is known ----

  async settle(client, path, body, key) {
    for (const end = Date.now() + SETTLING; Date.now() < end && !this.left; await sleep(100)) {
      const reply = await this.ask(client, path, body, key);
      if (isFinal(reply)) return reply;
    }
    this.strange.push(`${path} with key ${key}: no outcome`);
    return {};
  }

  async ask(client, path, body, key) {
    const headers = key ? { 'Idempotency-Key': key } : {};
    const reply = await this.signedIn(client)
      .then((person) => inTime(person.send('POST', path, { body, headers, at: this.at })))
      .catch((error) => ({ status: error.code ?? error.message }));
    this.answers[reply.status] = (this.answers[reply.status] ?? 0) + 1;
    if (reply.status === 401) client.since = 0;
    if (reply.status === 500) this.strange.push(`500 to ${path}: ${reply.text.slice(0, 200)}`);
    return reply;
  }

  async signedIn(client) {
    if (!client.since || Date.now() - client.since > SESSION)
      Object.assign(client, { session: await signIn(client.person.email), since: Date.now() });
    return client.session;
  }
}

/** Not final: what says that it is not known, or not yet, or not now. */
const isFinal = ({ status, body }) =>
  (status >= 200 && status < 300) ||
  (status >= 400 && status < 500 && ![401, 408, 429].includes(status) && body?.code !== 'in_progress');

async function inTime(answer) {
  const left = new AbortController();
  const late = sleep(PATIENCE, undefined, { signal: left.signal }).then(
    () => Promise.reject(new Error('no answer')),
    () => {},
  );
  return Promise.race([answer, late]).finally(() => left.abort());
}
