// A form from rows of facts: it loads, compares, sends only what changed, once, and keeps what was typed
// whatever comes back.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { get, ifMatch, send } from '../lib/api.js';
import { guard } from '../lib/leaving.js';
import { styles } from '../lib/needs.js';
import { readNumber, writeNumber } from '../lib/numerals.js';
import { asProblem } from '../lib/problem.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { resolveConflict } from './conflict.js';
import { field, focusFirstError, textArea } from './field.js';
import './leave.js';
import { lookup } from './lookup.js';
import { bones, failed } from './state.js';

const t = texts('kit');
styles('office-parts');

/**
 * @import { Control, FieldFact, Typed } from 'types'
 * @typedef {object} FormFacts
 * @property {string} label what the form is, for screen readers
 * @property {FieldFact[]} fields
 * @property {string} path of the API: what is loaded, and where it is sent
 * @property {'POST' | 'PATCH' | 'PUT' | 'DELETE'} [method] POST makes something new and loads nothing
 * @property {Record<string, any>} [initial] what it begins with instead of what would be loaded
 * @property {string | null} [etag] of what it is about, when nothing is loaded
 * @property {(problem: import('../lib/problem.js').Problem) => Promise<string | null>} [changed] somebody else changed that: the
 *   ETag to go on with, or null
 * @property {(problem: import('../lib/problem.js').Problem, sent: any) => Promise<object | null>} [refused] what is sent besides when
 *   one goes on all the same, or null
 * @property {(pointer: string, sent: any) => string} [locate] the field that an error of the request is about, where their pointers differ
 * @property {unknown} [lead] a line above the fields
 * @property {(body: any, fillIn: (pointer: string, value: any) => void) => void} [heed] hears what is filled in, and may fill in more
 * @property {(body: any) => any} [body] what is sent, made of what changed
 * @property {() => unknown} [foot] what is said below the fields
 * @property {string} submit
 * @property {boolean} [still] it is shown to somebody who may not change it
 * @property {(data: any) => unknown} done
 * @property {(close?: any) => void} [cancel]
 */

/** @typedef {string | number | boolean | null} Plain a field's value as the API has it */

/** @param {any} data @param {string} pointer */
const at = (data, pointer) => pointer.slice(1).split('/').reduce((part, name) => part?.[name], data);

/** Values by pointer as one body. @param {Map<string, Plain>} values */
function nested(values) {
  /** @type {any} */
  const body = {};
  for (const [pointer, value] of values) {
    const names = pointer.slice(1).split('/');
    const last = /** @type {string} */ (names.pop());
    names.reduce((part, name) => (part[name] ??= {}), body)[last] = value;
  }
  return body;
}

/** @param {FieldFact} fact */
const placesOf = ({ kind, places }) => (kind === 'money' ? 2 : (places ?? 0));
/** @param {FieldFact} fact */
const shape = ({ narrow, beside }) => `${narrow ? 'narrow' : 'wide'} ${beside ? 'beside' : ''}`;
/** @param {FieldFact} fact */
const isNumber = ({ kind }) => kind === 'number' || kind === 'money';

/** As it is shown to be typed over. @param {FieldFact} fact @param {any} value @returns {string} */
function written(fact, value) {
  if (value === null || value === undefined) return '';
  if (isNumber(fact)) return writeNumber(value, placesOf(fact));
  return String(value);
}

/** As the API takes it, or why it can't be. @param {FieldFact} fact @param {string} text @returns {{ value: Plain, problem?: string }} */
function read(fact, text) {
  if (fact.kind === 'toggle') return { value: text === 'true' };
  const bare = fact.kind === 'password' ? text : text.trim();
  if (bare === '') return fact.required ? { value: null, problem: t('fill_in') } : { value: null };
  if (isNumber(fact)) {
    const { value, problem } = readNumber(bare, placesOf(fact));
    if (problem) return { value: null, problem: t(problem) };
    if (fact.most !== undefined && Number(value) > fact.most) return { value: null, problem: t('too_many', { count: writeNumber(fact.most, placesOf(fact)) }) };
    return { value: Number(value) };
  }
  return { value: fact.whole ? Number(bare) : bare };
}

