// The signed-in user's panel on the profile page, and the form that changes their names.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { get, send } from '../lib/api.js';
import { date, fullName } from '../lib/format.js';
import { asProblem } from '../lib/problem.js';
import { resource } from '../lib/resource.js';
import { session } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { roleWord } from '../lib/words.js';
import { field, focusFirstError, formProblem, values } from './field.js';
import { failed } from './state.js';
import { say } from './toast.js';

const t = texts('account');

/** @import { Resource, Submitted, User } from 'types' @import { Problem } from '../lib/problem.js' */

/** @typedef {'first_name' | 'last_name' | 'username'} Name */

const FIELDS = [
  { pointer: '/first_name', label: 'first_name', autocomplete: 'given-name', maxlength: 100 },
  { pointer: '/last_name', label: 'last_name', autocomplete: 'family-name', maxlength: 100 },
  {
    pointer: '/username',
    label: 'username',
    autocomplete: 'nickname',
    maxlength: 50,
    hint: 'username.hint',
  },
];
const POINTERS = FIELDS.map((f) => f.pointer);

/** @param {string} name @param {unknown} value */
const fact = (name, value) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing);

/** `me` is the resource of the user; the panel keeps whether it is being edited. @param {Resource<User>} me */
export function personPanel(me) {
  const department = resource(async (signal, /** @type {number} */ id) => (await get(`/departments/${id}`, {}, signal)).data.name);
  const mine = session.state.user?.department_id;
  if (mine) department.load(mine);
  let editing = false;
  let busy = false;
  /** @type {Problem | null} */
  let problem = null;

  /** @param {boolean} on */
  async function edit(on) {
    editing = on;
    problem = null;
    await redraw();
    document.getElementById(on ? 'f-first_name' : 'edit-names')?.focus();
  }

  /** @param {Submitted} event */
  async function save(event) {
    event.preventDefault();
    if (busy) return;
    const form = event.target;
    const typed = values(form);
    const body = Object.fromEntries(POINTERS.map((p) => [p.slice(1), typed[p].trim() || null]));
    busy = true;
    redraw();
    try {
      me.value = (await send('PATCH', '/auth/me', body)).data.user;
      session.set({ user: me.value });
      say(t('names.saved'));
      edit(false);
    } catch (error) {
      problem = asProblem(error);
      focusFirstError(form);
    }
    busy = false;
    redraw();
  }

  /** @param {User} user */
  const facts = (user) => html`<dl class="facts">
      ${fact(t('role'), roleWord(user.role))} ${fact(t('username'), user.username)}
      ${fact(t('department'), department.value)} ${fact(t('member_since'), date(user.created_at))}
    </dl>
    <div class="actions">
      <button type="button" class="button quiet" id="edit-names" @click=${() => edit(true)}>${t('names.change')}</button>
    </div>`;

  /** @param {User} user */
  const form = (user) => html`<form class="facts" novalidate @submit=${save} aria-label=${t('names')}>
    ${formProblem(problem, POINTERS)}
    <div>${FIELDS.map((f) =>
      field({ ...f, label: t(f.label), hint: f.hint && t(f.hint), optional: true, value: user[/** @type {Name} */ (f.pointer.slice(1))] ?? '', errors: problem?.byPointer() }),
    )}</div>
    <div class="actions">
      <button class="button primary" ?disabled=${busy}>${t('save')}</button>
      <button type="button" class="button quiet" @click=${() => edit(false)}>${t('leave_as_was')}</button>
    </div>
  </form>`;

  return () => {
    const user = me.value;
    if (!user) return me.problem ? failed(me.problem, me.load) : nothing;
    return html`<section class="panel glass person" aria-labelledby="person-title">
      <span class="avatar" aria-hidden="true">${(fullName(user) || '?').charAt(0).toUpperCase()}</span>
      <div class="person-name">
        <h2 id="person-title">${fullName(user)}</h2>
        <p class="soft">${user.email}</p>
      </div>
      ${editing ? form(user) : facts(user)}
    </section>`;
  };
}
