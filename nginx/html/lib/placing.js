// Placing an order exactly once: one Idempotency-Key is kept, with the very body it was
// made for, until the server has answered; a lost reply is asked for again, never doubled.
// SPDX-License-Identifier: MIT
import { post } from './api.js';
import { kept } from './kept.js';
import { Problem } from './problem.js';
import { session } from './session.js';

/** @import { Schemas, User } from 'types' @import { Line } from './basket.js' */
/** @typedef {Schemas['OrderIn'] & { items: Line[] }} OrderBody */
/** @typedef {{ user: number, key: string, body: OrderBody }} Placing */

const sent = kept('sessionStorage', 'orderd.placing'); // survives a reload, gone with the answer
const PAUSES_MS = [1_000, 2_000, 4_000];

/** The order that was sent and never answered for this user, if there is one. @returns {Placing | null} */
export function unanswered() {
  const last = sent.read();
  return last?.user === session.state.user?.id ? last : null;
}

/** Resolves to the order and the items it was placed with, those of the last one if that was never
 *  answered; rejects with the refusal, or with the last failure to get one.
 * @param {OrderBody} body */
export async function place(body) {
  const order = unanswered() ?? { user: /** @type {User} */ (session.state.user).id, key: crypto.randomUUID(), body };
  sent.write(order);
  for (let attempt = 0; ; attempt++) {
    try {
      const { data } = await post('/orders', order.body, { 'Idempotency-Key': order.key });
      sent.remove();
      return { made: data, items: order.body.items };
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const open = problem.unanswered || problem.status === 401 || problem.status === 429;
      if (!open) sent.remove();
      if (!problem.unanswered || attempt >= PAUSES_MS.length) throw problem;
      await pause(Math.max(PAUSES_MS[attempt], problem.retryAfter * 1000));
      if (session.state.user?.id !== order.user) throw problem; // it is theirs to ask again
    }
  }
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 10_000)));
