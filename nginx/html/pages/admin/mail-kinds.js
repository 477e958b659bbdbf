// The kinds of mails: what makes them, whom they are for, and how each looks now.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { icon } from '../../components/icons.js';
import { mailWord, preview } from '../../components/mail-lead.js';
import { smallTable } from '../../components/small-table.js';
import { bones, failed } from '../../components/state.js';
import { get } from '../../lib/api.js';
import { duration } from '../../lib/format.js';
import { resource } from '../../lib/resource.js';
import { linkBack } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Schemas } from 'types' @typedef {Schemas['MailKind']} Kind */

const t = texts('admin');

/** @param {Kind} kind */
const look = ({ kind }) => html`<button type="button" class="button quiet small" aria-label=${t('preview_of', { what: mailWord(kind) })}
  @click=${() => preview(kind)}>${t('preview')}</button>`;

/** @returns {import('../../components/small-table.js').Cell[]} */
const cells = () => [
  { label: t('mail'), show: ({ kind }) => mailWord(kind) },
  { label: t('event'), show: ({ event }) => html`<span class="code">${event}</span>` },
  { label: t('audience'), show: ({ audience }) => t(`audience.${audience}`) },
  { label: t('good_for'), show: ({ good_for_seconds: seconds }) => duration(seconds), end: true },
  { label: t('do'), show: look },
];

export function open() {
  const kinds = resource(async (signal) => (await get('/admin/mails/kinds', {}, signal)).data.data);
  kinds.load();

  const list = () => {
    if (kinds.problem) return failed(kinds.problem, kinds.load);
    return kinds.value ? smallTable(t('kinds'), cells(), kinds.value) : bones(6, 'row-bone');
  };
  return {
    title: t('kinds'),
    view: () => html`<a class="back" href=${linkBack('/admin/mails')}>${icon('left')} ${t('mails')}</a>
      <div class="page-head"><div><h1 tabindex="-1">${t('kinds')}</h1><p class="lead">${t('kinds_lead')}</p></div></div>
      <section class="panel glass">${list()}</section>`,
    close: kinds.cancel,
  };
}
