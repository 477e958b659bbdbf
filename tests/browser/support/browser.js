// A browser for each file, a fresh profile for each test, and nothing to complain of after it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { someAddress } from '../../api/support/http.js';
import { url } from '../../api/support/instance.js';
import { noteCall } from './calls.js';
import { launch } from './chromium.js';
import { PATIENCE_MS } from './waiting.js';

const browser = await launch();
after(() => browser.close());

/** A profile without cookies and storage, from an address that no limit has counted yet. */
async function visitor(complaints, { outage = false } = {}) {
  const context = await browser.newContext({
    baseURL: url.origin,
    extraHTTPHeaders: { 'X-Forwarded-For': someAddress() },
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(() =>
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
      console.error(`against the policy: ${effectiveDirective} ${blockedURI} ${sample}`)));
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().stack}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && !isRefusal(message, outage)) complaints.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    if (new URL(request.url()).host !== url.host && !/^(data|blob):/.test(request.url()))
      complaints.push(`asked another host: ${request.url()}`);
  });
  context.on('response', (reply) => {
    noteCall(reply);
    if (reply.status() >= 500 && !outage) complaints.push(`${reply.status()}: ${reply.url()}`);
  });
  return context;
}

/** The browser reports every 4xx; whether one of the API's was right is the test's to say. */
function isRefusal(message, outage) {
  const { pathname } = new URL(message.location().url || url);
  return (outage || pathname.startsWith('/api/')) && message.text().startsWith('Failed to load resource');
}

/**
 * A test that gets a page of a browser, `another()` for one of another person's, and `note(text)`. It fails too
 * when a page had an error in its console, offended the Content-Security-Policy, asked another
 * host, or got a 5xx, unless it is about an `outage`.
 */
export function inBrowser(name, run, options) {
  test(name, { timeout: 120_000 }, async (t) => {
    const complaints = [];
    const contexts = [];
    const another = async () => {
      contexts.push(await visitor(complaints, options));
      return contexts.at(-1).newPage();
    };
    try {
      await run(await another(), { another, note: (text) => t.diagnostic(text) });
    } catch (error) {
      for (const page of contexts.flatMap((context) => context.pages())) t.diagnostic(await lookOf(page));
      t.diagnostic(complaints.join('\n'));
      throw error;
    } finally {
      await Promise.all(contexts.map((context) => context.close()));
    }
    assert.deepEqual(complaints, []);
  });
}

/** What could be seen when a test failed. */
async function lookOf(page) {
  const text = await page.locator('body').innerText({ timeout: 2000 }).catch(String);
  return `at ${page.url()}\n${text.slice(0, 2000)}`;
}
