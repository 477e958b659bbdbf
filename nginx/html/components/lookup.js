// Finding one of many by typing: a combobox with a list (the APG's pattern).
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { styles } from '../lib/needs.js';
import { asProblem } from '../lib/problem.js';
import { debounce } from '../lib/resource.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';

const t = texts('kit');
styles('office-parts');
const TYPING_MS = 200;

/**
 * @import { Control, FieldFact, Found } from 'types'
 * @typedef {object} LookupFacts
 * @property {NonNullable<FieldFact['find']>} find
 * @property {(found: Found | null, typed?: string) => void} choose null: what was chosen no longer stands, since that was typed
 */

/** One a field; what is answered is a `control` of components/field.js. @param {LookupFacts} facts */
export function lookup({ find, choose }) {
  let text = /** @type {string | null} */ (null); // null: nothing was typed, the value's own words show
  let found = /** @type {Found[]} */ ([]);
  let at = -1;
  let open = false;
  let words = '';
  let asked = new AbortController();

  const look = debounce(async () => {
    asked.abort();
    const mine = (asked = new AbortController());
    try {
      const got = text?.trim() ? await find(text.trim(), mine.signal) : [];
      if (mine.signal.aborted) return;
      [found, at, open] = [got, got.length ? 0 : -1, Boolean(text?.trim())];
      words = got.length ? t('matches', { count: got.length }) : t('no_match');
    } catch (error) {
      if (mine.signal.aborted) return;
      [found, open, words] = [[], true, asProblem(error).message];
    }
    redraw();
  }, TYPING_MS);

  /** @param {Found} one */
  function take(one) {
    look.cancel();
    asked.abort();
    [text, open, found] = [one.label, false, []];
    choose(one);
    redraw();
  }

  /** @param {Event} event */
  function typed(event) {
    text = /** @type {HTMLInputElement} */ (event.target).value;
    choose(null, text);
    look();
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.key === 'Escape' && open) open = false;
    else if (event.key === 'ArrowDown' && found.length) [open, at] = [true, (at + 1) % found.length];
    else if (event.key === 'ArrowUp' && found.length) [open, at] = [true, (at - 1 + found.length) % found.length];
    else if (event.key === 'Enter' && open && found[at]) take(found[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
    redraw();
  }

  const leave = () => {
    open = false;
    redraw();
  };

  return /** @type {Control} */ ((p) => html`<div class="lookup" @focusout=${leave}>
    <input id=${p.id} role="combobox" autocomplete="off" spellcheck="false" aria-autocomplete="list" aria-expanded=${open ? 'true' : 'false'}
      aria-controls="${p.id}-list" aria-activedescendant=${open && at >= 0 ? `${p.id}-${at}` : nothing}
      aria-required=${p.optional ? nothing : 'true'} aria-invalid=${p.error ? 'true' : nothing}
      aria-describedby=${p.described || nothing} placeholder=${p.placeholder ?? nothing}
      .value=${text ?? p.value ?? ''} @input=${typed} @keydown=${pressed}>
    <ul id="${p.id}-list" role="listbox" aria-label=${t('found')} class=${open && found.length ? 'found' : 'hidden'}>
      ${found.map(
        (one, i) => html`<li role="option" id="${p.id}-${i}" aria-selected=${i === at ? 'true' : 'false'}
          @pointerdown=${(/** @type {Event} */ e) => e.preventDefault()} @click=${() => take(one)}>
          <span>${one.label}</span>${one.hint ? html`<small>${one.hint}</small>` : nothing}</li>`,
      )}
    </ul>
    <p class=${open && !found.length ? 'found none' : 'hidden'} role="status">${open ? words : ''}</p>
  </div>`);
}
