// An orderd of its own that pays through the stub of Stripe, and what is done there all the time.
// SPDX-License-Identifier: MIT
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOrderd } from '../../faults/support/orderd.js';
import { runAsOwner } from '../../faults/support/processes.js';
import { assertStatus } from './check.js';
import { rows, value } from './database.js';
import { folder } from './instance.js';
import { till } from './payments.js';
import { startStripe } from './stripe.js';

export const KEY = 'sk_test_51ThisIsNoKeyOfAnybody';
export const SECRET = 'whsec_this_is_no_secret_of_anybody';

/**
 * Resolves to all of it; `here` holds the files `key` and `secret`, `settings` are orderd's besides.
 * After `later(id, hours)` what an order's payments and Stripe know is so much older.
 */
export async function stripeTill(settings = {}) {
  const stub = await startStripe(KEY);
  const here = await mkdtemp(join(folder, 'run/stripe-'));
  await chmod(here, 0o755); // orderd runs as another account
  await writeFile(join(here, 'key'), `${KEY}\n`);
  await writeFile(join(here, 'secret'), `${SECRET}\n`);
  const orderd = await startOrderd({
    settings: {
      payment_provider: 'stripe',
      payment_seconds: 1,
      stripe_url: stub.url,
      stripe_key_file: join(here, 'key'),
      stripe_webhook_secret_file: join(here, 'secret'),
      ...settings,
    },
  });
  const { manager, customer, order } = await till();

  const at = (who) => ({
    post: (path, body, headers) => who.send('POST', path, { at: orderd.url, body, headers }),
  });
  const pay = (id, body = {}, headers = {}) =>
    at(customer).post(`/orders/${id}/payments`, { method: 'pm_card_visa', ...body }, headers);
  const paid = async (id, body, headers) => assertStatus(await pay(id, body, headers), 201).body;
  const refund = (id, body = {}, headers = {}) =>
    at(manager).post(`/orders/${id}/refunds`, body, headers);
  const paymentOf = async (id) =>
    assertStatus(await manager.get(`/orders/${id}/payments`), 200).body.data[0];
  const chargesOf = async (id) => {
    const number = await value('SELECT order_number FROM orders WHERE id = $1', id);
    return [...stub.intents.values()].filter((i) => i.metadata.order_number === number);
  };
  const settle = () =>
    runAsOwner(join(folder, 'root/usr/sbin/orderctl'), ['-c', orderd.conf, 'payments', 'settle']);
  const later = async (id, hours) => {
    stub.pass(hours);
    await rows(
      `UPDATE payment_operations SET created_at = created_at - $2::integer * interval '1 hour', claimed_until = now()
       WHERE payment_id IN (SELECT id FROM payments WHERE order_id = $1)`,
      id,
      hours,
    );
  };
  const stop = async () => {
    await orderd.stop();
    await stub.stop();
    await rm(here, { recursive: true });
  };
  return {
    stub,
    orderd,
    here,
    manager,
    customer,
    order,
    at,
    pay,
    paid,
    refund,
    paymentOf,
    chargesOf,
    settle,
    later,
    stop,
  };
}
