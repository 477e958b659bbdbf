// The basket on its way to an order: lines, address, notes, live totals, placing.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { addressFields, addressPointers, filled, requiredOf } from '../../components/address.js';
import { basketLines } from '../../components/basket-lines.js';
import { field, focusFirstError, formProblem, missing, textArea, values } from '../../components/field.js';
import { summary } from '../../components/order-summary.js';
import { empty } from '../../components/state.js';
import { say, sayProblem } from '../../components/toast.js';
import { lastAddress } from '../../lib/addresses.js';
import { basket, quantityOf, removeOrdered } from '../../lib/basket.js';
import { hear } from '../../lib/live.js';
import { ready } from '../../lib/needs.js';
import { place, unanswered } from '../../lib/placing.js';
import { asProblem } from '../../lib/problem.js';
import { learn } from '../../lib/products.js';
import { codeError, lineErrors, liveQuote, shortText } from '../../lib/quote.js';
import { link, replace } from '../../lib/router.js';
import { hasRole, isSignedIn, session } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { focusOn, redraw } from '../../lib/view.js';

const t = texts('shop');

/**
 * @import { Errors, Submitted, Typed } from 'types'
 * @import { Draft } from '../../components/address.js'
 * @import { Message } from '../../lib/live.js'
 * @import { OrderBody } from '../../lib/placing.js'
 * @import { Problem } from '../../lib/problem.js'
 */

const FIELDS = [
  '/customer_id',
  '/discount_code',
  ...addressPointers('/shipping_address'),
  ...addressPointers('/billing_address'),
  '/shipping_address',
  '/billing_address',
  '/customer_notes',
];

/** @typedef {'shipping' | 'billing'} Kind */

const nothingTyped = () => ({ shipping: /** @type {Draft} */ ({}), billing: /** @type {Draft} */ ({}), notes: '', billElsewhere: false });

