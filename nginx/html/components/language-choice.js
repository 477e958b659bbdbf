// Which language the pages speak; kept in this browser.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { language, LANGUAGES, speak, texts } from '../lib/text.js';
import { sayProblem } from './toast.js';

const t = texts('common');

/** A language by its own name, since that is how one looks for one's own. */
const nameOf = (tag) => new Intl.DisplayNames(tag, { type: 'language' }).of(tag);

const choose = ({ target }) => speak(target.value).catch(sayProblem);

export const languageChoice = () => html`<label class="choice"><span>${t('language')}</span>
  <select @change=${choose}>
    ${LANGUAGES.map((tag) => html`<option value=${tag} lang=${tag} .selected=${tag === language()}>${nameOf(tag)}</option>`)}
  </select>
</label>`;
