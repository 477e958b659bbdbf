// Whether a page can be used by everyone: axe's rules and no scrolling sideways, on a wide and a
// narrow screen, in light and in dark colours.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const SIZES = [{ width: 1280, height: 900 }, { width: 360, height: 740 }];
/** Colours are all that differs in the dark. */
const SCHEMES = { light: {}, dark: { runOnly: ['color-contrast'] } };

export async function assertAccessible(page) {
  const before = page.viewportSize();
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  await page.mouse.move(0, 0); // no hover, wherever the last click was
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.evaluate(settled);
    assert.deepEqual(await page.evaluate(tooWide), [], `${page.url()} fits in ${size.width} px`);
    for (const [colorScheme, rules] of Object.entries(SCHEMES)) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(plainBackdrop, colorScheme);
      await page.evaluate(settled);
      const { violations } = await page.evaluate((options) => axe.run(options), { ...rules, resultTypes: ['violations'] });
      assert.deepEqual(violations.flatMap(inWords), [], `${page.url()} at ${size.width} px, ${colorScheme}`);
    }
    await page.evaluate(() => document.adoptedStyleSheets = []);
  }
  await page.setViewportSize(before);
}

const inWords = ({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary}`);

/** In the page: what sticks out, when it scrolls sideways. */
function tooWide() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const out = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > clientWidth);
  return [`${scrollWidth} px wide, for`, ...out.map((element) => element.cloneNode().outerHTML)];
}

/**
 * axe does not judge contrast over gradients. In the page: the whole backdrop becomes the one of
 * its colours that text has the hardest time with, the darkest for light, the lightest for dark;
 * and what a pseudo-element paints, which axe can't see either, is gone but for the header's.
 */
function plainBackdrop(scheme) {
  const style = getComputedStyle(document.documentElement);
  const colours = ['--sky', '--orb-a', '--orb-b', '--orb-c'].map((name) => style.getPropertyValue(name)).join(' ');
  const found = [...colours.matchAll(/#([0-9a-f]{6})\b/g)].map(([, hex]) => hex.match(/../g).map((part) => parseInt(part, 16)));
  if (found.length < 4) throw new Error('the backdrop has its colours elsewhere now');
  const light = ([r, g, b]) => 0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2;
  found.sort((a, b) => light(a) - light(b));
  const worst = scheme === 'light' ? found[0] : found.at(-1);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    body { background: rgb(${worst.join(' ')}) !important; }
    .top { background: var(--glass-bar) !important; }
    *::before, *::after { content: none !important; }`);
  document.adoptedStyleSheets = [sheet];
}

/** In the page: until it is drawn and nothing moves; a child's change of colour may follow its parent's. */
async function settled() {
  do {
    await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
  } while (document.getAnimations().length);
}
