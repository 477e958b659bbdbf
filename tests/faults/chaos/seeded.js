// Chance that a seed decides, so that what failed can be run again (mulberry32).
// SPDX-License-Identifier: MIT

export class Seeded {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** Evenly from 0 to 1, without 1. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  from(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick(list) {
    return list[this.from(0, list.length - 1)];
  }

  /** In so many of a hundred cases. */
  percent(chance) {
    return this.next() * 100 < chance;
  }

  shuffled(list) {
    return list
      .map((one) => [this.next(), one])
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one);
  }

  /** 32 hexadecimal digits: a key that no other run has, as long as the seed differs. */
  key() {
    return Array.from({ length: 4 }, () => this.from(0, 2 ** 32 - 1).toString(16).padStart(8, '0')).join('');
  }
}
