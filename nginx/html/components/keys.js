// What keys do: each page and piece declares its rows, `?` shows them. While somebody types they rest.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { texts } from '../lib/text.js';
import { openDialog } from './dialog.js';

const t = texts('kit');

/**
 * `keys`: as KeyboardEvent.key says them, "Control+k" with Ctrl or ⌘; `run` answers false when the key is
 * not its own just now.
 * @typedef {{ keys: string[], label: string, run: (event: KeyboardEvent) => unknown, typing?: boolean }} KeyFact
 */

/** @type {Set<() => KeyFact[]>} */
const tables = new Set();

/** Declares keys until what is answered is called; those declared last come first. @param {() => KeyFact[]} rows */
export function declareKeys(rows) {
  tables.add(rows);
  return () => {
    tables.delete(rows);
  };
}

const all = () => [...tables].reverse().flatMap((rows) => rows());

/** @param {KeyboardEvent} event */
function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (altKey) return '';
  if (ctrlKey || metaKey) return `Control+${key.toLowerCase()}`;
  return shiftKey && key.length > 1 ? `Shift+${key}` : key;
}

/** Whether keys belong to what has the focus. @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type)));

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  const typing = isTyping(event.target) || document.querySelector('dialog[open]') !== null;
  for (const fact of all()) {
    if (!fact.keys.includes(name) || (typing && !fact.typing)) continue;
    if (fact.run(event) === false) continue;
    event.preventDefault();
    return;
  }
}
addEventListener('keydown', pressed);

/** "ArrowDown" → "↓" @param {string} name */
const shown = (name) =>
  name
    .replace('Control+', 'Ctrl ')
    .replace('Shift+', '⇧ ')
    .replace('ArrowDown', '↓')
    .replace('ArrowUp', '↑')
    .replace(/^(Ctrl |⇧ )?(\w)$/, (_, held = '', letter) => held + letter.toUpperCase());

/** The keys of what is shown, once each. */
export function keyHelp() {
  const facts = all().filter(({ label }, i, rows) => label && rows.findIndex((r) => r.label === label) === i);
  return openDialog({
    title: t('keys'),
    body: () => html`<dl class="keys">
      ${facts.map(
        ({ keys, label }) => html`<div>
          <dt>${keys.map((name) => html`<kbd>${shown(name)}</kbd> `)}</dt>
          <dd>${label}</dd>
        </div>`,
      )}
    </dl>`,
  });
}

declareKeys(() => [
  { keys: ['?', 'Shift+?'], label: t('key_help'), run: keyHelp },
  { keys: ['/'], label: t('key_search'), run: focusSearch },
]);

function focusSearch() {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector('main input[type="search"]'));
  box?.focus();
  box?.select();
  return box !== null;
}
