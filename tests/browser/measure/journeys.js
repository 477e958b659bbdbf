// How long pages take to answer a hand, on a device four times slower: a customer's way to an order, and a
// manager's through the orders (https://web.dev/articles/inp).
// SPDX-License-Identifier: MIT
import { launch } from '../support/chromium.js';
import { button, fillAddress, order, place, pieces, signIn } from '../support/steps.js';
import { seen } from '../support/waiting.js';
import { member, newContext, slowDown } from './visitor.js';

/** In the page: the longest answer to each interaction. */
function watch() {
  window.answers ??= new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration, name, target } of list.getEntries()) {
      if (!interactionId) continue;
      const before = window.answers.get(interactionId);
      if (!before || before.ms < duration) window.answers.set(interactionId, { ms: duration, name, at: target?.className || target?.tagName || '' });
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
}

async function journey(browser, role, go) {
  const context = await newContext(browser);
  const page = await context.newPage();
  await page.addInitScript(watch);
  await signIn(page, member(role));
  await slowDown(page, { latency: 0 });
  await go(page);
  await page.waitForTimeout(500);
  const answers = await page.evaluate(() => [...window.answers.values()]);
  await context.close();
  return answers.sort((a, b) => b.ms - a.ms);
}

async function buys(page) {
  const product = { name: 'Monitor 27"', sku: 'MONITOR-027' };
  await page.getByRole('searchbox').pressSequentially('monitor', { delay: 60 });
  await seen(pieces(page, product));
  await button(page, `Add ${product.name} to the basket`).click();
  await place(page, 'Basket').click();
  await fillAddress(page);
  await order(page);
  await place(page, 'My orders').click();
  await page.getByRole('link', { name: /^ORD-/ }).first().click();
  await seen(page.getByRole('heading', { level: 1 }));
}

async function manages(page) {
  await page.goto('/#/office/orders');
  await page.getByRole('link', { name: /^ORD-/ }).first().waitFor();
  for (const key of ['j', 'j', 'k', 'x', 'j', 'x', 'Escape']) await page.keyboard.press(key);
  await page.getByRole('checkbox', { name: 'Select ORD-' }).first().check();
  await page.getByRole('searchbox').first().pressSequentially('berg', { delay: 60 });
  await page.getByRole('link', { name: /^ORD-/ }).first().click();
  await seen(page.getByRole('heading', { level: 1 }));
  for (const key of ['k', 'j']) await page.keyboard.press(key);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('board', { delay: 60 });
  await page.keyboard.press('Enter');
  await seen(page.getByRole('heading', { level: 1 }));
}

export async function journeys(_things, say) {
  const browser = await launch();
  for (const [role, go] of [['customer', buys], ['manager', manages]]) {
    const answers = await journey(browser, role, go);
    say(`longest answer to a ${role}’s hand, of ${answers.length}, 4 times slower`, `${answers[0]?.ms} ms`, 'under 100 ms');
    for (const { ms, name, at } of answers.slice(0, 3)) console.log(`    ${ms} ms ${name} ${at}`);
  }
  await browser.close();
}
