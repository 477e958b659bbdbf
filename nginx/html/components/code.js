// An input for the code of a second factor.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';

/** A `control` for field(); `digits`: recovery codes, which have letters, are not taken. @type {import('types').Control} */
export const codeInput = (p) => html`<input class="code" id=${p.id} name=${p.pointer} type="text"
  autocomplete="one-time-code" inputmode=${p.digits ? 'numeric' : 'text'} maxlength="40"
  spellcheck="false" autocapitalize="characters" aria-required="true"
  aria-invalid=${p.error ? 'true' : nothing} aria-describedby=${p.described || nothing}>`;
