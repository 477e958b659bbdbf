// What people do on the pages, by what the pages say: roles, labels and names.
// SPDX-License-Identifier: MIT
import { ADDRESS } from '../../api/support/shop.js';
import { text, totals } from '../../api/support/money.js';
import { seen } from './waiting.js';

export const heading = (page, name) => page.getByRole('heading', { level: 1, name });
export const link = (page, name) => page.getByRole('link', { name, exact: true });
export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const dialog = (page) => page.getByRole('dialog');
/** The navigation's link to a place. */
export const place = (page, name) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });

/** A field by its whole label, with or without the word "optional". */
export const field = (page, label) => page.getByLabel(new RegExp(`^${label}( optional)?$`));

/** Signs in on the page; `next` is where it leads. */
export async function signIn(page, { email, password }, next = '/') {
  await page.goto(`/#/sign-in?next=${encodeURIComponent(next)}`);
  await fillSignIn(page, { email, password });
  await seen(place(page, 'Profile'));
}

export async function fillSignIn(page, { email, password }) {
  await field(page, 'E-mail').fill(email);
  await field(page, 'Password').fill(password);
  await button(page, 'Sign in').click();
}

/** The list item of a product: a card of the catalogue, a line of the basket or of an order. */
export const product = (page, { name }) =>
  page.getByRole('region', { name: 'Products' }).getByRole('listitem').filter({ hasText: name });

/** How many pieces are wanted of a product. */
export const pieces = (page, { name }) => page.getByRole('spinbutton', { name: `Quantity of ${name}` });

/** Finds a product by its SKU, puts that many pieces in the basket. */
export async function putInBasket(page, wanted, quantity = 1) {
  await page.goto(`/#/?search=${wanted.sku}`);
  await pieces(page, wanted).fill(String(quantity));
  await button(page, `Add ${wanted.name} to the basket`).click();
  await seen(page.getByText(`${quantity} × ${wanted.name} added`));
}

export async function fillAddress(page, address = ADDRESS) {
  await field(page, 'Street and number').fill(address.street);
  await field(page, 'Postal code').fill(address.postal_code);
  await field(page, 'City').fill(address.city);
  await field(page, 'Country').fill(address.country);
}

/** Places what is in the basket; resolves to the number that is shown. */
export async function order(page) {
  await button(page, 'Place order').click();
  await seen(heading(page, 'Thank you'));
  return page.getByText(/^ORD-\d{8}-[0-9A-F]{8}$/).innerText();
}

/** The sums shown in a part of the page, as {Subtotal: '$1.00', …}. */
export async function sumsIn(part) {
  const [terms, values] = await Promise.all(
    ['term', 'definition'].map((role) => part.getByRole(role).allInnerTexts()));
  return Object.fromEntries(terms.map((term, i) => [term, values[i]]));
}

/** What sumsIn() is to find for an order of [price, quantity] pairs. */
export function sumsOf(lines) {
  const { subtotal, tax, shipping_cost: shipping, total } = totals(lines);
  return {
    Subtotal: dollars(subtotal),
    Tax: dollars(tax),
    Shipping: shipping === text(0n) ? 'Free' : dollars(shipping),
    Total: dollars(total),
  };
}

/** "1234.50" → "$1,234.50" */
export const dollars = (amount) => `$${amount.replace(/\B(?=(\d{3})+\.)/g, ',')}`;

/** What is read out after an element's name: the texts it is described by. */
export function description(locator) {
  return locator.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent.trim())
      .join(' '));
}
