// What is done with an order, the same from its page, a list and the board: what GET /orders/{id}/actions
// says, a row an action, and the form that asks for what it needs.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { get, ifMatch, send } from '../lib/api.js';
import { dryRun } from '../lib/dry-run.js';
import { money, words } from '../lib/format.js';
import { styles } from '../lib/needs.js';
import { SIMULATED } from '../lib/order-actions.js';
import { refundedByLine } from '../lib/refunds.js';
import { hasRole } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { whyNot } from '../lib/why-not.js';
import { ask } from './confirm.js';
import { openDialog } from './dialog.js';
import { formDialog } from './form-dialog.js';
import { mailsLead } from './mail-lead.js';
import { menu } from './menu.js';
import { newSums } from './new-sums.js';
import { acceptPrices } from './price-changes.js';
import { paymentWord, statusWord } from '../lib/words.js';
import { refundOf, returnMoney } from './return-money.js';

const t = texts('orders-desk');
styles('office-orders');

/**
 * @import { FieldFact, Order, OrderAction, OrderLine, Payment, Return, Schemas, Shipment } from 'types'
 * @import { Problem } from '../lib/problem.js' @import { FormFacts } from './form.js'
 *
 * What a move is about beside its order; `offer` is what the API says of it.
 * @typedef {{ back?: Return, payment?: Payment, payments?: Payment[], parcel?: Shipment,
 *   offer?: OrderAction }} About
 * @typedef {{ line: OrderLine, left: number }} Left pieces of a line that something can be done with
 *
 * `path`: below the order, or all of it from a slash on; `fields`: beside the notes; `asks`: what it begins
 * with; `body`: what is sent of what was filled in; `loads`: it changes what is loaded; `live`: what is
 * worked out while it is filled in; `board`: it is a step from one column of the board to another.
 * @typedef {object} Move
 * @property {string | ((order: Order, about: About) => string)} path
 * @property {'POST' | 'PUT' | 'PATCH' | 'DELETE'} [method]
 * @property {string} [style]
 * @property {boolean} [notes] unless false, staff can write a note, and one for the customer
 * @property {(order: Order, about: About) => FieldFact[]} [fields]
 * @property {(order: Order, about: About) => Record<string, any>} [asks]
 * @property {(body: any, order: Order, about: About) => any} [body]
 * @property {(order: Order, about: About) => Pick<FormFacts, 'heed' | 'foot'> & { fields?: FieldFact[] }} [live] its fields come after
 *   those of the move
 * @property {(problem: Problem, sent: any, order: Order) => Promise<object | null>} [refused] what is sent besides when one goes on
 * @property {(pointer: string, sent: any, order: Order) => string} [locate] the field that an error of the request is about
 * @property {boolean} [loads]
 * @property {boolean} [board]
 * @property {boolean} [versioned] false: what it asks for has no version of the order to compare
 */

/** @type {() => FieldFact} */
const reason = () => ({ pointer: '/reason', label: t('reason'), kind: 'textarea', maxlength: 2000 });
/** @type {() => FieldFact[]} */
const notes = () => [
  { pointer: '/note', label: t('note'), kind: 'textarea', maxlength: 2000, hint: t('note_who') },
  { pointer: '/customer_note', label: t('customer_note'), kind: 'textarea', maxlength: 2000, hint: t('customer_note_who') },
];

const cents = (/** @type {number} */ amount) => Math.round(amount * 100) / 100;

/** What was taken and given back. @param {Payment[]} payments */
export const paidOf = (payments) =>
  payments.reduce(
    (sum, p) => ({ paid: cents(sum.paid + p.captured_amount), refunded: cents(sum.refunded + p.refunded_amount) }),
    { paid: 0, refunded: 0 },
  );

export const toLeave = (/** @type {OrderLine} */ line) => line.quantity - line.shipped_quantity - line.cancelled_quantity;

