// The departments, and what is left of their budgets this month.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { formDialog } from '../../components/form-dialog.js';
import { listPage } from '../../components/list-page.js';
import { money } from '../../lib/format.js';
import { go, link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { departmentFields } from './department.js';

/** @import { Column, Department, Visit } from 'types' */

const t = texts('admin');

/** @param {Department} department */
function budget({ name, monthly_budget: whole, spent_this_month: spent }) {
  if (whole === null) return html`<span class="soft">${t('no_budget')}</span>`;
  return html`<meter class="budget" min="0" max=${Math.max(whole, 0.01)} high=${whole * 0.8} optimum="0" value=${spent} aria-label=${t('spent_of', { name })}></meter>`;
}

/** @returns {Column<Department>[]} */
const columns = () => [
  { key: 'name', label: t('department'), cell: (d) => d.name, always: true, width: 200, grow: 2 },
  { key: 'bar', label: t('budget'), cell: budget, width: 160, grow: 2 },
  { key: 'spent', label: t('spent'), cell: (d) => money(d.spent_this_month), align: 'end', width: 130, labelled: true },
  { key: 'budget', label: t('monthly_budget'), cell: (d) => (d.monthly_budget === null ? '–' : money(d.monthly_budget)), align: 'end', width: 140, labelled: true },
  { key: 'threshold', label: t('threshold'), cell: (d) => (d.approval_threshold === null ? '–' : money(d.approval_threshold)), align: 'end', width: 150, labelled: true },
];

const make = () => formDialog({ title: t('new_department'), path: '/departments', method: 'POST', fields: departmentFields(), submit: t('make_department') });

/** @param {Visit} place */
export const open = ({ query }) =>
  listPage(
    {
      title: t('departments'),
      lead: t('departments_lead'),
      at: '/admin/departments',
      path: '/departments',
      whole: true,
      columns: columns(),
      href: ({ id }) => link(`/admin/departments/${id}`),
      name: (department) => department.name,
      found: (count) => t('departments_found', { count }),
      none: { icon: 'grid', title: t('no_departments'), text: t('no_departments_text') },
      create: { label: t('new_department'), make, then: ({ id }) => go(`/admin/departments/${id}`) },
    },
    query,
  );
