// The line icons, drawn here so that no font or image has to be fetched.
// SPDX-License-Identifier: MIT
import { html, svg } from '/vendor/lit-html.js';

const SHAPES = {
  alert: svg`<path d="M12 8v5M12 16.5v.5"/><path d="M10.3 3.9 2.6 17.4A2 2 0 0 0 4.3 20.4h15.4a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z"/>`,
  basket: svg`<path d="m4 9 1.6 9.4A2 2 0 0 0 7.6 20h8.8a2 2 0 0 0 2-1.6L20 9Z"/><path d="m8 9 3-5.5M16 9l-3-5.5M9.5 13v3M14.5 13v3"/>`,
  book: svg`<path d="M4 5.5A2.5 2.5 0 0 1 6.5 3H20v15H6.5A2.5 2.5 0 0 0 4 20.5Z"/><path d="M4 20.5A2.5 2.5 0 0 1 6.5 18H20v3H6.5"/>`,
  chart: svg`<path d="M4 20V4M4 20h16M8.5 16v-5M13 16V7M17.5 16v-7"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  columns: svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><path d="M9.2 4.5v15M14.8 4.5v15"/>`,
  copy: svg`<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15H4.5A1.5 1.5 0 0 1 3 13.5v-9A1.5 1.5 0 0 1 4.5 3h9A1.5 1.5 0 0 1 15 4.5V5"/>`,
  cross: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  down: svg`<path d="m6 9.5 6 6 6-6"/>`,
  download: svg`<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>`,
  eye: svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="2.8"/>`,
  filter: svg`<path d="M4 7h16M7 12h10M10 17h4"/>`,
  grid: svg`<rect x="3.5" y="3.5" width="7" height="7" rx="2"/><rect x="13.5" y="3.5" width="7" height="7" rx="2"/><rect x="3.5" y="13.5" width="7" height="7" rx="2"/><rect x="13.5" y="13.5" width="7" height="7" rx="2"/>`,
  left: svg`<path d="m14.5 6-6 6 6 6"/>`,
  list: svg`<path d="M6 3.5h12a1.5 1.5 0 0 1 1.5 1.5v16l-3-2-2.2 2-2.3-2-2.3 2-2.2-2-3 2V5A1.5 1.5 0 0 1 6 3.5Z"/><path d="M8.5 8.5h7M8.5 12.5h7"/>`,
  lock: svg`<rect x="5" y="10.5" width="14" height="10" rx="2.5"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  minus: svg`<path d="M6 12h12"/>`,
  more: svg`<path d="M5.5 12h.01M12 12h.01M18.5 12h.01"/>`,
  out: svg`<path d="M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9"/>`,
  pencil: svg`<path d="m4 20 .8-4L15.9 4.9a2 2 0 0 1 2.8 0l.4.4a2 2 0 0 1 0 2.8L8 19.2 4 20Z"/><path d="m14 7 3 3"/>`,
  plus: svg`<path d="M6 12h12M12 6v12"/>`,
  print: svg`<path d="M7 8.5V3.5h10v5M7 17H5a2 2 0 0 1-2-2v-4.5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2V15a2 2 0 0 1-2 2h-2"/><path d="M7 14h10v6.5H7Z"/>`,
  refresh: svg`<path d="M20 11a8 8 0 0 0-14.3-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14.3 4l1.7-2M20 20v-5h-5"/>`,
  right: svg`<path d="m9.5 6 6 6-6 6"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  shield: svg`<path d="M12 3 4.5 5.8v5.7c0 4.7 3.1 7.9 7.5 9.5 4.4-1.6 7.5-4.8 7.5-9.5V5.8Z"/><path d="m8.7 12 2.4 2.4 4.3-4.6"/>`,
  trash: svg`<path d="M4.5 7h15M10 7V4.5h4V7M6.5 7l.8 11.6a2 2 0 0 0 2 1.9h5.4a2 2 0 0 0 2-1.9L17.5 7M10 11v5.5M14 11v5.5"/>`,
  up: svg`<path d="m6 14.5 6-6 6 6"/>`,
  upload: svg`<path d="M12 16V5M7 9.5l5-5 5 5M4.5 20h15"/>`,
  user: svg`<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"/>`,
};

/** @typedef {keyof typeof SHAPES} IconName */

/** Decoration only: the words beside it carry the meaning. @param {IconName} name */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${SHAPES[name]}</svg>`;
