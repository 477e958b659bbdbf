// Who visits to be measured: a profile that keeps nothing, at a distance, on a device four times slower.
// SPDX-License-Identifier: MIT
import { url } from '../../api/support/instance.js';
import { signIn } from '../support/steps.js';
import { PASSWORD } from '../shots/fill.js';

export const SLOWER = 4;
const ROUND_TRIP_MS = 50;

export const newContext = (browser, options = {}) =>
  browser.newContext({ baseURL: url.origin, locale: 'en-US', timezoneId: 'UTC', viewport: { width: 1280, height: 900 }, ...options });

export const member = (role) => ({ email: `${role}@example.com`, password: PASSWORD });

/** The cookies of a role's session, made in a profile of its own. */
export async function sessionOf(browser, role) {
  const context = await newContext(browser);
  await signIn(await context.newPage(), member(role));
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Slows a page down; resolves to its CDP session. */
export async function slowDown(page, { latency = ROUND_TRIP_MS } = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: -1, uploadThroughput: -1 });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  return cdp;
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
