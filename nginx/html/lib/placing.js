// Placing an order exactly once: one Idempotency-Key is kept, with the very body it was
// made for, until the server has answered; a lost reply is asked for again, never doubled.
// SPDX-License-Identifier: MIT
import { post } from './api.js';
import { session } from './session.js';

const KEPT = 'orderd.placing'; // this tab only; survives a reload, gone with the answer
const PAUSES_MS = [1_000, 2_000, 4_000];

/** The order that was sent and never answered for this user, if there is one. */
export function unanswered() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    return kept?.user === session.state.user?.id ? kept : null;
  } catch {
    return null;
  }
}

/** Resolves to the order; rejects with the refusal, or with the last failure to get one. */
export async function place(body) {
  const kept = unanswered() ?? { user: session.state.user.id, key: crypto.randomUUID(), body };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  for (let attempt = 0; ; attempt++) {
    try {
      const { data } = await post('/orders', kept.body, { 'Idempotency-Key': kept.key });
      sessionStorage.removeItem(KEPT);
      return data;
    } catch (problem) {
      const open = problem.unanswered || problem.status === 401 || problem.status === 429;
      if (!open) sessionStorage.removeItem(KEPT);
      if (!problem.unanswered || attempt >= PAUSES_MS.length) throw problem;
      await pause(Math.max(PAUSES_MS[attempt], (problem.retryAfter ?? 0) * 1000));
    }
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 10_000)));
