// A postal address: to fill in, and to read.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { texts } from '../lib/text.js';
import { field } from './field.js';

const t = texts('common');

/** @import { Address, Errors } from 'types' */
/** What was typed so far. @typedef {Partial<Record<typeof PARTS[number][0], string>>} Draft */

/** name on the wire, label, autocomplete token, longest, optional, whether it is long
 * @type {[name: 'name' | 'company' | 'street' | 'street2' | 'postal_code' | 'city' | 'state' | 'country' | 'phone', string, string, number, boolean, boolean?][]} */
const PARTS = [
  ['name', 'address.name', 'name', 200, true],
  ['company', 'address.company', 'organization', 200, true],
  ['street', 'address.street', 'address-line1', 200, false, true],
  ['street2', 'address.street2', 'address-line2', 200, true, true],
  ['postal_code', 'address.postal_code', 'postal-code', 20, true],
  ['city', 'address.city', 'address-level2', 100, false],
  ['state', 'address.state', 'address-level1', 100, true],
  ['country', 'address.country', 'country-name', 100, false],
  ['phone', 'address.phone', 'tel', 50, true],
];

/** @param {string} base */
export const addressPointers = (base) => PARTS.map(([name]) => `${base}/${name}`);
/** @param {string} base */
export const requiredOf = (base) => PARTS.filter((p) => !p[4]).map(([name]) => `${base}/${name}`);

/** `change` hears what is typed.
 * @param {{ base: string, kind: 'shipping' | 'billing', address: Draft, errors: Errors, change: (name: string, text: string) => void }} facts */
export const addressFields = ({ base, kind, address, errors, change }) => html`<div class="form-grid">
  ${PARTS.map(
    ([name, label, token, maxlength, optional, long]) => html`<div class=${long ? 'long' : ''}>
    ${field({
      pointer: `${base}/${name}`,
      label: t(label),
      errors,
      optional,
      maxlength,
      type: token === 'tel' ? token : 'text',
      autocomplete: `${kind} ${token}`,
      value: address[name],
      input: (event) => change(name, event.target.value),
    })}
  </div>`,
  )}
</div>`;

/** The parts that were filled in. @param {Draft} address */
export const filled = (address) =>
  /** @type {Address} */ (Object.fromEntries(PARTS.map(([name]) => [name, address[name]?.trim()]).filter(([, text]) => text)));

/** An address is an object or one string. @param {Address | string | null} address */
export function addressText(address) {
  if (!address) return nothing;
  if (typeof address === 'string') return html`<address>${address}</address>`;
  const town = [address.postal_code, address.city].filter(Boolean).join(' ');
  const lines = [address.name, address.company, address.street, address.street2, town, address.state, address.country, address.phone].filter(Boolean);
  return html`<address>${lines.map((line) => html`${line}<br>`)}</address>`;
}
