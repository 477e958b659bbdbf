// Whether a page can be used by everyone: axe's rules and no scrolling sideways, on a wide and a
// narrow screen, in light and in dark colours.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const SIZES = [{ width: 1280, height: 900 }, { width: 360, height: 740 }];

export async function assertAccessible(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await assertFits(page, size);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(plainBackdrop, colorScheme);
      await page.evaluate(colourChanges);
      const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
      assert.deepEqual(violations.flatMap(inWords), [], `${page.url()} at ${size.width} px, ${colorScheme}`);
    }
  }
}

async function assertFits(page, { width }) {
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide[0] <= wide[1], `${page.url()} is ${wide[0]} px wide on a screen of ${width}`);
}

const inWords = ({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary}`);

/**
 * axe does not judge contrast over gradients. In the page: the whole backdrop becomes the one of
 * its colours that text has the hardest time with, the darkest for light, the lightest for dark;
 * and what a pseudo-element paints, which axe can't see either, is gone but for the header's.
 */
function plainBackdrop(scheme) {
  const style = getComputedStyle(document.documentElement);
  const colours = ['--sky', '--orb-a', '--orb-b', '--orb-c'].map((name) => style.getPropertyValue(name)).join(' ');
  const light = ([r, g, b]) => 0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2;
  const found = [...colours.matchAll(/#([0-9a-f]{6})\b/g)].map(([, hex]) => hex.match(/../g).map((part) => parseInt(part, 16)));
  if (found.length < 4) throw new Error('the backdrop has its colours elsewhere now');
  found.sort((a, b) => light(a) - light(b));
  const worst = scheme === 'light' ? found[0] : found.at(-1);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    body { background: rgb(${worst.join(' ')}) !important; }
    .top { background: var(--glass-bar) !important; }
    *::before, *::after { content: none !important; }`);
  document.adoptedStyleSheets = [sheet];
}

/** In the page: until every colour is what it is becoming. */
async function colourChanges() {
  await new Promise(requestAnimationFrame);
  await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
}
