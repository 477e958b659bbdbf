// Open orders by status: moved by drag or by keys, where the API allows it; what it refuses, it says why.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { repeat } from '/vendor/directives/repeat.js';
import { paymentChip } from '../../components/chip.js';
import { icon } from '../../components/icons.js';
import { declareKeys } from '../../components/keys.js';
import { bones, failed } from '../../components/state.js';
import { say, sayProblem } from '../../components/toast.js';
import { get } from '../../lib/api.js';
import { ago, fullName, moment, money, piecesOf } from '../../lib/format.js';
import { live, reloadOn } from '../../lib/live.js';
import { ready, styles } from '../../lib/needs.js';
import { resource } from '../../lib/resource.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { growing, redraw } from '../../lib/view.js';
import { whyNot } from '../../lib/why-not.js';
import { statusWord } from '../../lib/words.js';

/** @import { Order } from 'types' */

const t = texts('orders-desk');
const kit = texts('kit');
styles('office-orders', 'office-parts');
/** @typedef {Order['status']} Status */

/** @type {Status[]} */
const STATUSES = ['pending', 'confirmed', 'processing', 'partially_shipped', 'shipped'];
const MOST = 50; // cards of a column; the table has the rest
const POLL_MS = 30_000;

/** What moves them, forms and all, is loaded when the first one is moved. */
async function theMoves() {
  const moves = await import('../../components/order-moves.js');
  await ready();
  return moves;
}