/** Pieces of a line that somebody asked to give back. @param {Order} order @param {OrderLine} line */
const askedFor = (order, line) =>
  (order.returns ?? [])
    .filter((back) => back.status === 'requested')
    .flatMap((back) => back.items)
    .filter((item) => item.order_line_id === line.id)
    .reduce((sum, item) => sum + item.quantity, 0);

/** Pieces that can come back. @param {Order} order @param {OrderLine} line */
const outside = (order, line) => line.shipped_quantity - line.returned_quantity - askedFor(order, line);

/** The lines of which there is something left, with how many. @param {Order} order @param {(line: OrderLine) => number} left */
const linesLeft = (order, left) => order.items.map((line) => ({ line, left: left(line) })).filter((one) => one.left > 0);

/** A row of the grid for each. @param {Left[]} rows @returns {FieldFact[]} */
const grid = (rows) =>
  rows.map(({ line, left }, i) => ({
    pointer: `/items/${i}/quantity`,
    label: line.product_name,
    hint: t('of_left', { sku: line.product_sku, count: left }),
    kind: 'number',
    beside: true,
    required: true,
    most: left,
  }));
/** @param {Left[]} rows */
const gridAsks = (rows) => ({ items: rows.map(({ left }) => ({ quantity: left })) });
/** @param {any} body @param {Left[]} rows @param {object} [extra] */
const gridItems = (body, rows, extra = {}) =>
  rows
    .map(({ line }, i) => ({ order_line_id: line.id, quantity: body.items?.[i]?.quantity ?? 0, ...extra }))
    .filter(({ quantity }) => quantity > 0);

/** The same, with what happened to the line so far. @param {Order} order @param {Left[]} rows @returns {FieldFact[]} */
function returnGrid(order, rows) {
  const given = refundedByLine(order);
  return grid(rows).map((fact, i) => {
    const { line, left } = rows[i];
    const { product_sku: sku, quantity: ordered, shipped_quantity: shipped, returned_quantity: returned } = line;
    return { ...fact, hint: t('line_facts', { sku, ordered, shipped, returned, refunded: money(given.get(line.id) ?? 0, order.currency), left }) };
  });
}

const REFUND = { restock: true, refund: 'whole', refund_shipping: false };

/** What came back as it is sent. @param {any} filled @param {Left[]} rows */
function cameBack({ restock, items, refund, refund_amount, refund_shipping: shipping, close, ...rest }, rows) {
  return {
    ...rest,
    ...refundOf({ refund, refund_amount }),
    items: gridItems({ items }, rows, { restock }),
    ...(shipping ? { refund_shipping: true } : {}),
    ...(close ? { close: true } : {}),
  };
}

/** The one that is asked for, unless it is said which. @param {Order} order @param {About} about */
const theReturn = (order, { back }) => back ?? order.returns?.find((one) => one.status === 'requested');
/** @param {Order} order @param {About} about @returns {Left[]} */
const returnRows = (order, about) =>
  (theReturn(order, about)?.items ?? []).flatMap((item) => {
    const line = order.items.find(({ id }) => id === item.order_line_id);
    return line ? [{ line, left: item.quantity }] : [];
  });
/** The latest, unless it is said which. @param {Order} order @param {About} about */
const theParcel = (order, { parcel }) => parcel ?? order.shipments?.at(-1);
/** @param {string} step @returns {(order: Order, about: About) => string} */
const returnPath = (step) => (order, about) => `returns/${theReturn(order, about)?.id}/${step}`;
/** @param {Order} order */
const comingBack = (order) => linesLeft(order, (line) => outside(order, line));

/** The lines as they are to be; those of which no piece is left are left out. @param {any} filled @param {Order} order */
const linesWanted = ({ items = {} }, order) =>
  order.items.map((line, i) => ({ product_id: line.product_id, quantity: items[i]?.quantity ?? line.quantity })).filter(({ quantity }) => quantity > 0);

/** The same with the prices that are set by hand. @param {any} filled @param {Order} order */
const linesPriced = ({ items = {}, price_reason }, order) =>
  order.items.map(({ product_id, quantity }, i) => ({
    product_id, quantity, ...((items[i]?.unit_price ?? null) === null ? {} : { unit_price: items[i].unit_price, price_reason }),
  }));

