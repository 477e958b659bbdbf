// Orders: mine, and for staff and above the department's or everybody's.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { orderTable } from '../../components/order-table.js';
import { pager } from '../../components/pager.js';
import { searchBox } from '../../components/search-box.js';
import { bones, empty, failed } from '../../components/state.js';
import { get } from '../../lib/api.js';
import { reloadOn } from '../../lib/live.js';
import { debounce, resource } from '../../lib/resource.js';
import { link, refine } from '../../lib/router.js';
import { hasRole } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { statusWord } from '../../lib/words.js';

const t = texts('orders');

/** @import { Role, Typed, Visit } from 'types' */
/** @typedef {Record<string, string>} Filters */

const LIMIT = 20;
const KEYS = ['scope', 'status', 'search', 'page'];
const TYPING_MS = 300;
const STATUSES = [
  'draft',
  'pending',
  'pending_approval',
  'confirmed',
  'processing',
  'partially_shipped',
  'shipped',
  'delivered',
  'cancelled',
  'rejected',
  'returned',
];

/** Whose orders: value in the address, the text that names it, the list behind it, and from which role on.
 * @type {{ value: string, label: string, path: '/orders' | '/orders/all' | '/orders/me', role: Role, upTo?: Role }[]} */
const SCOPES = [
  { value: '', label: 'scope.mine', path: '/orders/me', role: 'customer' },
  { value: 'department', label: 'scope.department', path: '/orders', role: 'staff', upTo: 'manager' },
  { value: 'all', label: 'scope.all', path: '/orders/all', role: 'manager' },
];

const scopes = () => SCOPES.filter((s) => hasRole(s.role) && !(s.upTo && hasRole(s.upTo)));
/** @param {URLSearchParams} query @returns {Filters} */
const filtersOf = (query) =>
  Object.fromEntries(KEYS.map((k) => [k, query.get(k) ?? '']).filter(([, v]) => v !== ''));

/** @param {Visit} place */
export function open({ query }) {
  let filters = filtersOf(query);
  const scope = () => scopes().find((s) => s.value === (filters.scope ?? '')) ?? scopes()[0];

  const list = resource(async (signal) => {
    const { scope: whose, ...rest } = filters;
    return (await get(scope().path, { ...rest, limit: LIMIT }, signal)).data;
  });

  /** @param {Filters} patch */
  function change(patch) {
    const { page, ...rest } = { ...filters, ...patch };
    refine('/orders', rest);
  }
  const changeSoon = debounce(change, TYPING_MS);
  const search = searchBox(() => t('search'), (text) => {
    filters = { ...filters, search: text };
    changeSoon({ search: text });
  });

  /** @param {URLSearchParams} next */
  async function requery(next) {
    changeSoon.cancel();
    const turned = (next.get('page') ?? '1') !== (filters.page ?? '1');
    filters = filtersOf(next);
    await list.load();
    if (!turned) return;
    document.getElementById('found')?.focus();
    scrollTo({ top: 0 });
  }

  list.load();
  const stop = reloadOn((event) => event.order_id !== null, list.refresh);

  const scopeLinks = () =>
    scopes().length < 2
      ? nothing
      : html`<nav class="segments" aria-label=${t('scopes')}>
          ${scopes().map(
            ({ value, label }) => html`<a href=${link('/orders', { scope: value, status: filters.status })}
            aria-current=${value === scope().value ? 'true' : nothing}>${t(label)}</a>`,
          )}
        </nav>`;

  const view = () => html`
    <div class="page-head">
      <div>
        <h1 tabindex="-1">${scope().value ? t('orders') : t('my_orders')}</h1>
        <p class="lead" id="found" tabindex="-1" role="status">${found()}</p>
      </div>
      <div class="find" role="search">
        ${search(filters.search, scope().value ? t('search.all') : t('search.mine'))}
        <label class="sort"><span class="hidden">${t('column.status')}</span>
          <select @change=${(/** @type {Typed} */ e) => change({ status: e.target.value })}>
            <option value="" .selected=${!filters.status}>${t('any_status')}</option>
            ${STATUSES.map((s) => html`<option value=${s} .selected=${filters.status === s}>${statusWord(s)}</option>`)}
          </select>
        </label>
      </div>
    </div>
    ${scopeLinks()}
    <section aria-label=${t('orders')} aria-busy=${list.busy}>${results()}</section>`;

  function found() {
    if (list.problem) return '';
    if (!list.value) return t('loading');
    const { total, total_capped: capped, data } = list.value;
    return t(capped ? 'found_more' : 'found', { count: total ?? data.length });
  }

  function results() {
    if (list.problem) return failed(list.problem, list.load);
    if (!list.value) return html`<div class="glass table-bones">${bones(6, 'row-bone')}</div>`;
    if (!list.value.data.length) return nothingFound();
    return html`<div class=${list.busy ? 'stale' : ''}>${orderTable(list.value.data, scope().value !== '')}</div>
      ${pager(list.value, (page) => link('/orders', { ...filters, page: page > 1 ? page : '' }))}`;
  }

  function nothingFound() {
    const filtered = filters.status || filters.search;
    return empty({
      icon: filtered ? 'search' : 'list',
      title: filtered ? t('none') : t('none_yet'),
      text: filtered ? t('none.text') : t('none_yet.text'),
      action: filtered
        ? html`<a class="button primary" href=${link('/orders', { scope: filters.scope })}>${t('show_all')}</a>`
        : html`<a class="button primary" href=${link('/')}>${t('browse')}</a>`,
    });
  }

  return {
    get title() {
      return scope()?.value ? t('orders') : t('my_orders');
    },
    view,
    requery,
    close() {
      stop();
      changeSoon.cancel();
      list.cancel();
    },
  };
}