export function open() {
  const columns = STATUSES.map((status) => ({
    status,
    cards: resource(async (signal) => {
      // What waits longest stands on top; of what has left, the latest.
      const sort = status === 'shipped' ? '-created_at' : 'created_at';
      return (await get('/orders/all', { status, sort, page: 1, limit: MOST }, signal)).data;
    }),
  }));
  for (const { cards } of columns) cards.load();
  const drawn = growing();
  const refresh = () => (dragged ? (missed = true) : Promise.all(columns.map(({ cards }) => cards.refresh())));
  const stop = reloadOn((event) => event.order_id !== null, refresh);
  const poll = setInterval(() => live.state.on || document.hidden || refresh(), POLL_MS);

  let dragged = /** @type {Order | null} */ (null);
  let over = ''; // the column that it is held over
  let missed = false; // something changed while a card was held
  let moving = 0; // the id of the order that is on its way

  /** @param {Order} order @param {Status} to */
  async function move(order, to) {
    if (moving || order.status === to) return;
    moving = order.id;
    redraw();
    try {
      await carry(order, to);
    } catch (error) {
      sayProblem(error);
    }
    moving = 0;
    await refresh();
    cardOf(order.id)?.focus();
  }

  /** By the action that leads there, if there is one and it is allowed. @param {Order} order @param {Status} to */
  async function carry(order, to) {
    const { actionsOf, MOVES, moveNow, nameOf, startMove } = await theMoves();
    const ways = (await actionsOf(order.id)).filter(({ action, becomes }) => MOVES[action].board && becomes?.includes(to));
    const way = ways.find(({ allowed }) => allowed);
    const told = { number: order.order_number, from: statusWord(order.status), to: statusWord(to) };
    if (!way) return say([t('no_way', told), ways[0] && whyNot(ways[0])].filter(Boolean).join(' '), 'bad');
    if (!MOVES[way.action].fields) await moveNow(way.action, order);
    else if (!(await startMove(way.action, order))) return;
    say(t('made', { number: order.order_number, action: nameOf(way.action) }));
  }

  /** @param {Order} order */
  async function choose(order) {
    try {
      const { chooseMove, nameOf, startMove } = await theMoves();
      const action = await chooseMove(order);
      if (action && (await startMove(action, order))) say(t('made', { number: order.order_number, action: nameOf(action) }));
    } catch (error) {
      sayProblem(error);
    }
    await refresh();
    cardOf(order.id)?.focus();
  }

  const cardOf = (/** @type {number} */ id) => /** @type {HTMLElement | null} */ (document.querySelector(`.board [data-id="${id}"] a`));

  /** Where the focus is: column, row and order. */
  function place() {
    const id = Number(/** @type {HTMLElement | null} */ (document.activeElement?.closest('.board [data-id]'))?.dataset.id ?? 0);
    const column = columns.findIndex(({ cards }) => cards.value?.data.some((o) => o.id === id));
    const cards = columns[column]?.cards.value?.data ?? [];
    const row = cards.findIndex((o) => o.id === id);
    return { column, row, order: cards[row] ?? null };
  }

  /** @param {number} across @param {number} down */
  const step = (across, down) => () => {
    const here = place();
    if (here.column < 0) return down > 0 || across > 0 ? focusFirst() : false;
    for (let to = here.column + across; columns[to]; to += across || columns.length) {
      const cards = columns[to].cards.value?.data ?? [];
      const card = cards[Math.min(here.row + down, cards.length - 1)];
      if (card) return cardOf(card.id)?.focus();
    }
  };

  function focusFirst() {
    const first = columns.flatMap(({ cards }) => cards.value?.data[0] ?? [])[0];
    if (!first || document.activeElement?.closest('a, button, input')) return false;
    cardOf(first.id)?.focus();
  }

  /** @param {number} by */
  const shift = (by) => () => {
    const { column, order } = place();
    const to = STATUSES[column + by];
    if (!order || !to) return false;
    move(order, to);
  };

  const endKeys = declareKeys(() => [
    { keys: ['ArrowDown', 'j'], label: t('key_board'), run: step(0, 1) },
    { keys: ['ArrowUp', 'k'], label: t('key_board'), run: step(0, -1) },
    { keys: ['ArrowRight', 'l'], label: t('key_board'), run: step(1, 0) },
    { keys: ['ArrowLeft', 'h'], label: t('key_board'), run: step(-1, 0) },
    { keys: ['Shift+ArrowRight'], label: t('key_board_move'), run: shift(1) },
    { keys: ['Shift+ArrowLeft'], label: t('key_board_move'), run: shift(-1) },
    { keys: ['m'], label: t('key_moves'), run: () => { const { order } = place(); return order ? choose(order) : false; } },
  ]);

  /** @param {Order} order */
  const card = (order) => html`<li class="card glass ${moving === order.id ? 'moving' : ''}" data-id=${order.id} draggable="true"
    @dragstart=${(/** @type {DragEvent} */ event) => {
      dragged = order;
      if (!event.dataTransfer) return;
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', order.order_number);
    }}
    @dragend=${() => {
      dragged = null;
      over = '';
      redraw();
      if (missed) refresh();
      missed = false;
    }}>
    <p class="card-head"><a class="code" draggable="false" href=${link(`/office/orders/${order.id}`)}>${order.order_number}</a></p>
    <p class="card-who">${fullName(order.customer) || '–'}</p>
    <p class="card-facts"><strong>${money(order.total, order.currency)}</strong> <span class="soft">${t('pieces', { count: piecesOf(order) })}</span>
      <time class="soft" datetime=${order.created_at} title=${moment(order.created_at)}>${ago(order.created_at)}</time></p>
    <p class="card-foot">${paymentChip(order.payment_status)}
      <button type="button" class="plain" aria-label=${t('board_move', { number: order.order_number })} @click=${() => choose(order)}>${icon('more')}</button></p>
  </li>`;

  /** @param {(typeof columns)[number]} column */
  function lane({ status, cards }) {
    const { data = [], total = 0 } = cards.value ?? {};
    return html`<section class="lane ${over === status ? 'over' : ''}" aria-labelledby="lane-${status}"
      @dragover=${(/** @type {DragEvent} */ event) => {
        if (!dragged) return;
        event.preventDefault();
        if (over === status) return;
        over = status;
        redraw();
      }}
      @drop=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        const order = dragged;
        dragged = null;
        over = '';
        if (order) move(order, status);
      }}>
      <h2 id="lane-${status}">${statusWord(status)} <span class="tab-count">${kit('number', { count: total })}</span></h2>
      ${cards.problem ? failed(cards.problem, cards.load) : cards.value ? nothing : bones(3, 'line-bone')}
      <ul>${repeat(data.slice(0, drawn(data.length)), (o) => o.id, card)}</ul>
      ${cards.value && !data.length ? html`<p class="soft">${t('board_empty')}</p>` : nothing}
      ${total > data.length ? html`<a href=${link('/office/orders', { status })}>${t('board_more', { count: total })}</a>` : nothing}
    </section>`;
  }

  return {
    get title() {
      return t('board');
    },
    view: () => html`<div class="page-head"><div><h1 tabindex="-1">${t('board')}</h1><p class="lead">${t('board_lead')}</p></div></div>
      <div class="board" role="region" tabindex="0" aria-label=${t('board')}>${columns.map(lane)}</div>
      ${live.state.on ? nothing : html`<p class="soft">${kit('polled')}</p>`}`,
    close() {
      stop();
      clearInterval(poll);
      endKeys();
      for (const { cards } of columns) cards.cancel();
    },
  };
}
