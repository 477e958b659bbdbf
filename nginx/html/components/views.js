// The saved views of a list: which one is shown, whether it was changed, and the ways to keep it.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { get, ifMatch, remove, send } from '../lib/api.js';
import { ready } from '../lib/needs.js';
import { asProblem } from '../lib/problem.js';
import { resource } from '../lib/resource.js';
import { link } from '../lib/router.js';
import { hasRole } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { isSame, queryOf, shownBy, unknownTo } from '../lib/views.js';
import { ask } from './confirm.js';
import { icon } from './icons.js';
import { closePopover, popover } from './popover.js';
import { say, sayProblem } from './toast.js';

const t = texts('kit');

/** Fetched when a view is named. @type {typeof import('./form-dialog.js').formDialog} */
const formDialog = async (facts) => {
  const { formDialog: open } = await import('./form-dialog.js');
  await ready();
  return open(facts);
};

/** @import { FieldFact, Filter } from 'types' @import { View } from '../lib/views.js' */

/** @returns {FieldFact[]} */
const fields = () => [
  { pointer: '/name', label: t('view_name'), kind: 'text', required: true, maxlength: 100 },
  { pointer: '/is_shared', label: t('view_share'), kind: 'toggle', hint: t('view_share_hint') },
];

/** @param {View} view */
const mayChange = ({ is_mine }) => is_mine || hasRole('admin');

/**
 * One a page.
 * @param {{ list: import('../lib/list.js').List<any>, name: string, filters: Filter[] }} facts `name`: of the
 *   list, as the API calls it
 */
export function savedViews({ list, name, filters }) {
  const { at } = list.facts;
  const views = resource(async (signal) => (await get('/views', { list: name }, signal)).data.data);
  let notice = ''; // what became of a view that could not be shown
  let busy = false;

  const all = () => views.value ?? [];
  const now = () => all().find(({ id }) => String(id) === list.query.view);
  const lacks = (/** @type {View} */ view) => unknownTo(view, list, filters);
  const nowhere = () => Object.fromEntries(Object.keys(list.query).map((key) => [key, '']));

  /** The list as it is without views, and why. @param {string} why */
  function plain(why) {
    notice = why;
    list.change(nowhere());
  }

  /** A view that the list does not know any more in all its parts opens the list without any. @param {View} view */
  function open(view) {
    const dropped = lacks(view);
    if (dropped.length) plain(t('view_dropped', { name: view.name, what: dropped.join(' · ') }));
    else if (Object.keys(list.query).join() === 'view') list.change(queryOf(view));
  }

  async function arrive() {
    await views.load();
    if (!list.query.view || !views.value) return;
    const view = now();
    if (view) open(view);
    else plain(t('view_gone'));
  }

  async function make() {
    closePopover(false);
    const shown = shownBy(list);
    const made = await formDialog({ title: t('view_new'), path: '/views', method: 'POST', initial: { is_shared: false }, fields: fields(),
      body: (body) => ({ ...body, ...shown, list: name }), submit: t('view_save') });
    if (!made) return;
    await views.load();
    notice = '';
    list.change({ view: String(made.id) });
  }

  /** @param {View} view */
  async function rename(view) {
    closePopover(false);
    const made = await formDialog({ title: t('view_change', { name: view.name }), path: `/views/${view.id}`, method: 'PATCH', initial: view,
      etag: `"${view.version}"`, fields: fields(), submit: t('view_save') });
    if (made) views.load();
  }

  /** @param {View} view */
  async function drop(view) {
    closePopover(false);
    if (!(await ask({ title: t('view_delete', { name: view.name }), text: t(view.is_shared ? 'view_delete_shared' : 'view_delete_text'),
      yes: t('view_delete_yes'), no: t('cancel'), danger: true }))) return;
    try {
      await remove(`/views/${view.id}`, ifMatch(`"${view.version}"`));
      if (list.query.view === String(view.id)) list.change({ view: '' });
    } catch (error) {
      sayProblem(error);
    }
    views.load();
  }

  /** What is shown becomes what the view is. @param {View} view */
  async function save(view) {
    if (busy) return;
    busy = true;
    redraw();
    try {
      const headers = { ...ifMatch(`"${view.version}"`), 'Idempotency-Key': crypto.randomUUID() };
      await send('PATCH', `/views/${view.id}`, shownBy(list), headers);
      say(t('view_saved', { name: view.name }));
    } catch (error) {
      sayProblem(asProblem(error));
    }
    busy = false;
    await views.load();
  }

  /** @param {View} view */
  const choice = (view) => {
    const broken = lacks(view).length > 0;
    const whose = view.is_mine ? (view.is_shared ? t('view_shared') : '') : t('view_by', { owner: view.owner ?? '–' });
    return html`<li>
      <a href=${link(at, broken ? { view: view.id } : queryOf(view))} aria-current=${view === now() ? 'true' : nothing}
        @click=${(/** @type {MouseEvent} */ event) => {
          closePopover(false);
          notice = '';
          if (!broken || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          open(view);
        }}><span>${view.name}</span>${whose ? html` <small>${whose}</small>` : nothing}</a>
      ${mayChange(view)
        ? html`<button type="button" class="plain" aria-label=${t('view_change', { name: view.name })} title=${t('view_change', { name: view.name })} @click=${() => rename(view)}>${icon('pencil')}</button>
          <button type="button" class="plain" aria-label=${t('view_delete', { name: view.name })} title=${t('view_delete', { name: view.name })} @click=${() => drop(view)}>${icon('trash')}</button>`
        : nothing}
    </li>`;
  };

  const panel = () => html`<div class="view-panel">
    ${views.problem ? html`<p class="error">${views.problem.message}</p>` : nothing}
    <ul class="view-list">
      <li><a href=${link(at)} aria-current=${list.query.view ? nothing : 'true'} @click=${() => closePopover(false)}><span>${t('view_default')}</span></a></li>
      ${all().map(choice)}
    </ul>
    <button type="button" class="button quiet small" @click=${make}>${icon('plus')} ${t('view_new')}</button>
  </div>`;

  /** @param {View} view */
  const changed = (view) => html`<span class="view-changed"><span class="chip wait">${t('view_changed')}</span>
    ${mayChange(view) ? html`<button type="button" class="text-button" ?disabled=${busy} @click=${() => save(view)}>${t('view_save')}</button>` : nothing}
    <a href=${link(at, queryOf(view))}>${t('view_back')}</a></span>`;

  function view() {
    const shown = now();
    return html`${popover({ id: 'views', label: t('views'), body: panel,
      face: html`${icon('eye')} <span class="hidden">${t('views')}:</span> <span class="view-name">${shown?.name ?? t('view_default')}</span> ${icon('down')}` })}
      ${shown && !isSame(shown, shownBy(list)) ? changed(shown) : nothing}`;
  }

  const said = () =>
    notice
      ? html`<div class="alert wait view-notice" role="status"><p>${notice}</p>
          <button type="button" class="plain" aria-label=${t('dismiss')} @click=${() => {
            notice = '';
            redraw();
          }}>${icon('cross')}</button></div>`
      : nothing;

  arrive();
  return { view, said, close: () => views.cancel() };
}
