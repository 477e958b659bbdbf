// A secret that is shown once, until whoever asked for it has kept it.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { styles } from '../lib/needs.js';
import { texts } from '../lib/text.js';
import { copy } from './copy.js';
import { openDialog } from './dialog.js';

const t = texts('kit');
styles('office-parts');

/**
 * A request whose reply was lost, and was sent again, has none: `lost` says so.
 * @param {{ title: string, text: string, lost: string, secret: string | null }} facts
 */
export const showSecret = ({ title, text, lost, secret }) =>
  openDialog({
    title,
    body: (close) => html`<p>${secret === null ? lost : text}</p>
      ${secret === null ? nothing : html`<p class="code secret">${secret}</p>`}
      <div class="actions">
        ${secret === null ? nothing : html`<button type="button" class="button quiet" @click=${() => copy(secret, t('copied'))}>${t('copy')}</button>`}
        <button type="button" class="button primary" @click=${() => close(true)}>${secret === null ? t('close') : t('kept_it')}</button>
      </div>`,
  });
