// One department: its name, and when its orders need a manager.
// SPDX-License-Identifier: MIT
import { ask } from '../../components/confirm.js';
import { recordPage } from '../../components/record-page.js';
import { remove } from '../../lib/api.js';
import { money } from '../../lib/format.js';
import { go } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Department, FieldFact, Visit } from 'types' */

const t = texts('admin');

/** @returns {FieldFact[]} */
export const departmentFields = () => [
  { pointer: '/name', label: t('name'), kind: 'text', required: true, maxlength: 100 },
  { pointer: '/approval_threshold', label: t('threshold'), kind: 'money', narrow: true, hint: t('threshold_hint') },
  { pointer: '/monthly_budget', label: t('monthly_budget'), kind: 'money', narrow: true, hint: t('budget_hint') },
];

/** @param {Visit} place */
export function open({ params }) {
  const path = `/departments/${params.id}`;

  /** @param {Department} department */
  async function takeAway({ name }) {
    const sure = await ask({ title: t('delete_department'), text: t('delete_department_text', { name }), yes: t('delete'), danger: true });
    if (!sure) return null;
    await remove(path);
    go('/admin/departments');
    return null;
  }

  return recordPage({
    kind: t('department'),
    list: { at: '/admin/departments', label: t('departments') },
    name: (department) => department.name,
    lead: (department) => t('spent_so_far', { sum: money(department.spent_this_month) }),
    saved: t('saved'),
    form: { path, fields: departmentFields(), submit: t('save') },
    actions: (department) => [{ label: t('delete'), style: 'danger', run: () => takeAway(department) }],
  });
}
