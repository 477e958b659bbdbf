// The profile's panel of the second factor: off, being switched on, on.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { get, post, send } from '../lib/api.js';
import { count, date } from '../lib/format.js';
import { asProblem } from '../lib/problem.js';
import { resource } from '../lib/resource.js';
import { session } from '../lib/session.js';
import { redraw } from '../lib/view.js';
import { codeInput } from './code.js';
import { field, focusFirstError, formProblem, missing, values } from './field.js';
import { icon } from './icons.js';
import { passwordInput } from './password.js';
import { qrCode } from './qr-code.js';
import { bones, failed } from './state.js';
import { say, sayProblem } from './toast.js';

const FEW_CODES = 3;

/** "JBSWY3DP…" → "JBSW Y3DP …", for who types it in. */
const inGroups = (secret) => secret.match(/.{1,4}/g).join(' ');

async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    say(said);
  } catch (error) {
    sayProblem(error);
  }
}

/** `changed()` is called when other sessions have ended. */
export function secondFactorPanel(changed) {
  const state = resource(async (signal) => (await get('/auth/totp', {}, signal)).data);
  let begun = null; // {secret, uri, picture} until it is confirmed
  let codes = null; // shown once, until they are kept
  let leaving = false; // the form that switches it off is open
  let busy = false;
  let problem = null;
  let errors = new Map();
  state.load();

  /** Shows another part of the panel, and takes the focus there. */
  async function show(change, id) {
    problem = null;
    errors = new Map();
    change();
    await redraw();
    document.getElementById(id)?.focus();
  }

  async function attempt(work) {
    busy = true;
    problem = null;
    errors = new Map();
    redraw();
    try {
      await work();
    } catch (error) {
      problem = asProblem(error);
      errors = problem.byPointer();
    }
    busy = false;
    redraw();
  }

  const submitted = (pointers, work) => async (event) => {
    event.preventDefault();
    if (busy) return;
    const form = event.target;
    const typed = values(form);
    problem = null;
    errors = missing(typed, pointers);
    if (!errors.size) await attempt(() => work(typed));
    if (errors.size || problem) focusFirstError(form);
  };

  const begin = () =>
    attempt(async () => {
      const { data } = await post('/auth/totp');
      const picture = await qrCode(data.uri, 'QR code of the key').catch(() => nothing);
      await show(() => (begun = { ...data, picture }), 'factor-begun');
    });

  const confirm = submitted(['/otp'], async (typed) => {
    const { data } = await post('/auth/totp/confirm', { otp: typed['/otp'] });
    session.set({ lacking: false });
    changed();
    await Promise.all([state.load(), show(() => ([begun, codes] = [null, data.recovery_codes]), 'factor-codes')]);
  });

  const switchOff = submitted(['/password', '/otp'], async (typed) => {
    await send('DELETE', '/auth/totp', { password: typed['/password'], otp: typed['/otp'] });
    say('Your second factor is off.');
    session.set({ lacking: state.value.is_demanded });
    await state.load();
    await show(() => (leaving = false), 'factor-begin');
  });

  /** What no field says already. */
  const refusal = () => formProblem(errors.size ? null : problem, []);

  const off = () => html`
    <p>
      With it, signing in takes a code from an authenticator app on your phone, too: your password alone lets
      nobody in.
    </p>
    ${refusal()}
    <div class="actions">
      <button type="button" class="button ${state.value.is_demanded ? 'primary' : 'quiet'}" id="factor-begin"
        ?disabled=${busy} @click=${begin}>${icon('shield')} Switch on</button>
    </div>`;

  const beginning = () => html`<div class="factor-steps">
    ${begun.picture}
    <ol class="steps">
      <li>
        <h3 id="factor-begun" tabindex="-1">Give the key to your app</h3>
        <p>
          Scan the code with an authenticator app, <a href=${begun.uri}>open it in one on this device</a>, or
          type the key in:
        </p>
        <p class="key"><code>${inGroups(begun.secret)}</code>
          <button type="button" class="plain" aria-label="Copy the key" title="Copy the key"
            @click=${() => copy(begun.secret, 'Key copied.')}>${icon('copy')}</button></p>
      </li>
      <li>
        <h3>Type in what it shows</h3>
        <form novalidate @submit=${confirm} aria-label="Confirm the second factor">
          ${refusal()}
          ${field({ pointer: '/otp', label: 'Code', control: codeInput, digits: true, errors })}
          <div class="actions">
            <button class="button primary" ?disabled=${busy}>Switch on</button>
            <button type="button" class="button quiet"
              @click=${() => show(() => (begun = null), 'factor-begin')}>Leave it off</button>
          </div>
        </form>
      </li>
    </ol>
  </div>`;

  const showCodes = () => html`<div class="factor-codes">
    <h3 id="factor-codes" tabindex="-1">Keep your recovery codes</h3>
    <p>
      Without your app each of them signs you in once. Keep them where you will find them then, away from your
      phone. They are shown <strong>only now</strong>.
    </p>
    <p class="on-paper">${location.host}, ${session.state.user?.email}</p>
    <ol class="codes" aria-label="Recovery codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
    <div class="actions">
      <button type="button" class="button quiet" @click=${() => copy(codes.join('\n'), 'Recovery codes copied.')}>
        ${icon('copy')} Copy</button>
      <button type="button" class="button quiet" @click=${() => window.print()}>${icon('print')} Print</button>
      <button type="button" class="button primary" @click=${() => show(() => (codes = null), 'factor-off')}>
        I have kept them</button>
    </div>
  </div>`;

  const left = (n) => html`<strong>${n ? count(n, 'recovery code', 'recovery codes') : 'No recovery code'}</strong>
    ${n === 1 ? 'is' : 'are'} left.
    ${n <= FEW_CODES ? 'Switch it off and on again for new ones.' : nothing}`;

  const on = () => html`
    <p>Signing in takes a code since ${date(state.value.confirmed_at)}. ${left(state.value.recovery_codes_left)}</p>
    ${
      leaving
        ? leavingForm()
        : html`<div class="actions"><button type="button" class="button quiet" id="factor-off"
            @click=${() => show(() => (leaving = true), 'f-password')}>Switch off</button></div>`
    }`;

  const leavingForm = () => html`<form class="factor-leave" novalidate @submit=${switchOff}
    aria-label="Switch the second factor off">
    ${
      state.value.is_demanded
        ? html`<div class="alert wait"><p>Your role needs it in this shop: without it only your account is open to you.</p></div>`
        : nothing
    }
    ${refusal()}
    ${field({
      pointer: '/password',
      label: 'Password',
      autocomplete: 'current-password',
      control: passwordInput,
      errors,
    })}
    ${field({
      pointer: '/otp',
      label: 'Code or recovery code',
      control: codeInput,
      errors,
    })}
    <div class="actions">
      <button class="button danger" ?disabled=${busy}>Switch off</button>
      <button type="button" class="button quiet" @click=${() => show(() => (leaving = false), 'factor-off')}>
        Leave it on</button>
    </div>
  </form>`;

  function body() {
    if (codes) return showCodes();
    if (begun) return beginning();
    if (state.value) return state.value.is_on ? on() : off();
    return state.problem ? failed(state.problem, state.load) : bones(1, 'row-bone');
  }

  const chip = () =>
    state.value?.is_on ? html`<span class="chip good">On</span>` : html`<span class="chip still">Off</span>`;

  const view = () => html`<section class="panel glass factor" aria-labelledby="factor-title" aria-busy=${state.busy}>
    <h2 id="factor-title">Second factor ${state.value ? chip() : nothing}</h2>
    ${body()}
  </section>`;
  return { view, close: () => state.cancel() };
}
