// The API's documentation at /docs: Swagger UI, from this host and under its policy.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { inBrowser } from './support/browser.js';
import { eventually, seen } from './support/waiting.js';

inBrowser('/docs shows the document, and an operation can be tried', async (page) => {
  const reply = await page.goto('/docs');
  assert.match(reply.headers()['content-security-policy'], /default-src 'none'/);
  await seen(page.getByRole('heading', { name: /orderd/ }).first());
  const health = page.getByRole('button', { name: /get \/api\/v1\/health$/i }).first();
  await health.click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  await eventually(async () =>
    assert.match(await page.locator('.live-responses-table').innerText(), /200[^]*"status"/));
});
