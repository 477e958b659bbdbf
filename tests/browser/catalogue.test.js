// The catalogue: found, filtered, sorted and turned over by anyone, and kept in the address.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { anyone } from '../api/support/http.js';
import { someone, unique } from '../api/support/people.js';
import { someProduct } from '../api/support/shop.js';
import { inBrowser } from './support/browser.js';
import { button, heading, link, pieces, place, product } from './support/steps.js';
import { assertFocused, eventually, gone, seen } from './support/waiting.js';

// Two words that only these products have: one in all of them, one in most.
const word = `w${unique()}`;
const category = `Category ${unique()}`;
let cheap, middle, dear, other;

before(async () => {
  const manager = await someone('manager');
  const make = (name, fields) => someProduct(manager, { name: `${name} ${word}`, category, ...fields });
  [cheap, middle, dear, other] = [
    await make('Anvil', { price: '9.99' }),
    await make('Bellows', { price: '20.00', stock: 0, description: 'Two handles\nand one nozzle' }),
    await make('Crucible', { price: '1234.50', stock: 5 }),
    await make('Drill', { price: '15.00', category: `Other ${category}` }),
  ];
  // The list of categories may be a second old for those who have not signed in.
  await eventually(async () => {
    const { data } = (await anyone.get('/inventory/categories')).body;
    assert.ok(data.some(({ name }) => name === `Other ${category}`));
  });
});

const names = (page) => page.getByRole('region', { name: 'Products' }).getByRole('heading');
const search = (page) => page.getByRole('searchbox', { name: 'Search products' });
const hash = (page) => decodeURIComponent(new URL(page.url()).hash).replaceAll('+', ' ');
/** Also below what is seen, which is not laid out and has no inner text. */
const assertShows = (page, ...products) =>
  eventually(async () => assert.deepEqual(await names(page).allTextContents(), products.map(({ name }) => name)));

inBrowser('anyone browses: search, then look at a product with its price and stock', async (page) => {
  await page.goto('/');
  await seen(heading(page, 'Catalogue'), place(page, 'Sign in'));
  await search(page).fill(word);
  await assertShows(page, cheap, middle, dear, other);
  await seen(page.getByText('4 products'));
  await seen(product(page, dear).getByText('$1,234.50'), product(page, dear).getByText('Only 5 left'));
  await seen(product(page, middle).getByText('Out of stock'));
  assert.ok(await button(page, `Add ${middle.name} to the basket`).isDisabled());

  await link(page, middle.name).click();
  await seen(heading(page, middle.name), page.getByText('Two handles\nand one nozzle'), page.getByText(middle.sku));
  await link(page, 'Catalogue').last().click();
  await assertShows(page, cheap, middle, dear, other); // as it was left
});

inBrowser('filters by category, price and stock add up, and stand in the address', async (page) => {
  await page.goto(`/#/?search=${word}`);
  await assertShows(page, cheap, middle, dear, other);
  await page.getByRole('link', { name: category }).first().click();
  await assertShows(page, cheap, middle, dear);
  await page.getByLabel('From', { exact: true }).fill('9.99');
  await page.getByLabel('To', { exact: true }).fill('20');
  await assertShows(page, cheap, middle);
  await page.getByLabel('In stock only').check();
  await assertShows(page, cheap);
  assert.equal(hash(page), `#/?search=${word}&category=${category}&min_price=9.99&max_price=20&in_stock=true`);

  await page.reload();
  await assertShows(page, cheap);
  assert.equal(await page.getByLabel('From', { exact: true }).inputValue(), '9.99');
  assert.ok(await page.getByLabel('In stock only').isChecked());
  await link(page, 'All').click();
  await assertShows(page, cheap, other);
});

inBrowser('sorts by name and by price', async (page) => {
  await page.goto(`/#/?search=${word}`);
  const sort = page.getByLabel('Sort by');
  await assertShows(page, cheap, middle, dear, other);
  await sort.selectOption('Price, highest first');
  await assertShows(page, dear, middle, other, cheap);
  await sort.selectOption('Price, lowest first');
  await assertShows(page, cheap, other, middle, dear);
  await sort.selectOption('Newest first');
  await assertShows(page, other, dear, middle, cheap);
});

