// Pictures of every screen, wide and narrow, light and dark, in var/screens; all of them on one sheet in
// docs/screens.jpg. A word on the command line: only of addresses that have it, and no sheet.
// SPDX-License-Identifier: MIT
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { url } from '../../api/support/instance.js';
import { launch } from '../support/chromium.js';
import { putInBasket, signIn } from '../support/steps.js';
import { fill, PASSWORD } from './fill.js';

const TOP = new URL('../../../', import.meta.url).pathname;
const SHOTS = join(TOP, 'var/screens');
const SHEET = join(TOP, 'docs/screens.jpg');
const SIZES = [{ width: 1280, height: 900 }, { width: 360, height: 740 }];
const SCHEMES = ['light', 'dark'];
const MOST_BYTES = 1_500_000;

const [only = ''] = process.argv.slice(2);
const table = await readFile(join(TOP, 'nginx/html/routes.js'), 'utf8');
const { routes } = await import(`data:text/javascript,${encodeURIComponent(table)}`);

/** Whose screen it is: the least who may, but for a manager's order, and customers in the shop. */
const AS = { '/office/orders/:id': 'manager' };
const whose = ({ path, role, area }) => AS[path] ?? role ?? (area === 'shop' ? 'customer' : null);

/** The screens in the order of the sheet: customers' first. */
function screensOf(things) {
  const addressOf = ({ path }) => {
    if (path === '/office/print') return `${path}?ids=${things.print}`;
    return path.replace(':id', () => things[path]);
  };
  const order = [null, 'customer', 'staff', 'manager', 'admin'];
  return routes
    .map((route) => ({ role: whose(route), path: route.path, address: addressOf(route) }))
    .filter(({ path }) => path.includes(only))
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

/** Until nothing is awaited any more; what takes too long is pictured as it is, and said. */
async function settled(page, address) {
  try {
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .bone:not(.sheet-scroll .bone)')); // below a table's end there are some
  } catch {
    console.log(`${address} is still busy`);
  }
  await page.waitForTimeout(300);
}

const fileOf = ({ path }, { width }, scheme) => `${path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'catalogue'}-${width}-${scheme}.jpg`;

async function picture(page, screen) {
  await page.setViewportSize(SIZES[0]);
  await page.goto(`/#${screen.address}`);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await page.mouse.move(0, 0);
      await settled(page, screen.address);
      await page.screenshot({ path: join(SHOTS, fileOf(screen, size, colorScheme)), type: 'jpeg', quality: 85 });
    }
  }
}

/** Somebody's page, with something in the basket of customers. */
async function pageOf(browser, role, product) {
  const context = await browser.newContext({ baseURL: url.origin, locale: 'en-US', timezoneId: 'UTC', reducedMotion: 'reduce', viewport: SIZES[0] });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && console.log(`${page.url()}: ${message.text()}`));
  if (role) await signIn(page, { email: `${role}@example.com`, password: PASSWORD });
  if (role === 'customer') {
    await putInBasket(page, product, 2);
    await page.getByRole('button', { name: 'Dismiss' }).click();
  }
  return page;
}

/** All pictures on one page, which can be looked at, too. */
async function sheet(browser, screens) {
  const cell = (screen) => `<figure><figcaption>${screen.path} <span>${screen.role ?? 'anyone'}</span></figcaption>${SCHEMES.flatMap((scheme) =>
    SIZES.map((size) => `<img src="${fileOf(screen, size, scheme)}" height="190">`)).join('')}</figure>`;
  await writeFile(join(SHOTS, 'sheet.html'), `<!doctype html><meta charset="utf-8"><title>Screens</title><style>
    body { margin: 16px; background: #8a93a3; font: 14px sans-serif; display: grid; grid-template-columns: repeat(2, max-content); gap: 14px; width: max-content; }
    figure { margin: 0; } figcaption { margin-bottom: 4px; } span { opacity: .6; } img { display: inline-block; margin-right: 4px; border-radius: 3px; }
    </style>${screens.map(cell).join('\n')}`);
  const page = await browser.newPage({ viewport: { width: 1560, height: 900 } });
  await page.goto(`file://${SHOTS}/sheet.html`);
  await mkdir(join(TOP, 'docs'), { recursive: true });
  await page.screenshot({ path: SHEET, type: 'jpeg', quality: 60, fullPage: true });
  const { size } = await stat(SHEET);
  console.log(`${SHEET}: ${Math.round(size / 1024)} KiB`);
  if (size > MOST_BYTES) throw new Error('the sheet is too large to be kept');
}

const things = await fill();
const screens = screensOf(things);
if (!only) await rm(SHOTS, { recursive: true, force: true });
await mkdir(SHOTS, { recursive: true });
const browser = await launch();
let page, role;
for (const screen of screens) {
  if (!page || screen.role !== role) page = await pageOf(browser, screen.role, { sku: 'MONITOR-027', name: 'Monitor 27"' });
  role = screen.role;
  await picture(page, screen);
}
if (!only) await sheet(browser, screens);
await browser.close();
console.log(`${screens.length} screens are in ${SHOTS}`);
process.exit(0); // the database's connection stays open
