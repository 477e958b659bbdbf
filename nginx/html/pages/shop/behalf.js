// Who works here says for whom an order is: found by typing, or made at once by managers.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { field } from '../../components/field.js';
import { formDialog } from '../../components/form-dialog.js';
import { lookup } from '../../components/lookup.js';
import { sayProblem } from '../../components/toast.js';
import { get } from '../../lib/api.js';
import { fullName } from '../../lib/format.js';
import { kept } from '../../lib/kept.js';
import { statusOf } from '../../lib/problem.js';
import { hasRole, session } from '../../lib/session.js';
import { texts } from '../../lib/text.js';
import { redraw } from '../../lib/view.js';
import { customerFields } from '../customers/fields.js';

const t = texts('customers');
const shop = texts('shop');
const MOST = 8;
const choice = kept('sessionStorage', 'orderd.behalf'); // whose, and which: survives a reload

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
    if (one) choice.write({ user: session.state.user?.id, customer: one.id });
    else choice.remove();
    chosen(one);
  }

  async function make() {
    const made = await formDialog({ title: t('new_customer'), path: '/customers', method: 'POST', fields: customerFields(), submit: t('make_customer') });
    if (!made) return;
    begin(made);
  }

  /** @param {Customer} one */
  function begin(one) {
    finder = search(); // which shows whom it begins with
    choose(one, '');
    redraw();
  }

  /** Who was chosen before the page was loaded anew, unless somebody else is by now. */
  async function recall() {
    const was = choice.read();
    if (was?.user !== session.state.user?.id) return;
    try {
      const { data } = await get(`/customers/${was.customer}`);
      if (!customer && !text) begin(data);
    } catch (error) {
      if (statusOf(error) === 404) choice.remove();
      else sayProblem(error);
    }
  }
  recall();

  return {
    /** It was ordered: the next order is for somebody else. */
    done: choice.remove,
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
