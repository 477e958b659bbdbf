// Who is signed in: the access token lives in this module's memory alone, the refresh
// token in an HttpOnly cookie that no script can read.
// SPDX-License-Identifier: MIT
import { hint, REFRESH, refreshed } from './first.js';
import { send } from './http.js';
import { Problem, statusOf } from './problem.js';
import { store } from './store.js';

/** @import { Role, Schemas, User } from 'types' */

const COOKIE = REFRESH.headers;
const MARGIN_MS = 30_000;
/** @type {Role[]} */
export const ROLES = ['customer', 'staff', 'manager', 'admin'];

/**
 * `lacking`: the shop demands a second factor of this user, and the session has shown none. `ended`: the
 * session is over, and `user` may sign in again over the page; `stranger`: somebody else has instead. `since`:
 * the event behind which all is heard that is newer than the first page; '' when that was read before.
 * @typedef {{ user: User | null, restored: boolean, since: string, expires: number, lacking: boolean, ended: boolean, stranger: User | null }} Session
 */

export const session = store(
  /** @type {Session} */ ({ user: null, restored: false, since: '', expires: 0, lacking: false, ended: false, stranger: null }),
);
const tabs = new BroadcastChannel('orderd.session');

let token = '';
let early = refreshed; // until it is taken
/** @type {Promise<unknown> | null} */
let renewing = null;
let era = 0; // ends when this browser forgets: what was asked for before says nothing any more
/** @type {PromiseWithResolvers<void> | null} */
let back = null; // while a session has ended: what waits for the next one
/** @type {{ reply: Schemas['SignedIn'], isOurs: boolean } | null} */
let offered = null; // the stranger's session, until it is taken or refused
let keeps = () => false;
let leaving = false;

export const isSignedIn = () => session.state.user !== null;
/** @param {Role} role */
export const hasRole = (role) => session.state.user !== null && ROLES.indexOf(session.state.user.role) >= ROLES.indexOf(role);

/** What says whether the page holds something for whoever's session ends. @param {() => boolean} holds */
export const keepBy = (holds) => {
  keeps = holds;
};

/** `otp`: a code or a recovery code, once the password alone was refused with otp_required.
 * @param {string} email @param {string} password @param {string} [otp] */
export async function signIn(email, password, otp) {
  const { data } = await send('POST', '/auth/login', { body: { email, password, otp }, headers: COOKIE });
  accept(data, true);
  if (session.state.stranger === null) await begun();
}

async function begun() {
  await lookForFactor();
  tabs.postMessage('in');
}

/** The stranger goes on in this browser, and nothing of whose page it was. */
export async function takeStranger() {
  if (offered) take(offered.reply);
  await begun();
}

/** The page still waits for whose it is; a session that was begun for that alone ends. */
export function refuseStranger() {
  const refused = offered;
  offered = null;
  session.set({ stranger: null });
  if (refused?.isOurs) return endSession(refused.reply.access_token);
}

/** Whether this session is good for more than its own account: asked of those it may matter to. */
async function lookForFactor() {
  if (!hasRole('manager')) return;
  const headers = { Authorization: `Bearer ${token}` };
  const { data } = await send('GET', '/auth/totp', { headers }).catch(() => ({ data: {} }));
  session.set({ lacking: Boolean(data.is_demanded && !data.is_on) });
}

/** @param {Schemas['RegisterIn']} fields */
export async function register(fields) {
  await send('POST', '/auth/register', { body: fields });
  await signIn(fields.email, fields.password);
}

/** The server ends the session, and the cookie with it, for a token that has not run out. */
export async function signOut() {
  leaving = true;
  const last = await accessToken().catch(() => token);
  leaving = false;
  forget();
  tabs.postMessage('out');
  if (last) await endSession(last);
}

/** @param {string} last */
const endSession = (last) =>
  send('POST', '/auth/logout', { body: {}, headers: { ...COOKIE, Authorization: `Bearer ${last}` } });

/** Try the cookie of an earlier visit; without one, don't bother the server. */
export async function restore() {
  if (!isSignedIn() && hint.read()) await renew().then(lookForFactor).catch(() => {});
  session.set({ restored: true });
}

/** A token good for at least half a minute, or a new one; '' when nobody is signed in (any more). Once a
 * session has ended it waits for the next one, and rejects if that is somebody else's. */
export async function accessToken(fresh = false) {
  const asker = session.state.user?.id;
  if (!back && (fresh || (token && Date.now() > session.state.expires - MARGIN_MS))) {
    await renew().catch((problem) => {
      if (isSignedIn() && !back) throw problem;
    });
  }
  await back?.promise;
  if (asker && session.state.user && session.state.user.id !== asker) throw new Problem(401);
  return token;
}

/** One refresh at a time, however many requests wait for it. */
export function renew() {
  const asked = era;
  renewing ??= send('POST', '/auth/refresh', { ...REFRESH, begun: early })
    .then(({ data }) => asked === era && accept(data))
    .catch((problem) => {
      if ([400, 401].includes(statusOf(problem) ?? 0)) lose();
      throw problem;
    })
    .finally(() => {
      renewing = early = null;
    });
  return renewing;
}

/** What `ask(token)` answers; asked once more with a new token after a 401, then with those of the sessions that follow.
 * @template T @param {(token: string) => Promise<T>} ask */
export async function withToken(ask) {
  for (let tries = 0; ; tries += 1) {
    const given = await accessToken(tries > 0);
    try {
      return await ask(given);
    } catch (problem) {
      if (statusOf(problem) !== 401 || !given) throw problem;
      if (tries > 0 && given === token) lose();
      if (tries > 0 && !token && !back) throw problem;
    }
  }
}

export function forget() {
  era += 1;
  token = '';
  hint.remove();
  goOn({ user: null, expires: 0, lacking: false });
}

/** The session is over: the page waits for whose it is to sign in again, or nobody is signed in any more. */
function lose() {
  if (!isSignedIn() || leaving || !(back || keeps())) return forget();
  if (back) return;
  token = '';
  hint.remove();
  back = Promise.withResolvers();
  session.set({ ended: true });
}

/** A session begins or goes on, unless the page is somebody else's. @param {Schemas['SignedIn']} reply */
function accept(reply, isOurs = false) {
  const { user } = session.state;
  if (!user || user.id === reply.user.id) return take(reply);
  offered = { reply, isOurs };
  lose();
  if (back) session.set({ stranger: reply.user });
  else take(reply);
}

/** @param {Schemas['SignedIn']} reply */
function take(reply) {
  token = reply.access_token;
  hint.write(1);
  const since = session.state.restored ? '' : reply.events_last;
  goOn({ user: reply.user, since, expires: Date.now() + reply.expires_in * 1000 });
}

/** @param {Partial<Session>} patch */
function goOn(patch) {
  offered = null;
  const waiting = back;
  back = null;
  session.set({ ...patch, ended: false, stranger: null });
  waiting?.resolve();
}

// Signing in or out in one tab is signing in or out in all of them.
tabs.onmessage = (/** @type {MessageEvent<'in' | 'out'>} */ { data }) => {
  if (data === 'out') forget();
  else renew().then(lookForFactor).catch(() => {});
};
