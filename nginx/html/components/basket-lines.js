// The basket's lines: picture, name, price, quantity, and why a line can't be had.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { basket, quantityOf, removeLine, setQuantity } from '../lib/basket.js';
import { money } from '../lib/format.js';
import { product } from '../lib/products.js';
import { link } from '../lib/router.js';
import { texts } from '../lib/text.js';
import { focusOn, redraw } from '../lib/view.js';
import { icon } from './icons.js';
import { productArt } from './product-art.js';
import { quantity } from './quantity.js';
import { bones } from './state.js';

const t = texts('shop');

/** @import { Line } from '../lib/basket.js' @import { Quote, Shortage } from '../lib/quote.js' */

/** The heading takes the focus that the removed line's button had. @param {number} id */
async function takeOut(id) {
  removeLine(id);
  await redraw();
  focusOn(document.getElementById('lines-title') ? '#lines-title' : 'h1');
}

/** @param {Quote} quote @param {number} id @param {number} pieces */
function change(quote, id, pieces) {
  if (pieces === quantityOf(id)) return; // a field that is left says once more what was typed
  quote.lines.delete(id); // until the next quote says otherwise
  setQuantity(id, pieces);
}

/** @param {Quote} quote @param {number} id @param {Shortage | undefined} wrong */
function trouble(quote, id, wrong) {
  if (!wrong) return nothing;
  const { available = 0 } = wrong;
  return html`<p class="error" id="line-${id}-error">${wrong.text}
    ${
      available > 0
        ? html`<button type="button" class="text-button"
          @click=${() => change(quote, id, available)}>${t('take', { pieces: available })}</button>`
        : nothing
    }
  </p>`;
}

/** @param {Quote} quote @param {Line} line */
function line(quote, { product_id: id, quantity: pieces }) {
  const p = product(id);
  const wrong = quote.lines.get(id) ?? (p === null ? { text: t('line.unsold') } : undefined);
  const name = p?.name ?? (p === null ? t('line.unsold_name') : t('product'));
  return html`<li class="line ${wrong ? 'wrong' : ''}">
    ${productArt(p ?? {})}
    <div class="line-what">
      ${p === undefined ? bones(1, 'line-bone') : html`<a class="line-name" href=${p ? link(`/products/${id}`) : nothing}>${name}</a>`}
      <span class="soft">${p ? html`<span class="sku">${p.sku}</span> · ${money(p.price, p.currency)}` : nothing}</span>
      ${trouble(quote, id, wrong)}
    </div>
    ${
      p
        ? quantity({
            name,
            value: pieces,
            change: (n) => change(quote, id, n),
            wrong: wrong ? 'wrong' : '',
            described: wrong ? `line-${id}-error` : '',
          })
        : nothing
    }
    <span class="line-sum">${p ? money(p.price * pieces, p.currency) : nothing}</span>
    <button type="button" class="plain line-out" aria-label=${t('line.remove', { name })}
      @click=${() => takeOut(id)}>${icon('trash')}</button>
  </li>`;
}

/** @param {Quote} quote */
export const basketLines = (quote) => html`<section class="panel glass" aria-labelledby="lines-title">
  <h2 id="lines-title" tabindex="-1">${t('products')}</h2>
  <ul class="lines">${basket.state.lines.map((l) => line(quote, l))}</ul>
</section>`;
