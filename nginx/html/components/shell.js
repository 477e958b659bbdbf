// What surrounds every page: header, navigation, messages, dialog and footer.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { basket, pieces } from '../lib/basket.js';
import { health } from '../lib/health.js';
import { link } from '../lib/router.js';
import { isSignedIn } from '../lib/session.js';
import { dialog } from './confirm.js';
import { icon } from './icons.js';
import { statusLight } from './status-light.js';
import { toasts } from './toast.js';

/** Places in the navigation: path, icon, label, and which addresses it stands for. */
const PLACES = [
  { path: '/', icon: 'grid', label: 'Catalogue', here: /^\/(products\/.*)?$/ },
  { path: '/order', icon: 'basket', label: 'Basket', here: /^\/order(\/.*)?$/, badge: true },
  { path: '/orders', icon: 'list', label: 'My orders', here: /^\/orders(\/.*)?$/ },
  { path: '/profile', icon: 'user', label: 'Profile', here: /^\/profile$/, member: true },
  { path: '/sign-in', icon: 'user', label: 'Sign in', here: /^\/(sign-in|register)$/, member: false },
];

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function place({ path, icon: name, label, here, badge }, at) {
  const inBasket = badge && basket.state.lines.length ? pieces() : 0;
  return html`<li>
    <a class="place" href=${link(path)} aria-current=${here.test(at) ? 'page' : nothing}>
      ${icon(name)}<span>${label}</span>
      ${
        inBasket
          ? html`<span class="badge">${inBasket > 99 ? '99+' : inBasket}<span class="hidden">
            ${inBasket === 1 ? 'piece' : 'pieces'}</span></span>`
          : nothing
      }
    </a>
  </li>`;
}

export function shell(content, at) {
  const places = PLACES.filter((p) => p.member === undefined || p.member === isSignedIn());
  return html`
    <a class="skip" href="#main" @click=${skip}>Skip to content</a>
    <header class="top">
      <div class="top-in">
        <a class="brand" href=${link('/')} aria-label="orderd, catalogue">
          <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M16 3 27 9v14l-11 6L5 23V9Z"/><path d="m5 9 11 6 11-6M16 15v14"/>
          </svg>
          <span>orderd</span>
        </a>
        <nav class="places" aria-label="Main"><ul>${places.map((p) => place(p, at))}</ul></nav>
        ${statusLight()}
      </div>
    </header>
    <main id="main" tabindex="-1">${content}</main>
    <footer class="foot">
      <span>orderd${health.state.version ? html` <span class="number">${health.state.version}</span>` : nothing}</span>
      <a href="/docs">API documentation</a>
      <a href="/openapi.json">OpenAPI</a>
    </footer>
    ${toasts()} ${dialog()}
  `;
}
