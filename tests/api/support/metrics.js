// What the instance tells Prometheus.
// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';

/** Asks the operator's listener; resolves to {status, type, text}. */
export async function ask(path = '/metrics', options = {}) {
  const reply = await fetch(`${process.env.ORDERD_TEST_METRICS}${path}`, options);
  return { status: reply.status, type: reply.headers.get('content-type'), text: await reply.text() };
}

/** A scrape's series, as a Map of `name{label="value",…}` and number. */
export function series(text) {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]));
}

/** What all series of a name with these labels add up to; a series that is not told is 0. */
export function total(text, name, labels = {}) {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  let sum = 0;
  for (const [key, value] of series(text)) {
    const fits = key === name || key.startsWith(`${name}{`);
    if (fits && wanted.every((pair) => key.includes(`{${pair}`) || key.includes(`,${pair}`))) sum += value;
  }
  return sum;
}

/** By how much these grew while `work` was done: each of `what` is [name, labels]. */
export async function growth(what, work, path = '/metrics') {
  const before = (await ask(path)).text;
  await work();
  const after = (await ask(path)).text;
  return what.map(([name, labels]) => total(after, name, labels) - total(before, name, labels));
}

/** What Prometheus' own tool says of a text of metrics: "" when nothing. */
export function promtool(text) {
  const { stdout, stderr, status, error } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  if (error) throw error;
  return `${stdout}${stderr}${status ? `exit ${status}` : ''}`;
}
