// What surrounds every page: header, navigation, messages, dialog and footer.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { health } from '../lib/health.js';
import { hasRole } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { choices } from './choices.js';
import { dialog } from './confirm.js';
import { brand, placeLinks } from './place-links.js';
import { placeOf, places } from './places.js';
import { statusLight } from './status-light.js';
import { toasts } from './toast.js';

const t = texts('common');

/** @type {typeof import('./rail.js').rail | null} */
let rail = null; // once somebody needs it

/** Fetches what the shell of whoever is signed in is drawn with. */
export async function prepareShell() {
  if (hasRole('staff')) ({ rail } = await import('./rail.js'));
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** Places that are about to stand in the rail are not here before. @param {string} at */
const onTop = (at) => html`<header class="top">
  <div class="top-in">
    ${brand()}
    ${hasRole('staff') ? nothing : html`<nav class="places" aria-label=${t('main')}>${placeLinks(places(), placeOf(at, places()))}</nav>`}
    ${statusLight()}
  </div>
</header>`;

/** @param {unknown} content @param {string} at */
export const shell = (content, at) => html`
  <a class="skip" href="#main" @click=${skip}>${t('skip')}</a>
  ${rail && hasRole('staff') ? rail(at) : onTop(at)}
  <main id="main" tabindex="-1">${content}</main>
  <footer class="foot">
    <span>orderd <span class="number">${health.state.version}</span></span>
    <a href="/docs">${t('api_docs')}</a>
    <a href="/openapi.json">${t('openapi')}</a>
    ${choices()}
  </footer>
  ${toasts()} ${dialog()}
`;
