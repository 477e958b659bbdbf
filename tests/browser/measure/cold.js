// A first visit: what is transferred, and when the catalogue can be used.
// SPDX-License-Identifier: MIT
import { launch } from '../support/chromium.js';
import { median, newContext, sessionOf, slowDown } from './visitor.js';

const VISITS = 5;

/** Bytes over the wire until nothing is asked any more, live events aside. */
async function transferred(browser, storageState, address) {
  const context = await newContext(browser, { storageState });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  let bytes = 0;
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForTimeout(1500);
  await context.close();
  return bytes;
}

/** Milliseconds until products and the search are there. */
async function usable(browser) {
  const context = await newContext(browser);
  const page = await context.newPage();
  await slowDown(page);
  await page.addInitScript(() => {
    const look = () => {
      const ready = document.querySelector('input[type=search]') && document.querySelector('[aria-label="Products"] li, section li h2, section li h3');
      if (ready) window.usable = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  });
  await page.goto('/');
  const ms = await page.waitForFunction(() => window.usable).then((handle) => handle.jsonValue());
  await context.close();
  return ms;
}

export async function cold(_things, say) {
  const browser = await launch();
  const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  say('first visit to the catalogue, cold', kb(await transferred(browser, undefined, '/')), 'under 110 kB');
  for (const [role, address, goal] of [['customer', '/#/', 'under 110 kB'], ['manager', '/#/office/home', 'under 180 kB'], ['manager', '/#/office/orders', 'under 180 kB']])
    say(`first page of a ${role}, cold (${address})`, kb(await transferred(browser, await sessionOf(browser, role), address)), goal);
  const times = [];
  for (let i = 0; i < VISITS; i++) times.push(await usable(browser));
  say('catalogue usable, CPU 4 times slower, 50 ms of round trip', `${Math.round(median(times))} ms`, 'under 1000 ms');
  await browser.close();
}
