// Whatever a payment's people, its provider and a bank do, with events that come before, after, twice and
// instead of answers, in any order, while workers are killed: in the end money here is what it is there.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { rows } from '../api/support/database.js';
import { assertMoneyAgrees, key } from '../api/support/payments.js';
import { event, teller } from '../api/support/stripe-events.js';
import { stripeTill } from '../api/support/stripe-till.js';
import { Seeded } from './chaos/seeded.js';
import { workers } from './support/processes.js';

const SEQUENCES = Number(process.env.ORDERD_TEST_TELLS ?? 25);
const MOST = 4 * SEQUENCES; // until everything has happened
const TYPES = ['payment_intent.canceled', 'payment_intent.succeeded', 'refund.created', 'refund.failed', 'charge.refund.updated',
  'charge.dispute.created', 'charge.dispute.closed'];
const STEPS = [3, 7];
const ROUNDS = 60;

let shop, dashboard, tell;
before(async () => {
  shop = await stripeTill({ workers_pay: 3 });
  ({ dashboard } = shop.stub);
  tell = teller(shop.orderd.url);
});
after(() => shop?.stop());

/** One order, what was told of it and not taken yet, and what has been done. */
class Story {
  constructor(order, random, seen) {
    Object.assign(this, { ...order, random, seen, untold: [], done: [] });
    shop.stub.tells = (type, object) => this.isOurs(object) && this.untold.push({ type, payload: JSON.stringify(event(type, object)) });
  }

  get intents() {
    return [...shop.stub.intents.values()].filter((i) => i.metadata.order_number === this.order_number);
  }
  of = (things) => [...things.values()].filter((thing) => this.intents.some(({ id }) => id === thing.payment_intent));
  isOurs({ object, payment_intent, metadata }) {
    return object === 'payment_intent' ? metadata.order_number === this.order_number : this.intents.some(({ id }) => id === payment_intent);
  }

  /** What waits is sent in any order; some of what was taken is sent again, later, as it was. */
  async tell() {
    const now = this.random.shuffled(this.untold.splice(0));
    for (const told of now) {
      const { status } = await tell.deliver(told.payload).catch(() => ({ status: 0 }));
      if (status === 200) this.seen[told.type] = (this.seen[told.type] ?? 0) + 1;
      assert.ok([0, 200, 409, 502, 503].includes(status), `${told.type}: ${status}`);
      if (status !== 200 || (!told.again && this.random.percent(30))) this.untold.push({ ...told, again: status === 200 });
    }
  }

  /** Something is asked of us, and Stripe answers as chance has it. */
  async ask(what, send) {
    const mode = this.random.pick(['after', 'before', 'instead', 'lost', 'never']);
    this.done.push(`${what} (${mode})`);
    shop.stub.hows.length = 0;
    shop.stub.next(async ({ done, answer, reply }) => {
      const result = mode === 'never' ? null : done();
      if (mode === 'before' || mode === 'instead') await this.tell();
      if (mode === 'after' || mode === 'before') answer(result);
      else reply.destroy();
    });
    const kills = this.random.percent(40) && setTimeout(() => this.kill(), this.random.from(0, 60));
    await send().catch(() => {});
    clearTimeout(kills);
  }

  kill() {
    const pid = this.random.pick(workers(this.random.pick(['api', 'pay']), shop.orderd.process.pid));
    if (!pid) return;
    this.seen.kills = (this.seen.kills ?? 0) + 1;
    process.kill(pid, 'SIGKILL');
  }

  /** What may be done next, and is: mostly with what was paid. */
  async step() {
    const { random } = this;
    const theirs = this.intents.flatMap((intent) => this.choices(intent));
    const ours = [
      () => this.ask('pay', () => shop.pay(this.id, { capture: random.percent(50), ...this.part() }, key())),
      ...(theirs.length ? [() => this.ask('refund', () => shop.refund(this.id, this.part(), key()))] : []),
      ...(random.percent(30) ? [() => this.ask('cancel', () => shop.at(shop.customer).post(`/orders/${this.id}/cancel`, {}, key()))] : []),
    ];
    await random.pick(theirs.length && random.percent(70) ? theirs : ours)();
    if (random.percent(50)) await this.tell();
  }

  part = () => (this.random.percent(50) ? {} : { amount: `${this.random.from(1, 9)}.00` });

