// A version of the pages is kept for ever by who has it; one that is gone is given up for the next.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { assertProblem, assertStatus } from '../api/support/check.js';
import { send } from '../api/support/http.js';
import { folder } from '../api/support/instance.js';
import { someone } from '../api/support/people.js';
import { inBrowser } from './support/browser.js';
import { heading, place, signIn } from './support/steps.js';
import { seen } from './support/waiting.js';

const root = join(folder, 'root/usr/share/orderd/html');
const ZIPPED = { 'accept-encoding': 'gzip' };
const current = async () => /\/a\/([0-9a-f]{16})\/app\.js/.exec(await readFile(join(root, 'index.html'), 'utf8'))[1];

test('files below a hash are kept for ever, the document is asked for anew', async () => {
  const hash = await current();
  for (const file of ['app.js', 'styles/base.css', 'vendor/lit-html.js']) {
    const { headers } = assertStatus(await send('GET', `/a/${hash}/${file}`, { headers: ZIPPED }), 200);
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(headers['content-encoding'], 'gzip');
    assert.match(headers.vary, /Accept-Encoding/);
    assert.match(headers.etag, /^"/, 'made beforehand, so it is the same every time');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['content-security-policy'], undefined, 'which is a document’s alone');
  }
  const { headers } = assertStatus(await send('GET', '/', { headers: ZIPPED }), 200);
  assert.equal(headers['cache-control'], 'no-cache');
  assert.match(headers.etag, /^"/);
  assertStatus(await send('GET', '/', { headers: { ...ZIPPED, 'if-none-match': headers.etag } }), 304);
  const gone = await send('GET', '/a/0123456789abcdef/app.js');
  assertProblem(gone, 404, 'not_found');
  assert.equal(gone.headers['cache-control'], 'no-store');
});

test('what is zipped is what is plain', async () => {
  const hash = await current();
  const file = join(root, 'a', hash, 'app.js');
  assert.deepEqual(gunzipSync(await readFile(`${file}.gz`)), await readFile(file));
});

/** As an installation would: the files lie below another hash now, and the document says so. */
async function move(from, to) {
  await rename(join(root, 'a', from), join(root, 'a', to));
  const file = join(root, 'index.html');
  const document = (await readFile(file, 'utf8')).replaceAll(from, to);
  await writeFile(file, document);
  await writeFile(`${file}.gz`, gzipSync(document));
}

inBrowser('whoever has a version that is gone gets the next one with the next page', async (page) => {
  const hash = await current();
  const next = 'fedcba9876543210';
  await signIn(page, await someone('customer'));
  await move(hash, next);
  try {
    const loaded = page.waitForEvent('load');
    await place(page, 'My orders').click();
    await loaded;
    await seen(heading(page, 'My orders'));
    assert.match(await page.locator('script').first().getAttribute('src'), new RegExp(next));
  } finally {
    await move(next, hash);
  }
}, { outage: true });
