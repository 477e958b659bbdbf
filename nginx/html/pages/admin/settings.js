// The shop's settings, with what each means.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { form } from '../../components/form.js';
import { say } from '../../components/toast.js';
import { texts } from '../../lib/text.js';

/** @import { FieldFact } from 'types' */

const t = texts('settings');

/** @typedef {FieldFact} FieldFact */
/** A row a setting: how it is typed, and what else is to know of it. @type {[name: string, fact: Partial<FieldFact> & Pick<FieldFact, 'kind'>][]} */
const SETTINGS = [
  ['currency', { kind: 'text', maxlength: 3 }],
  ['tax_rate', { kind: 'number', places: 4 }],
  ['shipping_cost', { kind: 'money' }],
  ['free_shipping_from', { kind: 'money', required: false }],
  ['time_zone', { kind: 'text' }],
  ['unpaid_order_seconds', { kind: 'number', required: false }],
  ['language', { kind: 'text', maxlength: 2 }],
  ['registration_open', { kind: 'toggle' }],
  ['confirm_email', { kind: 'toggle' }],
  ['second_factor', { kind: 'choice' }],
  ['access_token_seconds', { kind: 'number' }],
  ['refresh_token_seconds', { kind: 'number' }],
  ['session_seconds', { kind: 'number' }],
  ['outbox_seconds', { kind: 'number' }],
];

/** @returns {FieldFact[]} */
const fields = () =>
  SETTINGS.map(([name, fact]) => ({
    pointer: `/${name}`,
    label: t(name),
    hint: t(`${name}_hint`),
    required: fact.kind !== 'toggle',
    narrow: fact.kind !== 'toggle',
    ...(name === 'second_factor' ? { options: ['nobody', 'admin', 'manager'].map((role) => [role, t(`factor_${role}`)]) } : {}),
    ...fact,
  }));

export function open() {
  const settings = form({
    label: t('settings'),
    path: '/admin/settings',
    fields: fields(),
    submit: t('save'),
    done: async () => {
      await settings.load();
      say(t('saved'));
    },
  });
  return {
    title: t('settings'),
    view: () => html`<div class="page-head"><div><h1 tabindex="-1">${t('settings')}</h1><p class="lead">${t('lead')}</p></div></div>
      <section class="panel glass">${settings.view()}</section>`,
    close: settings.close,
  };
}