/** A dry run wants a reason, too, before one was written. */
const SOME_REASON = '–';

/** What is taken off: so much, so many per cent or nothing. @param {Order} order */
function discountForm(order) {
  let kind = 'percent';
  const sums = newSums(order, ({ kind: chosen, discount: { reason: why = SOME_REASON, ...off } = {} }) =>
    chosen === 'none' ? { discount: null } : chosen in off ? { discount: { ...off, reason: why } } : null);
  const { discount, discount_code: code, discount_reason: why } = order;
  /** @type {FieldFact[]} */
  const fields = [
    {
      pointer: '/kind', label: t('discount_takes'), kind: 'choice', required: true, narrow: true,
      hint: code ? t('discount_not_code', { code }) : undefined,
      options: [['percent', t('discount_percent')], ['amount', t('amount')], ...(discount || code || why ? [/** @type {[string, string]} */ (['none', t('discount_none')])] : [])],
    },
    { pointer: '/discount/percent', label: t('discount_percent'), kind: 'number', places: 2, most: 100, required: true, narrow: true, hidden: () => kind !== 'percent' },
    { pointer: '/discount/amount', label: t('amount'), kind: 'money', required: true, narrow: true, hidden: () => kind !== 'amount' },
    { pointer: '/discount/reason', label: t('reason'), kind: 'text', required: true, maxlength: 200, hidden: () => kind === 'none' },
  ];
  return {
    ...sums,
    fields,
    heed(/** @type {any} */ filled) {
      kind = filled.kind;
      sums.heed(filled);
    },
  };
}

/** Prices by hand, and why. @param {Order} order */
function priceForm(order) {
  let changes = false;
  const sums = newSums(order, (filled) => (filled.items ? { items: linesPriced({ price_reason: SOME_REASON, ...filled }, order) } : null));
  /** @type {FieldFact[]} */
  const fields = [
    ...order.items.map(({ product_name: label, product_sku: hint }, i) => /** @type {FieldFact} */ ({
      pointer: `/items/${i}/unit_price`, label, hint, kind: 'money', beside: true, required: true,
    })),
    { pointer: '/price_reason', label: t('reason'), kind: 'text', required: true, maxlength: 200, hidden: () => !changes },
  ];
  return {
    ...sums,
    fields,
    heed(/** @type {any} */ filled) {
      changes = Boolean(filled.items);
      sums.heed(filled);
    },
  };
}

/** The means of payment that the provider knows which is built in. */
const CARDS = ['tok_ok', 'tok_declined', 'tok_timeout'];

