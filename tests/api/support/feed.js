// Reading the feed as a program that keeps a copy does.
// SPDX-License-Identifier: MIT
import { until as waitedFor } from '../../faults/support/processes.js';
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
  return waitedFor('the relay numbers what was committed', async () => {
    const events = await everyFeed(person, after);
    return enough(events) && events;
  });
}
