// The devices a user is signed in on.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { ago, date } from '../lib/format.js';

const BROWSERS = [
  ['Edge', /Edg\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrom(e|ium)\//],
  ['Safari', /Safari\//],
  ['curl', /^curl\//],
];
const SYSTEMS = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
];

const first = (table, text) => table.find(([, pattern]) => pattern.test(text))?.[0];

/** "Firefox on Linux", or the first word of what it calls itself. */
function device(agent) {
  if (!agent) return 'Unknown device';
  const system = first(SYSTEMS, agent);
  const browser = first(BROWSERS, agent) ?? agent.split(/[\s/]/)[0];
  return system ? `${browser} on ${system}` : browser;
}

const row = (one, end) => html`<li class="session">
  <div>
    <p class="session-name"><span title=${one.user_agent ?? ''}>${device(one.user_agent)}</span>
      ${one.current ? html`<span class="chip good">This one</span>` : nothing}</p>
    <p class="soft">
      <span class="number">${one.address}</span> · used ${ago(one.last_used_at ?? one.created_at)}
      · ends ${date(one.expires_at)}
    </p>
  </div>
  ${
    one.current
      ? nothing
      : html`<button type="button" class="button quiet small" @click=${() => end(one)}
        aria-label="Sign out ${device(one.user_agent)}, ${one.address}">Sign out</button>`
  }
</li>`;

export const sessionList = (sessions, end) =>
  html`<ul class="session-list">${sessions.map((one) => row(one, end))}</ul>`;