/** In the order in which they are offered. @type {Record<string, Move>} */
export const MOVES = {
  place: {
    path: 'place',
    style: 'primary',
    live: (order) => newSums(order, () => ({}), dryRun('POST', `/orders/${order.id}/place`)), // at the prices of now
  },
  approve: { path: 'approve', style: 'primary', board: true },
  confirm: { path: 'confirm', style: 'primary', board: true },
  ship: {
    path: 'shipments',
    style: 'primary',
    board: true,
    fields: (order) => [
      ...grid(linesLeft(order, toLeave)),
      { pointer: '/carrier', label: t('carrier'), kind: 'text', maxlength: 100, narrow: true },
      { pointer: '/tracking_number', label: t('tracking'), kind: 'text', maxlength: 100, narrow: true },
    ],
    asks: (order) => gridAsks(linesLeft(order, toLeave)),
    body: (body, order) => ({ ...body, items: gridItems(body, linesLeft(order, toLeave)) }),
  },
  deliver: { method: 'PUT', path: 'status', style: 'primary', board: true, body: (body) => ({ ...body, status: 'delivered' }) },
  process: { method: 'PUT', path: 'status', style: 'quiet', board: true, body: (body) => ({ ...body, status: 'processing' }) },
  receive_return: {
    path: returnPath('receive'),
    style: 'primary',
    fields: (order, about) => [...returnGrid(order, returnRows(order, about)), { pointer: '/close', label: t('close_return'), hint: t('close_return_hint'), kind: 'toggle' }],
    asks: (order, about) => ({ ...gridAsks(returnRows(order, about)), ...REFUND, close: false }),
    body: (body, order, about) => cameBack(body, returnRows(order, about)),
    live: (order, about) =>
      returnMoney({
        order,
        path: pathOf(order, 'receive_return', about),
        body: (filled) => cameBack(filled, returnRows(order, about)),
        find: ({ returns }) => returns?.find((/** @type {Return} */ one) => one.id === theReturn(order, about)?.id),
      }),
  },
  mend_shipment: {
    method: 'PATCH',
    path: (order, about) => `shipments/${theParcel(order, about)?.id}`,
    fields: () => [
      { pointer: '/carrier', label: t('carrier'), kind: 'text', maxlength: 100, narrow: true },
      { pointer: '/tracking_number', label: t('tracking'), kind: 'text', maxlength: 100, narrow: true },
    ],
    asks: (order, about) => ({ carrier: theParcel(order, about)?.carrier, tracking_number: theParcel(order, about)?.tracking_number }),
    body: ({ carrier = null, tracking_number = null, ...rest }) => ({ ...rest, carrier, tracking_number }),
  },
  undo_shipment: { method: 'DELETE', path: (order, about) => `shipments/${theParcel(order, about)?.id}`, style: 'danger-quiet' },
  reject_return: { path: returnPath('reject') },
  withdraw_return: { path: returnPath('withdraw'), notes: false },
  edit: {
    method: 'PATCH',
    path: '',
    loads: true,
    notes: false,
    fields: (order) =>
      order.items.map((line, i) => ({
        pointer: `/items/${i}/quantity`, label: line.product_name, hint: line.product_sku, kind: 'number', beside: true, required: true,
      })),
    body: (filled, order) => ({ items: linesWanted(filled, order) }),
    live: (order) => newSums(order, (filled) => (filled.items ? { items: linesWanted(filled, order) } : null)),
    refused: async (problem, sent, order) => (problem.code === 'price_changed' ? acceptPrices(problem, sent, order) : null),
    locate: (pointer, { items }, order) =>
      pointer.replace(/(?<=^\/items\/)\d+/, (i) => String(order.items.findIndex((line) => line.product_id === items[i]?.product_id))),
  },
  reprice: {
    method: 'PATCH',
    path: '',
    loads: true,
    notes: false,
    live: priceForm,
    body: (filled, order) => ({ items: linesPriced(filled, order) }),
    locate: (pointer) => pointer.replace(/^\/items\/\d+\/price_reason$/, '/price_reason').replace(/\/quantity$/, '/unit_price'), // too much in all
  },
  discount: {
    method: 'PATCH',
    path: '',
    notes: false,
    asks: ({ discount, discount_reason: why }) => (why ? { kind: 'amount', discount: { amount: discount, reason: why } } : { kind: 'percent' }),
    live: discountForm,
    body: ({ kind, discount }) => ({ discount: kind === 'none' ? null : discount }),
  },
  annotate: {
    method: 'PATCH',
    path: '',
    loads: true,
    notes: false,
    fields: () => [{ pointer: '/internal_notes', label: t('internal_notes'), kind: 'textarea', maxlength: 2000, hint: t('internal_who') }],
  },
  pay: {
    path: 'payments',
    style: 'primary',
    notes: false,
    versioned: false,
    fields: (_order, { offer }) => [
      offer?.provider === SIMULATED
        ? { pointer: '/method', label: t('pay_card'), hint: t('pay_card_hint'), kind: 'choice', required: true, options: CARDS.map((card) => [card, t(`card.${card}`)]) }
        : { pointer: '/method', label: t('pay_method'), hint: t('pay_method_hint'), kind: 'text', required: true, maxlength: 200 },
      { pointer: '/amount', label: t('amount'), kind: 'money', required: true, narrow: true },
      ...(hasRole('manager') ? [/** @type {FieldFact} */ ({ pointer: '/capture', label: t('pay_capture'), kind: 'toggle' })] : []),
    ],
    asks: (_order, { offer }) => ({ amount: offer?.amount, ...(offer?.provider === SIMULATED ? { method: CARDS[0] } : {}), capture: true }),
  },
  refund: {
    path: 'refunds',
    notes: false,
    versioned: false,
    fields: (_order, { payments = [] }) => [
      { pointer: '/amount', label: t('amount'), kind: 'money', required: true, narrow: true },
      ...(payments.length > 1
        ? [/** @type {FieldFact} */ ({ pointer: '/payment_id', label: t('payment'), kind: 'choice', whole: true, narrow: true, options: payments.map((p) => [String(p.id), `${words(p.provider)} ${money(p.captured_amount, p.currency)}`]) })]
        : []),
      reason(),
    ],
    asks: (_order, { payments = [] }) => {
      const { paid, refunded } = paidOf(payments);
      return { amount: cents(paid - refunded) };
    },
  },
  capture: {
    path: (_order, { payment }) => `/payments/${payment?.id}/capture`,
    notes: false,
    versioned: false,
    fields: () => [{ pointer: '/amount', label: t('amount'), kind: 'money', required: true, narrow: true }],
    asks: (_order, { payment }) => (payment ? { amount: cents(payment.authorized_amount - payment.captured_amount) } : {}),
  },
  void: { path: (_order, { payment }) => `/payments/${payment?.id}/void`, style: 'danger-quiet', notes: false, versioned: false },
  return: {
    path: 'returns',
    versioned: false,
    fields: (order) => [...returnGrid(order, comingBack(order))],
    asks: (order) => ({ ...gridAsks(comingBack(order)), ...REFUND }),
    body: ({ note: _note, ...body }, order) => cameBack(body, comingBack(order)),
    live(order) {
      const part = returnMoney({
        order,
        path: pathOf(order, 'return', {}),
        body: ({ note: _note, reason: _reason, ...filled }) => cameBack(filled, comingBack(order)),
        find: ({ returns }) => returns?.at(-1),
      });
      return { ...part, fields: [...part.fields, reason()] };
    },
  },
  request_return: {
    path: 'returns',
    notes: false,
    versioned: false,
    fields: (order) => [...grid(comingBack(order)), reason()],
    asks: (order) => gridAsks(comingBack(order)),
    body: (body, order) => ({ ...body, items: gridItems(body, comingBack(order)) }),
  },
  reject: { path: 'reject', style: 'danger-quiet' },
  cancel: { path: 'cancel', style: 'danger-quiet' },
  delete: { method: 'DELETE', path: '', style: 'danger-quiet', notes: false, body: () => undefined },
};

