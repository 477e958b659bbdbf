// The signed-in user: who they are, the token this page holds, and their sessions.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { apiKeysPanel } from '../../components/api-keys.js';
import { choices } from '../../components/choices.js';
import { ask } from '../../components/confirm.js';
import { emailPanel } from '../../components/email-panel.js';
import { icon } from '../../components/icons.js';
import { passwordPanel } from '../../components/password-panel.js';
import { personPanel } from '../../components/person.js';
import { secondFactorPanel } from '../../components/second-factor.js';
import { sessionList } from '../../components/session-list.js';
import { bones, failed } from '../../components/state.js';
import { say, sayProblem } from '../../components/toast.js';
import { tokenPanel } from '../../components/token-panel.js';
import { get, remove } from '../../lib/api.js';
import { resource } from '../../lib/resource.js';
import { session, signOut } from '../../lib/session.js';
import { texts } from '../../lib/text.js';

const t = texts('account');

export function open() {
  const me = resource(async (signal) => (await get('/auth/me', {}, signal)).data.user);
  const sessions = resource(async (signal) => (await get('/auth/sessions', {}, signal)).data.data);
  const person = personPanel(me);
  const email = emailPanel(me);
  const factor = secondFactorPanel(sessions.load);
  const token = tokenPanel();
  const keys = apiKeysPanel();
  const password = passwordPanel(() => {
    sessions.load();
    keys.load();
  });
  const led = session.state.lacking; // what it is about then comes first
  me.value = session.state.user;
  me.load();
  sessions.load();

  const leave = () => signOut().catch(sayProblem); // and app.js leaves the page

  /** @param {import('../../components/session-list.js').Device} one */
  async function end(one) {
    const sure = await ask({
      title: t('device.ask'),
      text: t('device.ask_text'),
      yes: t('sign_out'),
      no: t('device.leave'),
      danger: true,
    });
    if (!sure) return;
    try {
      await remove(`/auth/sessions/${one.id}`);
      say(t('device.out'));
    } catch (error) {
      sayProblem(error);
    }
    sessions.load();
  }

  const view = () => html`
    <div class="page-head">
      <h1 tabindex="-1">${t('profile')}</h1>
      <div class="actions"><button type="button" class="button quiet" @click=${leave}>${icon('out')} ${t('sign_out')}</button></div>
    </div>
    ${
      session.state.lacking
        ? html`<div class="alert wait" role="status"><p>
            <strong>${t('factor.demanded')}</strong> ${t('factor.demanded_text')}
          </p></div>`
        : nothing
    }
    <div class="profile">
      ${led ? factor.view() : nothing} ${person()} ${email()} ${token.view()}
      <section class="panel glass looks" aria-labelledby="look-title">
        <h2 id="look-title">${t('this_browser')}</h2>
        ${choices()}
      </section>
      ${password()} ${led ? nothing : factor.view()}
      <section class="panel glass sessions" aria-labelledby="sessions-title" aria-busy=${sessions.busy}>
        <h2 id="sessions-title">${t('devices')}</h2>
        ${sessions.problem ? failed(sessions.problem, sessions.load) : nothing}
        ${!sessions.problem && !sessions.value ? bones(3, 'row-bone') : nothing}
        ${!sessions.problem && sessions.value ? sessionList(sessions.value, end) : nothing}
      </section>
      ${session.state.lacking ? nothing : keys.view()}
    </div>`;

  return {
    get title() {
      return t('profile');
    },
    view,
    close() {
      me.cancel();
      factor.close();
      keys.close();
      sessions.cancel();
    },
  };
}
