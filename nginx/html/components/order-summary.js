// Beside the basket: what it costs, and the button that places the order.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { basket } from '../lib/basket.js';
import { money } from '../lib/format.js';
import { product } from '../lib/products.js';
import { link } from '../lib/router.js';
import { isSignedIn } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { field, textInput } from './field.js';
import { icon } from './icons.js';
import { bones } from './state.js';
import { totals } from './totals.js';

const t = texts('shop');
const common = texts('common');

/** @import { Schemas } from 'types' @import { Quote } from '../lib/quote.js' */
/** @typedef {{ placing: boolean, pending: boolean }} State `pending`: it was sent, and not answered */

/** Before signing in there is no quote; the products' prices alone make a sum in cents. */
function roughSum() {
  const known = basket.state.lines.flatMap((l) => {
    const p = product(l.product_id);
    return p ? [{ cents: Math.round(p.price * 100) * l.quantity, currency: p.currency }] : [];
  });
  const cents = known.reduce((sum, l) => sum + l.cents, 0);
  return html`<dl class="totals">
    <div class="total"><dt>${common('sums.subtotal')}</dt><dd>${money(cents / 100, known[0]?.currency)}</dd></div>
  </dl>
  <p class="hint">${t('summary.rough')}</p>`;
}

const invitation = () => html`
  <a class="button primary full" href=${link('/sign-in', { next: '/order' })}>${t('summary.sign_in')}</a>
  <p class="aside">${t('summary.new')} <a href=${link('/register', { next: '/order' })}>${t('summary.register')}</a></p>`;

/** @param {State} state */
function label({ placing, pending }) {
  if (placing) return t('summary.placing');
  return pending ? t('summary.check') : t('summary.place');
}

/** What the department of whoever orders may spend, and whether somebody has to approve. @param {Schemas['Quote']} quote */
function allowance({ approval_threshold: threshold, budget, budget_left: left, needs_approval: waits, currency }) {
  if (threshold === null && budget === null) return nothing;
  const row = (/** @type {string} */ name, /** @type {string} */ amount) => html`<div><dt>${name}</dt><dd>${amount}</dd></div>`;
  return html`<dl class="totals allowance">
      ${budget === null ? nothing : row(t('allowance.left', { budget: money(budget, currency) }), money(left ?? 0, currency))}
      ${threshold === null ? nothing : row(t('allowance.threshold'), money(threshold, currency))}
    </dl>
    ${waits ? html`<p class="hint">${t('allowance.waits')}</p>` : nothing}`;
}

/** @param {Quote} quote */
function sums({ sums: quoted, lines }) {
  if (quoted.value && !quoted.problem) return html`<div class=${quoted.busy ? 'stale' : ''}>${totals(quoted.value)} ${allowance(quoted.value)}</div>`;
  if (quoted.problem) return lines.size ? nothing : html`<p class="error">${quoted.problem.message}</p>`;
  return bones(4, 'line-bone');
}

/** A code, given by its button or with Enter, which does not place the order. @param {CodeFacts} facts */
function codeField({ typed, applied, error, busy, type, give }) {
  const used = applied && applied === typed.trim();
  return html`<div class="code-field">
    ${field({
      pointer: '/discount_code',
      label: t('code'),
      optional: true,
      errors: new Map(error ? [['/discount_code', error]] : []),
      maxlength: 100,
      autocomplete: 'off',
      autocapitalize: 'characters',
      spellcheck: 'false',
      value: typed,
      input: (event) => type(event.target.value),
      control: (parts) => html`<div class="code-row" @keydown=${(/** @type {KeyboardEvent} */ event) => {
        if (event.key !== 'Enter' || event.isComposing) return;
        event.preventDefault();
        give(typed.trim());
      }}>${textInput(parts)}
        ${used
          ? html`<button type="button" class="button quiet small" @click=${() => give('')}>${t('code.remove')}</button>`
          : html`<button type="button" class="button quiet small" @click=${() => give(typed.trim())}>${t('code.apply')}</button>`}
      </div>`,
    })}
    <p class="good" role="status">${used && !error && !busy ? t('code.counts', { code: applied }) : nothing}</p>
  </div>`;
}

/** @typedef {{ typed: string, applied: string, error: string, busy: boolean, type: (text: string) => void,
 *   give: (code: string) => unknown }} CodeFacts `typed`: in the field; `applied`: what the quote was asked with */

/** @param {State & { quote: Quote, code: CodeFacts }} facts */
export function summary({ quote, code, placing, pending }) {
  const blocked = quote.lines.size > 0 && !pending;
  return html`<aside class="summary glass" aria-labelledby="summary-title">
    <h2 id="summary-title">${t('summary.title')}</h2>
    ${
      isSignedIn()
        ? html`${codeField(code)}
          <div class="summary-sums" aria-live="polite" aria-busy=${quote.sums.busy}>${sums(quote)}</div>
          <button class="button primary full" ?disabled=${placing}>
            ${placing ? nothing : icon('lock')} ${label({ placing, pending })}
          </button>
          ${pending ? nothing : html`<button class="button quiet full" value="draft" ?disabled=${placing}>${t('summary.draft')}</button>`}
          ${blocked ? html`<p class="error">${t('summary.blocked')}</p>` : nothing}`
        : html`${roughSum()} ${invitation()}`
    }
  </aside>`;
}
