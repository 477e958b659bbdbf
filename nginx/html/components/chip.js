// An order's or a payment's status as a coloured word.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { paymentWord, statusWord } from '../lib/words.js';

/** @type {Record<string, string>} */
const TONES = {
  authorized: 'info',
  cancelled: 'still',
  confirmed: 'info',
  delivered: 'good',
  disputed: 'bad',
  draft: 'still',
  failed: 'bad',
  paid: 'good',
  partially_refunded: 'still',
  partially_shipped: 'move',
  pending: 'wait',
  pending_approval: 'wait',
  processing: 'info',
  refunded: 'still',
  rejected: 'bad',
  returned: 'still',
  shipped: 'move',
};

/** @param {string} status */
export const chip = (status) => html`<span class="chip ${TONES[status] ?? 'still'}">${statusWord(status)}</span>`;

/** @param {string} status */
export const paymentChip = (status) =>
  html`<span class="chip ${TONES[status] ?? 'still'}">${paymentWord(status)}</span>`;
