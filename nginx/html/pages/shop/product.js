// One product with its description.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { addToBasket, inBasket } from '../../components/add-to-basket.js';
import { icon } from '../../components/icons.js';
import { productArt } from '../../components/product-art.js';
import { bones, failed } from '../../components/state.js';
import { stock } from '../../components/stock.js';
import { get } from '../../lib/api.js';
import { kilograms, money } from '../../lib/format.js';
import { hear } from '../../lib/live.js';
import { remember, restocked, product } from '../../lib/products.js';
import { resource } from '../../lib/resource.js';
import { linkBack } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';

const t = texts('shop');

/** @param {import('types').Visit} place */
export function open({ params }) {
  const self = resource(async (signal) => {
    const { data } = await get(`/products/${params.id}`, {}, signal);
    remember([data]);
    return data;
  });
  self.value = product(Number(params.id)) ?? null; // what the catalogue knew, until the answer
  self.load();
  const stop = hear((message) => {
    if (message.kind !== 'stock' || !self.value) return;
    self.value = restocked(self.value, message.products);
    redraw();
  });

  const back = () => html`<a class="back" href=${linkBack('/')}>${icon('left')} ${t('catalogue')}</a>`;

  function view() {
    if (self.problem)
      return html`${back()}<h1 class="hidden" tabindex="-1">${t('product')}</h1>${failed(self.problem, self.load)}`;
    if (!self.value) return html`${back()}${bones(1, 'page-bone')}`;
    const p = self.value;
    return html`${back()}
      <article class="product glass">
        ${productArt(p)} ${inBasket(p)}
        <div class="product-body">
          <p class="card-meta"><span>${p.category ?? t('other_category')}</span></p>
          <h1 tabindex="-1">${p.name}</h1>
          <p class="card-price"><span class="price">${money(p.price, p.currency)}</span> ${stock(p)}</p>
          ${p.description ? html`<p class="prose">${p.description}</p>` : nothing}
          ${addToBasket(p)}
          <dl class="facts">
            <div><dt>${t('sku')}</dt><dd class="sku">${p.sku}</dd></div>
            ${p.weight_kg ? html`<div><dt>${t('weight')}</dt><dd>${kilograms(p.weight_kg)}</dd></div>` : nothing}
          </dl>
        </div>
      </article>`;
  }

  return {
    get title() {
      return self.value?.name ?? t('product');
    },
    view,
    close() {
      stop();
      self.cancel();
    },
  };
}
