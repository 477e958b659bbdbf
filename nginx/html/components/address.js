// A postal address: to fill in, and to read.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { texts } from '../lib/text.js';
import { field } from './field.js';

const t = texts('common');

/** name on the wire, label, autocomplete token, longest, optional, width in the grid */
const PARTS = [
  ['name', 'address.name', 'name', 200, true, 'wide'],
  ['street', 'address.street', 'street-address', 200, false, 'wide'],
  ['postal_code', 'address.postal_code', 'postal-code', 20, false, ''],
  ['city', 'address.city', 'address-level2', 100, false, ''],
  ['state', 'address.state', 'address-level1', 100, true, ''],
  ['country', 'address.country', 'country-name', 100, false, ''],
];

export const addressPointers = (base) => PARTS.map(([name]) => `${base}/${name}`);
export const requiredOf = (base) => PARTS.filter((p) => !p[4]).map(([name]) => `${base}/${name}`);

/** `kind` is shipping or billing, `address` what was typed so far, `change(name, text)` hears more. */
export const addressFields = ({ base, kind, address, errors, change }) => html`<div class="form-grid">
  ${PARTS.map(
    ([name, label, token, maxlength, optional, width]) => html`<div class=${width}>
    ${field({
      pointer: `${base}/${name}`,
      label: t(label),
      errors,
      optional,
      maxlength,
      autocomplete: `${kind} ${token}`,
      value: address[name],
      input: (event) => change(name, event.target.value),
    })}
  </div>`,
  )}
</div>`;

/** The parts that were filled in. */
export const filled = (address) =>
  Object.fromEntries(PARTS.map(([name]) => [name, address[name]?.trim()]).filter(([, text]) => text));

/** An address is an object or one string. */
export function addressText(address) {
  if (!address) return nothing;
  if (typeof address === 'string') return html`<address>${address}</address>`;
  const town = [address.postal_code, address.city].filter(Boolean).join(' ');
  const lines = [address.name, address.street, town, address.state, address.country].filter(Boolean);
  return html`<address>${lines.map((line) => html`${line}<br>`)}</address>`;
}
