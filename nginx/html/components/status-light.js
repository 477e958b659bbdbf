// The light that says whether the API answers, in colour and in words.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { health } from '../lib/health.js';
import { live } from '../lib/live.js';

const WORDS = {
  checking: 'Checking…',
  up: 'Online',
  degraded: 'Degraded',
  down: 'Offline',
};

export const statusLight = () => html`<div
  class="light ${health.state.light}" role="status" title=${live.state.on ? 'State of the API, followed live' : 'State of the API, checked every 30 seconds'}>
  <span class="lamp" aria-hidden="true"></span>
  <span class="hidden">API: </span><span class="light-word">${WORDS[health.state.light]}</span>
</div>`;
