// Whether a mail goes out when something is done, to whom, and for admins what it says.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { get } from '../lib/api.js';
import { words } from '../lib/format.js';
import { styles } from '../lib/needs.js';
import { hasRole } from '../lib/session.js';
import { language, texts } from '../lib/text.js';
import { openDialog } from './dialog.js';
import { sayProblem } from './toast.js';

const t = texts('orders-desk');
styles('office-orders');

/** `to` null: there is no address that it reaches. @typedef {{ kind: string, to: string | null }} Mail */

/** Of an order, or of the newest that has such a thing. @param {string} kind @param {number} [order] its id */
export async function preview(kind, order) {
  try {
    const { data } = await get('/admin/mails/preview', { kind, order_id: order, language: language() });
    await openDialog({
      title: data.subject,
      size: 'wide',
      body: () => html`<p class="soft">${t('mail_as_now')}</p>
        <pre class="mail-preview" tabindex="0">${data.text}</pre>`,
    });
  } catch (error) {
    sayProblem(error);
  }
}

/** @param {string} kind */
export const mailWord = (kind) => t.maybe(`mail.${kind}`) ?? words(kind);
const named = (/** @type {Mail} */ { kind }) => mailWord(kind);

/** All to one address. @param {Mail[]} mails @param {number} order */
function line(mails, order) {
  const facts = { count: mails.length, who: mails[0].to, what: mails.map(named).join(', ') };
  return html`${t(facts.who ? 'mails' : 'mail_nowhere', facts)} ${
    hasRole('admin')
      ? mails.map((mail) => html`<button type="button" class="text-button" aria-label=${t('mail_preview_of', { what: named(mail) })}
        @click=${() => preview(mail.kind, order)}>${t('mail_preview')}</button> `)
      : nothing}`;
}

/** @param {Mail[]} mails @param {number} order its id */
export function mailsLead(mails, order) {
  const addresses = [...new Set(mails.map(({ to }) => to))];
  return mails.length ? addresses.map((address) => line(mails.filter(({ to }) => to === address), order)) : t('no_mail');
}
