// Waiting for what a page is about to show; nothing sleeps, and a slow machine is given time.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

export const PATIENCE_MS = 15_000;

/** Until every one of these is seen. */
export const seen = (...locators) => Promise.all(locators.map((locator) => locator.waitFor()));

/** Until none of these is seen. */
export const gone = (...locators) => Promise.all(locators.map((locator) => locator.waitFor({ state: 'hidden' })));

/** Runs an assertion until it holds; its last failure is the one thrown. */
export async function eventually(check) {
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(50);
    }
  }
}

/** Until these are the texts of all that the locator finds, in this order. */
export function assertTexts(locator, texts) {
  return eventually(async () => assert.deepEqual(await locator.allInnerTexts(), texts));
}

/** Until this element has the focus. */
export function assertFocused(locator) {
  return eventually(async () =>
    assert.ok(await locator.evaluate((element) => element === document.activeElement), `${locator} has the focus`),
  );
}

/** Requests for `url` reach the server; the page hears of it once the function answered is called. */
export async function holdReply(page, url) {
  let answer;
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  await page.route(url, async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  return answer;
}
