// One user: who they are, what they may do, and what helps who is locked out.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { ask } from '../../components/confirm.js';
import { recordPage } from '../../components/record-page.js';
import { post, remove } from '../../lib/api.js';
import { date, fullName } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { personFields } from './user-fields.js';
import { roleWord } from '../../lib/words.js';

/** @import { Account, Visit } from 'types' */

const t = texts('admin');

/** @param {Account} user */
const state = (user) => html`<span class="chip info">${roleWord(user.role)}</span>
  ${user.is_active ? nothing : html`<span class="chip still">${t('inactive')}</span>`}
  ${user.is_locked ? html`<span class="chip bad">${t('locked')}</span>` : nothing}
  <span>${t('since_date', { date: date(user.created_at) })}</span>`;

/** @param {Visit} place */
export function open({ params }) {
  const path = `/admin/users/${params.id}`;

  async function unlock() {
    await post(`${path}/unlock`);
    return t('unlocked');
  }

  async function takeFactorOff() {
    const sure = await ask({ title: t('factor_take_off'), text: t('factor_take_off_text'), yes: t('factor_take_off'), danger: true });
    if (!sure) return null;
    await remove(`${path}/totp`);
    return t('factor_taken_off');
  }

  return recordPage({
    kind: t('user'),
    list: { at: '/admin/users', label: t('users') },
    name: (user) => fullName(user),
    lead: state,
    saved: t('saved'),
    form: {
      path,
      fields: [...personFields(), { pointer: '/is_active', label: t('may_sign_in'), kind: 'toggle', hint: t('may_sign_in_hint') }],
      submit: t('save'),
    },
    actions: (user) => [
      ...(user.is_locked ? [{ label: t('unlock'), style: 'primary', run: unlock }] : []),
      ...(user.has_second_factor ? [{ label: t('factor_take_off'), run: takeFactorOff }] : []),
    ],
    aside: (user) => html`<section class="panel glass" aria-labelledby="more-title"><h2 id="more-title">${t('more')}</h2>
      <ul class="plain-list">
        <li><a href=${link('/office/orders', { search: user.email })}>${t('orders_of')}</a></li>
        <li><a href=${link('/admin/audit', { user_id: user.id })}>${t('audit_of')}</a></li>
      </ul></section>`,
  });
}
