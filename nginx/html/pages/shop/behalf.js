// Who works here says for whom an order is: found by typing, or made at once by managers.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { field } from '../../components/field.js';
import { formDialog } from '../../components/form-dialog.js';
import { lookup } from '../../components/lookup.js';
import { sayProblem } from '../../components/toast.js';
import { get } from '../../lib/api.js';
import { fullName } from '../../lib/format.js';
import { hasRole } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { customerFields } from '../customers/fields.js';

const t = texts('customers');
const shop = texts('shop');
const MOST = 8;

/** @import { Customer, Errors } from 'types' */

/** One an order. `chosen` hears of each choice. @param {{ chosen: (customer: Customer | null) => unknown }} facts */
export function behalf({ chosen }) {
  /** @type {Map<string, Customer>} */
  const known = new Map();
  let customer = /** @type {Customer | null} */ (null);
  let text = '';
  let finder = search();

  function search() {
    return lookup({
      find: async (typed, signal) => {
        const { data } = (await get('/customers', { search: typed, limit: MOST }, signal)).data;
        for (const one of data) known.set(String(one.id), one);
        return data.map((one) => ({ value: String(one.id), label: fullName(one), hint: one.email ?? '' }));
      },
      choose: (found, typed = '') => choose(found ? (known.get(found.value) ?? null) : null, typed),
    });
  }

  /** @param {Customer | null} one @param {string} typed */
  function choose(one, typed) {
    text = typed;
    if (one?.id === customer?.id) return;
    customer = one;
    chosen(one);
  }

  async function make() {
    const made = await formDialog({ title: t('new_customer'), path: '/customers', method: 'POST', fields: customerFields(), submit: t('make_customer') });
    if (!made) return;
    finder = search(); // which shows whom it begins with
    choose(made, '');
  }

  return {
    /** What the order says of it, or null when what was typed is nobody. */
    get body() {
      if (customer) return { customer_id: customer.id };
      return text.trim() ? null : {};
    },
    /** @param {Errors} errors */
    view: (errors) => html`<section class="panel glass" aria-labelledby="behalf-title">
      <h2 id="behalf-title">${shop('behalf')}</h2>
      ${field({ pointer: '/customer_id', label: shop('behalf.for'), hint: shop('behalf.hint'), placeholder: shop('behalf.find'), optional: true, errors, control: finder, value: fullName(customer) })}
      ${hasRole('manager') ? html`<button type="button" class="button quiet small" @click=${() => make().catch(sayProblem)}>${t('new_customer')}</button>` : nothing}
    </section>`,
  };
}
