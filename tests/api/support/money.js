// Exact money in whole cents, computed from the contract (design: Money), never from a reply.
// SPDX-License-Identifier: MIT

/** 12.30 or "12.30" → 1230n */
export function cents(amount) {
  const [, sign, whole, places = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(String(amount));
  return BigInt(`${sign}${whole}${places.padEnd(2, '0')}`);
}

/** 1230n → "12.30": how an amount stands in a reply's text. */
export function text(amount) {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `rate` (a decimal text such as "0.08") of an amount, rounded half away from zero. */
export function share(amount, rate) {
  const [whole, places = ''] = rate.split('.');
  const unit = 10n ** BigInt(places.length);
  return (2n * amount * BigInt(whole + places) + unit) / (2n * unit);
}

/** What an order of these lines costs; lines are [price, quantity]. */
export function totals(lines, { rate = '0.08', shipping = '10.00', freeFrom = '100.00' } = {}) {
  const subtotal = lines.reduce(
    (sum, [price, quantity]) => sum + cents(price) * BigInt(quantity),
    0n,
  );
  const tax = share(subtotal, rate);
  const cost = freeFrom !== null && subtotal >= cents(freeFrom) ? 0n : cents(shipping);
  return {
    subtotal: text(subtotal),
    discount: '0.00',
    tax: text(tax),
    shipping_cost: text(cost),
    total: text(subtotal + tax + cost),
  };
}

/** The amounts of a reply as the text they were sent in: two decimals are part of the contract. */
export function amounts(reply) {
  const found = {};
  for (const name of ['subtotal', 'discount', 'tax', 'shipping_cost', 'total']) {
    // The last one: items come first and have a subtotal of their own.
    found[name] = [...reply.text.matchAll(new RegExp(`"${name}":\\s*(-?[0-9.]+)`, 'g'))].at(
      -1,
    )?.[1];
  }
  return found;
}
