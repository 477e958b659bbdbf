// What came back, and how soon.
// SPDX-License-Identifier: MIT

const STEP = Math.log(1.04); // a bucket of the histogram is 4 % wide

/** Answers by status (or by what went wrong), and a histogram of how long they took. */
export class Meter {
  answers = {};
  buckets = new Map();
  count = 0;

  /** Of answers that were counted elsewhere, whose times are not known. */
  static of(answers) {
    return Object.assign(new Meter(), { answers });
  }

  add(answer, ms = 0) {
    this.answers[answer] = (this.answers[answer] ?? 0) + 1;
    const bucket = Math.ceil(Math.log(Math.max(ms, 1)) / STEP);
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
    this.count++;
  }

  /** Of all answers, the share that are 2xx. */
  get success() {
    const good = Object.entries(this.answers).filter(([answer]) => answer[0] === '2');
    return good.reduce((sum, [, times]) => sum + times, 0) / Math.max(this.count, 1);
  }

  /** In ms, to 4 %: so many of the answers (0.99 of them) took no longer. */
  quantile(part) {
    let left = this.count * part;
    for (const [bucket, times] of [...this.buckets].sort(([a], [b]) => a - b)) {
      left -= times;
      if (left <= 0) return Math.exp(bucket * STEP);
    }
    return 0;
  }

  /** "200: 41, 503: 2" */
  toString() {
    return Object.entries(this.answers)
      .map(([answer, times]) => `${answer}: ${times}`)
      .join(', ');
  }
}
