// Reading the feed as a program that keeps a copy does.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertStatus } from './check.js';

/** Where the feed ends now. */
export const end = async (person) => assertStatus(await person.get('/events?limit=1'), 200).body.last;

/** All that comes after a place, for this person. */
export async function everyFeed(person, after) {
  const events = [];
  for (let more = true; more;) {
    const page = assertStatus(await person.get(`/events?after=${after}&limit=1000`), 200).body;
    events.push(...page.data);
    ({ next: after, more } = page);
  }
  return events;
}

/** The same, as soon as `enough` of it is there. */
export async function until(person, after, enough) {
  for (const deadline = Date.now() + 20000; Date.now() < deadline; await sleep(50)) {
    const events = await everyFeed(person, after);
    if (enough(events)) return events;
  }
  assert.fail('the relay numbers what was committed');
}
