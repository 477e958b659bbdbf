// What an admin sets of a user, whether new or not.
// SPDX-License-Identifier: MIT
import { get } from '../../lib/api.js';
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';
import { roleWord } from '../../lib/words.js';

/** @import { FieldFact } from 'types' */

const t = texts('admin');
export const ROLES = ['customer', 'staff', 'manager', 'admin'];

/** @type {[string, string][]} */
let departments = [];

async function learnDepartments() {
  const { data } = await get('/departments');
  departments = data.data.map((/** @type {any} */ { id, name }) => [String(id), name]);
  redraw();
}

/** @returns {FieldFact[]} */
export function personFields() {
  learnDepartments().catch(() => {});
  return [
    { pointer: '/email', label: t('email'), kind: 'email', required: true, autocomplete: 'off' },
    { pointer: '/first_name', label: t('first_name'), kind: 'text', narrow: true, maxlength: 100 },
    { pointer: '/last_name', label: t('last_name'), kind: 'text', narrow: true, maxlength: 100 },
    { pointer: '/username', label: t('username'), kind: 'text', maxlength: 50, hint: t('username_hint') },
    { pointer: '/role', label: t('role'), kind: 'choice', required: true, narrow: true, options: ROLES.map((role) => [role, roleWord(role)]), hint: t('role_hint') },
    {
      pointer: '/department_id',
      label: t('department'),
      kind: 'choice',
      narrow: true,
      whole: true,
      get options() {
        return departments;
      },
    },
  ];
}