const ORDER = Object.keys(MOVES);
/** What is an edit to the API, and only managers may. */
const PRICING = ['reprice', 'discount'];

/** What the API says of an order, as it is offered. @param {number} id @param {AbortSignal} [signal] */
export async function actionsOf(id, signal) {
  const { data } = await get(`/orders/${id}/actions`, {}, signal);
  const actions = /** @type {OrderAction[]} */ (data.data);
  const edits = actions.filter(({ action }) => action === 'edit' && hasRole('manager'));
  return [...actions, ...edits.flatMap((edit) => PRICING.map((action) => ({ ...edit, action })))]
    .filter(({ action }) => action in MOVES)
    .sort((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action));
}

export const etagOf = (/** @type {Order} */ order) => `"${order.version}"`;
export const nameOf = (/** @type {string} */ action) => t(`do.${action}`);

/** @param {Order} order @param {string} action @param {About} about */
function pathOf(order, action, about) {
  const { path } = MOVES[action];
  const step = typeof path === 'function' ? path(order, about) : path;
  return step.startsWith('/') ? step : `/orders/${order.id}${step ? `/${step}` : ''}`;
}

/** What somebody else did meanwhile, and whether one goes on: the version to go on with, or null.
 * @param {Order} before @param {Order} now @param {string} action */
