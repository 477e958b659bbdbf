// The catalogue: search, filters, sorting and pages, all kept in the address.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { filterPanel } from '../../components/catalogue-filters.js';
import { icon } from '../../components/icons.js';
import { pager } from '../../components/pager.js';
import { cardBone, productCard } from '../../components/product-card.js';
import { searchBox } from '../../components/search-box.js';
import { empty, failed } from '../../components/state.js';
import { get } from '../../lib/api.js';
import { hear } from '../../lib/live.js';
import { remember, restocked } from '../../lib/products.js';
import { debounce, resource } from '../../lib/resource.js';
import { link, refine } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { growing, redraw } from '../../lib/view.js';

const t = texts('shop');

/** @import { Typed, Visit } from 'types' */
/** @typedef {Record<string, string>} Filters */

const LIMIT = 24;
const FILTERS = ['search', 'category', 'min_price', 'max_price', 'in_stock'];
const KEYS = [...FILTERS, 'sort', 'page'];
const TYPING_MS = 300;

/** value on the wire, the text that names it */
const SORTS = [
  ['', 'sort.name'],
  ['price', 'sort.cheapest'],
  ['-price', 'sort.dearest'],
  ['-created_at', 'sort.newest'],
];

// Kept between visits, so that coming back shows what was left at once.
const products = resource(async (signal, /** @type {Filters} */ filters) => {
  const { data } = await get('/products', { ...filters, limit: LIMIT }, signal);
  remember(data.data);
  return data;
});
const categories = resource(async (signal) => {
  const { data } = await get('/inventory/categories', {}, signal);
  return data.data;
});

hear((message) => {
  if (message.kind !== 'stock' || !products.value) return;
  products.value = { ...products.value, data: products.value.data.map((p) => restocked(p, message.products)) };
  redraw();
});

/** @param {URLSearchParams} query @returns {Filters} */
const filtersOf = (query) =>
  Object.fromEntries(KEYS.map((k) => [k, query.get(k) ?? '']).filter(([, v]) => v !== ''));

/** @param {Visit} place */
export function open({ query }) {
  let filters = filtersOf(query);
  const drawn = growing(products.value !== null);
  let unfolded = false; // the filters, on a narrow screen

  /** Another filter starts again from page one. @param {Filters} patch */
  function change(patch) {
    const { page, ...rest } = { ...filters, ...patch };
    refine('/', { ...rest, page: patch.page });
  }
  const changeSoon = debounce(change, TYPING_MS);
  const typed = (/** @type {Filters} */ patch) => {
    filters = { ...filters, ...patch };
    changeSoon(patch);
  };
  const search = searchBox(() => t('search'), (text) => typed({ search: text }));

  /** @param {URLSearchParams} next */
  async function requery(next) {
    changeSoon.cancel();
    const turned = (next.get('page') ?? '1') !== (filters.page ?? '1');
    filters = filtersOf(next);
    await products.load(filters);
    if (turned) document.getElementById('found')?.focus();
    if (turned) scrollTo({ top: 0 });
  }

  function load() {
    products.load(filters);
    if (!categories.value) categories.load();
  }
  load();
  let cut = false;
  const stop = hear(({ kind }) => {
    if (kind === 'open' && cut) products.refresh(filters); // stock was told meanwhile
    if (kind === 'open' || kind === 'cut') cut = kind === 'cut';
  });

  const toggle = () => {
    unfolded = !unfolded;
    redraw();
  };

  const view = () => html`
    <div class="page-head">
      <div>
        <h1 tabindex="-1">${t('catalogue')}</h1>
        <p class="lead" id="found" tabindex="-1" role="status">${found()}</p>
      </div>
      <div class="find" role="search">
        ${search(filters.search, t('search.hint'))}
        <button type="button" class="button quiet filter-button" @click=${toggle}
          aria-expanded=${unfolded} aria-controls="filters">
          ${icon('filter')} ${t('filters')}
        </button>
        <label class="sort"><span class="hidden">${t('sort')}</span>
          <select @change=${(/** @type {Typed} */ e) => change({ sort: e.target.value })}>
            ${SORTS.map(([value, label]) => {
              const chosenSort = (filters.sort ?? '') === value;
              return html`<option value=${value} .selected=${chosenSort}>${t(label)}</option>`;
            })}
          </select>
        </label>
      </div>
    </div>
    <div class="catalogue">
      ${filterPanel({ filters, open: unfolded, categories: categories.value ?? (categories.problem ? [] : null), typed, change })}
      <section aria-label=${t('products')} aria-busy=${products.busy}>${results()}</section>
    </div>`;

  function found() {
    if (products.problem) return '';
    if (!products.value) return t('loading');
    const { total, total_capped: capped } = products.value;
    return t(capped ? 'found_more' : 'found', { count: total ?? products.value.data.length });
  }

  function results() {
    if (products.problem) return failed(products.problem, load);
    if (!products.value) return html`<div class="cards">${Array(9).fill(cardBone)}</div>`;
    if (!products.value.data.length) return nothingFound();
    const { data } = products.value;
    return html`<ul class="cards ${products.busy ? 'stale' : ''}">
        ${data.slice(0, drawn(data.length)).map((p) => productCard(p))}
      </ul>
      ${pager(products.value, (page) => link('/', { ...filters, page: page > 1 ? page : '' }))}`;
  }

  const nothingFound = () => {
    const filtered = FILTERS.some((k) => filters[k]);
    return empty({
      icon: 'search',
      title: filtered ? t('nothing_fits') : t('no_products'),
      text: filtered ? t('nothing_fits.text') : t('no_products.text'),
      action: filtered ? html`<a class="button primary" href=${link('/')}>${t('show_all')}</a>` : nothing,
    });
  };

  return {
    get title() {
      return t('catalogue');
    },
    view,
    requery,
    close() {
      stop();
      changeSoon.cancel();
    },
  };
}
