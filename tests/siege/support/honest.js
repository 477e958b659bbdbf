// The honest client, who is measured: asks at an even pace, whatever becomes of what was asked.
// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';
import { Meter } from './meter.js';

const PATIENCE = 10_000; // ms; most who wait longer have left

/**
 * Asks `asks` in turn, `rate` a second, for so many seconds; resolves to a Meter. A request's time
 * counts from when it was due, so that one slow answer doesn't hide those behind it.
 */
export async function visit({ asks, rate, patience = PATIENCE }, seconds) {
  const meter = new Meter();
  const began = performance.now();
  const asked = [];
  for (let n = 0; n < rate * seconds; n++) {
    const due = began + (n * 1000) / rate;
    await sleep(Math.max(0, due - performance.now()));
    asked.push(answerTo(asks[n % asks.length], patience).then((answer) => meter.add(answer, performance.now() - due)));
  }
  await Promise.all(asked);
  return meter;
}

/** The status, or what stands for it when there was none. */
function answerTo(ask, patience) {
  const leaving = new AbortController();
  const left = sleep(patience, 'no answer', { signal: leaving.signal }).catch(() => {});
  const answer = ask().then(
    ({ status, headers }) => (isRude(status, headers) ? `${status} without Retry-After` : status),
    (error) => error.code ?? error.message,
  );
  return Promise.race([answer, left]).finally(() => leaving.abort());
}

const isRude = (status, headers) => (status === 429 || status === 503) && !headers['retry-after'];
