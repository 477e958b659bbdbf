// The profile's panel of the keys by which programs act for somebody: made, shown once, revoked.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { get, remove } from '../lib/api.js';
import { ago, date } from '../lib/format.js';
import { ready } from '../lib/needs.js';
import { resource } from '../lib/resource.js';
import { ROLES, session } from '../lib/session.js';
import { texts } from '../lib/text.js';
import { roleWord } from '../lib/words.js';
import { ask } from './confirm.js';
import { icon } from './icons.js';
import { bones, failed } from './state.js';
import { say, sayProblem } from './toast.js';

const t = texts('account');
const MOST = 100; // nobody has more

/** @typedef {{ id: number, name: string, prefix: string, role: string, created_at: string, expires_at: string | null, last_used_at: string | null }} ApiKey */

/** The end of a day here. @param {any} body */
const untilItsEnd = ({ expires_at: day, ...body }) => (day ? { ...body, expires_at: new Date(`${day}T23:59:59`).toISOString() } : body);

export function apiKeysPanel() {
  const me = () => /** @type {any} */ (session.state.user);
  const keys = resource(async (/** @type {AbortSignal} */ signal) => (await get('/api-keys', { user_id: me()?.id, limit: MOST }, signal)).data.data);

  /** Not before the second factor that the shop may demand. */
  const begin = () => {
    if (!session.state.lacking && !keys.value && !keys.busy) keys.load();
  };
  begin();
  const stop = session.watch(begin);

  /** What it is drawn with comes when it is wanted. */
  async function make() {
    const [{ formDialog }, { showSecret }] = await Promise.all([import('./form-dialog.js'), import('./secret.js')]);
    await ready();
    const roles = ROLES.slice(0, ROLES.indexOf(me().role) + 1);
    const made = await formDialog({
      title: t('keys.new'),
      path: '/api-keys',
      method: 'POST',
      initial: { role: me().role },
      fields: [
        { pointer: '/name', label: t('keys.name'), kind: 'text', required: true, maxlength: 100, hint: t('keys.name_hint') },
        { pointer: '/role', label: t('keys.role'), kind: 'choice', required: true, options: roles.map((role) => [role, roleWord(role)]) },
        { pointer: '/expires_at', label: t('keys.until'), kind: 'date', hint: t('keys.until_hint') },
      ],
      body: untilItsEnd,
      submit: t('keys.make'),
    });
    if (!made) return;
    keys.load();
    await showSecret({ title: t('keys.made'), text: t('keys.made_text'), lost: t('keys.repeated'), secret: made.key });
  }

  /** @param {ApiKey} key */
  async function revoke({ id, name }) {
    if (!(await ask({ title: t('keys.ask', { name }), text: t('keys.ask_text'), yes: t('keys.revoke'), no: t('keys.leave'), danger: true }))) return;
    try {
      await remove(`/api-keys/${id}`, { 'Idempotency-Key': crypto.randomUUID() });
      say(t('keys.revoked', { name }));
    } catch (error) {
      sayProblem(error);
    }
    keys.load();
  }

  /** @param {ApiKey} key */
  const row = (key) => html`<li class="session">
    <div>
      <p class="session-name"><span>${key.name}</span> <span class="chip still">${roleWord(key.role)}</span></p>
      <p class="soft"><span class="code">${key.prefix}…</span> ·
        ${key.last_used_at ? t('keys.used', { ago: ago(key.last_used_at) }) : t('keys.unused')} ·
        ${key.expires_at ? t('keys.ends', { date: date(key.expires_at) }) : t('keys.endless')}</p>
    </div>
    <button type="button" class="button quiet small" aria-label=${t('keys.revoke_it', { name: key.name })} @click=${() => revoke(key)}>${t('keys.revoke')}</button>
  </li>`;

  const list = () => {
    if (keys.problem) return failed(keys.problem, keys.load);
    if (!keys.value) return bones(2, 'row-bone');
    return keys.value.length ? html`<ul class="session-list">${keys.value.map(row)}</ul>` : html`<p class="soft">${t('keys.none')}</p>`;
  };

  const view = () => html`<section class="panel glass sessions" aria-labelledby="keys-title" aria-busy=${keys.busy}>
    <div class="panel-title"><h2 id="keys-title">${t('keys')}</h2>
      <button type="button" class="button quiet small" @click=${make}>${icon('plus')} ${t('keys.new')}</button></div>
    <p class="soft">${t('keys.text')}</p>
    ${list()}
  </section>`;
  const close = () => {
    stop();
    keys.cancel();
  };
  return { view, load: keys.load, close };
}
