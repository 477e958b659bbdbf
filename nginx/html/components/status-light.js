// The light that says whether the API answers, in colour and in words.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { health } from '../lib/health.js';
import { live } from '../lib/live.js';
import { texts } from '../lib/text.js';

const t = texts('common');

export const statusLight = () => html`<div
  class="light ${health.state.light}" role="status" title=${live.state.on ? t('light.live') : t('light.polled')}>
  <span class="lamp" aria-hidden="true"></span>
  <span class="hidden">${t('light.api')} </span><span class="light-word">${t(`light.${health.state.light}`)}</span>
</div>`;
