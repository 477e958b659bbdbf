// The profile's panel of the second factor: off, being switched on, on.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { get, post, send } from '../lib/api.js';
import { date } from '../lib/format.js';
import { asProblem } from '../lib/problem.js';
import { resource } from '../lib/resource.js';
import { session } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { redraw } from '../lib/view.js';
import { codeInput } from './code.js';
import { copy } from './copy.js';
import { field, focusFirstError, formProblem, missing, values } from './field.js';
import { icon } from './icons.js';
import { passwordInput } from './password.js';
import { qrCode } from './qr-code.js';
import { bones, failed } from './state.js';
import { say } from './toast.js';

const t = texts('account');

/** @import { Errors, Schemas, Submitted } from 'types' @import { Problem } from '../lib/problem.js' */
/** @typedef {Schemas['SecondFactorBegun'] & { picture: unknown }} Begun */

const FEW_CODES = 3;

/** "JBSWY3DP…" → "JBSW Y3DP …", for who types it in. @param {string} secret */
const inGroups = (secret) => secret.match(/.{1,4}/g)?.join(' ');

/** `changed` is called when other sessions have ended. @param {() => void} changed */
export function secondFactorPanel(changed) {
  const state = resource(async (signal) => (await get('/auth/totp', {}, signal)).data);
  /** @type {Begun | null} */
  let begun = null; // until it is confirmed
  /** @type {string[] | null} */
  let codes = null; // shown once, until they are kept
  let leaving = false; // the form that switches it off is open
  let busy = false;
  /** @type {Problem | null} */
  let problem = null;
  /** @type {Errors} */
  let errors = new Map();
  state.load();

  /** Shows another part of the panel, and takes the focus there. @param {() => unknown} change @param {string} id */
  async function show(change, id) {
    problem = null;
    errors = new Map();
    change();
    await redraw();
    document.getElementById(id)?.focus();
  }

  /** @param {() => Promise<unknown>} work */
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

  /** @param {string[]} pointers @param {(typed: Record<string, string>) => Promise<unknown>} work */
  const submitted = (pointers, work) => async (/** @type {Submitted} */ event) => {
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
      const picture = await qrCode(data.uri, t('factor.qr')).catch(() => nothing);
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
    say(t('factor.is_off'));
    session.set({ lacking: state.value?.is_demanded });
    await state.load();
    await show(() => (leaving = false), 'factor-begin');
  });

  /** What no field says already. */
  const refusal = () => formProblem(errors.size ? null : problem, []);

  /** @param {Schemas['SecondFactor']} factor */
  const off = (factor) => html`
    <p>
      ${t('factor.why')}
    </p>
    ${refusal()}
    <div class="actions">
      <button type="button" class="button ${factor.is_demanded ? 'primary' : 'quiet'}" id="factor-begin"
        ?disabled=${busy} @click=${begin}>${icon('shield')} ${t('factor.switch_on')}</button>
    </div>`;

  /** @param {Begun} facts */
  const beginning = ({ picture, uri, secret }) => html`<div class="factor-steps">
    ${picture}
    <ol class="steps">
      <li>
        <h3 id="factor-begun" tabindex="-1">${t('factor.give')}</h3>
        <p>
          ${t.rich('factor.scan', { open: html`<a href=${uri}>${t('factor.scan_open')}</a>` })}
        </p>
        <p class="key"><code>${inGroups(secret)}</code>
          <button type="button" class="plain" aria-label=${t('factor.copy_key')} title=${t('factor.copy_key')}
            @click=${() => copy(secret, t('factor.key_copied'))}>${icon('copy')}</button></p>
      </li>
      <li>
        <h3>${t('factor.type')}</h3>
        <form novalidate @submit=${confirm} aria-label=${t('factor.confirm')}>
          ${refusal()}
          ${field({ pointer: '/otp', label: t('code'), control: codeInput, digits: true, errors })}
          <div class="actions">
            <button class="button primary" ?disabled=${busy}>${t('factor.switch_on')}</button>
            <button type="button" class="button quiet"
              @click=${() => show(() => (begun = null), 'factor-begin')}>${t('factor.leave_off')}</button>
          </div>
        </form>
      </li>
    </ol>
  </div>`;

  /** @param {string[]} shown */
  const showCodes = (shown) => html`<div class="factor-codes">
    <h3 id="factor-codes" tabindex="-1">${t('factor.keep')}</h3>
    <p>
      ${t.rich('factor.keep_text', { now: html`<strong>${t('factor.only_now')}</strong>` })}
    </p>
    <p class="on-paper">${location.host}, ${session.state.user?.email}</p>
    <ol class="codes" aria-label=${t('factor.codes')}>${shown.map((code) => html`<li><code>${code}</code></li>`)}</ol>
    <div class="actions">
      <button type="button" class="button quiet" @click=${() => copy(shown.join('\n'), t('factor.codes_copied'))}>
        ${icon('copy')} ${t('copy')}</button>
      <button type="button" class="button quiet" @click=${() => window.print()}>${icon('print')} ${t('print')}</button>
      <button type="button" class="button primary" @click=${() => show(() => (codes = null), 'factor-off')}>
        ${t('factor.kept')}</button>
    </div>
  </div>`;

  const left = (/** @type {number} */ n) => html`<strong>${n ? t('factor.left', { count: n }) : t('factor.none_left')}</strong>
    ${n <= FEW_CODES ? t('factor.few') : nothing}`;

  /** @param {Schemas['SecondFactor']} factor */
  const on = (factor) => html`
    <p>${t('factor.since', { date: date(factor.confirmed_at) })} ${left(factor.recovery_codes_left)}</p>
    ${
      leaving
        ? leavingForm(factor)
        : html`<div class="actions"><button type="button" class="button quiet" id="factor-off"
            @click=${() => show(() => (leaving = true), 'f-password')}>${t('factor.switch_off')}</button></div>`
    }`;

  /** @param {Schemas['SecondFactor']} factor */
  const leavingForm = (factor) => html`<form class="factor-leave" novalidate @submit=${switchOff}
    aria-label=${t('factor.switch_off_form')}>
    ${
      factor.is_demanded
        ? html`<div class="alert wait"><p>${t('factor.needed')}</p></div>`
        : nothing
    }
    ${refusal()}
    ${field({
      pointer: '/password',
      label: t('password'),
      autocomplete: 'current-password',
      control: passwordInput,
      errors,
    })}
    ${field({
      pointer: '/otp',
      label: t('factor.code_or'),
      control: codeInput,
      errors,
    })}
    <div class="actions">
      <button class="button danger" ?disabled=${busy}>${t('factor.switch_off')}</button>
      <button type="button" class="button quiet" @click=${() => show(() => (leaving = false), 'factor-off')}>
        ${t('factor.leave_on')}</button>
    </div>
  </form>`;

  function body() {
    if (codes) return showCodes(codes);
    if (begun) return beginning(begun);
    if (state.value) return state.value.is_on ? on(state.value) : off(state.value);
    return state.problem ? failed(state.problem, state.load) : bones(1, 'row-bone');
  }

  const chip = () =>
    state.value?.is_on ? html`<span class="chip good">${t('factor.on')}</span>` : html`<span class="chip still">${t('factor.off')}</span>`;

  const view = () => html`<section class="panel glass factor" aria-labelledby="factor-title" aria-busy=${state.busy}>
    <h2 id="factor-title">${t('factor')} ${state.value ? chip() : nothing}</h2>
    ${body()}
  </section>`;
  return { view, close: () => state.cancel() };
}
