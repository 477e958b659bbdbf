// The attacker: a thread of its own, so that its work doesn't slow the clock of who is measured.
// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Meter } from './meter.js';

const MOST = 200_000; // requests of one attack
const GRACE = 15_000; // ms after its end, in which it comes home

/** Runs the attack of the scenario in `file` for so many seconds; resolves to its answers. */
export async function attack(file, given, seconds) {
  const thread = new Worker(new URL(import.meta.url), { workerData: { file, given, seconds } });
  const ended = new Promise((resolve, reject) => {
    thread.on('message', (answers) => resolve(Meter.of(answers)));
    thread.on('error', reject);
  });
  const patience = new AbortController();
  const late = sleep(seconds * 1000 + GRACE, undefined, { signal: patience.signal }).then(
    () => Promise.reject(new Error(`the attack of ${file} does not end`)),
    () => {},
  );
  try {
    return await Promise.race([ended, late]);
  } finally {
    patience.abort();
    await thread.terminate();
  }
}

/** What a scenario's attack works with. */
class Siege {
  constructor({ given, seconds }) {
    this.given = given;
    this.ends = performance.now() + seconds * 1000;
    this.meter = new Meter();
  }

  get over() {
    return performance.now() > this.ends || this.meter.count >= MOST;
  }

  /** How long it still lasts, in ms. */
  get left() {
    return Math.max(0, this.ends - performance.now());
  }

  /** Resolves when the attack is to end. */
  end() {
    return sleep(this.left);
  }

  /** Notes what `asked` comes to. */
  async note(asked) {
    const answer = await asked.then(
      (reply) => reply.status,
      (error) => error.code ?? error.message,
    );
    this.meter.add(answer);
    if (typeof answer !== 'number') await sleep(50);
  }

  /** So many clients, each of which asks again when it was answered. */
  async crowd(clients, ask) {
    const client = async (_, n) => {
      while (!this.over) await this.note(ask(n));
    };
    await this.untilEnd(Promise.all(Array.from({ length: clients }, client)));
  }

  /** So many requests a second, answered or not. */
  async stream(rate, ask) {
    const asked = [];
    for (let n = 0; !this.over; n++) {
      asked.push(this.note(ask(n)));
      await sleep(1000 / rate);
    }
    await this.untilEnd(Promise.all(asked));
  }

  /** What is still unanswered a moment after the end is left behind. */
  untilEnd(work) {
    return Promise.race([work, this.end().then(() => sleep(1000))]);
  }
}

if (!isMainThread) {
  // A connection that is refused while it sends may fail when nobody looks at it any more.
  process.on('uncaughtException', (error) => {
    if (!error.syscall) throw error;
  });
  const siege = new Siege(workerData);
  const { default: scenario } = await import(workerData.file);
  await scenario.attack(siege);
  parentPort.postMessage(siege.meter.answers);
}