  choices({ id, status, amount_received }) {
    const { random } = this;
    const does = (what, how) => async () => this.done.push(how() ? what : `${what}, in vain`);
    const tried = (how) => () => {
      try {
        return how();
      } catch {
        return null; // Stripe would refuse it, too
      }
    };
    const ask = (verb) => async () => {
      const [payment] = await rows('SELECT id FROM payments WHERE provider_reference = $1', id);
      if (payment) await this.ask(verb, () => shop.at(shop.manager).post(`/payments/${payment.id}/${verb}`, {}, key()));
    };
    if (status === 'requires_capture')
      return [ask('capture'), ask('void'), does('they capture', () => dashboard.capture(id, random.pick([undefined, 100]))),
        does('they cancel', () => dashboard.cancel(id, random.pick(['expired', 'requested_by_customer'])))];
    if (!amount_received) return [];
    const refunds = this.of(shop.stub.refunds).filter((r) => r.payment_intent === id && r.status === 'succeeded');
    const disputes = this.of(shop.stub.disputes).filter((d) => d.payment_intent === id);
    return [
      does('they refund', tried(() => dashboard.refund(id, random.pick([undefined, 50])))),
      ...refunds.map((made) => does('it fails', () => dashboard.failRefund(made.id))),
      ...(disputes.length || refunds.length ? [] : [does('they dispute', tried(() => dashboard.dispute(id, random.pick([undefined, 70]))))]),
      ...disputes.filter((d) => ['needs_response', 'lost'].includes(d.status)).map((made) =>
        does('they close', () => dashboard.close(made.id, made.status === 'lost' ? 'won' : random.pick(['won', 'lost'])))),
    ];
  }

  /** Until all is told and nothing is open but what a bank has not decided. */
  async end() {
    for (let i = 0; i < ROUNDS; i++) {
      shop.stub.hows.length = 0;
      await this.tell();
      await shop.later(this.id, 0); // what a killed worker had in hand is nobody's
      await shop.settle().catch(() => {});
      const open = await rows(
        `SELECT FROM payment_operations op JOIN payments p ON p.id = op.payment_id
         WHERE p.order_id = $1 AND op.state IN ('pending', 'unknown') AND op.by <> 'bank'`, this.id);
      if (!open.length && !this.untold.length) return;
    }
    throw new Error(`it does not come to its end: ${this.untold.map(({ type }) => type)}`);
  }

  /** Ours against theirs, to the cent. */
  async assertSame() {
    const total = (things, name = 'amount') => things.reduce((sum, thing) => sum + thing[name], 0) / 100;
    const [ours] = await rows(
      `SELECT coalesce(sum(captured), 0)::float8 AS captured, coalesce(sum(refunded), 0)::float8 AS refunded,
              coalesce(sum(authorized) FILTER (WHERE status = 'authorized'), 0)::float8 AS held,
              coalesce(bool_or(status = 'disputed'), false) AS disputed, count(*)::int AS payments
       FROM payments WHERE order_id = $1`, this.id);
    const disputes = this.of(shop.stub.disputes);
    const { payments, ...sums } = ours;
    assert.deepEqual(sums, {
      captured: total(this.intents, 'amount_received'),
      refunded: total(this.of(shop.stub.refunds).filter(({ status }) => status === 'succeeded'))
        + total(disputes.filter(({ status }) => status === 'lost')),
      held: total(this.intents, 'amount_capturable'),
      disputed: disputes.some(({ status }) => status === 'needs_response'),
    });
    if (payments) await assertMoneyAgrees(this.id);
  }
}

test('money here is what it is at the provider, whatever is told and whoever is killed', async (t) => {
  const seed = Number(process.env.ORDERD_TEST_SEED ?? randomInt(2 ** 32));
  t.diagnostic(`ORDERD_TEST_SEED=${seed} ORDERD_TEST_TELLS=${SEQUENCES}`);
  const random = new Seeded(seed);
  const seen = {};
  const unseen = () => [...TYPES, 'kills'].filter((what) => !seen[what]);
  for (let i = 0; i < SEQUENCES || (unseen().length && i < MOST); i++) {
    const story = new Story(await shop.order(), random, seen);
    try {
      for (let n = random.from(...STEPS); n > 0; n--) await story.step();
      await story.end();
      await story.assertSame();
    } catch (error) {
      error.message = `seed ${seed}, sequence ${i}, order ${story.id}: ${story.done.join(', ')}: ${error.message}`;
      throw error;
    }
  }
  t.diagnostic(JSON.stringify(seen));
  assert.deepEqual(unseen(), []);
});
