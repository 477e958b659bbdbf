// Whether the API answers: asked every half minute while the page is visible, and when live events
// break off or come back.
// SPDX-License-Identifier: MIT
import { send } from './http.js';
import { hear } from './live.js';
import { restore } from './session.js';
import { store } from './store.js';

/** @import { Message } from './live.js' */

const EVERY_MS = 30_000;
const SOON_MS = 5_000;
const SPREAD_MS = 2_000;
const WELL = ['healthy', 'ok', 'up', 'pass', 'ready'];

/** `version` once known; `checks`: what was looked at, and how it is.
 * @typedef {{ light: 'checking' | 'up' | 'degraded' | 'down', version: string, checks: Record<string, string> }} Health */

export const health = store(/** @type {Health} */ ({ light: 'checking', version: '', checks: {} }));
/** @type {number | undefined} */
let timer;

export async function checkHealth() {
  clearTimeout(timer);
  if (document.hidden) return;
  const before = health.state.light;
  try {
    const { data } = await send('GET', '/health');
    const light = WELL.includes(data?.status) ? 'up' : 'degraded';
    health.set({ light, version: data?.version ?? '', checks: data?.checks ?? {} });
    if (before === 'down') await restore(); // a visit that began during an outage
  } catch {
    health.set({ light: 'down' });
  }
  clearTimeout(timer);
  timer = setTimeout(checkHealth, health.state.light === 'up' ? EVERY_MS : SOON_MS);
}

/** The stream of live events is the first to notice; not all browsers ask at the same moment. @param {Message} message */
function heard({ kind }) {
  if (kind !== 'cut' && kind !== 'status' && !(kind === 'open' && health.state.light !== 'up')) return;
  clearTimeout(timer);
  timer = setTimeout(checkHealth, SPREAD_MS * Math.random());
}

export function watchHealth() {
  hear(heard);
  document.addEventListener('visibilitychange', checkHealth);
  addEventListener('online', checkHealth);
  addEventListener('offline', () => health.set({ light: 'down' }));
  return checkHealth();
}
