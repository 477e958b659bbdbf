// An order's or a payment's status as a coloured word.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { words } from '../lib/format.js';

const TONES = {
  authorized: 'info',
  cancelled: 'still',
  confirmed: 'info',
  delivered: 'good',
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

export const chip = (status) => html`<span class="chip ${TONES[status] ?? 'still'}">${words(status)}</span>`;

/** Beside an order's status, a payment's own word alone would mislead. */
const PAYMENT_WORDS = { failed: 'Payment failed', pending: 'Unpaid' };

export const paymentChip = (status) =>
  html`<span class="chip ${TONES[status] ?? 'still'}">${PAYMENT_WORDS[status] ?? words(status)}</span>`;
