// A page about one thing that is changed in a form: the way back, its name, what can be done, the form.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { linkBack } from '../lib/router.js';
import { form } from './form.js';
import { icon } from './icons.js';
import { say, sayProblem } from './toast.js';

/** @import { Answer } from 'types' @import { FormFacts } from './form.js' */
/**
 * @typedef {object} RecordAction
 * @property {string} label
 * @property {string} [style] of the button
 * @property {() => Promise<string | null>} run answers what to say of it, or null when it was not done
 */
/**
 * @template {string} P
 * @typedef {object} RecordFacts
 * @property {string} kind what it is while it has no name yet
 * @property {{ at: string, label: string }} list where it stands
 * @property {(data: Answer<'get', P>) => string} name
 * @property {(data: Answer<'get', P>) => unknown} [lead]
 * @property {string} saved what to say once it was
 * @property {Omit<FormFacts, 'done' | 'label' | 'path'> & { path: P }} form
 * @property {(data: Answer<'get', P>) => RecordAction[]} [actions]
 * @property {(data: Answer<'get', P>) => unknown} [aside] beside the form
 * @property {() => void} [close] ends what the page has begun besides
 */

/** @template {string} P @param {RecordFacts<P>} facts */
export function recordPage(facts) {
  const record = form({
    ...facts.form,
    label: facts.kind,
    done: async () => {
      await record.load();
      say(facts.saved);
    },
  });

  /** @param {RecordAction} action */
  async function act({ run }) {
    try {
      const done = await run();
      if (done === null) return;
      await record.load();
      say(done);
    } catch (error) {
      sayProblem(error);
    }
  }

  /** @param {RecordAction} action */
  const button = (action) =>
    html`<button type="button" class="button ${action.style ?? 'quiet'}" @click=${() => act(action)}>${action.label}</button>`;

  const name = () => (record.data ? facts.name(record.data) : facts.kind);
  const { at, label } = facts.list;

  return {
    get title() {
      return name();
    },
    record,
    view: () => html`<a class="back" href=${linkBack(at)}>${icon('left')} ${label}</a>
      <div class="page-head">
        <div><h1 tabindex="-1">${name()}</h1>${record.data && facts.lead ? html`<p class="lead chips">${facts.lead(record.data)}</p>` : nothing}</div>
        ${record.data && facts.actions ? html`<div class="actions">${facts.actions(record.data).map(button)}</div>` : nothing}
      </div>
      <div class=${facts.aside ? 'detail' : ''}>
        <section class="panel glass">${record.view()}</section>
        ${facts.aside && record.data ? html`<div class="detail-side">${facts.aside(record.data)}</div>` : nothing}
      </div>`,
    close() {
      facts.close?.();
      record.close();
    },
  };
}
