// What this browser keeps of how its pages speak and look.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { language, speak, texts } from '../lib/text.js';
import { setTheme, theme, THEMES } from '../lib/theme.js';
import { LANGUAGES } from '../lib/tongue.js';
import { sayProblem } from './toast.js';

const t = texts('common');

/** @template {string} T @param {string} label @param {T} chosen @param {[value: T, name: string][]} options
 * @param {(value: T) => unknown} choose */
const choice = (label, chosen, options, choose) => html`<label class="choice"><span>${label}</span>
  <select @change=${(/** @type {Event & { target: { value: T } }} */ { target }) => choose(target.value)}>
    ${options.map(([value, name]) => html`<option value=${value} .selected=${value === chosen}>${name}</option>`)}
  </select>
</label>`;

export const choices = () => html`
  ${choice(t('language'), language(), Object.entries(LANGUAGES), (tag) => speak(tag).catch(sayProblem))}
  ${choice(t('theme'), theme.state.name, THEMES.map((name) => [name, t(`theme.${name}`)]), setTheme)}`;
