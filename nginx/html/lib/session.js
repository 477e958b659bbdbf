// Who is signed in: the access token lives in this module's memory alone, the refresh
// token in an HttpOnly cookie that no script can read.
// SPDX-License-Identifier: MIT
import { send } from './http.js';
import { kept } from './kept.js';
import { store } from './store.js';

const COOKIE = { 'X-Session': 'cookie' };
const hint = kept('localStorage', 'orderd.signed-in'); // that a cookie is worth trying, never who or what
const MARGIN_MS = 30_000;
const ROLES = ['customer', 'staff', 'manager', 'admin'];

/** `lacking`: the shop demands a second factor of this user, and the session has shown none. */
export const session = store({ user: null, restored: false, expires: 0, lacking: false });
const tabs = new BroadcastChannel('orderd.session');

let token = '';
let renewing = null;
let era = 0; // ends when this browser forgets: what was asked for before says nothing any more

export const isSignedIn = () => session.state.user !== null;
export const hasRole = (role) => ROLES.indexOf(session.state.user?.role) >= ROLES.indexOf(role);

/** `otp`: a code or a recovery code, once the password alone was refused with otp_required. */
export async function signIn(email, password, otp) {
  const { data } = await send('POST', '/auth/login', { body: { email, password, otp }, headers: COOKIE });
  accept(data);
  await lookForFactor();
  tabs.postMessage('in');
}

/** Whether this session is good for more than its own account: asked of those it may matter to. */
async function lookForFactor() {
  if (!hasRole('manager')) return;
  const headers = { Authorization: `Bearer ${token}` };
  const { data } = await send('GET', '/auth/totp', { headers }).catch(() => ({ data: {} }));
  session.set({ lacking: Boolean(data.is_demanded && !data.is_on) });
}

export async function register(fields) {
  await send('POST', '/auth/register', { body: fields });
  await signIn(fields.email, fields.password);
}

/** The server ends the session, and the cookie with it, for a token that has not run out. */
export async function signOut() {
  const last = await accessToken().catch(() => token);
  forget();
  tabs.postMessage('out');
  const headers = { ...COOKIE, Authorization: `Bearer ${last}` };
  if (last) await send('POST', '/auth/logout', { body: {}, headers });
}

/** Try the cookie of an earlier visit; without one, don't bother the server. */
export async function restore() {
  if (!isSignedIn() && hint.read()) await renew().then(lookForFactor).catch(() => {});
  session.set({ restored: true });
}

/** A token good for at least half a minute, or a new one; '' when nobody is signed in (any more). */
export async function accessToken(fresh = false) {
  if (fresh || (token && Date.now() > session.state.expires - MARGIN_MS)) {
    await renew().catch((problem) => {
      if (isSignedIn()) throw problem;
    });
  }
  return token;
}

/** One refresh at a time, however many requests wait for it. */
export function renew() {
  const asked = era;
  renewing ??= send('POST', '/auth/refresh', { body: {}, headers: COOKIE })
    .then(({ data }) => asked === era && accept(data))
    .catch((problem) => {
      if (problem.status === 401 || problem.status === 400) forget();
      throw problem;
    })
    .finally(() => {
      renewing = null;
    });
  return renewing;
}

export function forget() {
  era += 1;
  token = '';
  hint.remove();
  session.set({ user: null, expires: 0, lacking: false });
}

function accept(reply) {
  token = reply.access_token;
  hint.write(1);
  session.set({ user: reply.user, expires: Date.now() + reply.expires_in * 1000 });
}

// Signing in or out in one tab is signing in or out in all of them.
tabs.onmessage = ({ data }) => {
  if (data === 'out') forget();
  else renew().then(lookForFactor).catch(() => {});
};
