// The devices a user is signed in on.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { ago, date } from '../lib/format.js';
import { texts } from '../lib/text.js';

const t = texts('account');

/** @import { Schemas } from 'types' */

/** @type {[name: string, RegExp][]} */
const BROWSERS = [
  ['Edge', /Edg\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrom(e|ium)\//],
  ['Safari', /Safari\//],
  ['curl', /^curl\//],
];
/** @type {[name: string, RegExp][]} */
const SYSTEMS = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
];

/** @param {[name: string, RegExp][]} table @param {string} text */
const first = (table, text) => table.find(([, pattern]) => pattern.test(text))?.[0];

/** "Firefox on Linux", or the first word of what it calls itself. @param {string | null} agent */
function device(agent) {
  if (!agent) return t('device.unknown');
  const system = first(SYSTEMS, agent);
  const browser = first(BROWSERS, agent) ?? agent.split(/[\s/]/)[0];
  return system ? t('device', { browser, system }) : browser;
}

/** @typedef {Schemas['Session']} Device */

/** @param {Device} one @param {(one: Device) => unknown} end */
const row = (one, end) => html`<li class="session">
  <div>
    <p class="session-name"><span title=${one.user_agent ?? ''}>${device(one.user_agent)}</span>
      ${one.current ? html`<span class="chip good">${t('device.this')}</span>` : nothing}</p>
    <p class="soft">
      <span class="number">${one.address}</span>
      · ${t('device.used', { ago: ago(one.last_used_at ?? one.created_at), date: date(one.expires_at) })}
    </p>
  </div>
  ${
    one.current
      ? nothing
      : html`<button type="button" class="button quiet small" @click=${() => end(one)}
        aria-label=${t('device.sign_out', { device: device(one.user_agent), address: one.address })}>${t('sign_out')}</button>`
  }
</li>`;

/** @param {Device[]} sessions @param {(one: Device) => unknown} end */
export const sessionList = (sessions, end) =>
  html`<ul class="session-list">${sessions.map((one) => row(one, end))}</ul>`;
