// The two hands that a page is worked with: each says how something is pressed, typed or chosen, and reaches
// it by what it has alone.
// SPDX-License-Identifier: MIT
import { button, place } from './steps.js';
import { seen } from './waiting.js';

const TABS = 250; // more than any page has places to stop at

/** Which way the focus has to go: 0 when it is there, -1 back, 1 on. */
const wayTo = (locator) =>
  locator.evaluate((wanted) => {
    const now = document.activeElement;
    if (now === wanted) return 0;
    if (!now || now === document.body) return 1;
    return now.compareDocumentPosition(wanted) & now.DOCUMENT_POSITION_PRECEDING ? -1 : 1;
  });

/** Presses Tab, as often as it takes, until an element has the focus. */
async function reach(page, locator) {
  await locator.waitFor();
  for (let i = 0; i < TABS; i++) {
    const way = await wayTo(locator);
    if (way === 0) return;
    await page.keyboard.press(way < 0 ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`the focus does not come to ${locator}`);
}

const mouse = () => ({
  press: (at) => at.click(),
  type: (at, text) => at.fill(text),
  choose: (at, label) => at.selectOption(label),
  pick: (option) => option.click(),
});

const keyboard = (page) => ({
  async press(at) {
    await reach(page, at);
    await page.keyboard.press('Enter');
  },
  async type(at, text) {
    await reach(page, at);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  },
  /** By the first letters of it, as a closed list is chosen from. */
  async choose(at, label) {
    await reach(page, at);
    await page.keyboard.type(label);
  },
  /** The first of the options that are offered below a field. */
  async pick(option) {
    await seen(option);
    await page.keyboard.press('Enter');
  },
});

const withPlaces = (page, hand) => ({
  ...hand,
  /** Goes to a place of the navigation, which may have to be opened first. */
  async goTo(name) {
    const to = place(page, new RegExp(`^${name}`));
    await seen(to.or(button(page, 'Menu')).first());
    if (!(await to.isVisible())) await hand.press(button(page, 'Menu'));
    await hand.press(to);
  },
});

export const HANDS = {
  mouse: (page) => withPlaces(page, mouse()),
  keyboard: (page) => withPlaces(page, keyboard(page)),
};