inBrowser('a search that finds nothing says so, and leads back to everything', async (page) => {
  await page.goto(`/#/?search=${word}`);
  await assertShows(page, cheap, middle, dear, other);
  await search(page).fill(unique());
  await seen(page.getByRole('heading', { name: 'Nothing fits' }), page.getByText('0 products'));
  await link(page, 'Show everything').click();
  await gone(page.getByRole('heading', { name: 'Nothing fits' }));
  assert.equal(await search(page).inputValue(), '');
});

inBrowser('a list of many is turned over, and a filter starts it again', async (page) => {
  const manager = await someone('manager');
  const many = unique();
  const all = await Promise.all(Array.from({ length: 25 }, (_, i) =>
    someProduct(manager, { name: `${many} ${String(i).padStart(2, '0')}` })));
  const pager = page.getByRole('navigation', { name: 'Pages' });

  await page.goto(`/#/?search=${many}`);
  await assertShows(page, ...all.slice(0, 24));
  assert.equal(await pager.getByRole('link', { name: 'Page 1' }).getAttribute('aria-current'), 'page');
  await pager.getByRole('link', { name: 'Next page' }).click();
  await assertShows(page, all[24]);
  await assertFocused(page.getByText('25 products'));
  assert.equal(await pager.getByRole('link', { name: 'Page 2' }).getAttribute('aria-current'), 'page');
  await page.goBack();
  await assertShows(page, ...all.slice(0, 24));
  await page.goForward();
  await assertShows(page, all[24]);
  await page.getByLabel('Sort by').selectOption('Newest first');
  await eventually(async () => assert.equal(await names(page).count(), 24));
  assert.ok(!hash(page).includes('page='));
});

inBrowser('with the keyboard alone: find a product, put two in the basket, go there', async (page) => {
  const press = (key) => page.keyboard.press(key);
  const tabTo = async (target, key = 'Tab') => {
    for (let presses = 0; presses < 40; presses++) {
      await press(key);
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    assert.fail(`${key} does not lead to ${target}`);
  };
  await page.goto('/');
  await seen(heading(page, 'Catalogue'));
  await press('Tab');
  await assertFocused(link(page, 'Skip to content'));
  await press('Enter');
  await assertFocused(page.getByRole('main'));
  await tabTo(search(page));
  await page.keyboard.type(cheap.sku);
  await assertShows(page, cheap);
  await tabTo(pieces(page, cheap));
  await press('ArrowUp');
  await tabTo(button(page, `Add ${cheap.name} to the basket`));
  await press('Enter');
  await seen(page.getByRole('status').filter({ hasText: `2 × ${cheap.name} added` }));
  await seen(place(page, 'Basket 2 pieces'));
  await tabTo(place(page, 'Basket'), 'Shift+Tab');
  await press('Enter');
  await assertFocused(heading(page, 'Basket'));
  assert.equal(await pieces(page, cheap).inputValue(), '2');
});

inBrowser('what is typed into the search stays as it is typed, also in two goes', async (page) => {
  await page.goto('/');
  await search(page).pressSequentially('Anvil ');
  await eventually(async () => assert.equal(hash(page), '#/?search=Anvil'));
  await seen(page.getByText(/^\d+ products?$/));
  await search(page).pressSequentially(word);
  await assertShows(page, cheap);
  assert.equal(await search(page).inputValue(), `Anvil ${word}`);
});

inBrowser('where filters leave nothing, they are named as the reason', async (page) => {
  await page.goto('/');
  await page.getByLabel('From', { exact: true }).fill('99999999');
  await seen(page.getByText('Nothing fits'));
  await link(page, 'Show everything').click();
  await seen(page.getByRole('region', { name: 'Products' }).getByRole('listitem').first());
});
