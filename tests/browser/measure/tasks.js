// What the main thread does until a page has come, by the thread's own clock, which other programs of the machine
// hardly lengthen: how long it works, at what, and how far its tasks would hold up a hand on a slower device.
// SPDX-License-Identifier: MIT
import { launch } from '../support/chromium.js';
import { median, newContext, sessionOf, SLOWER } from './visitor.js';
import { pages } from './scores.js';

const VISITS = 5;
const LONG_MS = 50; // https://web.dev/articles/tbt
const KINDS = 6;
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'];
const PHONE = { width: 412, height: 823 };
const HAS_COME = `Boolean(document.querySelector('main h1') && !document.querySelector('main :is(.page-bone, .bone)'))`;

/** What Chromium tells of all its threads while somebody acts. */
async function traced(cdp, act) {
  const events = [];
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const done = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES } });
  await act();
  await cdp.send('Tracing.end');
  await done;
  return events;
}

/** Opens a page as on a phone; nothing is run in it that it does not run by itself. */
async function visit(browser, storageState, path) {
  const context = await newContext(browser, { storageState, viewport: PHONE });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const events = await traced(cdp, async () => {
    await page.goto(`/#${path}`, { waitUntil: 'commit' });
    do await page.waitForTimeout(1500);
    while (!(await cdp.send('Runtime.evaluate', { expression: HAS_COME })).result.value);
  });
  await context.close();
  return account(ofMainThread(events));
}

const threadOf = ({ pid, tid }) => `${pid} ${tid}`;
const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

/** Spans of the page's main thread, which of all renderers' has most to do, those that begin first before what lies in them. */
function ofMainThread(events) {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf);
  const [most] = mains.map((main) => events.filter((e) => e.ph === 'X' && threadOf(e) === main)).sort((a, b) => b.length - a.length);
  return most.sort((a, b) => a.ts - b.ts || b.dur - a.dur);
}

/** Tasks, and how long each kind of span lasted without those in it; milliseconds. */
function account(spans) {
  const kinds = new Map();
  const tasks = [];
  const within = []; // the spans that the next one may lie in
  for (const { name, ts, dur, tdur = 0 } of spans) {
    while (within.length && within.at(-1).end <= ts) within.pop();
    const ms = tdur / 1000;
    kinds.set(name, (kinds.get(name) ?? 0) + ms);
    const outer = within.at(-1);
    if (outer) kinds.set(outer.name, kinds.get(outer.name) - ms);
    else tasks.push(ms);
    within.push({ name, end: ts + dur });
  }
  return { kinds, busy: sum(tasks), blocked: sum(tasks.map((ms) => Math.max(0, ms * SLOWER - LONG_MS))) };
}

/** "Layout 24.1, Paint 11.0": at what most time went. */
function most(visits) {
  const names = new Set(visits.flatMap(({ kinds }) => [...kinds.keys()]));
  const found = [...names].map((name) => [name, median(visits.map(({ kinds }) => kinds.get(name) ?? 0))]);
  return found.sort((a, b) => b[1] - a[1]).slice(0, KINDS).map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(', ');
}

export async function tasks(things, say) {
  const browser = await launch();
  for (const [role, name, path] of pages(things)) {
    const storageState = role ? await sessionOf(browser, role) : undefined;
    const visits = [];
    for (let i = 0; i < VISITS; i++) visits.push(await visit(browser, storageState, path));
    const ms = (figure) => `${Math.round(median(visits.map(figure)))} ms`;
    say(`main thread at work, ${name}`, ms(({ busy }) => busy));
    say('    of it beyond 50 ms a task, 4 times slower', ms(({ blocked }) => blocked));
    console.log(`    ${most(visits)}`);
  }
  await browser.close();
}
