// Everybody who may sign in.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { formDialog } from '../../components/form-dialog.js';
import { listPage } from '../../components/list-page.js';
import { date, fullName } from '../../lib/format.js';
import { go, link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { ROLES, personFields } from './user-fields.js';
import { roleWord } from '../../lib/words.js';

/** @import { Account, Column, Filter, Visit } from 'types' */

const t = texts('admin');

/** @param {Account} user */
const stateOf = (user) => html`<span class="chip ${user.is_active ? 'good' : 'still'}">${t(user.is_active ? 'active' : 'inactive')}</span>
  ${user.is_locked ? html`<span class="chip bad">${t('locked')}</span>` : nothing}`;

/** @returns {Column<Account>[]} */
const columns = () => [
  { key: 'email', label: t('email'), cell: (u) => u.email, always: true, width: 240, grow: 2 },
  { key: 'name', label: t('name'), cell: (u) => fullName({ ...u, email: '' }) || '–', width: 160, grow: 2 },
  { key: 'role', label: t('role'), cell: (u) => roleWord(u.role), width: 110 },
  { key: 'state', label: t('state'), cell: stateOf, width: 130, corner: true },
  { key: 'factor', label: t('factor'), cell: (u) => t(u.has_second_factor ? 'on' : 'off'), width: 120, labelled: true },
  { key: 'created', label: t('since'), cell: (u) => date(u.created_at), width: 120, labelled: true },
];

/** @returns {Filter[]} */
const filters = () => [
  { key: 'search', label: t('find_user'), kind: 'search' },
  { key: 'role', label: t('role'), kind: 'choice', options: ROLES.map((role) => [role, roleWord(role)]) },
  { key: 'is_active', label: t('state'), kind: 'choice', options: [['true', t('active')], ['false', t('inactive')]] },
];

const make = () =>
  formDialog({
    title: t('new_user'),
    path: '/admin/users',
    method: 'POST',
    initial: { role: 'staff' },
    fields: [...personFields(), { pointer: '/password', label: t('password'), kind: 'password', required: true, hint: t('password_hint'), autocomplete: 'new-password' }],
    submit: t('make_user'),
  });

/** @param {Visit} place */
export const open = ({ query }) =>
  listPage(
    {
      title: t('users'),
      at: '/admin/users',
      path: '/admin/users',
      sort: '-id',
      columns: columns(),
      filters: filters(),
      views: 'users',
      placeholder: t('find_user_hint'),
      concerns: () => false,
      href: ({ id }) => link(`/admin/users/${id}`),
      name: (user) => user.email,
      found: (count) => t('users_found', { count }),
      none: { icon: 'user', title: t('no_users') },
      create: { label: t('new_user'), make, then: ({ id }) => go(`/admin/users/${id}`) },
    },
    query,
  );
