// Lighthouse's scores of the pages that people see most, as on a phone.
// SPDX-License-Identifier: MIT
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse from 'lighthouse';
import { url } from '../../api/support/instance.js';
import { launchKept } from '../support/chromium.js';
import { signIn } from '../support/steps.js';
import { member } from './visitor.js';

const PORT = Number(url.port) + 90;
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];

export const pages = (things) => [
  [null, 'sign-in', '/sign-in'],
  [null, 'catalogue', '/'],
  ['customer', 'an order', `/orders/${things['/orders/:id']}`],
  ['manager', 'the board', '/office/board'],
  ['manager', 'a product', `/office/products/${things['/office/products/:id']}`],
  ['manager', 'a report', '/office/reports'],
];

/** The tab is closed: one that goes on beside the page that is measured takes its processor. */
async function signedIn(context, role) {
  const page = await context.newPage();
  await signIn(page, member(role));
  await page.close();
}

async function scoresOf(role, path) {
  const profile = await mkdtemp(join(tmpdir(), 'orderd-scores-'));
  const context = await launchKept(profile, [`--remote-debugging-port=${PORT}`], { baseURL: url.origin, locale: 'en-US', ignoreHTTPSErrors: true });
  try {
    if (role) await signedIn(context, role);
    const { lhr } = await lighthouse(`${url.origin}/#${path}`, { port: PORT, logLevel: 'error', onlyCategories: CATEGORIES, disableStorageReset: true });
    return { scores: CATEGORIES.map((name) => Math.round(100 * lhr.categories[name].score)), missed: missed(lhr) };
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** What has cost something. */
const missed = ({ audits, categories }) =>
  Object.values(categories).flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.9)
    .map(({ id }) => `${id} ${audits[id].displayValue ?? ''}`.trim());

export async function scores(things, say) {
  for (const [role, name, path] of pages(things)) {
    const found = await scoresOf(role, path);
    say(`Lighthouse, ${name}: performance, accessibility, practices`, found.scores.join(' '), 'at least 97 100 100');
    for (const text of found.missed) console.log(`    ${text}`);
  }
}
