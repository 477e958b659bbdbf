// Light or dark: as the system is, or as was chosen in this browser.
// SPDX-License-Identifier: MIT
import { kept } from './kept.js';
import { store } from './store.js';

/** @type {('system' | 'light' | 'dark')[]} */
export const THEMES = ['system', 'light', 'dark'];
const choice = kept('localStorage', 'orderd.theme');
const dark = '(prefers-color-scheme: dark)';
const whenDark = [...document.querySelectorAll(/** @type {'link'} */ ('[media]'))].filter(({ media }) => media === dark);

/** name: one of THEMES. */
export const theme = store({ name: THEMES.find((name) => name === choice.read()) ?? THEMES[0] });

/** What the document says of the dark holds always, never, or when the system says so. */
function apply() {
  const media = { system: dark, light: 'not all', dark: 'all' }[theme.state.name];
  for (const element of whenDark) element.media = media;
}

/** @param {typeof THEMES[number]} name */
export function setTheme(name) {
  choice.write(name);
  theme.set({ name });
  apply();
}

apply();
