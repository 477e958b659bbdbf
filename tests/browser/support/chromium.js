// The browser: Debian's Chromium, that believes an instance.
// SPDX-License-Identifier: MIT
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { folder } from '../../api/support/instance.js';

const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** Chromium believes the instance's own certificate, and no other that is self-signed. */
async function pin() {
  const { publicKey } = new X509Certificate(await readFile(join(folder, 'cert.pem')));
  const hash = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' }));
  return `--ignore-certificate-errors-spki-list=${hash.digest('base64')}`;
}

const options = async (more = []) => ({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
  args: [...ARGUMENTS, await pin(), ...more],
  timeout: 60_000,
});

export const launch = async () => chromium.launch(await options());

/** With a profile that is kept in this folder, and more arguments; resolves to its context. */
export const launchKept = async (folder, more, context) => chromium.launchPersistentContext(folder, { ...context, ...(await options(more)) });
