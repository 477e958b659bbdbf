// Events as Stripe signs and sends them (https://docs.stripe.com/webhooks).
// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { assertProblem, assertStatus } from './check.js';
import { Client } from './http.js';
import { unique } from './people.js';
import { KEY, SECRET } from './stripe-till.js';

const signer = new Stripe(KEY);
const nobody = new Client();

export const event = (type, object, api_version = '2025-03-31.basil') => ({
  id: `evt_${unique()}`,
  object: 'event',
  api_version,
  created: Math.floor(Date.now() / 1000),
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
  type,
  data: { object },
});

export const sign = (payload, more = {}) => signer.webhooks.generateTestHeaderString({ payload, secret: SECRET, ...more });

/** Who tells the orderd at `url`. */
export function teller(url) {
  const deliver = (payload, signature = sign(payload)) =>
    nobody.send('POST', '/payments/stripe/webhook', {
      at: url,
      body: payload,
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Stripe-Signature': signature },
    });
  const tell = (...what) => deliver(JSON.stringify(event(...what), null, 2)); // as Stripe sends it
  const heard = async (...what) => assertStatus(await tell(...what), 200);
  const early = async (...what) => assertProblem(await tell(...what), 409, 'event_early');
  /** Again and again until it is taken, as Stripe does, which waits for hours in between. */
  const surely = async (told, pause = 200, tries = 100) => {
    const payload = JSON.stringify(told);
    for (let i = 0; i < tries; i++) {
      const { status } = await deliver(payload).catch(() => ({ status: 0 }));
      if (status === 200) return;
      await sleep(pause);
    }
    throw new Error(`${told.type} was never taken`);
  };
  return { deliver, tell, heard, early, surely };
}
