// Four times as many orders as the service can take: it takes as many as it can, refuses the others
// at once, and does nothing of which its client can't learn.
// SPDX-License-Identifier: MIT
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { rows } from '../../api/support/database.js';
import { someAddress } from '../../api/support/http.js';
import { someone } from '../../api/support/people.js';
import { Carriers } from '../support/flood.js';
import { head } from '../support/line.js';
import { Meter } from '../support/meter.js';
import { theProducts } from '../support/shop.js';

const TIMES = 4;
const GOODPUT = 0.9; // of the peak, at least
const SOON = 2000; // ms, in which is refused what is not taken
const CROWDS = [8, 16, 32]; // clients of which one is as many as the service can bear

/** Orders that are sent, and what became of each by its key. */
class Orders {
  constructor(carriers, customers, products) {
    Object.assign(this, { carriers, customers, products });
    this.told = new Map();
    this.turn = 0;
    this.unsent = 0;
  }

  /** One more; what it comes to is noted in `meter`, unless every connection is at work. */
  async place(meter) {
    const turn = this.turn++;
    const key = randomUUID();
    const product = this.products[turn % this.products.length];
    const body = `{"items":[{"product_id":${product.id},"quantity":1}]}`;
    const began = performance.now();
    const reply = await this.carriers.send(
      head('POST /api/v1/orders HTTP/1.1', {
        ...this.customers[turn % this.customers.length].headers,
        'X-Forwarded-For': someAddress(),
        'Idempotency-Key': key,
        'Content-Type': 'application/json',
        'Content-Length': body.length,
      }) + body,
    );
    if (!reply) {
      this.unsent++;
      return sleep(20);
    }
    reply.ms = performance.now() - began;
    this.told.set(key, reply);
    meter.add(reply.status, reply.ms);
  }

  /** So many clients, each of which orders again when it was answered; resolves to a Meter. */
  async crowd(clients, seconds) {
    const meter = new Meter();
    const end = performance.now() + seconds * 1000;
    const client = async () => {
      while (performance.now() < end) await this.place(meter);
    };
    await Promise.all(Array.from({ length: clients }, client));
    return meter;
  }

  /** So many orders a second, answered or not; resolves to a Meter. */
  async stream(rate, seconds) {
    const meter = new Meter();
    const began = performance.now();
    const sent = [];
    for (let due = 0; due < rate * seconds; await sleep(2)) {
      due = Math.min(rate * seconds, ((performance.now() - began) / 1000) * rate);
      while (sent.length < due) sent.push(this.place(meter));
    }
    await Promise.all(sent);
    return meter;
  }

  /** What their clients were told, held against what is there. */
  async judge() {
    const told = [...this.told];
    const keys = told.map(([key]) => key);
    const found = await rows('SELECT key FROM idempotency_keys WHERE key = ANY ($1)', keys);
    const made = new Set(found.map(({ key }) => key));
    const refused = told.filter(([, { status }]) => status === 429 || status === 503);
    const others = told.filter(([, { status }]) => ![201, 429, 503].includes(status));
    return {
      wrongs: said({
        'acknowledged and not there': told.filter(([key, { status }]) => status === 201 && !made.has(key)),
        'refused and placed': refused.filter(([key, { code }]) => code !== 'outcome_unknown' && made.has(key)),
      }),
      misses: said({
        'refused without Retry-After': refused.filter(([, { retryAfter }]) => !(retryAfter > 0)),
        'refused late': refused.filter(([, { ms }]) => ms > SOON),
        'neither placed nor refused': others,
      }),
    };
  }
}

const said = (found) =>
  Object.entries(found)
    .filter(([, those]) => those.length)
    .map(([what, those]) => `${those.length} orders ${what} (${[...new Set(those.map(([, { status }]) => status))]})`);

const SIZES = {
  short: { customers: 6, peak: 1, flood: 4, connections: 300 },
  long: { customers: 24, peak: 5, flood: 20, connections: 1500 },
};

const placed = (meter, seconds) => (meter.answers[201] ?? 0) / seconds;

export default {
  what: `${TIMES} times as many orders as the service can take`,

  /** Not as others are besieged: who is measured is the crowd itself. */
  async besiege(form) {
    const size = SIZES[form];
    const customers = [];
    while (customers.length < size.customers) customers.push(await someone());
    const carriers = new Carriers();
    await carriers.open(Math.max(...CROWDS));
    const orders = new Orders(carriers, customers, await theProducts());
    await orders.crowd(CROWDS[0], 1);
    let [alone, peak] = [undefined, 0];
    for (const clients of CROWDS) {
      const meter = await orders.crowd(clients, size.peak);
      if (placed(meter, size.peak) > peak) [alone, peak] = [meter, placed(meter, size.peak)];
    }
    await carriers.open(size.connections);
    const besieged = await orders.stream(peak * TIMES, size.flood);
    carriers.close();
    const goodput = placed(besieged, size.flood);
    const { wrongs, misses } = await orders.judge();
    if (goodput < GOODPUT * peak) misses.push(`goodput ${(goodput / peak).toFixed(2)} of the peak`);
    return {
      attack: `${Math.round(peak)} orders a second alone, ${Math.round(goodput)} besieged; ${orders.unsent} found no connection`,
      wrongs,
      misses,
      groups: [{ who: 'orders', alone, besieged, goal: { success: 0 } }],
    };
  },
};
