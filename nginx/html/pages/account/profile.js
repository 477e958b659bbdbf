// The signed-in user: who they are, the token this page holds, and their sessions.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { ask } from '../../components/confirm.js';
import { emailPanel } from '../../components/email-panel.js';
import { icon } from '../../components/icons.js';
import { personPanel } from '../../components/person.js';
import { secondFactorPanel } from '../../components/second-factor.js';
import { sessionList } from '../../components/session-list.js';
import { bones, failed } from '../../components/state.js';
import { say, sayProblem } from '../../components/toast.js';
import { get, remove } from '../../lib/api.js';
import { resource } from '../../lib/resource.js';
import { accessToken, renew, session, signOut } from '../../lib/session.js';

async function copyToken() {
  try {
    await navigator.clipboard.writeText(await accessToken());
    say('Access token copied. Keep it to yourself.');
  } catch (error) {
    sayProblem(error);
  }
}

async function newToken() {
  try {
    await renew();
    say('You have a new access token.');
  } catch (error) {
    sayProblem(error);
  }
}

const clock = (ms) => new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(ms);

export function open() {
  const me = resource(async (signal) => (await get('/auth/me', {}, signal)).data.user);
  const sessions = resource(async (signal) => (await get('/auth/sessions', {}, signal)).data.data);
  const person = personPanel(me);
  const email = emailPanel(me);
  const factor = secondFactorPanel(sessions.load);
  const led = session.state.lacking; // what it is about then comes first
  me.value = session.state.user;
  me.load();
  sessions.load();

  const leave = () => signOut().catch(sayProblem); // and app.js leaves the page

  async function end(one) {
    const sure = await ask({
      title: 'Sign this device out?',
      text: 'It has to sign in again, from its very next request on.',
      yes: 'Sign out',
      no: 'Leave it',
      danger: true,
    });
    if (!sure) return;
    try {
      await remove(`/auth/sessions/${one.id}`);
      say('That device is signed out.');
    } catch (error) {
      sayProblem(error);
    }
    sessions.load();
  }

  const view = () => html`
    <div class="page-head">
      <h1 tabindex="-1">Profile</h1>
      <div class="actions"><button type="button" class="button quiet" @click=${leave}>${icon('out')} Sign out</button></div>
    </div>
    ${
      session.state.lacking
        ? html`<div class="alert wait" role="status"><p>
            <strong>Your role needs a second factor in this shop.</strong> Switch it on here: until then only your
            own account is open to you.
          </p></div>`
        : nothing
    }
    <div class="profile">
      ${led ? factor.view() : nothing} ${person()} ${email()} ${tokenPanel()} ${led ? nothing : factor.view()}
      <section class="panel glass sessions" aria-labelledby="sessions-title" aria-busy=${sessions.busy}>
        <h2 id="sessions-title">Where you are signed in</h2>
        ${sessions.problem ? failed(sessions.problem, sessions.load) : nothing}
        ${!sessions.problem && !sessions.value ? bones(3, 'row-bone') : nothing}
        ${!sessions.problem && sessions.value ? sessionList(sessions.value, end) : nothing}
      </section>
    </div>`;

  return {
    title: 'Profile',
    view,
    close() {
      me.cancel();
      factor.close();
      sessions.cancel();
    },
  };
}

const tokenPanel = () => html`<section class="panel glass" aria-labelledby="token-title">
  <h2 id="token-title">Access token</h2>
  <p>
    Kept in this page’s memory alone and good until
    <strong class="number">${clock(session.state.expires)}</strong>; it is renewed by itself while you work.
    Copy it to try the <a href="/docs">API</a> by hand.
  </p>
  <div class="actions">
    <button type="button" class="button quiet" @click=${copyToken}>${icon('copy')} Copy</button>
    <button type="button" class="button quiet" @click=${newToken}>${icon('refresh')} Renew</button>
  </div>
</section>`;
