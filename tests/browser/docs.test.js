// The API's documentation at /docs: Swagger UI, from this host and under its policy.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { inBrowser } from './support/browser.js';
import { eventually } from './support/waiting.js';

inBrowser('/docs shows the document, and an operation can be tried', async (page) => {
  const reply = await page.goto('/docs');
  assert.match(reply.headers()['content-security-policy'], /default-src 'none'/);
  await page.getByRole('heading', { name: /^orderd/ }).waitFor({ timeout: 60_000 }); // it reads all of the document first
  await page.getByRole('heading', { name: /^service/ }).click();
  const health = page.locator('.opblock').filter({ has: page.getByText('/health', { exact: true }) });
  await health.getByRole('button').first().click();
  await health.getByRole('button', { name: 'Try it out' }).click();
  await health.getByRole('button', { name: 'Execute' }).click();
  const answer = health.locator('.live-responses-table');
  await eventually(async () => assert.match(await answer.innerText(), /200[^]*"status": "/));
});
