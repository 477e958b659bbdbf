// Shop settings hold for everybody: who changes them puts them back, and no other file runs beside.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { rows } from './database.js';

export const setSetting = (key, value) => rows('UPDATE settings SET value = $2 WHERE key = $1', key, value);

/** Runs `work` with these settings, then puts back what was. */
export async function withSettings(settings, work) {
  const before = await rows(
    'SELECT key, value FROM settings WHERE key = ANY($1)',
    Object.keys(settings),
  );
  assert.equal(before.length, Object.keys(settings).length);
  try {
    for (const [key, value] of Object.entries(settings)) await setSetting(key, value);
    await work();
  } finally {
    for (const { key, value } of before) await setSetting(key, value);
  }
}