/** As people read it. @param {FieldFact} fact @param {string} text */
function inWords(fact, text) {
  if (fact.kind === 'toggle') return t(text === 'true' ? 'yes' : 'no');
  return fact.options?.find(([value]) => value === text)?.[1] ?? text;
}

/** One an opened page or dialog. @param {FormFacts} facts */
export function form(facts) {
  const { fields, path, method = 'PATCH' } = facts;
  const making = method === 'POST' || facts.initial !== undefined;
  let key = crypto.randomUUID(); // until a request is refused for good: then the next one is another
  /** @type {Map<string, string>} */
  let loaded = new Map();
  /** @type {Map<string, string>} */
  let typed = new Map();
  /** @type {Map<string, string>} */
  let errors = new Map();
  /** @type {import('../lib/problem.js').Problem | null} */
  let problem = null;
  /** @type {string | null} */
  let etag = facts.etag ?? null;
  let data = /** @type {any} */ (null);
  let busy = false;
  let nothingNew = false;
  const finders = new Map(fields.filter(({ find }) => find).map((fact) => [fact.pointer, finder(fact)]));
  const unguard = guard(() => changed().size > 0);

  /** @param {any} got */
  function accept(got) {
    data = got;
    loaded = new Map(fields.map((fact) => [fact.pointer, written(fact, at(got, fact.pointer))]));
    typed = new Map(loaded);
    facts.heed?.(nested(toSend()), fillIn);
  }

  /** By what is known now, unless somebody has typed there. @param {string} pointer @param {any} value */
  function fillIn(pointer, value) {
    const fact = fields.find((one) => one.pointer === pointer);
    if (!fact || textOf(pointer) !== (loaded.get(pointer) ?? '')) return;
    for (const values of [loaded, typed]) values.set(pointer, written(fact, value));
  }

  async function load() {
    if (making) return accept(facts.initial ?? {});
    problem = null;
    try {
      const got = await get(path);
      etag = got.etag;
      accept(got.data);
    } catch (error) {
      problem = asProblem(error);
    }
    redraw();
  }

  /** As it is now, unless somebody is changing it. */
  async function refresh() {
    const idle = () => !busy && !changed().size;
    const got = idle() && (await get(path).catch(() => null));
    if (!got || !idle()) return;
    etag = got.etag;
    accept(got.data);
    redraw();
  }

  const asked = () => fields.filter((fact) => !fact.hidden?.());
  const textOf = (/** @type {string} */ pointer) => typed.get(pointer) ?? '';
  const same = (/** @type {FieldFact} */ fact, /** @type {string} */ one, /** @type {string} */ other) =>
    one === other || (!read(fact, one).problem && read(fact, one).value === read(fact, other).value);

  /** What differs from what was loaded, by pointer. @returns {Map<string, Plain>} */
  function changed() {
    return new Map(
      asked()
        .filter((fact) => !same(fact, textOf(fact.pointer), loaded.get(fact.pointer) ?? ''))
        .map((fact) => [fact.pointer, read(fact, textOf(fact.pointer)).value]),
    );
  }

  /** All of something new that is filled in, or only what changed. */
  function toSend() {
    if (!making) return changed();
    const all = asked().map((fact) => /** @type {[string, Plain]} */ ([fact.pointer, read(fact, textOf(fact.pointer)).value]));
    return new Map(all.filter(([, value]) => value !== null));
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const element = /** @type {HTMLFormElement} */ (event.target);
    problem = null;
    errors = new Map(asked().flatMap((fact) => {
      const { problem: why } = read(fact, textOf(fact.pointer));
      return why ? [[fact.pointer, why]] : [];
    }));
    nothingNew = !making && changed().size === 0;
    if (errors.size || nothingNew) return showErrors(element);
    await deliver(element);
  }

  /** @param {HTMLFormElement} element @param {object} [besides] what is sent, too */
  async function deliver(element, besides) {
    busy = true;
    redraw();
    const filled = nested(toSend());
    const made = facts.body ? facts.body(filled) : filled;
    const body = besides ? { ...made, ...besides } : made;
    try {
      const headers = { 'Idempotency-Key': key, ...ifMatch(etag) };
      const reply = await send(method, path, body, headers);
      loaded = new Map(typed); // nothing is unsaved any more
      busy = false;
      await facts.done(reply.data);
    } catch (error) {
      busy = false;
      problem = asProblem(error);
      if (!problem.unanswered) key = crypto.randomUUID();
      if (problem.status === 412 && (await (making ? goOn(problem) : settle()))) return deliver(element, besides);
      const more = problem && (await facts.refused?.(problem, body));
      if (more) return deliver(element, { ...besides, ...more });
      errors = problem ? located(problem, body) : errors;
      await showErrors(element);
    }
    redraw();
  }

  /** The messages by the fields they belong to. @param {import('../lib/problem.js').Problem} refused @param {any} sent */
  function located(refused, sent) {
    for (const one of refused.errors) one.pointer = facts.locate?.(one.pointer, sent) ?? one.pointer;
    return refused.byPointer();
  }

  /** Somebody else changed what it is about: whether to send it all the same. @param {import('../lib/problem.js').Problem} refused */
  async function goOn(refused) {
    const next = (await facts.changed?.(refused)) ?? null;
    if (next) etag = next;
    return next !== null;
  }

  /** Somebody else changed it meanwhile: whether to send again what one chose. */
  async function settle() {
    const before = loaded;
    const mine = typed;
    const own = changed();
    await load();
    if (problem) return false;
    const theirs = loaded;
    typed = new Map([...theirs].map(([pointer, text]) => [pointer, own.has(pointer) ? (mine.get(pointer) ?? '') : text]));
    const differing = fields.filter((fact) => own.has(fact.pointer) && !same(fact, theirs.get(fact.pointer) ?? '', mine.get(fact.pointer) ?? ''));
    const contested = differing.filter((fact) => theirs.get(fact.pointer) !== before.get(fact.pointer));
    const list = (contested.length ? contested : differing).map((fact) => ({
      pointer: fact.pointer,
      label: fact.label,
      mine: inWords(fact, mine.get(fact.pointer) ?? ''),
      theirs: inWords(fact, theirs.get(fact.pointer) ?? ''),
    }));
    const kept = list.length ? await resolveConflict(list) : new Set();
    if (!kept) return false;
    for (const { pointer } of list) if (!kept.has(pointer)) typed.set(pointer, theirs.get(pointer) ?? '');
    if (changed().size) return true;
    await facts.done(data);
    return false;
  }

  /** @param {HTMLFormElement} element */
  const showErrors = (element) => focusFirstError(element);

  /** @param {string} pointer @param {string} text */
  function set(pointer, text) {
    typed.set(pointer, text);
    errors.delete(pointer); // now, and not when the field is left for what would then move
    nothingNew = false;
    facts.heed?.(nested(toSend()), fillIn);
    redraw();
  }

  /** @param {FieldFact} fact */
  const finder = ({ pointer, find }) =>
    lookup({ find: find ?? (async () => []), choose: (found) => set(pointer, found?.value ?? '') });

  /** Shown back as it was understood, once it is left. @param {FieldFact} fact */
  function tidy(fact) {
    const { value, problem: why } = read(fact, textOf(fact.pointer));
    if (why && textOf(fact.pointer).trim()) errors = new Map(errors).set(fact.pointer, why);
    else typed.set(fact.pointer, written(fact, value)); // what the API found stays until one types: without it the button would move
    redraw();
  }

  /** @param {FieldFact} fact */
  function control(fact) {
    const input = (/** @type {Typed} */ event) => set(fact.pointer, event.target.value);
    const shared = { ...fact, errors, optional: !fact.required, value: textOf(fact.pointer), input };
    if (fact.kind === 'toggle') return toggle(fact);
    const wrap = (/** @type {unknown} */ content) => html`<div class=${shape(fact)}>${content}</div>`;
    if (fact.kind === 'textarea') return wrap(field({ ...shared, control: textArea }));
    if (fact.kind === 'choice') return wrap(field({ ...shared, control: select(fact) }));
    if (fact.kind === 'lookup') return wrap(field({ ...shared, value: fact.shown?.(data) ?? '', control: finders.get(fact.pointer) }));
    if (isNumber(fact)) return wrap(html`<div @focusout=${() => tidy(fact)}>${field({ ...shared, inputmode: placesOf(fact) ? 'decimal' : 'numeric' })}</div>`);
    return wrap(field({ ...shared, type: fact.kind }));
  }

  /** @param {FieldFact} fact */
  const select = (fact) => /** @type {Control} */ ((p) => html`<select id=${p.id} name=${p.pointer} @change=${p.input}
    aria-required=${p.optional ? nothing : 'true'} aria-invalid=${p.error ? 'true' : nothing} aria-describedby=${p.described || nothing}>
    ${fact.required && p.value ? nothing : html`<option value="" .selected=${p.value === ''}>${t('choose_one')}</option>`}
    ${(fact.options ?? []).map(([value, label]) => html`<option value=${value} .selected=${p.value === value}>${label}</option>`)}
  </select>`);

  /** @param {FieldFact} fact */
  const toggle = ({ pointer, label, hint }) => html`<div class="wide"><label class="tick"><input type="checkbox" name=${pointer}
    .checked=${textOf(pointer) === 'true'} @change=${(/** @type {Typed} */ e) => set(pointer, String(e.target.checked))}> ${label}</label>
    ${hint ? html`<p class="hint">${hint}</p>` : nothing}</div>`;

  /** What went wrong, with a link to each field that is marked. */
  function summary() {
    const marked = asked().filter(({ pointer }) => errors.has(pointer));
    const rest = problem?.errors.filter((e) => !fields.some(({ pointer }) => pointer === e.pointer)) ?? [];
    if (!problem && marked.length < 2) return nothing;
    const words = problem?.unanswered ? t('unanswered') : (problem?.message ?? t('look_again'));
    return html`<div class="alert ${problem?.unanswered ? 'wait' : 'bad'}" role="alert" tabindex="-1">
      <p>${words} ${problem?.unanswered ? html`<span class="soft">${problem.message}</span>` : nothing}</p>
      ${
        marked.length || rest.length
          ? html`<ul>
              ${marked.map(({ pointer, label }) => html`<li><button type="button" class="text-button" @click=${() => focusOn(pointer)}>${label}</button>: ${errors.get(pointer)}</li>`)}
              ${rest.map((e) => html`<li>${e.detail}</li>`)}
            </ul>`
          : nothing
      }
      ${problem?.requestId ? html`<p class="soft">${t('reference', { id: problem.requestId })}</p>` : nothing}
    </div>`;
  }

  const focusOn = (/** @type {string} */ pointer) =>
    /** @type {HTMLElement | null} */ (document.getElementById(`f${pointer.replaceAll('/', '-')}`))?.focus();

  function view() {
    if (!data) return problem ? failed(problem, load) : bones(fields.length, 'row-bone');
    return html`<form class="form-facts" novalidate aria-label=${facts.label} aria-busy=${busy ? 'true' : 'false'} @submit=${submit}>
      ${facts.lead ? html`<p class="soft">${facts.lead}</p>` : nothing} ${summary()}
      <fieldset class="fields" ?disabled=${busy || facts.still}>${asked().map((fact) => html`${control(fact)}${fact.after?.() ?? nothing}`)}</fieldset>
      ${facts.foot?.() ?? nothing}
      ${facts.still ? nothing : html`<div class="actions form-actions">
        ${nothingNew ? html`<p class="soft" role="status">${t('nothing_changed')}</p>` : changed().size && !making ? html`<p class="soft">${t('unsaved')}</p>` : nothing}
        ${facts.cancel ? html`<button type="button" class="button quiet" @click=${facts.cancel}>${t('cancel')}</button>` : nothing}
        <button class="button primary" ?disabled=${busy}>${busy ? t('saving') : problem?.unanswered ? t('again') : facts.submit}</button>
      </div>`}
    </form>`;
  }

  load();
  return {
    view,
    load,
    refresh,
    dirty: () => changed().size > 0,
    close: unguard,
    /** What was loaded; null until then. */
    get data() {
      return data;
    },
  };
}
