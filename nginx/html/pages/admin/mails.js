// The mails: what waits, what was sent, what could not be.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { listPage } from '../../components/list-page.js';
import { mailWord } from '../../components/mail-lead.js';
import { say, sayProblem } from '../../components/toast.js';
import { post } from '../../lib/api.js';
import { moment } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Column, Filter, Schemas, Visit } from 'types' */

const t = texts('admin');
const AT = '/admin/mails';
const STATES = ['waiting', 'sending', 'sent', 'dead'];
/** @type {Record<string, string>} */
const TONES = { waiting: 'wait', sending: 'info', sent: 'good', dead: 'bad' };

/** @param {Schemas['Mail']} mail */
const about = (mail) => {
  if (mail.order_id !== null) return html`<a href=${link(`/office/orders/${mail.order_id}`)}>${t('order_of', { id: mail.order_id })}</a>`;
  return mail.user_id === null ? '–' : html`<a href=${link(`/admin/users/${mail.user_id}`)}>${t('user_of', { id: mail.user_id })}</a>`;
};

/** @param {(mail: any) => void} again @returns {Column<Schemas['Mail']>[]} */
const columns = (again) => [
  { key: 'kind', label: t('mail'), cell: (m) => mailWord(m.kind), always: true, width: 190 },
  { key: 'about', label: t('about'), cell: about, width: 130 },
  { key: 'state', label: t('state'), cell: (m) => html`<span class="chip ${TONES[m.state]}">${t(m.state)}</span>`, width: 110, corner: true },
  { key: 'reason', label: t('reason'), cell: (m) => m.reason ?? '–', width: 220, grow: 3, labelled: true },
  { key: 'attempts', label: t('attempts'), cell: (m) => m.attempts, width: 90, grow: 0, align: 'end', labelled: true },
  { key: 'at', label: t('when'), cell: (m) => moment(m.settled_at ?? m.due_at), width: 190, grow: 0 },
  {
    key: 'again',
    label: t('do'),
    cell: (m) => (m.state === 'dead' ? html`<button type="button" class="button quiet small" @click=${() => again(m)}>${t('send_again')}</button>` : ''),
    width: 130,
    grow: 0,
  },
];

/** @returns {Filter[]} */
const filters = () => [
  { key: 'state', label: t('state'), kind: 'choice', options: STATES.map((state) => [state, t(state)]) },
  { key: 'kind', label: t('mail'), kind: 'text' },
  { key: 'order_id', label: t('order_id'), kind: 'text' },
];

/** @param {Visit} place */
export function open({ query }) {
  /** @param {Schemas['Mail']} mail */
  async function again({ id }) {
    try {
      await post(`/admin/mails/${id}/retry`);
      say(t('sent_again'));
      page.list.look();
    } catch (error) {
      sayProblem(error);
    }
  }

  const page = listPage(
    {
      title: t('mails'),
      lead: t('mails_lead'),
      at: AT,
      path: AT,
      sort: '-id',
      columns: columns(again),
      filters: filters(),
      views: 'mails',
      tools: () => html`<a class="button quiet small" href=${link(`${AT}/kinds`)}>${t('kinds')}</a>`,
      concerns: () => true,
      href: (mail) => (mail.order_id === null ? link(AT, { kind: mail.kind }) : link(`/office/orders/${mail.order_id}`)),
      name: (mail) => mailWord(mail.kind),
      found: (count) => t('mails_found', { count }),
      none: { icon: 'out', title: t('no_mails'), text: t('no_mails_text') },
    },
    query,
  );
  return page;
}
