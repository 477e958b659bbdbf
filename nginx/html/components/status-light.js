// The light that says whether the API answers, in colour and in words, and why when it is asked.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { health } from '../lib/health.js';
import { live } from '../lib/live.js';
import { texts } from '../lib/text.js';

const t = texts('common');

const followed = () => (live.state.on ? t('light.live') : t('light.polled'));

/** "database: down": what was looked at and is not well. */
const unwell = () => Object.entries(health.state.checks).map(([name, state]) => `${name}: ${state}`).join(', ');

export const statusLight = () => html`<div role="status">
    <button type="button" class="light ${health.state.light}" popovertarget="why" title=${followed()}>
      <span class="lamp" aria-hidden="true"></span>
      <span class="hidden">${t('light.api')}</span> <span class="light-word">${t(`light.${health.state.light}`)}</span>
    </button>
  </div>
  <div class="why glass" id="why" popover role="note">
    <p><strong>${t(`why.${health.state.light}`)}</strong></p>
    ${health.state.light === 'degraded' ? html`<p>${unwell()}</p>` : nothing}
    <p class="soft">${followed()}.</p>
  </div>`;
