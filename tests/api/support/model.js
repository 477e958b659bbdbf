// What orders, stock, budget and payments must be: the design's rules on plain numbers.
// SPDX-License-Identifier: MIT
import { cents, totals } from './money.js';

const BEFORE_SHIPPING = ['pending', 'pending_approval', 'confirmed', 'processing'];
const SHIPPABLE = ['confirmed', 'processing', 'partially_shipped'];
const RETURNABLE = ['partially_shipped', 'shipped', 'delivered'];
const UNPAYABLE = ['cancelled', 'rejected'];

/** Amounts are cents in BigInt; a shop's department has a budget and a threshold for approval. */
export const newShop = ({ products, budget, threshold }) => ({
  products: products.map(({ price, stock }) => ({ price, onHand: stock, reserved: 0 })),
  budget: cents(budget),
  threshold: cents(threshold),
  spent: 0n,
  orders: {},
});

/**
 * What becomes of the shop when a command goes through, and the status of its reply: a 409 or 422
 * changes nothing.
 */
export function step(shop, command) {
  const order = shop.orders[command.order];
  return RULES[command.kind](shop, command, order);
}

const RULES = {
  place(shop, { key, who, lines }) {
    if (!lines.every(([p, q]) => available(shop, p) >= q)) return 409;
    const order = { status: 'pending', held: 0n, captured: 0n, refunded: 0n, owedAgain: 0n };
    setLines(shop, order, lines);
    if (who === 'staff') {
      const within = order.total <= shop.threshold && shop.spent + order.total <= shop.budget;
      if (within) hold(shop, order);
      else order.status = 'pending_approval';
    }
    shop.orders[key] = order;
    return 201;
  },

  edit(shop, { lines }, order) {
    if (!BEFORE_SHIPPING.includes(order.status)) return 409;
    const own = (p) => order.lines.find((line) => line.product === p)?.quantity ?? 0;
    if (!lines.every(([p, q]) => available(shop, p) + own(p) >= q)) return 409;
    const held = order.held > 0n;
    release(shop, order);
    setLines(shop, order, lines);
    if (held) hold(shop, order);
    returnMoney(order, order.captured - order.refunded - order.total);
    return 200;
  },

  confirm: (shop, _, order) => move(order, 'pending', 'confirmed'),
  deliver: (shop, _, order) => move(order, 'shipped', 'delivered'),

  approve(shop, _, order) {
    const status = move(order, 'pending_approval', 'confirmed');
    if (status === 200) hold(shop, order);
    return status;
  },

  reject(shop, _, order) {
    const status = move(order, 'pending_approval', 'rejected');
    if (status === 200) end(shop, order);
    return status;
  },

  cancel(shop, _, order) {
    if (order.status === 'partially_shipped') {
      giveBack(shop, order, () => {
        for (const line of order.lines) {
          shop.products[line.product].reserved -= left(line);
          line.cancelled = line.quantity - line.shipped;
        }
      });
      if (order.held) shop.spent -= share(shop, order, (line) => line.cancelled);
      order.status = order.lines.every((line) => out(line) === 0) ? 'returned' : 'shipped';
      return 200;
    }
    if (!BEFORE_SHIPPING.includes(order.status)) return 409;
    order.status = 'cancelled';
    end(shop, order);
    return 200;
  },

  ship(shop, { product, quantity }, order) {
    if (!SHIPPABLE.includes(order.status)) return 409;
    const line = order.lines.find((l) => l.product === product);
    if (!line) return 422;
    if (quantity > left(line)) return 409;
    line.shipped += quantity;
    shop.products[product].onHand -= quantity;
    shop.products[product].reserved -= quantity;
    order.status = order.lines.every((l) => left(l) === 0) ? 'shipped' : 'partially_shipped';
    return 201;
  },

  takeBack(shop, { product, quantity, restock }, order) {
    if (!RETURNABLE.includes(order.status)) return 409;
    const line = order.lines.find((l) => l.product === product);
    if (!line) return 422;
    if (quantity > out(line)) return 409;
    giveBack(shop, order, () => (line.returned += quantity));
    if (restock) shop.products[product].onHand += quantity;
    const all = order.lines.every((l) => out(l) === 0);
    if (all && order.status !== 'partially_shipped') order.status = 'returned';
    return 201;
  },

  pay(shop, { amount }, order) {
    const due = worth(shop, order) + order.owedAgain - order.captured;
    if (UNPAYABLE.includes(order.status) || due <= 0n || amount > due) return 409;
    order.captured += amount ?? due;
    return 201;
  },

  refund(shop, { amount }, order) {
    if (amount > order.captured - order.refunded) return 409;
    order.refunded += amount;
    return 201;
  },

  adjust(shop, { product, quantity }) {
    if (available(shop, product) + quantity < 0) return 409;
    shop.products[product].onHand += quantity;
    return 200;
  },
};

const available = (shop, p) => shop.products[p].onHand - shop.products[p].reserved;
const left = (line) => line.quantity - line.shipped - line.cancelled;
const out = (line) => line.shipped - line.returned;

function move(order, from, to) {
  if (order.status !== from) return 409;
  order.status = to;
  return 200;
}

/** Reserves the lines and prices them. */
function setLines(shop, order, lines) {
  order.lines = lines.map(([product, quantity]) => ({ product, quantity, shipped: 0, cancelled: 0, returned: 0 }));
  for (const [p, q] of lines) shop.products[p].reserved += q;
  const money = totals(lines.map(([p, q]) => [shop.products[p].price, q]));
  for (const name of ['subtotal', 'total', 'shipping_cost']) order[name] = cents(money[name]);
}

function release(shop, order) {
  for (const line of order.lines) shop.products[line.product].reserved -= left(line);
  shop.spent -= order.held;
  order.held = 0n;
}

function hold(shop, order) {
  order.held = order.total;
  shop.spent += order.held;
}

/** Nothing of it will come: stock and budget are free, and what was paid goes back. */
function end(shop, order) {
  release(shop, order);
  for (const line of order.lines) line.cancelled = line.quantity;
  order.refunded = order.captured;
}

/** What is left of the total without what was cancelled or came back; shipping stays paid. */
const worth = (shop, order) => order.total - share(shop, order, (line) => line.cancelled + line.returned);

/** Of all but shipping, what so many pieces of each line cost. */
function share(shop, order, pieces) {
  const part = order.lines.reduce(
    (sum, line) => sum + cents(shop.products[line.product].price) * BigInt(pieces(line)),
    0n,
  );
  const goods = order.total - order.shipping_cost;
  return (2n * goods * part + order.subtotal) / (2n * order.subtotal);
}

/** After `change` the order is worth less: that comes back, as far as it was paid and is owed. */
function giveBack(shop, order, change) {
  const before = worth(shop, order);
  change();
  const now = worth(shop, order);
  const amounts = [before - now, order.captured - order.refunded, order.captured - order.owedAgain - now];
  returnMoney(order, amounts.reduce((a, b) => (a < b ? a : b)));
}

/** Since the order is worth less: should it be worth more again, that is to be paid again. */
function returnMoney(order, amount) {
  if (amount <= 0n) return;
  order.refunded += amount;
  order.owedAgain += amount;
}