export function open() {
  const quote = liveQuote({ address: whereTo });
  let code = quote.code; // as it is typed
  let codeProblem = '';
  /** @type {number | undefined} */
  let who; // whose form this is
  let typed = nothingTyped();
  /** @type {Errors} */
  let errors = new Map();
  /** @type {Problem | null} */
  let problem = null;
  let whom = /** @type {ReturnType<typeof import('./behalf.js').behalf> | null} */ (null); // the choice of who works here
  let pending = false; // sent in an earlier attempt, outcome unknown
  let placing = false;
  let closed = false;

  const ids = () => basket.state.lines.map((l) => l.product_id);
  const stop = [basket.watch(changed), session.watch(changed), hear(stockChanged)];
  /** Asks again when a line can no longer be had, or can be at last. @param {Message} message */
  function stockChanged(message) {
    if (message.kind !== 'stock') return;
    const wanted = message.products.filter((p) => quantityOf(p.product_id) > 0);
    if (wanted.some((p) => p.available < quantityOf(p.product_id) || quote.lines.has(p.product_id))) quote.soon();
  }
  function changed() {
    if (session.state.user?.id !== who) begin();
    learn(ids());
    quote.soon();
  }

  /** What is taxed and shipped by where it goes, once all of that is filled in. */
  function whereTo() {
    const all = (/** @type {Kind} */ kind) => requiredOf('').every((part) => typed[kind][/** @type {keyof Draft} */ (part.slice(1))]?.trim());
    return {
      ...whom?.body,
      ...(all('shipping') ? { shipping_address: filled(typed.shipping) } : {}),
      ...(typed.billElsewhere && all('billing') ? { billing_address: filled(typed.billing) } : {}),
    };
  }

  /** @param {string} text */
  async function give(text) {
    code = text;
    codeProblem = '';
    await quote.give(text);
    if (quote.refused) focusOn('[name="/discount_code"]');
  }

  /** A form for who is signed in now; nobody sees what somebody else has typed. */
  function begin() {
    if (who !== undefined) quote.give((code = ''));
    who = session.state.user?.id;
    typed = nothingTyped();
    errors = new Map();
    problem = null;
    pending = unanswered() !== null;
    whom = null;
    if (hasRole('staff')) chooseWhom().catch(sayProblem);
    const mine = typed;
    lastAddress().then((address) => {
      if (address && !Object.keys(mine.shipping).length) {
        mine.shipping = { ...address };
        quote.soon();
      }
      redraw();
    });
  }

  /** Customers don't fetch what they never see. */
  async function chooseWhom() {
    const asker = who;
    const { behalf } = await import('./behalf.js');
    await ready();
    if (asker !== who) return;
    whom = behalf({
      chosen(customer) {
        errors.delete('/customer_id');
        if (customer?.address && typeof customer.address === 'object') typed.shipping = { ...customer.address };
        quote.soon();
        redraw();
      },
    });
    redraw();
  }
  begin();
  learn(ids());
  quote.now();

  function bodyOf() {
    /** @type {OrderBody} */
    const body = { items: basket.state.lines, ...whom?.body, shipping_address: filled(typed.shipping) };
    if (typed.billElsewhere) body.billing_address = filled(typed.billing);
    if (quote.counts) body.discount_code = quote.counts;
    if (typed.notes.trim()) body.customer_notes = typed.notes.trim();
    return body;
  }

  /** @param {Submitted} event */
  async function submit(event) {
    event.preventDefault();
    if (placing) return;
    const form = event.target;
    const needed = [
      ...requiredOf('/shipping_address'),
      ...(typed.billElsewhere ? requiredOf('/billing_address') : []),
    ];
    problem = null;
    errors = pending ? new Map() : missing(values(form), needed);
    codeProblem = !pending && code.trim() !== quote.code ? t('code.not_yet') : '';
    if (!pending && whom?.body === null) errors.set('/customer_id', t('behalf.nobody'));
    if (errors.size || codeProblem) return focusFirstError(form);
    placing = true;
    redraw();
    const body = { ...bodyOf(), ...(event.submitter?.matches('[value=draft]') ? { status: /** @type {const} */ ('draft') } : {}) };
    try {
      const { made, items } = await place(body);
      removeOrdered(items);
      quote.give((code = ''));
      whom?.done();
      const isDraft = made.status === 'draft';
      const where = isDraft ? `/orders/${made.id}` : `/order/placed/${made.id}`;
      if (!closed) replace(where);
      if (closed || isDraft)
        say(t(isDraft ? 'basket.kept' : 'basket.placed', { number: made.order_number }), 'good', closed ? { label: t('basket.view_order'), href: link(where) } : undefined);
      return;
    } catch (error) {
      if (closed) return sayProblem(error);
      refused(asProblem(error), body);
    }
    placing = false;
    focusFirstError(form);
  }

  /** @param {Problem} why @param {OrderBody} body */
  function refused(why, { items }) {
    pending = unanswered() !== null;
    problem = why;
    errors = why.byPointer();
    if (errors.has('/discount_code') || why.code.startsWith('discount_')) codeProblem = codeError(why);
    for (const [id, line] of lineErrors(why, items)) {
      if (why.code === 'insufficient_stock') line.text = shortText(line.available ?? 0);
      quote.lines.set(id, line);
    }
  }

  const keep = (/** @type {Kind} */ kind) => (/** @type {string} */ name, /** @type {string} */ text) => {
    typed[kind] = { ...typed[kind], [name]: text };
    quote.soon();
    redraw();
  };
  const addressPart = (/** @type {Kind} */ kind) =>
    addressFields({ base: `/${kind}_address`, kind, address: typed[kind], errors, change: keep(kind) });

  const view = () => html`
    <div class="page-head"><h1 tabindex="-1">${t('basket')}</h1></div>
    ${basket.state.lines.length || pending ? form() : nothingYet()}`;

  const nothingYet = () =>
    empty({
      icon: 'basket',
      title: t('basket.empty'),
      text: t('basket.empty.text'),
      action: html`<a class="button primary" href=${link('/')}>${t('browse')}</a>`,
    });

  const form = () => html`<form class="ordering" novalidate @submit=${submit} aria-label=${t('basket.form')}>
    <div class="ordering-main">
      ${problemAbove()}
      <fieldset class="bare" ?disabled=${placing || pending}>
        ${basketLines(quote)} ${whom?.view(errors) ?? nothing} ${isSignedIn() ? delivery() : nothing}
      </fieldset>
    </div>
    ${summary({ quote, code: codeFacts(), placing, pending })}
  </form>`;

  const codeFacts = () => ({
    typed: code,
    applied: quote.code,
    error: codeProblem || quote.refused,
    busy: quote.sums.busy,
    type: (/** @type {string} */ text) => {
      code = text;
      codeProblem = '';
      redraw();
    },
    give,
  });

  /** Messages that stand at a line or a field are not repeated above. */
  function problemAbove() {
    if (pending && !placing) {
      return html`<div class="alert wait" role="alert" tabindex="-1">
        <p><strong>${t('basket.unknown')}</strong> ${problem?.message ?? ''}</p>
        <p>${t('basket.unknown.text')}</p>
      </div>`;
    }
    const shown = [
      ...FIELDS,
      ...(problem?.errors ?? []).map((e) => e.pointer).filter((p) => p.startsWith('/items/')),
    ];
    return formProblem(problem, shown);
  }

  const delivery = () => html`<section class="panel glass" aria-labelledby="ship-to">
    <h2 id="ship-to">${t('basket.ship_to')}</h2>
    ${addressPart('shipping')}
    <label class="tick">
      <input type="checkbox" .checked=${typed.billElsewhere} @change=${(/** @type {Typed} */ e) => {
        typed.billElsewhere = e.target.checked;
        quote.soon();
        redraw();
      }}>
      ${t('basket.bill_elsewhere')}
    </label>
    ${typed.billElsewhere ? html`<h3>${t('basket.bill_to')}</h3>${addressPart('billing')}` : nothing}
    ${field({
      pointer: '/customer_notes',
      label: t('basket.notes'),
      optional: true,
      errors,
      control: textArea,
      maxlength: 2000,
      value: typed.notes,
      input: (e) => {
        typed.notes = e.target.value;
      },
    })}
  </section>`;

  return {
    get title() {
      return t('basket');
    },
    view,
    close() {
      closed = true;
      for (const end of [...stop, quote.soon.cancel, quote.sums.cancel]) end();
    },
  };
}