async function goOn(before, now, action) {
  const state = (/** @type {Order} */ order) =>
    t('state', { status: statusWord(order.status), payment: paymentWord(order.payment_status), total: money(order.total, order.currency) });
  const text = state(before) === state(now) ? t('conflict_else') : t('conflict_was', { before: state(before), now: state(now) });
  const yes = await ask({ title: t('conflict', { number: before.order_number }), text, yes: t('anyway', { action: nameOf(action) }), no: t('look_first') });
  return yes && etagOf(now);
}

/**
 * Asks for what the move needs and makes it. Resolves to whether it was made.
 * @param {string} action @param {Order} order @param {About} [about]
 */
export async function startMove(action, order, about = {}) {
  const { method = 'POST', notes: noted = true, fields, asks, body, live, loads, refused, locate, versioned = true } = MOVES[action];
  const offer = about.offer ?? (await actionsOf(order.id)).find((one) => one.action === action);
  about = { ...about, offer };
  const more = live?.(order, about);
  const answer = await formDialog({
    title: t('move_title', { action: nameOf(action), number: order.order_number }),
    lead: mailsLead(offer?.mails ?? [], order.id),
    size: fields || live ? 'wide' : 'narrow',
    path: pathOf(order, action, about),
    method,
    initial: loads ? undefined : (asks?.(order, about) ?? {}),
    etag: versioned && !loads ? etagOf(order) : null,
    changed: (problem) => goOn(order, /** @type {Order} */ (problem.current ?? order), action),
    fields: [...(fields?.(order, about) ?? []), ...(more?.fields ?? []), ...(noted && hasRole('staff') ? notes() : [])],
    heed: more?.heed,
    foot: more?.foot,
    refused: async (problem, sent) => refused?.(problem, sent, order) ?? null,
    locate: (pointer, sent) => locate?.(pointer, sent, order) ?? pointer,
    body: (filled) => (body ? body(filled, order, about) : filled),
    submit: nameOf(action),
  });
  return answer !== null;
}

/** Makes a move that needs nothing to be filled in. @param {string} action @param {Order} order */
export async function moveNow(action, order) {
  const { method = 'POST', body } = MOVES[action];
  const headers = { 'Idempotency-Key': crypto.randomUUID(), ...ifMatch(etagOf(order)) };
  await send(method, pathOf(order, action, {}), body ? body({}, order, {}) : {}, headers);
}

/** All that could be done in a menu; what can't says why. @param {OrderAction[]} actions @param {(action: string) => unknown} run */
export const movesMenu = (actions, run) =>
  menu({
    id: 'moves',
    label: t('all_moves'),
    style: 'button quiet',
    items: [...actions.filter((a) => a.allowed), ...actions.filter((a) => !a.allowed)].map((a) => ({
      label: nameOf(a.action),
      danger: MOVES[a.action].style === 'danger-quiet',
      off: a.allowed ? undefined : whyNot(a),
      run: () => run(a.action),
    })),
  });

/** The same as a question: resolves to the action that was chosen, or to null. @param {Order} order @returns {Promise<string | null>} */
export async function chooseMove(order) {
  const actions = await actionsOf(order.id);
  return openDialog({
    title: t('moves_of', { number: order.order_number }),
    body: (close) => html`<ul class="moves">
      ${actions.map(
        ({ action, allowed, ...why }) => html`<li>
          <button type="button" class="button small ${allowed ? (MOVES[action].style ?? 'quiet') : 'quiet'}"
            aria-disabled=${allowed ? nothing : 'true'} aria-describedby=${allowed ? nothing : `why-${action}`}
            @click=${() => allowed && close(action)}>${nameOf(action)}</button>
          ${allowed ? nothing : html`<span class="soft" id="why-${action}">${whyNot(why)}</span>`}
        </li>`,
      )}
    </ul>`,
  });
}
